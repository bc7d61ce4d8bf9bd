"""Taking a batch: unpack, check, keep in the journal, and only then say that it is here."""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aims.lib import clock
from aims.telemetry.reasons import Refused
from aims.telemetry.rules import Rules, rules_of
from aims.telemetry.storage import seen
from aims.telemetry.storage.journal import JOURNAL, Behind, DiskFull

from .arriving import Arrived, arrived, parts
from .unpacking import unpacked

_LATELY = 10_000
_NAME = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?")


@dataclass(frozen=True)
class BatchName:
    """By what a batch is known again; without a producer it is not."""

    producer: str = ""
    batch: int = 0

    @classmethod
    def of(cls, key: str | None, producer: str | None, counter: str | None) -> "BatchName":
        """What the headers `Idempotency-Key`, or `Aims-Producer` and `Aims-Batch`, say. Raises `Refused`."""
        if key is not None and producer is None and counter is None and _NAME.fullmatch(key):
            return cls(seen.FOREIGN + key)
        if key is None and producer is not None and counter is not None:
            is_counter = counter.isascii() and counter.isdecimal() and len(counter) <= 18
            if _NAME.fullmatch(producer) and is_counter:
                return cls(seen.OWN + producer, int(counter))
        if key is producer is counter is None:
            return cls()
        raise Refused("batch_name")


class _Lately:
    """The batches that this process kept last: they may not have been rolled yet."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[UUID, BatchName], None] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, system: UUID, name: BatchName) -> None:
        with self._lock:
            self._held[system, name] = None
            if len(self._held) > _LATELY:
                self._held.popitem(last=False)

    def __contains__(self, one: tuple[UUID, BatchName]) -> bool:
        return one in self._held


_lately = _Lately()


def take(system: UUID, body: bytes, sort: str, coding: str, name: BatchName) -> dict[str, Any]:
    """Keep a batch of events as it was sent; the answer to the sender, who may forget the batch now.

    A batch that came before by another process, and was not rolled yet, is answered as if it were new: it is kept
    twice and stored once. Raises `Refused`, and then nothing of it was kept.
    """
    if is_repeated(system, name):
        return repeated()
    return kept(system, lambda rules: arrived(unpacked(body, coding), sort, rules), name).as_json()


def is_repeated(system: UUID, name: BatchName) -> bool:
    """Whether the batch is known to be here already."""
    if not name.producer:
        return False
    return (system, name) in _lately or seen.is_seen(system, name.producer, name.batch)


def repeated() -> dict[str, Any]:
    """The answer for a batch that is here already."""
    return {"accepted": 0, "rejected": 0, "duplicate": True, "dropped": {}, "problems": []}


def kept(system: UUID, read: Callable[[Rules], Arrived], name: BatchName) -> Arrived:
    """Keep what `read` makes of a batch under the rules of `system`."""
    found = read(rules_of(system))
    header = {
        "system": str(system),
        "producer": name.producer,
        "batch": name.batch,
        "at": clock.iso(clock.now()),
        "events": found.accepted + len(found.problems),
    }
    try:
        JOURNAL.append(header, list(parts(found)))
    except DiskFull as full:
        raise Refused("disk_full") from full
    except Behind as behind:
        raise Refused("behind") from behind
    if name.producer:
        _lately.add(system, name)
    return found
