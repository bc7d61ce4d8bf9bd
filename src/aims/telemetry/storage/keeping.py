"""What is done to segments once they lie there: small ones merged, old ones let go, files of replaced ones deleted."""

import datetime as dt
import shutil
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from aims.lib import clock
from aims.lib.ids import uuid7
from aims.telemetry.models import Segment, Table
from aims.telemetry.rules import rules_of

from . import seen, segments

LARGE = 1_000_000
"""Rows from which a segment is merged with no other."""
MANY_TODAY = 16
"""Small segments of a day that is not over: fewer are left alone."""
STAYS = dt.timedelta(minutes=15)
"""How long the file of a replaced segment stays for whoever reads it."""


def compact() -> int:
    """Merge the small segments of each day and table; how many were replaced."""
    replaced = 0
    today = clock.now().date()
    with segments.sole_writer():
        small: dict[tuple[UUID, dt.date], list[Segment]] = defaultdict(list)
        for segment in Segment.objects.filter(replaced_at=None, rows__lt=LARGE).order_by("made_at", "id"):
            small[segment.system, segment.day].append(segment)
        for (_system, day), held in small.items():
            by_table: dict[str, list[Segment]] = defaultdict(list)
            for segment in held:
                by_table[segment.table].append(segment)
            enough = MANY_TODAY if day >= today else 2
            for table in (Table.DECISIONS, Table.FOLLOW_UPS, Table.WAITING, Table.REJECTS):
                for some in _batches(by_table[table]):
                    if len(some) >= enough:
                        replaced += _merge(table, some, by_table[Table.GROUPS])
    return replaced


def _batches(held: list[Segment]) -> list[list[Segment]]:
    """In order, so many at a time that what becomes of them is not much larger than `LARGE`."""
    found: list[list[Segment]] = [[]]
    rows = 0
    for segment in held:
        if rows + segment.rows > LARGE and found[-1]:
            found.append([])
            rows = 0
        found[-1].append(segment)
        rows += segment.rows
    return found


def _merge(table: str, some: Sequence[Segment], apart: Sequence[Segment]) -> int:
    """Write one file of several, and of the groups of the same decisions one too, in the same order."""
    first, stem = some[0], str(uuid7())
    stems = {segment.stem: segment for segment in apart}
    groups = [stems.get(segment.stem) for segment in some] if table == Table.DECISIONS else []
    rows = pa.concat_tables(map(_rows, some), promote_options="default")
    order = [("key", "ascending")] if table == Table.DECISIONS else [("key", "ascending"), ("at", "ascending")]
    new = segments.write(first.system, first.day, table, rows.sort_by(order), stem)
    if held := [segment for segment in groups if segment is not None]:
        both = [
            _rows(group) if group else _rows(segment).select(["key", "at"])
            for segment, group in zip(some, groups, strict=True)
        ]
        aligned = pa.concat_tables(both, promote_options="default").sort_by([("key", "ascending")])
        beside = segments.write(first.system, first.day, Table.GROUPS, aligned, stem)
    with transaction.atomic():
        segments.replace(some, new, "merged")
        if held:
            segments.replace(held, beside, "merged")
    return len(some)


def _rows(segment: Segment) -> pa.Table:
    return pq.read_table(segments.path_of(segment), partitioning=None)


def expire() -> int:
    """Let go what is older than the months for which the plan of its system keeps decisions; how many segments."""
    today, gone = clock.now().date(), 0
    with segments.sole_writer():
        for system in Segment.objects.filter(replaced_at=None).values_list("system", flat=True).distinct():
            first = clock.months_after(today, -rules_of(system).retention_months)
            old = list(Segment.objects.filter(system=system, replaced_at=None, day__lt=first))
            if old:
                segments.replace(old, None, "expired", before=first.isoformat())
                gone += len(old)
            for name, months in rules_of(system).groups.items():
                gone += _expire_group(system, f"g.{name}", clock.months_after(today, -months))
    return gone


def _expire_group(system: UUID, column: str, first: dt.date) -> int:
    """Let go one group of people before the day `first`: it may be kept for less long than its decisions."""
    held = Segment.objects.filter(system=system, replaced_at=None, table=Table.GROUPS, day__lt=first)
    over = [segment for segment in held if column in segment.columns]
    for segment in over:
        rows = _rows(segment).drop_columns([column])
        left = sum(name.startswith("g.") for name in rows.column_names)
        stem = f"{segment.stem}.{left}"
        new = segments.write(system, segment.day, Table.GROUPS, rows, stem) if left else None
        segments.replace([segment], new, "expired", before=first.isoformat(), column=column)
    return len(over)


def delete_replaced() -> int:
    """Delete the files of segments that were replaced a while ago, and files that no segment names; how many.

    Not while a backup copies them.
    """
    deleted = 0
    with segments.sole_writer(), segments.deleting() as may_delete:
        if not may_delete:
            return 0
        for segment in Segment.objects.filter(replaced_at__lt=clock.now() - STAYS).select_related("replaced_by"):
            path = segments.path_of(segment)
            if path.exists():
                path.unlink()
                deleted += 1
                if _is_less(segment):
                    shutil.rmtree(settings.HOME.telemetry / "sums" / str(segment.system), ignore_errors=True)
        return deleted + _sweep()


def _is_less(old: Segment) -> bool:
    """Whether what `old` held is gone, and not merely elsewhere: then sums that still count it go too."""
    if old.table not in (Table.DECISIONS, Table.GROUPS, Table.FOLLOW_UPS):
        return False
    new = old.replaced_by
    return new is None or new.rows < old.rows or not old.columns.keys() <= new.columns.keys()


def _sweep() -> int:
    """Files of a run that was ended before its segments were named; nobody writes now."""
    place: Path = settings.HOME.telemetry
    named = set(Segment.objects.values_list("path", flat=True))
    strays = [
        path
        for table in Table.values
        for path in (place / table).rglob("*")
        if path.is_file() and path.relative_to(place).as_posix() not in named
    ]
    for path in strays:
        path.unlink()
    return len(strays)


def tidy() -> int:
    """Once in a while: all of this, and old batch names forgotten; how many segments were replaced."""
    seen.forget()
    done = expire() + compact()
    delete_replaced()
    return done
