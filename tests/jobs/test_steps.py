"""The worker's steps, its lock, and the first minute of a home."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session

from aims.jobs import lock
from aims.jobs.founding import FIRST_ROLES, found, is_founded
from aims.jobs.steps import Step, beat, steps
from aims.kernel.models import Assignment, Event, Unit
from aims.lib import clock


@pytest.mark.django_db
def test_a_step_that_fails_does_not_stop_the_others() -> None:
    def broken() -> int:
        raise ValueError("no")

    ran: list[str] = []
    after = Step("after", lambda: ran.append("after") or 1)  # type: ignore[func-returns-value]
    assert beat([Step("broken", broken), after]) == {"broken": None, "after": 1}
    assert ran == ["after"]


@pytest.mark.django_db
def test_a_step_waits_for_its_time() -> None:
    hourly = Step("hourly", lambda: 1, every=3600)
    assert beat([hourly]) == {"hourly": 1}
    assert beat([hourly]) == {}


@pytest.mark.django_db
def test_sessions_that_ended_are_forgotten() -> None:
    now = clock.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - dt.timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + dt.timedelta(days=1))
    assert beat(steps())["sessions"] == 1
    assert Session.objects.get().session_key == "new"


@pytest.mark.django_db
def test_an_organisation_is_founded_once_and_by_events() -> None:
    made = found("Bank", "Ada", "en")
    assert made is not None
    assert is_founded()
    assert found("Other", "Eve", "en") is None
    assert Unit.objects.get().title == "Bank"
    assert set(Assignment.objects.values_list("role", flat=True)) == set(FIRST_ROLES)
    assert set(Event.objects.values_list("actor", flat=True)) == {None}, "the system did it"


TRY = """
import sys, pathlib
from aims.jobs import lock
try:
    lock.take(pathlib.Path(sys.argv[1]))
except lock.Taken:
    sys.exit(3)
"""


def test_the_lock_is_held_by_one_process_and_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "worker.lock"
    assert lock.holder(path) is None
    held = lock.take(path)
    assert lock.holder(path) == os.getpid()
    command = [sys.executable, "-c", TRY, str(path)]
    assert subprocess.run(command, timeout=60).returncode == 3
    os.close(held)
    assert subprocess.run(command, timeout=60).returncode == 0
    assert lock.holder(path) is None
