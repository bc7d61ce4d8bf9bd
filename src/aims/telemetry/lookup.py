"""Decisions read back: one by its key, or those of a day, a page at a time. Groups are never among them."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import duckdb

from aims.lib import clock

from . import segments
from .columns import PLAIN, TEXTS, input_of
from .finding import asking
from .models import Segment, Table
from .segments import path_of

AT_ONCE = 50


def decision(system: UUID, key: str) -> dict[str, Any] | None:
    """The decision of `system` with that key, as it was sent, and what followed it; None where there is none."""
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
        file = where[0]["filename"]
        (row,) = rows_of(duck, "SELECT * FROM read_parquet(?) WHERE key = ?", [[file], key])
        found = as_sent(row)
        found["follow_ups"] = _followed(duck, by_file[file], key)
    return found


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


def page(
    system: UUID, day: dt.date, *, version: str = "", output: str = "", after: str = "", limit: int = AT_ONCE
) -> tuple[list[dict[str, Any]], str]:
    """Decisions of a day in order of their keys, beyond the key `after`; and the key to go on from, or nothing.

    `version` and `output` let through only those that equal them; an output that is a number is compared as one.
    """
    near = [s for s in segments.current(system, day, day) if s.key_max > after]
    asked = conditions({name for segment in near for name in segment.columns}, version, output)
    if not near or asked is None:
        return [], ""
    where, values = ["key > ?", *asked[0]], [[str(path_of(s)) for s in near], after, *asked[1]]
    sql = f"SELECT * FROM read_parquet(?, union_by_name = true) WHERE {' AND '.join(where)} ORDER BY key LIMIT ?"  # noqa: S608
    with asking() as duck:
        rows = rows_of(duck, sql, [*values, limit + 1])
    more = str(rows[limit - 1]["key"]) if len(rows) > limit else ""
    return [as_sent(row) for row in rows[:limit]], more


def conditions(columns: set[str], version: str, output: str) -> tuple[list[str], list[Any]] | None:
    """What SQL asks for a version and an output, with its values; None where no such column came."""
    found: list[str] = []
    values: list[Any] = []
    if (version and "version" not in columns) or (output and "output" not in columns):
        return None
    if version:
        found.append("version = ?")
        values.append(version)
    number = _number(output)
    if output and number is not None and "output_number" in columns:
        found.append("(output = ? OR output_number = ?)")
        values += [output, number]
    elif output:
        found.append("output = ?")
        values.append(output)
    return found, values


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def rows_of(duck: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    """What DuckDB answers, row by row."""
    found: Any = duck.sql(sql, params=values).to_arrow_table()
    return list(found.to_pylist())


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
