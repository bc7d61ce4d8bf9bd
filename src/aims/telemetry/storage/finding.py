"""Questions to the files of segments, answered by DuckDB: it reads the parts that can hold an answer, and no more."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from aims.telemetry.models import Segment

from .segments import path_of

if TYPE_CHECKING:
    import duckdb


@contextmanager
def asking() -> "Iterator[duckdb.DuckDBPyConnection]":
    """A DuckDB of one's own, with a bounded memory, that fetches nothing from anywhere."""
    import duckdb

    own: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "1GB",
        "threads": 2,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=own) as duck:
        duck.execute("SET TimeZone = 'UTC'")
        yield duck


def rows_of(duck: "duckdb.DuckDBPyConnection", sql: str, values: list[Any]) -> list[dict[str, Any]]:
    """What DuckDB answers, row by row."""
    found: Any = duck.sql(sql, params=values).to_arrow_table()
    return list(found.to_pylist())


def held_by(keys: pa.ChunkedArray, where: Sequence[Segment]) -> dict[str, Segment]:
    """Those of `keys` that stand in one of the segments `where`, and in which."""
    if not len(keys):
        return {}
    ends = pc.min_max(keys).as_py()
    near = [s for s in where if s.key_min <= ends["max"] and s.key_max >= ends["min"]]
    if not near:
        return {}
    by_file = {str(path_of(segment)): segment for segment in near}
    with asking() as duck:
        duck.register("wanted", pa.table({"key": keys}))
        rows = duck.execute(
            "SELECT d.key, d.filename FROM read_parquet(?, filename = true) d SEMI JOIN wanted USING (key)"
            " WHERE d.key BETWEEN ? AND ?",
            [list(by_file), ends["min"], ends["max"]],
        ).fetchall()
    return {key: by_file[file] for key, file in rows}
