"""What a view is asked: the request of a signed-in person, with the world it looks at and the person who looks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Event, Person, Record
from aims.kernel.policy import Actor, as_seen, readable, sees
from aims.kernel.world import Reading, World


@dataclass(frozen=True, slots=True)
class Past:
    """The day that the address asks for, and by which reading."""

    day: dt.date
    by: Reading


class Asked(HttpRequest):
    """`now` is the present; `world` is what the page shows, which may lie in the past. Permission is always of now."""

    now: World
    world: World
    actor: Actor
    person: Person
    past: Past | None
    memory: dict[Any, Any]


def may_see(asked: Asked, record: Record) -> bool:
    """Whether the reader sees `record` in some version: by what it is today, so that a look back opens nothing."""
    kind = KINDS[record.kind]
    return sees(asked.actor, kind, asked.now.get(kind.model, record.pk) or record)


def seen[R: Record](asked: Asked, record: R | None) -> R | None:
    """`record`, the latest of the world that is shown, in the version that the reader may read."""
    if record is None:
        return None
    return as_seen(asked.actor, record, asked.world, asked.now.get(KINDS[record.kind].model, record.pk))


def events_of(asked: Asked, record: Record) -> "QuerySet[Event]":
    """What happened to `record` up to the position that is shown, as far as the reader may read it."""
    today = asked.now.get(KINDS[record.kind].model, record.pk) or record
    return readable(asked.actor, today, Event.objects.filter(record=record.pk, seq__lte=asked.world.seq))


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def address(asked: Asked, path: str, query: Mapping[str, Any] | None = None) -> str:
    """`path` with `query`, staying on the day that is looked at."""
    pairs = {name: value for name, value in (query or {}).items() if value not in (None, "")}
    if asked.past:
        pairs["as_of"] = asked.past.day.isoformat()
        if asked.past.by == "happened":
            pairs["by"] = "happened"
    return f"{path}?{urlencode(pairs)}" if pairs else path


def to_record(asked: Asked, record: Record) -> str:
    return address(asked, f"/r/{record.ref}/")


def to_kind(asked: Asked, kind: Kind, query: Mapping[str, Any] | None = None) -> str:
    return address(asked, f"/k/{kind.name}/", query)


def to_requirement(asked: Asked, requirement: str) -> str:
    return address(asked, f"/requirement/{requirement}")
