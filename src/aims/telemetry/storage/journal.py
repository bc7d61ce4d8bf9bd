"""Where events lie between their arrival and their segment: one file a process, synced before anybody is answered.

A frame is one batch: a head of fixed size (mark, length of header, length of content, CRC-32 of both), the header as
JSON, the content. A writer holds the lock of its file while it writes; so where nobody holds it, half a frame at the
end was never acknowledged, and is cut. What was rolled and is locked by nobody may be deleted: a writer who finds its
file without a name begins another.
"""

import fcntl
import json
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from aims.lib.ids import uuid7

MARK = b"AIMJ"
HEAD = struct.Struct("<4sIII")
RESERVE = 256 * 1024 * 1024
"""Bytes that stay free on the disk: the records of the same disk need room too."""
MOST = 4 * 1024**3
"""Bytes that one process may lie ahead of the worker."""


class DiskFull(Exception):
    """There is no room: nothing of the batch was kept."""


class Behind(Exception):
    """The worker does not keep up, or does not run: nothing of the batch was kept."""


def folder() -> Path:
    """Where the journals of this home lie."""
    place: Path = settings.HOME.telemetry / "journal"
    return place


def framed(header: dict[str, Any], parts: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """One batch as it lies in a journal: `parts` are tables and their Arrow streams."""
    said = json.dumps(header | {"parts": [[name, len(content)] for name, content in parts]}).encode()
    crc = zlib.crc32(said)
    for _name, content in parts:
        crc = zlib.crc32(content, crc)
    head = HEAD.pack(MARK, len(said), sum(len(content) for _name, content in parts), crc)
    return [head, said, *(content for _name, content in parts)]


class Journal:
    """The journal of this process; threads share it, and one sync serves all who wait for it."""

    def __init__(self) -> None:
        self._writing, self._syncing = threading.Lock(), threading.Lock()
        self._file: _Open | None = None

    def append(self, header: dict[str, Any], parts: Sequence[tuple[str, bytes]]) -> None:
        """Keep one batch; when this returns it is on disk. Raises `DiskFull` and `Behind`."""
        frame = framed(header, parts)
        size = sum(map(len, frame))
        with self._writing:
            file = self._room_for(size)
            with file.locked():
                if os.fstat(file.number).st_nlink == 0:
                    file = self._anew()
                file.write(frame, size)
            reached = file.end
        self._sync(file, reached)

    def _room_for(self, size: int) -> "_Open":
        place = folder()
        file = self._file
        if file is None or file.path.parent != place or file.pid != os.getpid() or file.is_broken:
            self._anew()
        assert self._file is not None
        if self._file.end > MOST:
            raise Behind
        free = os.fstatvfs(self._file.number)
        if free.f_bavail * free.f_frsize < RESERVE + size:
            raise DiskFull
        return self._file

    def _anew(self) -> "_Open":
        old, self._file = self._file, None
        if old is not None and old.pid == os.getpid():
            with self._syncing:  # what others still wait for in it was rolled, or is synced by its closing
                if not old.is_broken:
                    os.fsync(old.number)
                    old.synced = old.end
                os.close(old.number)
        try:
            self._file = _Open.new(folder())
        except OSError as full:
            raise DiskFull from full
        return self._file

    def _sync(self, file: "_Open", reached: int) -> None:
        with self._syncing:
            if file.synced >= reached:
                return
            if file.is_broken:
                raise DiskFull
            end = file.end
            try:
                os.fsync(file.number)
            except OSError as failed:
                # What a failed sync left in memory cannot be trusted: nothing more is written to this file.
                file.is_broken = True
                raise DiskFull from failed
            file.synced = end


@dataclass
class _Open:
    path: Path
    number: int
    pid: int
    end: int = 0
    synced: int = 0
    is_broken: bool = False

    @classmethod
    def new(cls, place: Path) -> "_Open":
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = place / f"{uuid7().hex}.journal"
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        held = os.open(place, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)
        return cls(path, number, os.getpid())

    @contextmanager
    def locked(self) -> Iterator[None]:
        fcntl.flock(self.number, fcntl.LOCK_EX)
        number = self.number
        try:
            yield
        finally:
            with suppress(OSError):  # closed, because another was begun
                fcntl.flock(number, fcntl.LOCK_UN)

    def write(self, frame: Sequence[bytes], size: int) -> None:
        """Add `frame` whole, or nothing of it."""
        try:
            done = os.writev(self.number, frame)
            if done < size:
                rest = memoryview(b"".join(frame))[done:]
                while rest:
                    rest = rest[os.write(self.number, rest) :]
        except OSError as full:
            os.ftruncate(self.number, self.end)
            raise DiskFull from full
        self.end += size


JOURNAL = Journal()


@dataclass(frozen=True)
class Frame:
    """A batch as it was read: where it ends, who sent it, and its tables."""

    end: int
    header: dict[str, Any]
    parts: tuple[tuple[str, bytes], ...]


def frames(path: Path, start: int) -> Iterator[Frame]:
    """The whole frames of a journal from byte `start`; it ends before the first that is not whole."""
    with path.open("rb") as journal:
        size = os.fstat(journal.fileno()).st_size
        while frame := _frame(journal.read, journal.seek, start, size):
            yield frame
            start = frame.end


def _frame(read: Callable[[int], bytes], seek: Callable[[int], int], start: int, size: int) -> Frame | None:
    seek(start)
    head = read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    mark, header_size, content_size, crc = HEAD.unpack(head)
    end = start + HEAD.size + header_size + content_size
    if mark != MARK or end > size:
        return None
    said, content = read(header_size), read(content_size)
    if zlib.crc32(content, zlib.crc32(said)) != crc:
        return None
    header, parts, place = json.loads(said), [], 0
    for name, length in header.pop("parts"):
        parts.append((name, content[place : place + length]))
        place += length
    return Frame(end, header, tuple(parts))


def cut_or_pass(path: Path, reached: int) -> int:
    """What follows the last whole frame, where nobody is writing: half a frame is cut off, for nobody was told of it.

    The place to read on from. Behind damage (a frame that is whole lies further on) reading goes on at that frame, and
    the file is kept beside, named `*.damaged`.
    """
    number = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        size = os.fstat(number).st_size
        if reached >= size or any(True for _frame in frames(path, reached)):
            return reached  # written since
        if (later := _next_whole(path, reached)) is not None:
            with suppress(FileExistsError):
                os.link(path, path.with_suffix(".damaged"))
            return later
        os.ftruncate(number, reached)
        os.fsync(number)
    except BlockingIOError:
        pass
    finally:
        os.close(number)
    return reached


def _next_whole(path: Path, start: int) -> int | None:
    content = path.read_bytes()
    place = content.find(MARK, start + 1)
    while place != -1:
        if next(frames(path, place), None):
            return place
        place = content.find(MARK, place + 1)
    return None


def drop(path: Path, rolled_to: int) -> bool:
    """Delete a journal of which all was rolled; whether it was. Not while somebody writes to it."""
    number = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(number).st_size > rolled_to:
            return False
        path.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(number)
    return True
