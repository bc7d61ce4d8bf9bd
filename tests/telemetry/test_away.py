"""A program goes on deciding for a day while the server is away: afterwards everything is there, once, in order."""

import datetime as dt
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from aims_sdk import Aims, Settings

from tests.jobs.test_serve import answers, environment, start, until
from tests.telemetry.test_killed import aims, home, kill_all

__all__ = ["home"]
MORE = 160 * 2**20
"""Bytes that the program may grow by, however long the server is away."""
COUNTED = """
import django, duckdb, json
django.setup()
from aims.telemetry.models import Segment
from aims.telemetry.storage.segments import path_of
files = {}
for one in Segment.objects.filter(replaced_at=None):
    files.setdefault(one.table, []).append(str(path_of(one)))
ask = lambda table, what: duckdb.sql(f"select {what} from read_parquet({files[table]})").fetchall()
print(json.dumps({
    "decisions": ask("decisions", "count(*), count(distinct key)"),
    "follow_ups": ask("follow_ups", "count(*), count(distinct key), count(*) filter (number = 1)"),
    "other": sorted(set(files) - {"decisions", "follow_ups"}),
}))
"""


def away(home: tuple[Path, str], tmp_path: Path, decisions: int) -> None:
    place, token = home
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    program = Aims(Settings(url=address, token=token, spool=tmp_path / "spool", spool_limit=2**31))
    midnight = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)  # noqa: TID251  the day before now, by any clock
    step, followed = dt.timedelta(days=1) / decisions, 0
    before = most = psutil.Process().memory_info().rss
    for n in range(decisions):
        at = midnight + n * step
        key = program.record(
            system="AIS-0001", at=at, inputs={"income": n % 997, "town": "north"}, output=n % 2, score=0.5
        )
        if n % 10 == 0:
            # What is said later of one decision must come later: the first outcome is taken back by the second.
            program.outcome(key=key, system="AIS-0001", at=at, label=0)
            program.outcome(key=key, system="AIS-0001", at=at + dt.timedelta(seconds=1), label=1)
            followed += 1
        if n % 5_000 == 0:
            most = max(most, psutil.Process().memory_info().rss)
    assert most - before < MORE, f"{(most - before) / 2**20:.0f} MB"
    process = start(place, port, tmp_path / "said")
    try:
        until(lambda: answers(address))
        assert program.flush(timeout=600), program.counters()
        assert program.counters().dropped == program.counters().refused == 0
    finally:
        program.close(timeout=5)
        kill_all(process)
    aims(place, "tick")
    said = subprocess.run(
        [sys.executable, "-c", COUNTED], env=environment(place), capture_output=True, text=True, timeout=300, check=True
    )
    found: dict[str, Any] = json.loads(said.stdout)
    assert found["decisions"] == [[decisions, decisions]]
    assert found["follow_ups"] == [[2 * followed, followed, followed]]
    assert found["other"] == [], "nothing waits for its decision, nothing was refused"


def test_an_hour_away(home: Any, tmp_path: Path) -> None:
    away(home, tmp_path, 20_000)


@pytest.mark.soak
def test_a_day_away(home: Any, tmp_path: Path) -> None:
    away(home, tmp_path, 1_000_000)
