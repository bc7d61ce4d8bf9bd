"""Test databases: copied through SQLite's own backup, because in WAL mode the file alone is not the database."""

import sys
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.creation import DatabaseCreation as StockCreation

from aims.config.sqlite.driver import Database


def remove(name: str) -> None:
    """Remove a database file and what WAL mode keeps beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)


class DatabaseCreation(StockCreation):
    def get_test_db_clone_settings(self, suffix: str) -> dict[str, Any]:
        """A file beside the original; a database in memory is copied by the fork itself."""
        settings = dict(self.connection.settings_dict)
        if not self.is_in_memory_db(settings["NAME"]):
            path = Path(settings["NAME"])
            settings["NAME"] = str(path.with_name(f"{path.stem}_{suffix}{path.suffix}"))
        return settings

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name = str(self._get_test_db_name())  # type: ignore[attr-defined]  # not in the stubs
        if not keepdb and not self.is_in_memory_db(name):
            if (
                Path(name).exists()
                and not autoclobber
                and input(f"Delete the test database {name}? (yes/no) ") != "yes"
            ):
                sys.exit("Tests cancelled.")
            remove(name)
        return name

    def _clone_test_db(self, suffix: str, verbosity: int, keepdb: bool = False) -> None:
        target = self.get_test_db_clone_settings(suffix)["NAME"]
        if self.is_in_memory_db(target) or (keepdb and Path(target).exists()):
            return
        remove(target)
        self.connection.ensure_connection()
        copy = Database.connect(target)
        try:
            self.connection.connection.backup(copy)
        finally:
            copy.close()

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        if test_database_name and not self.is_in_memory_db(test_database_name):
            remove(test_database_name)

    def setup_worker_connection(self, _worker_id: str | int) -> None:
        """Turn this process to its clone (Django's own parallel runner; pytest-xdist names its databases itself)."""
        settings = self.get_test_db_clone_settings(str(_worker_id))
        if self.is_in_memory_db(settings["NAME"]):
            return
        self.connection.close()
        self.connection.settings_dict.update(settings)
