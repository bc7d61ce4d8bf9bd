"""`aims reconcile`: what a list shows, recorded once."""

from pathlib import Path
from typing import Any

import pytest

from aims.jobs.founding import Founded
from aims.systems.models import UndeclaredTool
from tests.cli.conftest import Run

pytestmark = pytest.mark.django_db


def test_a_list_is_compared_and_recorded_once(home: Founded, ask: Any, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sign-on.csv"
    file.write_text("application,accounts\nNotebookLM,4\nPayroll,140\n", "utf-8")
    dry = ask("reconcile", file, "--sort", "sso", "--dry-run")
    assert (dry["undeclared"], dry["neither"], dry["recorded"]) == (1, 1, 0)
    assert not UndeclaredTool.objects.exists()
    assert ask("reconcile", file, "--sort", "sso")["recorded"] == 1
    assert ask("reconcile", file, "--sort", "sso")["recorded"] == 0
    assert UndeclaredTool.objects.get().source == "sso"
    assert "2 rows: 0 in the register, 1 undeclared (1 tools), 1 neither" in run("reconcile", file).stdout


def test_what_cannot_be_read_is_a_sentence(home: Founded, run: Run, tmp_path: Path) -> None:
    for arguments in ((tmp_path / "none.csv",), (tmp_path, "--sort", "gossip")):
        result = run("reconcile", *arguments)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1
