"""A backup holds decisions: what lies in segments, and what only lies in a journal yet."""

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from aims.telemetry.models import Segment
from aims.telemetry.storage import journal, rolling
from tests.api.asking import Program
from tests.jobs.test_serve import environment
from tests.telemetry.conftest import event, lines, send
from tests.telemetry.test_killed import aims, home, stored

__all__ = ["home"]


SENT = """
import datetime, django
django.setup()
from aims.kernel.models import Record
from aims.lib import clock
from aims.telemetry.arrival.taking import BatchName, take
body = b'{"type": "decision", "key": "late", "at": "%s"}' % clock.iso(clock.now()).encode()
take(Record.objects.get(ref="AIS-0001").pk, body, "application/x-ndjson", "", BatchName())
"""
"""A batch that nobody has rolled yet."""


def test_it_comes_back_with_all_decisions(home: Any, tmp_path: Path) -> None:
    place, _key = home
    (tmp_path / "past.csv").write_text("id,at\n" + "".join(f"k{n},2026-05-0{n + 1}T10:00:00Z\n" for n in range(5)))
    (tmp_path / "map.yaml").write_text("key: id\nat: at\n")
    past, by = str(tmp_path / "past.csv"), str(tmp_path / "map.yaml")
    aims(place, "telemetry", "load", past, "--system", "AIS-0001", "--map", by)
    subprocess.run([sys.executable, "-c", SENT], env=environment(place), check=True, timeout=60)
    aims(place, "backup", str(tmp_path / "out.zip"))
    held = zipfile.ZipFile(tmp_path / "out.zip").namelist()
    assert len([name for name in held if name.startswith("telemetry/decisions/")]) == 5
    assert len([name for name in held if name.startswith("telemetry/journal/")]) == 2, (
        "one of the load, one of the batch"
    )
    again = tmp_path / "again"
    aims(again, "restore", str(tmp_path / "out.zip"))
    assert sorted(stored(again)) == [*(f"k{n}" for n in range(5)), "late"]
    assert "everything is as it was signed" in aims(again, "fsck")
    assert '"k3"' in aims(again, "telemetry", "show", "k3", "--system", "AIS-0001", "--json")


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 3 MB under the journals."""
    place = settings.HOME.telemetry / "journal"
    place.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here: that needs the rights of root")
    yield place
    journal.JOURNAL._file = None
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_refuses_and_reads_go_on(
    small_disk: Path, sender: Program, system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "RESERVE", 0)
    kept, refused = 0, None
    for n in range(200):
        answer = send(sender, system, lines(*(event(f"{n}-{m}", subject="s" * 900) for m in range(100))))
        if answer.status_code == 507:
            refused = answer.json()
            break
        kept += answer.json()["accepted"]
    assert refused is not None
    assert refused["code"] == "disk_full"
    assert len(refused["sentence"]) > 20
    rolling.roll()
    assert sum(one.rows for one in Segment.objects.all()) == kept
    assert sender.get(f"/telemetry/{system.ref}/rules").status_code == 200
