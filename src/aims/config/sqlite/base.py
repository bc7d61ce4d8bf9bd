"""Django's SQLite backend over `pysqlite3`, with durable defaults and a fair wait for the write lock.

`OPTIONS` are those of Django's backend; `timeout` (default 20) is how many seconds to wait for the write lock and
`transaction_mode` is IMMEDIATE unless said otherwise: a transaction that will write says so at once, so that it can
never fail half-way because another writer came first.
"""

from typing import Any

from django.db.backends.sqlite3 import base as stock
from django.db.backends.sqlite3.features import DatabaseFeatures as StockFeatures
from django.db.backends.utils import debug_transaction

from aims.config.sqlite.creation import DatabaseCreation
from aims.config.sqlite.driver import Connection, Cursor, Database, patiently

WAIT_SECONDS = 20.0

# Durable before acknowledged: in WAL mode only FULL syncs at every commit.
PRAGMAS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA legacy_alter_table = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -8000",  # 8 MB for each connection; the pages below are shared between processes
    "PRAGMA mmap_size = 134217728",
)


class DatabaseFeatures(StockFeatures):
    # Django reads the version of the interpreter's SQLite here; ours is the bundled one.
    supports_aggregate_order_by_clause = Database.sqlite_version_info >= (3, 44, 0)


class DatabaseWrapper(stock.DatabaseWrapper):
    Database = Database
    features_class = DatabaseFeatures
    creation_class = DatabaseCreation
    transaction_mode: str | None
    init_commands: list[str]

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params.setdefault("timeout", WAIT_SECONDS)
        params["factory"] = Connection
        self.transaction_mode = self.transaction_mode or "IMMEDIATE"
        self.wait_seconds = float(params["timeout"])
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**conn_params)
        stock.register_functions(connection)  # type: ignore[attr-defined]  # not in the stubs
        # Two processes that open a new file at the same time both want to switch it to WAL.
        patiently(connection, "PRAGMA journal_mode = WAL", self.wait_seconds)
        for command in (*PRAGMAS, *self.init_commands):
            if command := command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        begin = f"BEGIN {self.transaction_mode}"
        with debug_transaction(self, begin), self.wrap_database_errors:
            patiently(self.connection, begin, self.wait_seconds)
