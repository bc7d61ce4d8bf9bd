"""A risk from the command line: who accepts it, for how long, and that judging it anew ends that."""

import datetime as dt
from typing import Any

import pytest

from aims.accounts.models import User
from aims.jobs.founding import Founded
from aims.lib import clock
from tests.cli.conftest import Run
from tests.cli.test_records import refused

pytestmark = pytest.mark.django_db
STAGES = ("inherent", "current")
PARTS = ("likelihood", "organisation", "people", "society")


def test_who_accepts_and_what_becomes_of_it(home: Founded, ask: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ask("user", "add", "bob", "--name", "Bob", "--role", "risk_owner")
    eve = ask("user", "add", "eve", "--name", "Eve", "--role", "risk_acceptor")
    said = {
        "title": "Held",
        "family": "bias",
        "sources": "C.3.4",
        "event": "It is held.",
        "consequence": "Somebody waits.",
    }
    said |= {"why": "Nine cases.", "owner": "PER-0002"} | {f"{s}_{p}": "2" for s in STAGES for p in PARTS}
    given = [part for name, value in said.items() for part in ("--set", f"{name}={value}")]
    ask("new", "risk", *given, "--as", "bob")
    ask("do", "RSK-0001", "analyse", "--as", "bob")
    ask("do", "RSK-0001", "evaluate", "--as", "bob")
    refused(run, "do", "RSK-0001", "accept", "--set", "accepted_until=2030-01-01", "--as", "bob")
    monkeypatch.setattr("getpass.getpass", lambda _prompt: eve["password"])
    User.objects.update(password_is_initial=False)
    until = (clock.now() + dt.timedelta(days=300)).date()
    accept = ("--set", f"accepted_until={until}", "--sign", "--expect", 3, "--as", "eve")
    too_long = ("--set", "accepted_until=2040-01-01", *accept[2:])
    assert "at the latest" in refused(run, "do", "RSK-0001", "accept", *too_long)
    assert ask("do", "RSK-0001", "accept", *accept)["state"] == "accepted"
    refused(run, "do", "RSK-0001", "edit", "--set", "why=Ten cases.", "--as", "bob")
    anew = ask("do", "RSK-0001", "reopen", "--reason", "Ten cases now.", "--as", "bob")
    assert (anew["state"], anew["accepted_until"]) == ("identified", None)
