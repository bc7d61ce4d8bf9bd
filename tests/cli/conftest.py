"""The command in this process, and an installation that was just founded."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from typer.testing import CliRunner, Result

from aims.cli import app
from aims.jobs.founding import Founded, found

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `aims …`; what the command changed of this process is put back."""
    monkeypatch.setenv("AIMS_LANG", "en")
    runner = CliRunner()
    with translation.override("en"):
        yield lambda *arguments, **more: runner.invoke(app, [str(a) for a in arguments], **more)


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """The answer of a command that must succeed, as a program reads it."""

    def answer(*arguments: object, **more: Any) -> Any:
        result = run(*arguments, "--json", **more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return answer


@pytest.fixture
def home(db: None) -> Founded:
    made = found("Example Bank", "Ada Admin", "en")
    assert made is not None
    return made
