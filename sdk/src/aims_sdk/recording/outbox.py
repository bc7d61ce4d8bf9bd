"""From snapshots to batches: what was recorded is checked, ruled, put into batches, and where need be onto the disk."""

import datetime as dt
import gzip
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import msgspec

from aims_sdk.decisions import Correction, Decision, Event, Outcome, Ruling
from aims_sdk.recording.rules import Rules, apply, first_not_finite, why_not
from aims_sdk.recording.settings import Settings
from aims_sdk.recording.spool import Batch, Root, Spool, SpoolFull
from aims_sdk.recording.tally import Tally

BATCH_EVENTS, BATCH_BYTES = 5_000, 1_000_000
"""Of one batch before it is compressed: small enough for the proxies that stand before a server."""
EVENT_BYTES = 256_000
BUFFER_EVENTS, BUFFER_BYTES = 20_000, 32_000_000
AT_ONCE = 500
"""Snapshots made into lines before others may have the lock: what a thread that finds the buffer full does itself."""
LOCK_SECONDS = 1.0

EVENTS: dict[str, type[Event]] = {
    "decision": Decision, "outcome": Outcome, "correction": Correction, "ruling": Ruling,
}  # fmt: skip
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Lane:
    """What is on its way to one system."""

    def __init__(self, system: str, rules: Rules) -> None:
        self.system, self.rules = system, rules
        self.counter = 0
        self.lines: list[bytes] = []
        self.size = 0
        self.since = 0.0
        """When its first line came, by the monotonic clock."""
        self.ready: Batch | None = None
        """The one batch in memory; those that come while it is on its way go to the disk."""

    def waiting(self) -> int:
        return len(self.lines) + (self.ready.events if self.ready else 0)


