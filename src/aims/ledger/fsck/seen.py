"""What one part of the look finds out for the next, and reading rows of which any may be garbage."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any
from uuid import UUID

from aims_sdk.proof import Vkey
from django.db import models

from aims.kernel.images import Image
from aims.kernel.models import Event
from aims.ledger.tree import Tree

_AT_ONCE = 500


@dataclass
class Seen:
    last: dict[UUID, tuple[int, Image | None]] = field(default_factory=dict)
    """By record: its last event, and the image in it where that could be read."""
    reached: int = 0
    """The last event."""
    at: dt.datetime | None = None
    """When it was, where that could be read."""
    key: Vkey | None = None
    signed: int = 0
    """How many events were signed."""

    @cached_property
    def rebuilt(self) -> Tree:
        """The tree built anew from the events' own leaves."""
        return Tree(map(raw, Event.objects.order_by("seq").values_list("leaf", flat=True).iterator()))


def raw(value: Any) -> bytes:
    """The bytes of a column; of what is no bytes at all, none: they fit nothing."""
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def each[M: models.Model](
    rows: "models.QuerySet[M]", keys: Iterable[Any]
) -> Iterator[tuple[Any, M | Exception | None]]:
    """The row of each key, or what hinders reading it: one unreadable row does not hide the others."""
    for chunk in batched(keys, _AT_ONCE):
        try:
            found: dict[Any, M | Exception] = {row.pk: row for row in rows.filter(pk__in=chunk)}
        except Exception:
            found = {key: row for key in chunk if (row := _one(rows, key)) is not None}
        yield from ((key, found.get(key)) for key in chunk)


def _one[M: models.Model](rows: "models.QuerySet[M]", key: Any) -> M | Exception | None:
    try:
        return rows.filter(pk=key).first()
    except Exception as why:
        return why
