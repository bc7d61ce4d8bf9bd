"""After-images: a record as plain JSON, and back. A World is made of restored images."""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import FETCH_RAISE
from django.db.models.base import ModelState
from django.utils.dateparse import parse_date, parse_datetime

from aims.lib.clock import iso

from .models import LinkImage, Record, Stamp

Image = dict[str, Any]


def _plain(value: Any) -> Any:
    match value:
        case UUID() | Decimal():
            return str(value)
        case dt.datetime():
            return iso(value)
        case dt.date():
            return value.isoformat()
        case _:
            return value


def _reader(field: "models.Field[Any, Any]") -> Callable[[str], Any] | None:
    """What turns the plain value back, for the few types that JSON does not hold."""
    if isinstance(field, models.ForeignKey):
        field = field.target_field
        return _reader(field)
    if isinstance(field, models.OneToOneField | models.UUIDField):
        return UUID
    if isinstance(field, models.DateTimeField):
        return parse_datetime
    if isinstance(field, models.DateField):
        return parse_date
    return Decimal if isinstance(field, models.DecimalField) else None


@cache
def _columns(model: type[Record]) -> tuple[tuple[str, str, Any, Callable[[str], Any] | None], ...]:
    """(name in the image, attribute, default, reader) of every column but the pointer to the spine."""
    return tuple(
        (f.name, f.attname, f.get_default, _reader(f)) for f in model._meta.concrete_fields if f.name != "record_ptr"
    )


def image(record: Record, links: Iterable[LinkImage]) -> Image:
    """The whole of `record` with its links, as JSON values: text, numbers, booleans, lists, maps, null."""
    after = {name: _plain(getattr(record, attribute)) for name, attribute, _d, _r in _columns(type(record))}
    after["links"] = sorted([link.relation, _plain(link.target), link.digest, link.label] for link in links)
    return after


def restore[R: Record](model: type[R], after: Image, stamp: Stamp) -> R:
    """An instance as it was. It cannot be saved, and following a foreign key raises: ask the World instead."""
    record = model.__new__(model)
    state = ModelState()
    state.adding = False
    state.db = "default"
    state.fetch_mode = FETCH_RAISE
    values = record.__dict__
    values["_state"] = state
    for name, attribute, default, read in _columns(model):
        value = after[name] if name in after else default()
        values[attribute] = read(value) if read and value is not None else value
    values["record_ptr_id"] = values["id"]
    values["stamp"] = stamp
    values["links"] = tuple(LinkImage(r, UUID(t) if t else None, d, label) for r, t, d, label in after["links"])
    return record
