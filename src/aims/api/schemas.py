"""Shapes of requests and answers, made from the kinds' declarations, so that OpenAPI is typed for every kind."""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Any, Literal
from uuid import UUID

from django.db import models
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from aims.kernel.fields import CodesField
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record

_TYPES: tuple[tuple[type[Any], Any], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.DecimalField, Decimal),
    (models.DateTimeField, dt.datetime),
    (models.DateField, dt.date),
    (models.UUIDField, UUID),
    (models.JSONField, Any),
)


def _type(column: "models.Field[Any, Any]") -> Any:
    if isinstance(column, CodesField):
        codes = tuple(code for code, _label in column.codes)
        return list[Literal[codes]]  # type: ignore[valid-type]
    if isinstance(column, models.ForeignKey):
        return UUID
    if column.choices and not callable(column.choices):
        codes = tuple(str(code) for code, _label in column.flatchoices if code)
        return Literal[(*codes, "")] if column.blank else Literal[codes]
    return next((python for sort, python in _TYPES if isinstance(column, sort)), str)


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """A refusal: nothing was changed. `code` is stable, `sentence` is in the language asked for."""

    code: str
    sentence: str
    fields: dict[str, list[str]] = {}


class LinkIn(Strict):
    relation: str
    target: UUID


class Meta(Schema):
    """What every record carries besides its fields."""

    id: UUID
    kind: str
    ref: str
    state: str
    version: int
    in_force_version: int | None
    author: UUID | None
    changed_at: dt.datetime


@cache
def read_model(kind: Kind) -> type[Schema]:
    """A record as it is answered."""
    fields: dict[str, Any] = {
        name: (_type(kind.field(name)) | None, Field(None, description=str(kind.field(name).help_text) or None))
        for name in kind.fields
    }
    return create_model(f"{kind.model.__name__}", __base__=Meta, **fields)


@cache
def write_model(kind: Kind, action: str) -> type[Strict]:
    """The fields that `action` may set. For `create`, those that may not be left out are required."""
    fields: dict[str, Any] = {}
    for name in kind.takes(action):
        column = kind.field(name)
        is_needed = action == "create" and not column.blank and not column.has_default()
        fields[name] = (_type(column), ...) if is_needed else (_type(column) | None, None)
    return create_model(f"{kind.model.__name__}{action.title().replace('_', '')}Values", __base__=Strict, **fields)


@cache
def command_model(kind: Kind, action: str) -> type[Strict]:
    """What is sent to have `action` done."""
    extra: dict[str, Any] = {"links": (list[LinkIn], [])} if action == "create" else {"expect": (int | None, None)}
    return create_model(
        f"{kind.model.__name__}{action.title().replace('_', '')}",
        __base__=Strict,
        values=(write_model(kind, action), ...) if kind.takes(action) else (dict[str, Any], {}),
        reason=(str, ""),
        **extra,
    )


class LinkCommand(Strict):
    """Link or unlink another record."""

    relation: str
    target: UUID
    label: str = ""
    expect: int | None = None


class CommentCommand(Strict):
    text: str = Field(min_length=1, max_length=20_000)


def answer(record: Record) -> dict[str, Any]:
    """A record as plain values, in the shape of `read_model`."""
    kind = KINDS[record.kind]
    found: dict[str, Any] = {
        "id": record.id,
        "kind": record.kind,
        "ref": record.ref,
        "state": record.state,
        "version": record.version,
        "in_force_version": record.in_force_version,
        "author": record.author_id,
        "changed_at": record.changed_at,
    }
    for name in kind.fields:
        found[name] = getattr(record, kind.field(name).attname)
    return found
