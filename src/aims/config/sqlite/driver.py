"""`pysqlite3` shaped so that Django's SQLite backend can drive it.

`pysqlite3` bundles a SQLite in which the WAL corruption of releases 3.7.0 to 3.51.2 is fixed, whatever SQLite the
interpreter was built with. It has the interface of the standard library's `sqlite3`, so that is what the types see.
"""

import datetime
import decimal
import random
import sqlite3
import time
from collections.abc import Iterable, Mapping
from itertools import tee
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base as stock
from django.utils.dateparse import parse_date, parse_datetime, parse_time

if TYPE_CHECKING:
    import sqlite3.dbapi2 as Database  # noqa: N812  the name Django gives it
else:
    import pysqlite3.dbapi2 as Database  # noqa: N812

__all__ = ["Connection", "Cursor", "Database", "is_locked", "patiently"]

# `sqlite3_limit` is not exposed by pysqlite3; these are the defaults SQLite is compiled with.
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 1_000_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 2_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 1_000,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 500,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 10,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 50_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 32_766,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1_000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

BUSY, LOCKED = sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED

PAUSE, EAGER_PAUSE, PATIENCE = 0.001, 0.0001, 0.02  # seconds

# The adapters and converters of Django's backend are registered with the standard library's module; again, here.
Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", stock.decoder(parse_date))
Database.register_converter("time", stock.decoder(parse_time))
Database.register_converter("datetime", stock.decoder(parse_datetime))
Database.register_converter("timestamp", stock.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, stock.adapt_date)
Database.register_adapter(datetime.datetime, stock.adapt_datetime)


class Connection(Database.Connection):
    """A connection that answers what Django asks of the standard library's."""

    def getlimit(self, category: int, /) -> int:
        return LIMITS[category]


class Cursor(Database.Cursor):
    """Django's placeholders (`%s`, `%(name)s`) turned into SQLite's, as the stock cursor does it."""

    convert_query: Any = stock.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None, /) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any], /) -> Any:
        peekable, rows = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if first and isinstance(first, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another connection was in the way (extended codes keep the primary one in their low byte)."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (BUSY, LOCKED)


def patiently(connection: Any, statement: str, seconds: float) -> None:
    """Execute `statement`, trying again every 0.5 to 1.5 ms while another connection holds the lock.

    SQLite's own busy handler backs off up to 100 ms, which starves one of several writers; short waits with jitter
    give everyone a turn, and who has waited 20 ms tries ten times as often.
    """
    start = time.monotonic()
    connection.set_busy_timeout(0)
    try:
        while True:
            try:
                connection.execute(statement).close()
                return
            except Database.OperationalError as error:
                if not is_locked(error):
                    raise
                if time.monotonic() - start >= seconds:
                    raise Database.OperationalError(
                        f"The database was kept locked by another writer for {seconds:g} s. Nothing was changed; "
                        "try again. If it persists, look for a process that holds a transaction open."
                    ) from error
            pause = PAUSE if time.monotonic() - start < PATIENCE else EAGER_PAUSE
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  jitter, not a secret
    finally:
        connection.set_busy_timeout(seconds)
