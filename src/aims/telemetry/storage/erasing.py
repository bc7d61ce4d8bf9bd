"""One person erased: every file that names them is written anew without them."""

from collections.abc import Iterator
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from aims.lib.ids import uuid7
from aims.telemetry.models import Segment, Table

from . import rolling, segments


def erase(system: UUID, subject: str) -> int:
    """Take every decision about `subject` (the pseudonym that was sent) out of the files of `system`; how many.

    With it go its groups, what followed it, and refused events that name the subject. The files that held them are
    deleted like any that was replaced, a quarter of an hour later; a backup that was made before still holds them.
    """
    rolling.empty_journals()
    with segments.sole_writer():
        held = list(Segment.objects.filter(system=system, replaced_at=None).order_by("day", "id"))
        keys = pa.chunked_array(
            [chunk for one in held if one.table == Table.DECISIONS for chunk in _keys(one, subject)], pa.string()
        )
        written = [
            (segment, segments.write(system, segment.day, segment.table, rows, stem) if len(rows) else None)
            for segment, rows, stem in _without(held, keys, subject)
        ]
        with transaction.atomic():
            for segment, new in written:
                segments.replace([segment], new, "erased", gone=segment.rows - (new.rows if new else 0))
    return len(keys)


def _keys(segment: Segment, subject: str) -> list[pa.Array]:
    if "subject" not in segment.columns:
        return []
    rows = pq.read_table(segments.path_of(segment), columns=["key", "subject"], partitioning=None)
    return list(rows.filter(pc.equal(rows["subject"], subject))["key"].chunks)


def _without(held: list[Segment], keys: pa.ChunkedArray, subject: str) -> Iterator[tuple[Segment, pa.Table, str]]:
    """The segments that name the subject, each with the rows that stay, and the name of its new file."""
    ends = pc.min_max(keys).as_py()
    stems: dict[str, str] = {}
    for segment in held:
        is_near = ends["min"] is not None and segment.key_min <= ends["max"] and segment.key_max >= ends["min"]
        if not is_near and segment.table != Table.REJECTS:
            continue
        rows = pq.read_table(segments.path_of(segment), partitioning=None)
        if segment.table == Table.REJECTS:
            if "sent" not in rows.column_names:
                continue
            named = pc.fill_null(pc.match_substring(rows["sent"], subject), False)
        else:
            named = pc.is_in(rows["key"], value_set=keys)
        if pc.any(named).as_py():
            yield segment, rows.filter(pc.invert(named)), stems.setdefault(segment.stem, str(uuid7()))
