"""One page of a list: found on the spine by key, so that the last page costs as much as the first."""

import base64
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q

from aims.lib.canonical import is_storable

from . import search
from .denied import Denied
from .kinds import KINDS, Kind
from .models import Record
from .policy import Actor, all_seen, as_seen, condition, reads_only_what_is_in_force, visible_records
from .spine import GuardedQuerySet
from .values import invalid
from .world import World, present

MOST = 10_000
"""Counts stop here: beyond it a list says “more than”."""

NOBODY = UUID(int=0)
"""The id of no record: what a filter by an unknown ref looks for."""


@dataclass(frozen=True)
class Page:
    """Rows of a list, newest change first, as maps of the columns asked for; `after` asks for the next page."""

    rows: list[dict[str, Any]]
    after: str | None


def filtered(actor: Actor, kind: Kind, filters: Mapping[str, str]) -> GuardedQuerySet[Record]:
    """The records of `kind` that `actor` may see and that match; the kind's own table is asked only where needed."""
    spine = {f.name for f in Record._meta.concrete_fields}
    wanted = _wanted(kind, filters)
    is_flat = all(name in spine for name in filters)
    rows: Any = Record.objects.filter(kind=kind.name) if is_flat else kind.model.objects.all()
    limit = condition(actor, kind)
    rows = rows if limit is None else rows.filter(limit)
    return rows.filter(**wanted)  # type: ignore[no-any-return]


def _wanted(kind: Kind, filters: Mapping[str, str]) -> dict[str, Any]:
    """`filters` as the columns hold them; raises `Denied` for one that the kind does not have."""
    for name in filters:
        if name not in kind.filters:
            raise Denied("filter_unknown", kind=kind.label, filter=name, known=", ".join(kind.filters))
    return {name: _value(kind, name, value) for name, value in filters.items()}


def _value(kind: Kind, name: str, value: str) -> Any:
    if not value:
        return None if kind.field(name).null else ""
    if not is_storable(value):
        raise Denied("unstorable", field=kind.field(name).verbose_name)
    if not kind.field(name).is_relation:
        return _as_column(kind, name, value)
    try:
        return UUID(value)
    except ValueError:
        return Record.objects.filter(ref=value).values_list("pk", flat=True).first() or NOBODY


def _as_column(kind: Kind, name: str, value: str) -> Any:
    try:
        return kind.field(name).to_python(value)
    except ValidationError as error:
        raise invalid(kind, {name: error.messages}) from error


def page(
    actor: Actor, kind: Kind, columns: Sequence[str], filters: Mapping[str, str], after: str = "", limit: int = 50
) -> Page:
    """Up to `limit` rows with `columns` (fields of the kind; `id`, `ref`, `version` always). Two queries."""
    if reads_only_what_is_in_force(actor, kind):
        return _page_of_what_is_in_force(actor, kind, columns, filters, after, limit)
    rows = filtered(actor, kind, filters).order_by("-changed_at", "-pk")
    if after:
        at, pk = _opened(after)
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    keys = list(rows.values_list("pk", "changed_at")[: limit + 1])
    shown = [pk for pk, _at in keys[:limit]]
    names = _names(columns)
    found = {row["id"]: row for row in kind.model.objects.filter(pk__in=shown).values(*names)}
    more = _closed(*keys[limit - 1]) if len(keys) > limit else None
    return Page([found[pk] for pk in shown if pk in found], more)


def _names(columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(("id", "ref", "version", *columns)))


def _page_of_what_is_in_force(
    actor: Actor, kind: Kind, columns: Sequence[str], filters: Mapping[str, str], after: str, limit: int
) -> Page:
    """The same from the world, since the rows of the database are the latest versions."""
    wanted = {kind.field(name).attname: value for name, value in _wanted(kind, filters).items()}
    seen = [r for r in all_seen(actor, kind.model, present()) if all(getattr(r, n) == v for n, v in wanted.items())]
    seen.sort(key=lambda record: (record.changed_at, record.pk), reverse=True)
    if after:
        key = _opened(after)
        seen = [record for record in seen if (record.changed_at, record.pk) < key]
    rows = [{name: getattr(record, name) for name in _names(columns)} for record in seen[:limit]]
    more = _closed(seen[limit - 1].pk, seen[limit - 1].changed_at) if len(seen) > limit else None
    return Page(rows, more)


def found(
    actor: Actor, text: str, kind: Kind | None = None, limit: int = 50, then: World | None = None
) -> list[Record]:
    """The records that hold all words of `text`, best first, in the version that `actor` may read, now or `then`.

    Looked through are the latest versions; where `actor` reads an older one, that one holds the words too.
    """
    now = present()
    world = then or now
    allowed = visible_records(actor) if kind is None else Q(kind=kind.name) & (condition(actor, kind) or Q())
    records = []
    for row in search.find(text, allowed, limit):
        today = now.get(KINDS[row.kind].model, row.pk) if row.kind in KINDS else None
        latest = world.get(type(today), row.pk) if today else None
        shown = as_seen(actor, latest, world, today) if latest else None
        if shown is not None and (shown is today or search.holds(shown, text)):
            records.append(shown)
    return records


def _closed(pk: UUID, at: dt.datetime) -> str:
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), pk.hex]).encode()).decode().rstrip("=")


def _opened(after: str) -> tuple[dt.datetime, UUID]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return dt.datetime.fromisoformat(at).astimezone(dt.UTC), UUID(pk)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as wrong:
        raise Denied("page_unknown") from wrong


def count(rows: GuardedQuerySet[Record]) -> int:
    """How many there are, up to `MOST` and one more."""
    return rows.order_by()[: MOST + 1].count()
