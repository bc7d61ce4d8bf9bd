"""Journals: what is acknowledged is there after a kill, half a frame is cut, a full disk keeps nothing."""

import errno
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from aims.telemetry.storage import journal
from aims.telemetry.storage.journal import DiskFull, Journal, cut_or_pass, drop, frames


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(journal, "folder", lambda: tmp_path)
    return tmp_path


def only(place: Path) -> Path:
    (path,) = place.glob("*.journal")
    return path


def test_frames_come_back_as_they_were(place: Path) -> None:
    one = Journal()
    for n in range(3):
        one.append({"batch": n}, [("decisions", b"a" * n), ("rejects", b"b")])
    found = list(frames(only(place), 0))
    assert [f.header for f in found] == [{"batch": n} for n in range(3)]
    assert found[2].parts == (("decisions", b"aa"), ("rejects", b"b"))
    assert [f.header["batch"] for f in frames(only(place), found[0].end)] == [1, 2]


@pytest.mark.parametrize("cut", range(1, 60))
def test_half_a_frame_is_cut_wherever_it_broke(place: Path, cut: int) -> None:
    one = Journal()
    one.append({"batch": 0}, [("decisions", b"x" * 20)])
    path, whole = only(place), only(place).stat().st_size
    one.append({"batch": 1}, [("decisions", b"y" * 20)])
    os.truncate(path, whole + min(cut, path.stat().st_size - whole - 1))
    (kept,) = frames(path, 0)
    assert cut_or_pass(path, kept.end) == whole == path.stat().st_size


def test_damage_before_a_whole_frame_is_passed_and_kept_beside(place: Path) -> None:
    one, ends = Journal(), []
    for n in range(3):
        one.append({"batch": n}, [("decisions", b"z" * 30)])
        ends.append(only(place).stat().st_size)
    with only(place).open("r+b") as file:
        file.seek(ends[0] + 40)
        file.write(b"!!")
    assert [f.header["batch"] for f in frames(only(place), 0)] == [0]
    later = cut_or_pass(only(place), ends[0])
    assert [f.header["batch"] for f in frames(only(place), later)] == [2]
    assert len(list(place.glob("*.damaged"))) == 1


def test_a_deleted_journal_is_begun_anew(place: Path) -> None:
    one = Journal()
    one.append({"batch": 0}, [])
    path = only(place)
    assert not drop(path, path.stat().st_size - 1), "not all of it was rolled"
    assert drop(path, path.stat().st_size)
    one.append({"batch": 1}, [])
    assert [f.header["batch"] for f in frames(only(place), 0)] == [1]


@pytest.mark.parametrize("where", ["writev", "fsync"])
def test_a_full_disk_keeps_nothing_half(place: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    one = Journal()
    one.append({"batch": 0}, [("decisions", b"x" * 100)])
    whole = only(place).read_bytes()
    real: Any = getattr(os, where)

    def full(number: int, *frame: Any) -> int:
        if where == "writev":
            os.write(number, b"half of it")
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, where, full)
    with pytest.raises(DiskFull):
        one.append({"batch": 1}, [("decisions", b"y" * 100)])
    monkeypatch.setattr(os, where, real)
    assert any(path.read_bytes() == whole for path in place.glob("*.journal")) or where == "fsync"
    one.append({"batch": 2}, [])
    kept = [f.header["batch"] for path in sorted(place.glob("*.journal")) for f in frames(path, 0)]
    assert 0 in kept
    assert 2 in kept


def test_too_little_room_is_refused_before_anything_is_written(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "RESERVE", 10**18)
    with pytest.raises(DiskFull):
        Journal().append({}, [])
    assert all(path.stat().st_size == 0 for path in place.glob("*.journal"))


def test_threads_share_a_sync(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, syncs, go, real = Journal(), [], threading.Event(), os.fsync
    one.append({}, [])

    def slow(number: int) -> None:
        syncs.append(number)
        go.wait(10)
        real(number)

    monkeypatch.setattr(os, "fsync", slow)
    threads = [threading.Thread(target=one.append, args=({"n": n}, [])) for n in range(8)]
    for thread in threads:
        thread.start()
    while len(list(frames(only(place), 0))) < 9:
        pass
    go.set()
    for thread in threads:
        thread.join()
    assert len(syncs) <= 2
