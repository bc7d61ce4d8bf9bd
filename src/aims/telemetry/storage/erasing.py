"""One person erased: every file that names them is written anew without them."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from aims.lib.ids import uuid7
from aims.telemetry.models import Segment, Table

from . import rolling, segments

type Erases = Callable[[UUID, str], None]
_beside: list[Erases] = []


def erases_too(other: Erases) -> Erases:
    """Register what a room above keeps of a person, given the system and the subject: it is erased with the files."""
    _beside.append(other)
    return other


def erase(system: UUID, subject: str) -> int:
    """Take every decision about `subject` (the pseudonym that was sent) out of the files of `system`; how many.

    With it go its groups, what followed it, and refused events that name the subject. The files that held them are
    deleted like any that was replaced, a quarter of an hour later; a backup that was made before still holds them.
    """
    rolling.empty_journals()
    with segments.sole_writer():
        held = list(Segment.objects.filter(system=system, replaced_at=None).order_by("day", "id"))
        keys: dict[dt.date, list[str]] = defaultdict(list)
        for one in held:
            if one.table == Table.DECISIONS:
                keys[one.day] += _keys(one, subject)
        written = [
            (segment, segments.write(system, segment.day, segment.table, rows, stem) if len(rows) else None)
            for segment, rows, stem in _without(held, keys, subject)
        ]
        with transaction.atomic():
            for segment, new in written:
                segments.replace([segment], new, "erased", gone=segment.rows - (new.rows if new else 0))
            for other in _beside:
                other(system, subject)
    return sum(map(len, keys.values()))


def _keys(segment: Segment, subject: str) -> list[str]:
    if "subject" not in segment.columns:
        return []
    rows = pq.read_table(segments.path_of(segment), columns=["key", "subject"], partitioning=None)
    found: list[str] = rows.filter(pc.equal(rows["subject"], subject))["key"].to_pylist()
    return found


def _without(
    held: list[Segment], keys: Mapping[dt.date, list[str]], subject: str
) -> Iterator[tuple[Segment, pa.Table, str]]:
    """The segments that name the subject, each with the rows that stay, and the name of its new file."""
    stems: dict[str, str] = {}
    for segment in held:
        theirs = [key for key in keys.get(segment.day, ()) if segment.key_min <= key <= segment.key_max]
        if not theirs and segment.table != Table.REJECTS:
            continue
        rows = pq.read_table(segments.path_of(segment), partitioning=None)
        if segment.table == Table.REJECTS:
            if "sent" not in rows.column_names:
                continue
            named = pa.array([_names(sent or "", subject) for sent in rows["sent"].to_pylist()])
        else:
            named = pc.is_in(rows["key"], value_set=pa.array(theirs, pa.string()))
        if pc.any(named).as_py():
            yield segment, rows.filter(pc.invert(named)), stems.setdefault(segment.stem, str(uuid7()))


_ESCAPED = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/]))')
_TELLING = 3
"""Of a subject at the end of an event that was cut: so many of its letters may not stay."""


def _names(sent: str, subject: str) -> bool:
    """Whether a refused event names the subject, as it was sent or escaped as JSON is, even if it was cut there."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], sent)
    plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    is_cut = any(plain.endswith(subject[:n]) for n in range(_TELLING, len(subject)))
    return is_cut or subject in sent or subject in plain
