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

from .denied import Denied
from .kinds import Kind
from .models import Record
from .policy import Actor, condition
from .spine import GuardedQuerySet
from .values import invalid

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
    for name in filters:
        if name not in kind.filters:
            raise Denied("filter_unknown", kind=kind.label, filter=name, known=", ".join(kind.filters))
    is_flat = all(name in spine for name in filters)
    rows: Any = Record.objects.filter(kind=kind.name) if is_flat else kind.model.objects.all()
    limit = condition(actor, kind)
    rows = rows if limit is None else rows.filter(limit)
    for name, value in filters.items():
        rows = rows.filter(**{name: _value(kind, name, value)})
    return rows  # type: ignore[no-any-return]


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
    rows = filtered(actor, kind, filters).order_by("-changed_at", "-pk")
    if after:
        at, pk = _opened(after)
        rows = rows.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    keys = list(rows.values_list("pk", "changed_at")[: limit + 1])
    shown = [pk for pk, _at in keys[:limit]]
    names = list(dict.fromkeys(("id", "ref", "version", *columns)))
    found = {row["id"]: row for row in kind.model.objects.filter(pk__in=shown).values(*names)}
    more = _closed(*keys[limit - 1]) if len(keys) > limit else None
    return Page([found[pk] for pk in shown if pk in found], more)


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