class Outbox:
    """Bounded: a buffer of snapshots, an open and a ready batch per system, and the spool. Never held while sending."""

    def __init__(self, settings: Settings, tally: Tally, process: str) -> None:
        self.process = process
        self.buffer: deque[tuple[Lane, int, bytes]] = deque()
        self.lanes: dict[str, Lane] = {}
        self.root = Root(settings.spool, settings.url.rstrip("/"), settings.spool_limit)
        self.own = Spool(self.root, process)
        self.adopted: list[Spool] = []
        self.held = 0
        """Bytes in the buffer, nearly: callers add to it without a lock, and each gathering sets it right."""
        self._tally, self._key = tally, settings.pseudonym_key
        self._lock = threading.Lock()
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.msgpack.Decoder().decode

    def lane(self, system: str) -> Lane:
        """With the rules that were last known for it."""
        with self._lock:
            if system not in self.lanes:
                self.lanes[system] = Lane(system, self.known_rules(system))
            return self.lanes[system]

    def _rules_path(self, system: str) -> Path:
        return self.root.folder / "rules" / f"{system}.json"

    def known_rules(self, system: str) -> Rules:
        try:
            return msgspec.json.decode(self._rules_path(system).read_bytes(), type=Rules)
        except (OSError, msgspec.DecodeError):
            return Rules()

    def learn(self, lane: Lane, rules: Rules) -> None:
        """Rules from the server, kept for times when it is away."""
        if rules != lane.rules:
            lane.rules = rules
            try:
                self.root.write(self._rules_path(lane.system), msgspec.json.encode(rules))
            except SpoolFull:
                self._tally.say("The rules of recording can't be kept on the disk.")

    @property
    def is_full(self) -> bool:
        return len(self.buffer) >= BUFFER_EVENTS or self.held >= BUFFER_BYTES

    @property
    def is_pressing(self) -> bool:
        """Time to gather, so that no recording thread has to."""
        return len(self.buffer) >= BUFFER_EVENTS // 4 or self.held >= BUFFER_BYTES // 4

    def waiting(self) -> int:
        return len(self.buffer) + self.own.events + sum(lane.waiting() for lane in tuple(self.lanes.values()))

    def spill(self) -> None:
        """Called by a recording thread that found the buffer full: it puts some of it away itself."""
        if not self._lock.acquire(timeout=LOCK_SECONDS):
            self.buffer.pop()
            self._tally.drop("they come faster than they can be put away.")
            return
        try:
            self._gather()
        finally:
            self._lock.release()

    def gather(self, patience: float = 0.0) -> None:
        """Empty the buffer into batches; those that are not full are closed when they are `patience` seconds old."""
        for _ in range(0, len(self.buffer), AT_ONCE):
            with self._lock:
                self._gather()
        with self._lock:
            for lane in self.lanes.values():
                if time.monotonic() - lane.since >= patience:
                    self._seal(lane)

    def _gather(self) -> None:
        taken = [self.buffer.popleft() for _ in range(min(AT_ONCE, len(self.buffer)))]
        self._tally.add("recorded", len(taken))
        for lane, at, snapshot in taken:
            self.held -= len(snapshot)
            if line := self._line(lane, at, snapshot):
                lane.since = lane.since if lane.lines else time.monotonic()
                lane.lines.append(line)
                lane.size += len(line) + 1
                if len(lane.lines) >= BATCH_EVENTS or lane.size >= BATCH_BYTES:
                    self._seal(lane)
        if not self.buffer:
            self.held = 0

    def event(self, lane: Lane, at: int, snapshot: bytes) -> Event:
        """The event as it may be sent. Raises ValueError, TypeError, KeyError or OverflowError where it is none."""
        event: dict[str, Any] = self._decode(snapshot)
        event.setdefault("at", _EPOCH + dt.timedelta(microseconds=at // 1000))
        left_out = apply(lane.rules, event, self._key)
        if bad := first_not_finite(event):
            raise ValueError(f"{bad} is not a finite number; what is not known is None")
        made = msgspec.convert(event, EVENTS[event.setdefault("type", "decision")])
        self._tally.add("withheld", sum(left_out))
        if left_out.fields:
            self._tally.say("Fields of %s were left out: AIMS_PSEUDONYM_KEY is not set.", lane.system)
        if left_out.groups:
            self._tally.say("Groups of %s were left out: no recording plan in force names them.", lane.system)
        return made

    def _line(self, lane: Lane, at: int, snapshot: bytes) -> bytes:
        """The event as it is sent, or empty where it is refused."""
        try:
            line = self._encode(self.event(lane, at, snapshot))
            if len(line) > EVENT_BYTES:
                raise ValueError(f"it is larger than {EVENT_BYTES} bytes")
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            self._tally.refuse(why_not(error))
            return b""
        return line

    def _seal(self, lane: Lane, *, is_last: bool = False) -> None:
        if not lane.lines:
            return
        body = gzip.compress(b"\n".join(lane.lines) + b"\n", 1, mtime=0)
        batch = Batch(self.process, lane.system, lane.counter, len(lane.lines), body)
        lane.counter += 1
        lane.lines, lane.size = [], 0
        if lane.ready is None and lane.system not in self.own.systems() and not is_last:
            lane.ready = batch
        else:
            self._store(batch)

    def _store(self, batch: Batch) -> None:
        try:
            self.own.put(batch)
            self._tally.add("spooled", batch.events)
        except SpoolFull as full:
            self._tally.drop(str(full), batch.events)

    def systems(self) -> list[str]:
        """Those for which something is ready."""
        with self._lock:
            ready = [lane.system for lane in self.lanes.values() if lane.ready]
            spooled = [system for spool in (*self.adopted, self.own) for system in spool.systems()]
            return list(dict.fromkeys(spooled + ready))

    def first(self, system: str) -> Batch | None:
        """What is to be sent next: of programs that have ended, then what is in memory, then what followed it."""
        with self._lock:
            for spool in self.adopted:
                if batch := spool.first(system):
                    return batch
            lane = self.lanes.get(system)
            return lane.ready if lane and lane.ready else self.own.first(system)

    def finish(self, batch: Batch) -> None:
        """Forget a batch: the server has it, or never will."""
        with self._lock:
            lane = self.lanes.get(batch.system)
            if lane and lane.ready is batch:
                lane.ready = None
            for spool in (*self.adopted, self.own):
                if spool.process == batch.process:
                    spool.remove(batch)
            for spool in [spool for spool in self.adopted if not spool.systems()]:
                spool.let_go()
                self.adopted.remove(spool)

    def keep(self, system: str) -> None:
        """While a system takes nothing: what is in memory goes to the disk, where there is room."""
        with self._lock:
            lane = self.lanes.get(system)
            if lane and lane.ready:
                self._store_ready(lane, lane.ready)

    def _store_ready(self, lane: Lane, batch: Batch) -> None:
        try:
            self.own.put(batch)
        except SpoolFull as full:
            self._tally.say("What is recorded can't be kept on the disk: %s", full)
            return
        lane.ready = None
        self._tally.add("spooled", batch.events)

    def adopt(self) -> None:
        """Take over what processes that have ended left behind."""
        held = {spool.process for spool in self.adopted}
        found = [spool for spool in self.root.left_behind(self.process) if spool.process not in held]
        with self._lock:
            self.adopted += found

    def put_away(self) -> None:
        """At the end: everything onto the disk, for the next process to send. Nothing is taken any more."""
        with self._lock:
            lanes, self.lanes = tuple(self.lanes.values()), {}
        self.gather()
        with self._lock:
            for lane in lanes:
                if lane.ready:
                    self._store(lane.ready)
                    lane.ready = None
                self._seal(lane, is_last=True)
            for spool in (*self.adopted, self.own):
                spool.let_go()
            self.adopted = []

    def forget(self) -> None:
        """In a forked process: all this is the parent's."""
        for spool in (*self.adopted, self.own):
            spool.forget()
