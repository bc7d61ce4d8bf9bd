"""Making a home, and what the command says where there is none; each in a process of its own."""

import datetime as dt
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from aims_sdk.proof import Unproven

from aims.jobs.founding import Founded
from aims.lib import clock
from tests.cli.conftest import Run

COMMANDS = (
    *("init", "serve", "demo", "import", "export", "status", "requirement", "bundle", "verify", "fsck", "backup"),
    *("restore", "user", "token", "tick", "doctor", "list", "show", "do", "new"),
)


def aims(home: Path, *arguments: str, url: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIMS_")}
    environment |= {"AIMS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aims.config.settings", **more}
    if url:
        environment["AIMS_DATABASE_URL"] = url
    command = [sys.executable, "-m", "aims.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def test_without_a_home_nothing_is_made(tmp_path: Path) -> None:
    result = aims(tmp_path / "none", "status")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "aims init" in result.stderr
    assert "aims init" in aims(tmp_path / "none", "--lang", "zh", "status").stderr
    assert not (tmp_path / "none").exists()


def test_init_makes_a_home_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = json.loads(aims(home, "init", "--yes", "--name", "Bank 银行", "--json").stdout)
    assert first["created"]
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in (home / "keys").iterdir())
    again = aims(home, "init", "--yes", "--name", "Other")
    assert again.returncode == 0
    assert "nothing was changed" in again.stdout
    assert "password" not in again.stdout
    assert first["password"].encode() not in (home / "aims.db").read_bytes()
    listed = json.loads(aims(home, "list", "unit", "--json").stdout)
    assert [u["title"] for u in listed] == ["Bank 银行"]


def test_help_of_every_command(run: Run) -> None:
    top = run("--help").stdout
    assert set(COMMANDS) <= set(top.split())
    for name in COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert len(result.stdout) > 100


def test_help_and_verify_need_no_django() -> None:
    probe = "import sys, aims.cli; assert 'django' not in sys.modules; assert 'granian' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", probe], timeout=60).returncode == 0


@pytest.mark.django_db
def test_doctor_says_a_sentence_for_each_thing(home: Founded, run: Run, ask: Any) -> None:
    os.chmod(os.environ["AIMS_HOME"], 0o700)
    found_ = {f["check"]: f for f in ask("doctor")}
    assert found_["database"]["level"] == "fine"
    assert {"home", "tables", "worker", "ledger", "fonts", "translations", "disk", "clock"} <= set(found_)
    os.chmod(os.environ["AIMS_HOME"], 0o755)
    try:
        result = run("--lang", "zh", "doctor")
    finally:
        os.chmod(os.environ["AIMS_HOME"], 0o700)
    assert result.exit_code == 1
    assert "✗" in result.stdout
    assert "chmod 700" in result.stdout
    assert "is open to" not in result.stdout


@pytest.mark.django_db
def test_tick_runs_every_step_once(home: Founded, ask: Any, run: Run) -> None:
    with clock.set_to(clock.now() + dt.timedelta(minutes=2)):
        result = run("fsck")
    assert (result.exit_code, "Not signed yet: the events from 1 to" in result.stderr) == (0, True)
    done = ask("tick")
    assert done["ledger"] >= 5
    assert ask("tick")["ledger"] == 0
    assert run("fsck").exit_code == 0


@pytest.mark.django_db
def test_a_bundle_verifies_until_a_byte_changes(
    home: Founded, run: Run, ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "audit.aims.zip"
    assert ask("bundle", out)["events"] >= 5
    assert run("bundle", out).exit_code == 1, "a file that exists is not overwritten"
    assert run("verify", out).stdout.startswith("Proven: ")
    assert run("--lang", "zh", "verify", out).stdout.startswith("验证通过：")
    monkeypatch.setenv("AIMS_LANG", "en")
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    result = run("verify", out)
    assert result.exit_code == 1
    assert result.stderr.startswith("NOT PROVEN: ")
    [first, *_others] = json.loads(run("verify", out, "--json").stdout)["problems"]
    assert result.stderr == f"NOT PROVEN: {first['en']}\n"
    assert run("--lang", "zh", "verify", out).stderr == f"验证未通过：{first['zh']}\n"


@pytest.mark.django_db
def test_why_no_bundle_can_be_written_is_told_in_chinese(
    home: Founded, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise Unproven("The log is empty, so there is nothing to prove.")

    monkeypatch.setattr("aims.ledger.evidence.export_bundle", refuse)
    result = run("--lang", "zh", "bundle", tmp_path / "audit.aims.zip")
    assert (result.exit_code, result.stderr) == (1, "账本为空，没有可证明的内容。\n")
