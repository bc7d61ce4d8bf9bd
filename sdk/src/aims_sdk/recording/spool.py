"""Batches that wait on the disk. A process writes into a folder of its own; what it leaves behind, another one sends.

    SPOOL/<server>/<process>/lock
    SPOOL/<server>/<process>/<system>/<counter>-<events>.ndjson.gz
    SPOOL/<server>/refused/<process>-<system>-<counter>.ndjson.gz and .txt
    SPOOL/<server>/rules/<system>.json

A batch keeps the producer and the counter under which it was first sent, so that the server knows what it has already.
"""

import bisect
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from aims_sdk.recording.lock import Lock

SUFFIX = ".ndjson.gz"
NAME = re.compile(r"(\d{10})-(\d{1,9})\.ndjson\.gz")
PROCESS = re.compile(r"[0-9a-f]{16}")
REFUSED_SHARE = 10
"""One part in ten of the limit may be batches that were refused."""
SECONDS_OF_A_COUNT = 5.0


class Batch(NamedTuple):
    """Events of one system under the number of their producer, as they are sent: NDJSON, gzip."""

    process: str
    system: str
    counter: int
    events: int
    body: bytes

    @property
    def producer(self) -> str:
        """One per process and system, so that its counter ascends whatever the other systems do."""
        return f"{self.process}-{self.system}"


class SpoolFull(Exception):
    """The disk may not or can't take more."""


class Root:
    """The folder of one server, shared by all programs that send to it."""

    def __init__(self, folder: Path, server: str, limit: int) -> None:
        self.folder = folder / hashlib.sha256(server.encode()).hexdigest()[:16]
        self.limit = limit
        self._used, self._refused, self._counted = 0, 0, float("-inf")

    def make(self, *parts: str) -> Path:
        """A folder that only its owner can read."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        path = self.folder
        path.mkdir(mode=0o700, exist_ok=True)
        for part in parts:
            path /= part
            path.mkdir(mode=0o700, exist_ok=True)
        return path

    def write(self, path: Path, content: bytes, *, is_refused: bool = False) -> None:
        """Write a file whole and durably, or raise SpoolFull."""
        used = self._refused if is_refused else self.used()
        if used + len(content) > (self.limit // REFUSED_SHARE if is_refused else self.limit):
            raise SpoolFull(f"AIMS_SPOOL_LIMIT ({self.limit} bytes) is reached.")
        part = path.with_name(f"{path.name}.part")
        try:
            self.make(*path.parent.relative_to(self.folder).parts)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
            sync_folder(path.parent)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise SpoolFull(f"the folder AIMS_SPOOL can't be written ({type(error).__name__}).") from error
        self._used += len(content)

    def used(self) -> int:
        """Bytes in the folder; counted anew every few seconds, since other programs write there too."""
        now = time.monotonic()
        if now - self._counted > SECONDS_OF_A_COUNT:
            sizes = {path: size_of(path) for path in self._files()}
            self._used = sum(sizes.values())
            self._refused = sum(size for path, size in sizes.items() if path.parent.name == "refused")
            self._counted = now
        return self._used

    def _files(self) -> list[Path]:
        try:
            return list(self.folder.rglob("*.gz"))
        except OSError:  # another program has just removed a folder
            return []

    def freed(self, count: int) -> None:
        self._used -= count

    def refuse(self, batch: Batch, why: str) -> None:
        """Put aside a batch that the server will never take, with its sentence."""
        self.used()
        path = self.folder / "refused" / f"{batch.producer}-{batch.counter:010}{SUFFIX}"
        self.write(path, batch.body, is_refused=True)
        self._refused += len(batch.body)
        path.with_name(path.name.removesuffix(SUFFIX) + ".txt").write_text(f"{why}\n", "utf-8")

    def left_behind(self, own: str) -> Iterator["Spool"]:
        """Spools of processes that have ended, the oldest first; each is held by the caller from now on."""
        if not self.folder.is_dir():
            return
        found = [path for path in self.folder.iterdir() if PROCESS.fullmatch(path.name) and path.name != own]
        for path in sorted(found, key=modified):
            spool = Spool(self, path.name)
            try:
                if spool.adopt():
                    yield spool
            except OSError:  # another process was quicker, or it is not ours to read
                spool.let_go()


def modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Spool:
    """The batches of one process, in the order of their counters."""

    def __init__(self, root: Root, process: str) -> None:
        self.root, self.process = root, process
        self.folder = root.folder / process
        self.events = 0
        self._lock = Lock(self.folder / "lock")
        self._names: dict[str, list[str]] = {}

    def systems(self) -> list[str]:
        return [system for system, names in self._names.items() if names]

    def put(self, batch: Batch) -> None:
        """Raises SpoolFull."""
        try:
            self.root.make(self.process)
            for _attempt in range(100):
                if self._lock.take():
                    break
                self.root.make(self.process)
                time.sleep(0.01)  # an adopter looks whether there is something in it
        except OSError as error:
            raise SpoolFull(f"the folder AIMS_SPOOL can't be written ({type(error).__name__}).") from error
        name = f"{batch.counter:010}-{batch.events}{SUFFIX}"
        self.root.write(self.folder / batch.system / name, batch.body)
        bisect.insort(self._names.setdefault(batch.system, []), name)
        self.events += batch.events

    def first(self, system: str) -> Batch | None:
        """The next batch of a system; one that can't be read any more is passed over."""
        while names := self._names.get(system):
            counter, events = (int(part) for part in names[0].removesuffix(SUFFIX).split("-"))
            try:
                body = (self.folder / system / names[0]).read_bytes()
            except OSError:
                self.events -= events
                names.pop(0)
                continue
            return Batch(self.process, system, counter, events, body)
        return None

    def remove(self, batch: Batch) -> None:
        name = f"{batch.counter:010}-{batch.events}{SUFFIX}"
        names = self._names.get(batch.system, [])
        if name in names[:1]:
            names.pop(0)
            self.events -= batch.events
            (self.folder / batch.system / name).unlink(missing_ok=True)
            self.root.freed(len(batch.body))

    def adopt(self) -> bool:
        """Take over what another process left; False where it lives, or left nothing."""
        if not self._lock.take():
            return False
        for folder in [path for path in self.folder.iterdir() if path.is_dir()]:
            names = sorted(path.name for path in folder.iterdir() if NAME.fullmatch(path.name))
            self._names[folder.name] = names
            self.events += sum(int(name.removesuffix(SUFFIX).split("-")[1]) for name in names)
        if not self.systems():
            self.let_go()
            return False
        return True

    def let_go(self) -> None:
        """End holding the folder; an empty one is removed."""
        if self._lock.is_held and not self.systems():
            shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.let_go()

    def forget(self) -> None:
        """In a forked process: the folder is the parent's."""
        self._lock.let_go()
