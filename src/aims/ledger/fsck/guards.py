"""The triggers that refuse changes to the log are in place, and are those that the migration makes."""

from collections.abc import Iterator
from importlib import import_module

from django.db import connection

from .problems import Problem
from .seen import Seen

_PRESENT = {
    "sqlite": (
        "SELECT name, sql, '' FROM sqlite_master"
        " WHERE type = 'trigger' AND tbl_name IN ('kernel_event', 'kernel_eventbody')"
    ),
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(t.oid, true), p.prosrc || CASE tgenabled WHEN 'D' THEN 'disabled' ELSE '' END"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT tgisinternal"
        " AND tgrelid IN ('kernel_event'::regclass, 'kernel_eventbody'::regclass)"
    ),
}


def guards(_seen: Seen) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute(_PRESENT[connection.vendor])
        present = {name: _form(sql, function) for name, sql, function in cursor.fetchall()}
    made = _made()
    if missing := [name for name in made if name not in present]:
        yield Problem("trigger_missing", {"names": ", ".join(missing)})
    if changed := sorted(name for name, form in present.items() if made.get(name) != form):
        yield Problem("trigger_changed", {"names": ", ".join(changed)})


def _made() -> dict[str, tuple[list[str], list[str]]]:
    """The triggers by name as the migration makes them."""
    migration = import_module("aims.kernel.migrations.0002_log")
    if connection.vendor == "sqlite":
        return {sql.split()[2]: _form(sql, "") for sql in migration.SQLITE}
    functions = {sql.split()[2]: sql.split("$$")[1] for sql in migration.POSTGRES if "$$" in sql}
    triggers = [sql for sql in migration.POSTGRES if "$$" not in sql]
    return {sql.split()[2]: _form(sql, functions[sql.split()[-1]]) for sql in triggers}


def _form(sql: str, function: str) -> tuple[list[str], list[str]]:
    """What two spellings of one trigger share: PostgreSQL gives UPDATE and DELETE in an order of its own."""
    return sorted(sql.split()) if connection.vendor == "postgresql" else sql.split(), function.split()
