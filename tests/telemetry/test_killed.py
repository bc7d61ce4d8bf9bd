"""A served home killed again and again while a client sends: nothing acknowledged is lost, nothing is there twice."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq
import pytest

from tests.jobs.test_serve import answers, environment, start, until
from tests.telemetry.conftest import event, lines

PER_BATCH = 20


def aims(home: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "aims.cli", *arguments]
    done = subprocess.run(command, env=environment(home), capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def home(tmp_path: Path) -> tuple[Path, str]:
    """A home with one system, and a token for it."""
    place = tmp_path / "home"
    aims(place, "init", "--yes")
    aims(place, "new", "ai_system", "--set", "title=Scoring")
    aims(place, "user", "add", "scorer", "--name", "Scorer", "--software")
    key = aims(place, "token", "issue", "scorer", "--name", "t", "--scope", "record", "--system", "AIS-0001").strip()
    return place, key


class Client(threading.Thread):
    """Sends batch after batch; sends the same again until it is answered, and notes what was."""

    def __init__(self, address: str, key: str, name: str) -> None:
        super().__init__(daemon=True)
        self.address, self.key, self.producer = address, key, name
        self.over = threading.Event()
        self.acknowledged: list[str] = []

    def run(self) -> None:
        batch = 0
        while not self.over.is_set():
            made = [event(f"{self.producer}-{batch:06}-{n:02}") for n in range(PER_BATCH)]
            headers = {
                "Authorization": f"Bearer {self.key}",
                "Content-Type": "application/x-ndjson",
                "Aims-Producer": self.producer,
                "Aims-Batch": str(batch),
            }
            at = f"{self.address}/api/v1/telemetry/AIS-0001/events"
            sent = urllib.request.Request(at, lines(*made), headers)
            try:
                with urllib.request.urlopen(sent, timeout=10) as answer:
                    said = json.load(answer)
            except (OSError, ValueError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            assert said["accepted"] == PER_BATCH or said["duplicate"], said
            self.acknowledged += [one["key"] for one in made]
            batch += 1


def kill_all(process: "subprocess.Popen[bytes]") -> None:
    """All processes of the server at once, as when the power goes for them."""
    top = psutil.Process(process.pid)
    top.suspend()  # so that it starts no more while they are counted
    family = [*top.children(recursive=True), top]
    for one in family:
        with suppress(psutil.NoSuchProcess):
            os.kill(one.pid, signal.SIGKILL)
    process.wait()
    psutil.wait_procs(family, timeout=10)


def stored(place: Path) -> Iterator[str]:
    aims(place, "tick")
    named = subprocess.run(
        [sys.executable, "-c", LISTED], env=environment(place), capture_output=True, text=True, timeout=60, check=True
    )
    for path in named.stdout.split():
        yield from pq.read_table(place / "telemetry" / path, partitioning=None)["key"].to_pylist()


LISTED = """
import django
django.setup()
from aims.telemetry.models import Segment
print(*Segment.objects.filter(replaced_at=None, table="decisions").values_list("path", flat=True))
"""


def survives(home: tuple[Path, str], tmp_path: Path, times: int) -> None:
    place, key = home
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    clients = [Client(address, key, f"p{n}") for n in range(3)]
    said = tmp_path / "said"

    def is_up() -> bool:
        assert process.poll() is None, said.read_text()
        return answers(address)

    process = start(place, port, said)
    try:
        until(is_up)
        for one in clients:
            one.start()
        for turn in range(times):
            before = sum(len(one.acknowledged) for one in clients)
            until(lambda: sum(len(one.acknowledged) for one in clients) > before + 200)  # noqa: B023
            time.sleep(0.05 * (turn % 7))  # in different places of the worker's work
            kill_all(process)
            process = start(place, port, said)
            until(is_up)
    finally:
        for one in clients:
            one.over.set()
        for one in clients:
            one.join(30)
        kill_all(process)
    acknowledged = [key for one in clients for key in one.acknowledged]
    there = list(stored(place))
    assert len(acknowledged) > times * 200
    assert sorted(set(acknowledged) - set(there)) == [], "acknowledged and lost"
    assert len(there) == len(set(there)), "stored twice"
    assert "is as it was signed" in aims(place, "fsck").replace("everything ", "")


def test_killed_five_times(home: Any, tmp_path: Path) -> None:
    survives(home, tmp_path, 5)


@pytest.mark.soak
def test_killed_two_hundred_times(home: Any, tmp_path: Path) -> None:
    survives(home, tmp_path, 200)
