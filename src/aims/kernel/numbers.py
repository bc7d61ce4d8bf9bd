"""Numbers given out under a lock of the database, and the envelope that the ledger commits to."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from aims.lib import clock

from .models import Event, LogHead, RefCounter


def next_refs(prefix: str, count: int) -> int:
    """Take `count` numbers of `prefix`; the last of them."""
    table = RefCounter._meta.db_table
    sql = (
        f"INSERT INTO {table} (prefix, last) VALUES (%s, %s) "  # noqa: S608  the name is Django's own
        f"ON CONFLICT (prefix) DO UPDATE SET last = {table}.last + excluded.last RETURNING last"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [prefix, count])
        return int(cursor.fetchone()[0])


def next_in_log(count: int, at: dt.datetime) -> tuple[int, dt.datetime]:
    """Take `count` numbers; the last of them, and an instant not before any earlier event's."""
    stamp = connection.ops.adapt_datetimefield_value(at)
    table = LogHead._meta.db_table
    sql = (
        f"UPDATE {table} SET seq = seq + %s, at = CASE WHEN at > %s THEN at ELSE %s END "  # noqa: S608
        "WHERE id = 1 RETURNING seq, at"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [count, stamp, stamp])
        seq, told = cursor.fetchone()
    if isinstance(told, str):
        told = dt.datetime.fromisoformat(told)
    return int(seq), told if told.tzinfo else told.replace(tzinfo=dt.UTC)


def was_touched(kinds: Collection[str], records: Collection[UUID], after: int, last: int) -> bool:
    """Whether an event beyond `after` and up to `last` is of `kinds` or about `records`; asked within every change."""
    column = Event._meta.get_field("record")
    keys = [column.get_db_prep_value(pk, connection) for pk in records]
    looks = [("kind", kind) for kind in kinds] + [("record_id", key) for key in keys]
    some = f"SELECT 1 FROM {Event._meta.db_table} WHERE {{}} = %s AND seq > %s AND seq <= %s"  # noqa: S608
    # One look into an index for each, however many events lie between.
    sql = " UNION ALL ".join(some.format(name) for name, _value in looks) + " LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for _name, value in looks for part in (value, after, last)])
        return cursor.fetchone() is not None


def envelope(event: Event) -> dict[str, Any]:
    """What the leaf of the tree commits to; its spelling cannot change after release (version 1)."""
    return {
        "v": 1,
        "seq": event.seq,
        "at": clock.iso(event.at),
        "actor": "withheld" if event.withheld else str(event.actor_id or "system"),
        "on_behalf_of": str(event.on_behalf_of_id) if event.on_behalf_of_id and not event.withheld else None,
        "kind": event.kind,
        "record": str(event.record_id) if event.record_id else None,
        "version": event.version,
        "action": event.action,
        "body_hash": event.body_hash,
    }
