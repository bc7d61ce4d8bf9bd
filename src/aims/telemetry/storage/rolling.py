"""The worker's step: whole frames of journals become segments, each event once.

Files are written first, then one transaction names them, notes the batches and moves on in the journals. Whatever ends
this in between, the next run begins at the same frames: a file that no row names is swept away.
"""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.db.models import F

from aims.lib import clock
from aims.lib.ids import uuid7
from aims.telemetry import columns
from aims.telemetry.models import Arrival, JournalRead, Segment, Table

from . import journal, seen, segments
from .finding import held_by
from .following import placed
from .journal import Frame
from .scoring import with_scores

SECONDS, ENOUGH = 20.0, 64 * 2**20
"""A roll waits so long, or until so many bytes have come: small segments are many events in the log."""
AT_ONCE = 192 * 2**20
"""Bytes of journals in memory."""
IDLE, LARGE = 60.0, 64 * 2**20
"""A journal of which all was rolled is deleted when nothing came for so long, or when it is so large."""
_last_roll = 0.0


@dataclass
class _Gathered:
    frames: list[Frame] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)
    is_all: bool = True


@dataclass
class _Rolled:
    """What one system adds."""

    new: list[Segment] = field(default_factory=list)
    replaced: list[Segment] = field(default_factory=list)
    accepted: int = 0
    rejected: int = 0
    repeated: int = 0


def step() -> int:
    """Roll where it is time; how many segments were added."""
    global _last_roll
    size = waiting()
    if size and (size >= ENOUGH or time.monotonic() - _last_roll >= SECONDS):
        _last_roll = time.monotonic()
        return roll()
    with segments.sole_writer():
        _drop(IDLE)
    return 0


def waiting() -> int:
    """Bytes in journals that were not rolled yet."""
    return sum(path.stat().st_size - done for path, done in _journals())


def roll() -> int:
    """Roll all that lies in the journals; how many segments were added."""
    made = 0
    with segments.sole_writer():
        while True:
            gathered = _gather()
            made += _store(gathered) if gathered.reached else 0
            if gathered.is_all:
                break
        _drop(IDLE)
    return made


def empty_journals() -> None:
    """Roll everything and delete what was rolled; nothing of it lies in a journal any more."""
    roll()
    with segments.sole_writer():
        _drop(0)


def _journals() -> list[tuple[Path, int]]:
    done = dict(JournalRead.objects.values_list("name", "rolled_to"))
    return [(path, done.get(path.name, 0)) for path in sorted(journal.folder().glob("*.journal"))]


def _gather() -> _Gathered:
    found, size = _Gathered(), 0
    for path, start in _journals():
        reached = start
        while True:
            for frame in journal.frames(path, reached):
                found.frames.append(frame)
                size, reached = size + frame.end - reached, frame.end
                if size >= AT_ONCE:
                    break
            if size >= AT_ONCE or (further := journal.cut_or_pass(path, reached)) == reached:
                break
            reached = further
        if reached > start:
            found.reached[path.name] = reached
        if size >= AT_ONCE:
            found.is_all = False
            break
    found.frames.sort(key=lambda frame: frame.header["at"])
    return found


def _store(gathered: _Gathered) -> int:
    fresh, batches, repeated = _fresh(gathered.frames)
    by_system: dict[UUID, list[Frame]] = defaultdict(list)
    for frame in fresh:
        by_system[UUID(frame.header["system"])].append(frame)
    done = {system: _rolled(system, frames) for system, frames in by_system.items()}
    for system, count in repeated.items():
        done.setdefault(system, _Rolled()).repeated += count
    now = clock.now()
    with transaction.atomic():
        for one in done.values():
            segments.add(one.new)
            if one.replaced:
                segments.replace(one.replaced, None, "followed")
        for (system, producer), numbers in batches.items():
            seen.see(system, producer, numbers, now)
        for system, one in done.items():
            _count(system, one, now)
        for name, reached in gathered.reached.items():
            JournalRead.objects.update_or_create(name=name, defaults={"rolled_to": reached})
    return sum(len(one.new) for one in done.values())


type Batches = dict[tuple[UUID, str], list[int]]


