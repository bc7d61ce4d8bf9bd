"""One decision read back by its key, with what followed it. Groups of people are never in it."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import duckdb

from aims.lib import clock
from aims.telemetry.columns import PLAIN, TEXTS, input_of
from aims.telemetry.models import Segment, Table
from aims.telemetry.storage.finding import asking, rows_of
from aims.telemetry.storage.segments import path_of


def decision(system: UUID, key: str) -> dict[str, Any] | None:
    """The decision of `system` with that key, as it was sent, and what followed it; None where there is none."""
    found = find(system, key)
    return found[0] if found else None


def find(system: UUID, key: str) -> tuple[dict[str, Any], Segment] | None:
    """The same, and the segment that it lies in."""
    near = Segment.objects.filter(
        system=system, table=Table.DECISIONS, replaced_at=None, key_min__lte=key, key_max__gte=key
    ).order_by("-day")
    by_file = {str(path_of(segment)): segment for segment in near}
    if not by_file:
        return None
    with asking() as duck:
        sql = "SELECT filename FROM read_parquet(?, filename = true) WHERE key = ? LIMIT 1"
        where = rows_of(duck, sql, [list(by_file), key])
        if not where:
            return None
        held = by_file[where[0]["filename"]]
        (row,) = rows_of(duck, "SELECT * FROM read_parquet(?) WHERE key = ?", [[str(path_of(held))], key])
        return as_sent(row) | {"follow_ups": _followed(duck, held, key)}, held


def _followed(duck: duckdb.DuckDBPyConnection, held: Segment, key: str) -> list[dict[str, Any]]:
    near = Segment.objects.filter(
        system=held.system,
        day=held.day,
        table=Table.FOLLOW_UPS,
        replaced_at=None,
        key_min__lte=key,
        key_max__gte=key,
    )
    files = [str(path_of(segment)) for segment in near]
    if not files:
        return []
    rows = rows_of(
        duck, 'SELECT * FROM read_parquet(?, union_by_name = true) WHERE key = ? ORDER BY "at"', [files, key]
    )
    return [_without_nothing(row | {"at": clock.iso(row["at"]), "key": None}) for row in rows]


def as_sent(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the names that its sender used; what was not said is not there."""
    found: dict[str, Any] = {name: row.get(name) for name in PLAIN if name not in TEXTS}
    found["at"] = clock.iso(row["at"])
    number = row.get("output_number")
    found["output"] = row.get("output") if number is None else number
    found["inputs"] = {input_of(name): value for name, value in row.items() if input_of(name) and value is not None}
    found |= {name: row.get(name) for name in TEXTS}
    if row.get("explanation"):
        found["explanation"] = json.loads(row["explanation"])
    found["scores"] = {name[2:]: value for name, value in row.items() if name[:2] == "s." and value is not None}
    return _without_nothing(found)


def _without_nothing(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value not in (None, {}, "")}
