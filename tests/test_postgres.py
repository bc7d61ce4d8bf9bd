"""The private PostgreSQL starts, is shared, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from django.db import connection

from tests import postgres

SLEEPER = "import os, time; print(os.environ['AIMS_DATABASE_URL'], flush=True); time.sleep(60)"


def test_the_server_answers_and_is_started_once(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as opened:
        assert opened.info.server_version >= 15_00_00
    if "AIMS_DATABASE_URL" not in os.environ:
        folder = Path(os.environ["AIMS_TEST_FOLDER"]) / "postgres"
        assert postgres.start(folder, owner=os.getpid()) == postgres_url


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_suite_runs_on_the_database_that_was_asked_for() -> None:
    asked = "postgresql" if os.environ.get("AIMS_DATABASE_URL") else "sqlite"
    assert connection.vendor == asked


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_the_run_is_ended(how: signal.Signals) -> None:
    """A kill leaves the server without who asked for it; its keeper sees that and stops it."""
    runner = subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", "run", "--", sys.executable, "-c", SLEEPER],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "AIMS_DATABASE_URL"},
    )
    assert runner.stdout is not None
    url = runner.stdout.readline().strip()
    with psycopg.connect(url) as opened:
        (place,) = opened.execute("SHOW data_directory").fetchone() or ("",)
    server = psutil.Process(int((Path(place) / "postmaster.pid").read_text().split()[0]))
    sleeper = [child for child in psutil.Process(runner.pid).children() if SLEEPER in child.cmdline()]
    runner.send_signal(how)
    runner.wait(120)
    runner.stdout.close()
    for child in sleeper:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    end = time.monotonic() + 120
    while (server.is_running() or Path(place).exists()) and time.monotonic() < end:
        time.sleep(0.1)
    assert not server.is_running()
    assert not Path(place).exists()