def _fresh(frames: Iterable[Frame]) -> tuple[list[Frame], Batches, dict[UUID, int]]:
    """Frames whose batch is new, what to note of batches, and how many events of each system come again."""
    fresh: list[Frame] = []
    batches: Batches = defaultdict(list)
    repeated: dict[UUID, int] = defaultdict(int)
    for frame in frames:
        system, producer, batch = UUID(frame.header["system"]), frame.header["producer"], frame.header["batch"]
        if producer:
            if batch in batches.get((system, producer), ()) or seen.is_seen(system, producer, batch):
                repeated[system] += frame.header["events"]
                continue
            batches[system, producer].append(batch)
        fresh.append(frame)
    return fresh, batches, repeated


def _tables(frames: Iterable[Frame], name: str) -> Iterator[tuple[Frame, pa.Table]]:
    for frame in frames:
        for table, content in frame.parts:
            if table == name:
                yield frame, columns.of_stream(content)


def _together(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="default")


def _rolled(system: UUID, frames: list[Frame]) -> _Rolled:
    found, today = _Rolled(), clock.now().date()
    arrived = _decisions(system, frames, found)
    later = [table for _frame, table in _tables(frames, Table.FOLLOW_UPS)]
    new = _together(later) if later else None
    found.accepted += len(new) if new is not None else 0
    made, found.replaced = placed(system, new, arrived, today)
    found.new += made
    refused = [
        table.set_column(
            table.column_names.index("producer"), "producer", pa.array([frame.header["producer"]] * len(table))
        )
        for frame, table in _tables(frames, Table.REJECTS)
    ]
    if refused:
        rows = _together(refused)
        found.rejected = len(rows)
        found.new.append(segments.write(system, today, Table.REJECTS, rows))
    return found


def _decisions(system: UUID, frames: list[Frame], found: _Rolled) -> dict[dt.date, pa.Table]:
    """Write the decisions that are new, a day at a time; what was written."""
    pairs = []
    groups = {id(frame): table for frame, table in _tables(frames, Table.GROUPS)}
    for frame, table in _tables(frames, Table.DECISIONS):
        pairs.append((table, groups.get(id(frame), table.select(["key", "at"]))))
    if not pairs:
        return {}
    decisions, apart = _together([d for d, _g in pairs]), _together([g for _d, g in pairs])
    days = decisions["at"].cast(pa.date32())
    written: dict[dt.date, pa.Table] = {}
    for day in pc.unique(days).to_pylist():
        places = np.flatnonzero(pc.equal(days, pa.scalar(day, pa.date32())).to_numpy())
        rows = decisions.take(pa.array(places))
        chosen = _new_and_sorted(system, day, rows["key"])
        found.repeated += len(rows) - len(chosen)
        found.accepted += len(chosen)
        if not len(chosen):
            continue
        written[day] = with_scores(rows.take(chosen))
        stem = str(uuid7())
        found.new.append(segments.write(system, day, Table.DECISIONS, written[day], stem))
        if groups:
            found.new.append(segments.write(system, day, Table.GROUPS, apart.take(pa.array(places)).take(chosen), stem))
    return written


def _new_and_sorted(system: UUID, day: dt.date, keys: pa.ChunkedArray) -> pa.Array:
    """The places of keys in their order, each once (the first to come), without those that the day has already."""
    coded = keys.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    _codes, first = np.unique(coded.indices.to_numpy(), return_index=True)
    places = pa.array(np.sort(first))
    there = held_by(keys, segments.current(system, day, day))
    if there:
        places = places.filter(pc.invert(pc.is_in(keys.take(places), value_set=pa.array(list(there), pa.string()))))
    return places.take(pc.sort_indices(keys.take(places)))


def _count(system: UUID, one: _Rolled, now: dt.datetime) -> None:
    row, _made = Arrival.objects.get_or_create(system=system, day=now.date(), defaults={"last_at": now})
    Arrival.objects.filter(pk=row.pk).update(
        accepted=F("accepted") + one.accepted,
        rejected=F("rejected") + one.rejected,
        repeated=F("repeated") + one.repeated,
        last_at=now,
    )


def _drop(idle: float) -> None:
    """Delete journals of which all was rolled, and the notes on those that are gone."""
    with segments.deleting() as may_delete:
        if not may_delete:
            return
        for path, done in _journals():
            state = path.stat()
            is_over = state.st_size >= LARGE or time.time() - state.st_mtime >= idle
            if state.st_size == done and is_over and journal.drop(path, done):
                continue
    there = {path.name for path in journal.folder().glob("*.journal")}
    JournalRead.objects.exclude(name__in=there).delete()
