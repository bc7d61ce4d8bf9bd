"""Outcomes, corrections and rulings are stored under the day of the decision that they follow, found by its key.

One whose decision is not there yet waits, and is held against each decision that comes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aims.telemetry.models import Segment, Table

from . import segments
from .finding import held_by


def placed(
    system: UUID, new: pa.Table | None, arrived: Mapping[dt.date, pa.Table], today: dt.date
) -> tuple[list[Segment], list[Segment]]:
    """The segments to add for follow-ups that are `new` or found their decision among `arrived`; and those replaced."""
    waiting = list(Segment.objects.filter(system=system, table=Table.WAITING, replaced_at=None))
    days = {key: day for day, rows in arrived.items() for key in rows["key"].to_pylist()}
    by_day: dict[dt.date, list[pa.Table]] = defaultdict(list)
    still: list[pa.Table] = []
    replaced: list[Segment] = []
    if new is not None:
        missing = new.filter(pc.invert(pc.is_in(new["key"], value_set=pa.array(list(days), pa.string()))))
        known = held_by(missing["key"], _decisions(system)) if len(missing) else {}
        _share(new, days | {key: one.day for key, one in known.items()}, by_day, still)
    for segment in waiting if days else ():
        rows = pq.read_table(segments.path_of(segment))
        if pc.any(pc.is_in(rows["key"], value_set=pa.array(list(days), pa.string()))).as_py():
            _share(rows, days, by_day, still)
            replaced.append(segment)
    made = [_written(system, day, Table.FOLLOW_UPS, rows) for day, rows in by_day.items()]
    if still:
        made.append(_written(system, today, Table.WAITING, still))
    return made, replaced


def _decisions(system: UUID) -> Sequence[Segment]:
    return list(Segment.objects.filter(system=system, table=Table.DECISIONS, replaced_at=None))


def _share(
    rows: pa.Table, days: Mapping[str, dt.date], by_day: dict[dt.date, list[pa.Table]], still: list[pa.Table]
) -> None:
    of_row = np.array([days[key].toordinal() if key in days else 0 for key in rows["key"].to_pylist()])
    for day in np.unique(of_row):
        chosen = rows.filter(pa.array(of_row == day))
        (by_day[dt.date.fromordinal(int(day))] if day else still).append(chosen)


def _written(system: UUID, day: dt.date, table: str, rows: list[pa.Table]) -> Segment:
    together = pa.concat_tables(rows, promote_options="default")
    return segments.write(system, day, table, together.sort_by([("key", "ascending"), ("at", "ascending")]))
