"""The command in this process, an installation that was just founded, and the demo for whoever looks at it."""

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from typer.testing import CliRunner, Result

from aims.cli import app
from aims.cli.demo import DemoReport, build_demo
from aims.cli.demo.story import Story, read_story
from aims.jobs.founding import Founded, found
from aims.telemetry.arrival.taking import _lately

Run = Callable[..., Result]
DEMO_PASSWORD = "a-password-for-tests"


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


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[DemoReport]:
    """The demo, built once a module; the database is left as it was."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as given, transaction.atomic():  # type: ignore[attr-defined]
        given.setenv("AIMS_DEMO_PASSWORD", DEMO_PASSWORD)
        yield build_demo()
        transaction.set_rollback(True)
    shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()


@pytest.fixture
def story(report: DemoReport) -> Story:
    return read_story(report.today)
