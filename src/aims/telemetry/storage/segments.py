"""The files of decisions: written whole or not at all, named by a table and by nothing else, each with its event."""

import datetime as dt
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from aims.kernel.perform import note
from aims.lib import clock
from aims.lib.files import written
from aims.lib.ids import uuid7
from aims.telemetry.models import Segment, Table

ROW_GROUP = 122_880
"""Rows; what DuckDB gives to one thread."""


def current(system: UUID | None, first: dt.date, last: dt.date, table: str = Table.DECISIONS) -> list[Segment]:
    """The segments of `system` (of all for None) and `table` with days from `first` to `last`, which are both included.

    In order of day and making. Their files stay where they are for at least a quarter of an hour.
    """
    return list(named(system, first, last, (table,)))


def named(system: UUID | None, first: dt.date, last: dt.date, tables: Iterable[str]) -> QuerySet[Segment]:
    """The same of several tables, as a query."""
    found = Segment.objects.filter(replaced_at=None, table__in=tables, day__range=(first, last))
    if system is not None:
        found = found.filter(system=system)
    return found.order_by("day", "made_at", "id")


def path_of(segment: Segment) -> Path:
    """The Parquet file of `segment`."""
    path: Path = settings.HOME.telemetry / segment.path
    return path


@contextmanager
def sole_writer() -> Iterator[None]:
    """Whoever adds or replaces segments does it alone: the worker, an erasure, whichever process it runs in."""
    with _locked("segments.lock", fcntl.LOCK_EX):
        yield


@contextmanager
def nothing_deleted() -> Iterator[None]:
    """Within, no file of a segment or journal is deleted: a backup copies them."""
    with _locked("files.lock", fcntl.LOCK_SH):
        yield


@contextmanager
def deleting() -> Iterator[bool]:
    """Whether files may be deleted within: not while a backup runs."""
    try:
        with _locked("files.lock", fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield True
    except BlockingIOError:
        yield False


@contextmanager
def _locked(name: str, how: int) -> Iterator[None]:
    place: Path = settings.HOME.telemetry
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(place / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, how)
        yield
    finally:
        os.close(held)


def write(system: UUID, day: dt.date, table: str, rows: pa.Table, stem: str = "") -> Segment:
    """Write `rows` (at least one; columns `key` and `at`) to a new file; the row of it, which `add` stores.

    Columns in which nothing stands are left out. `stem` is the name of the file: groups have that of their decisions.
    """
    kept = [n for n in rows.column_names if n in ("key", "at") or rows[n].null_count < len(rows)]
    rows = rows.select(kept)
    path = Path(table) / str(system) / day.isoformat() / f"{stem or uuid7()}.parquet"
    place = settings.HOME.telemetry / path
    _folder(place.parent)
    with written(place) as out:
        _write_parquet(rows, out)
    _sync(place.parent)
    keys, times = pc.min_max(rows["key"]).as_py(), pc.min_max(rows["at"]).as_py()
    return Segment(
        system=system,
        day=day,
        table=table,
        path=path.as_posix(),
        sha256=digest(place),
        rows=len(rows),
        key_min=keys["min"] or "",
        key_max=keys["max"] or "",
        at_min=times["min"],
        at_max=times["max"],
        columns={field.name: str(field.type) for field in rows.schema},
        made_at=clock.now(),
    )


def _write_parquet(rows: pa.Table, out: object) -> None:
    words = [f.name for f in rows.schema if pa.types.is_string(f.type) and f.name not in ("key", "trace", "span")]
    pq.write_table(
        rows,
        out,
        row_group_size=ROW_GROUP,
        compression="zstd",
        compression_level=1,
        use_dictionary=words,
        sorting_columns=[pq.SortingColumn(rows.column_names.index("key"))],
        bloom_filter_options={"key": True},
    )


def _folder(place: Path) -> None:
    """Make a folder and those above it, so that their names outlive a loss of power."""
    if place.is_dir():
        return
    _folder(place.parent)
    place.mkdir(exist_ok=True, mode=0o700)
    _sync(place.parent)


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def add(new: Iterable[Segment]) -> None:
    """Name new segments, and say each in the log."""
    with transaction.atomic():
        for segment in new:
            segment.save(force_insert=True)
            note("segment", "create", told(segment))


def replace(old: Iterable[Segment], new: Segment | None, why: str, **also: object) -> None:
    """Put `new` in the place of `old`, or nothing, in one transaction; `why` is merged, erased or expired."""
    replaced = list(old)
    with transaction.atomic():
        if new is not None:
            new.save(force_insert=True)
        ids = [segment.pk for segment in replaced]
        Segment.objects.filter(pk__in=ids).update(replaced_by=new, replaced_at=clock.now())
        body = {"why": why, "replaced": [str(pk) for pk in ids], "by": told(new) if new else None, **also}
        note("segment", "segment_replaced", body)


def told(segment: Segment) -> dict[str, object]:
    """What the log says of a segment: where it lies and what it holds, and nothing of whom it is about."""
    return {
        "id": str(segment.pk),
        "system": str(segment.system),
        "day": segment.day.isoformat(),
        "table": segment.table,
        "rows": segment.rows,
        "sha256": segment.sha256,
    }
