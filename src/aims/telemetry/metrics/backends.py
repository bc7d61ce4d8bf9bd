"""Where the sums are computed: here by DuckDB, or on the organisation's own engine, chosen by a connection string.

| string | engine |
|---|---|
| `duckdb://` | embedded; the sources are files (Parquet, CSV) or Arrow tables |
| `spark://HOST:PORT`, `local[2]`, `local-cluster[…]` | a Spark cluster (needs `pyspark`, Java and `PYSPARK_PYTHON`) |
| `sc://HOST:PORT` | Spark Connect: Databricks, Sail (needs `pyspark`) |
| `chdb://` or `chdb://FOLDER` | ClickHouse's engine in this process (needs `chdb`) |

An engine is asked for two things only: the columns of a source and the rows of a query. `aggregates` writes queries.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from .columns import Unusable

NAME = "decisions"


class Backend(Protocol):
    """What runs SQL over one source, which `open` has named `decisions`."""

    dialect: str

    def open(self, source: str) -> dict[str, str]:
        """Make `source` (a table, or files) the one that queries name; its columns with their types."""
        ...

    def rows(self, sql: str) -> pa.Table:
        """The answer to a query: all of it, in memory."""
        ...


def connect(to: str = "duckdb://") -> Backend:
    """The engine that a connection string names. Raises `Unusable` for any other, or where a wheel is missing."""
    try:
        if to == "duckdb://":
            return Embedded()
        if to.startswith(("spark://", "local", "sc://")):
            return Spark(to)
        if to.startswith("chdb://"):
            return ClickHouse(to.removeprefix("chdb://"))
    except ImportError as absent:
        raise Unusable("engine_absent", engine=to, wheel=absent.name or "") from absent
    raise Unusable("engine_unknown", engine=to)


class Embedded:
    """DuckDB in this process, over files."""

    dialect = "duckdb"

    def __init__(self, threads: int | None = None, memory: str = "2GB") -> None:
        import duckdb

        settings: dict[str, Any] = {
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads:
            settings["threads"] = threads
        self.duckdb = duckdb
        self.connection = duckdb.connect(config=settings)

    def open(self, source: str | Sequence[Path]) -> dict[str, str]:
        """`source` is a path, which may hold `*`, or a list of Parquet files."""
        files = [str(one) for one in source] if not isinstance(source, str) else [source]
        for one in files if isinstance(source, str) and "*" not in source else []:
            if not Path(one).is_file():
                raise Unusable("no_file", file=one)
        is_text = files[0].lower().endswith((".csv", ".tsv", ".csv.gz", ".txt"))
        read = "read_csv" if is_text else "read_parquet"
        try:
            self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {NAME} AS SELECT * FROM {read}({listed(files)})")
            return self.columns(NAME)
        except self.duckdb.Error as wrong:
            raise Unusable("file_unreadable", file=Path(files[0]).name, why=_first_line(wrong)) from wrong

    def show(self, table: pa.Table) -> dict[str, str]:
        """Make an Arrow table the one that queries name."""
        self.connection.register("arrow", table)
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {NAME} AS SELECT * FROM arrow")
        return self.columns(NAME)

    def columns(self, name: str) -> dict[str, str]:
        """The columns of a view with their types."""
        found = self.connection.execute(f"DESCRIBE {name}").fetchall()
        return {column: _plain(kind) for column, kind, *_rest in found}

    def rows(self, sql: str) -> pa.Table:
        try:
            return self.connection.sql(sql).to_arrow_table()
        except self.duckdb.Error as wrong:
            raise Unusable("file_unreadable", file=NAME, why=_first_line(wrong)) from wrong


class Spark:
    """Apache Spark, or what speaks Spark Connect."""

    dialect = "pyspark"

    def __init__(self, master: str) -> None:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.config("spark.sql.session.timeZone", "UTC")
        builder = builder.remote(master) if master.startswith("sc://") else builder.master(master)
        self.session = builder.getOrCreate()

    def open(self, source: str) -> dict[str, str]:
        """`source` is a table of the catalogue, or a folder or file of Parquet."""
        from pyspark.errors import PySparkException

        is_path = "/" in source or source.endswith(".parquet")
        try:
            frame = self.session.read.parquet(source) if is_path else self.session.table(source)
            frame.createOrReplaceTempView(NAME)
            return {one.name: _plain(one.dataType.simpleString()) for one in frame.schema.fields}
        except PySparkException as wrong:
            raise Unusable("file_unreadable", file=source, why=_first_line(wrong)) from wrong

    def rows(self, sql: str) -> pa.Table:
        return self.session.sql(sql).toArrow()


class ClickHouse:
    """ClickHouse's engine in this process."""

    dialect = "clickhouse"

    def __init__(self, folder: str) -> None:
        from chdb.session import Session

        self.session = Session(folder) if folder else Session()

    def open(self, source: str) -> dict[str, str]:
        """`source` is a table, or files of Parquet."""
        named = f"file({quoted(source)}, Parquet)" if "/" in source or source.endswith(".parquet") else source
        self.session.query("CREATE DATABASE IF NOT EXISTS openaims")
        self.session.query("USE openaims")
        try:
            self.session.query(f"CREATE OR REPLACE VIEW {NAME} AS SELECT * FROM {named}")
            found = self.session.query(f"DESCRIBE TABLE {NAME}", "JSONCompactEachRow").bytes().decode().splitlines()
        except RuntimeError as wrong:
            raise Unusable("file_unreadable", file=source, why=_first_line(wrong)) from wrong
        return {row[0]: _plain(row[1]) for row in map(json.loads, found)}

    def rows(self, sql: str) -> pa.Table:
        answer = self.session.query(sql, "ArrowTable")
        assert isinstance(answer, pa.Table)
        return answer


_TYPES = (
    ("boolean", re.compile(r"bool", re.I)),
    ("float64", re.compile(r"float|double|decimal|numeric|real", re.I)),
    ("timestamp", re.compile(r"timestamp|date", re.I)),
    ("int64", re.compile(r"int|long|short|byte", re.I)),
)


def _plain(kind: str) -> str:
    """The type of an engine as one of five; what is none of the others is text."""
    return next(
        (plain for plain, pattern in _TYPES if pattern.search(kind) and "interval" not in kind.lower()), "string"
    )


def quoted(text: str) -> str:
    """A text literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(files: Sequence[str]) -> str:
    """A list of text literals."""
    return "[" + ", ".join(map(quoted, files)) + "]"


def _first_line(wrong: Exception) -> str:
    return str(wrong).strip().splitlines()[0][:300]
