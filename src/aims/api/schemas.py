"""Shapes of requests and answers, made from the kinds' declarations, so that OpenAPI is typed for every kind."""

import datetime as dt
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, cast
from uuid import UUID

from django.db import models
from django.utils.translation import override
from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from aims.kernel.fields import CodesField
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record

from .reading import LARGEST, Day

_TYPES: tuple[tuple[type[Any], Any], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, Annotated[int, Field(ge=-LARGEST, le=LARGEST)]),
    (models.DecimalField, Decimal),
    (models.FloatField, float),
    (models.DateTimeField, dt.datetime),
    (models.DateField, Day),
    (models.UUIDField, UUID),
    (models.JSONField, Any),
)
LONGEST = 200_000
"""Characters of a long text."""


def _choices(column: "models.Field[Any, Any]") -> Any:
    codes = tuple(str(code) for code, _label in column.flatchoices if code)
    return Literal[(*codes, "")] if column.blank else Literal[codes]


def _type(column: "models.Field[Any, Any]") -> Any:
    if isinstance(column, CodesField):
        codes = tuple(code for code, _label in column.codes)
        return Annotated[list[Literal[codes]], Field(max_length=100)]  # type: ignore[valid-type]
    if isinstance(column, models.ForeignKey):
        model = column.related_model
        return UUID if issubclass(cast("type", model), Record) else int
    if column.choices:
        return _choices(column)
    return next(
        (python for sort, python in _TYPES if isinstance(column, sort)),
        Annotated[str, Field(max_length=column.max_length or LONGEST)],
    )


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """A refusal: nothing was changed. `code` is stable, `sentence` is in the language asked for."""

    code: str
    sentence: str
    fields: dict[str, list[str]]


class LinkIn(Strict):
    relation: Annotated[str, Field(max_length=40)]
    target: UUID


class Meta(Schema):
    """What every record carries besides its fields."""

    id: UUID
    kind: str
    ref: str
    state: str
    version: int
    in_force_version: int | None
    edition: int
    author: UUID | None
    changed_at: dt.datetime


class LinkOut(Schema):
    """A link to a record or a file. What you may not see has no target and no words."""

    relation: str
    label: str
    visible: bool
    target: UUID | None
    ref: str | None
    kind: str | None
    title: str | None
    digest: str | None
    media_type: str | None
    size: int | None


class EventOut(Schema):
    """One change. `after` is the whole record as it was then; without it, the content was erased."""

    seq: int
    at: dt.datetime
    actor: UUID | None
    on_behalf_of: UUID | None
    action: str
    version: int
    leaf: str
    reason: str | None
    under: list[str]
    signature: dict[str, str] | None
    after: dict[str, Any] | None


class HistoryQuery(Schema):
    limit: int = Field(50, ge=1, le=200)
    before: int | None = Field(None, ge=1, le=LARGEST, description="From the answer before: asks for older events.")


class HistoryOut(Schema):
    rows: list[EventOut]
    before: int | None


def _words(kind: Kind, name: str) -> str:
    """What a field is, in English: the document of the API is the same for everybody."""
    with override("en"):
        said, column = str(kind.label_of(name)), kind.field(name)
        return f"{said}. {column.help_text}" if column.help_text else said


def _named(kind: Kind, more: str = "") -> str:
    return f"{kind.model.__name__}{more.title().replace('_', '')}"


@cache
def read_model(kind: Kind) -> type[Schema]:
    """A record as it is answered."""
    fields: dict[str, Any] = {
        name: (_type(kind.field(name)) | None, Field(description=_words(kind, name))) for name in kind.fields
    }
    return create_model(_named(kind), __base__=Meta, **fields)


@cache
def list_model(kind: Kind) -> type[Schema]:
    """One page of a list."""
    shape = read_model(kind)
    return create_model(_named(kind, "list"), __base__=Schema, rows=(list[shape], ...), after=(str | None, ...))  # type: ignore[valid-type]


@cache
def list_query(kind: Kind) -> type[Schema]:
    """What a list may be asked: a page, and the filters that the kind declares."""
    fields: dict[str, Any] = {name: (_filter(kind, name) | None, Field(None)) for name in kind.filters}
    return create_model(
        _named(kind, "query"),
        __base__=Schema,
        limit=(int, Field(50, ge=1, le=200)),
        after=(str, Field("", max_length=200, description="From the answer before: asks for the next page.")),
        **fields,
    )


def _filter(kind: Kind, name: str) -> Any:
    column = kind.field(name)
    if name == "state":
        return Literal[tuple(kind.workflow.states)]
    if column.is_relation:
        return Annotated[str, Field(max_length=40, description="A ref or an id; empty: those without.")]
    if column.choices:
        return _choices(column)
    return Day if isinstance(column, models.DateField) else Annotated[str, Field(max_length=300)]


@cache
def write_model(kind: Kind, action: str) -> type[Strict]:
    """The fields that `action` may set. For `create`, those that may not be left out are required."""
    fields: dict[str, Any] = {}
    for name in kind.takes(action):
        column = kind.field(name)
        may_be_left_out = column.blank or column.has_default() or kind.derives(name)
        is_needed = action == "create" and not may_be_left_out
        shape, default = (_type(column), ...) if is_needed else (_type(column) | None, None)
        fields[name] = (shape, Field(default, description=_words(kind, name)))
    return create_model(_named(kind, f"{action}_values"), __base__=Strict, **fields)


REASON = Annotated[str, Field(max_length=5_000)]
EXPECT = Annotated[int, Field(ge=0, le=2**31 - 1, description="The version that you saw; another since is a 409.")]


@cache
def command_model(kind: Kind, action: str) -> type[Strict]:
    """What is sent to have `action` done."""
    fields: dict[str, Any] = {"reason": (REASON, "")}
    if action == "create":
        fields["links"] = (Annotated[list[LinkIn], Field(max_length=100)], [])
    else:
        fields["expect"] = (EXPECT | None, None)
    if kind.takes(action):
        fields["values"] = (write_model(kind, action), ... if action in ("create", "edit") else Field(default={}))
    return create_model(_named(kind, action), __base__=Strict, **fields)


class LinkCommand(Strict):
    """Link or unlink another record."""

    relation: Annotated[str, Field(max_length=40)]
    target: UUID
    label: Annotated[str, Field(max_length=300)] = ""
    expect: EXPECT | None = None


class CommentCommand(Strict):
    text: str = Field(min_length=1, max_length=20_000)


_META = ("id", "kind", "ref", "state", "version", "in_force_version", "edition", "changed_at")


def answer(record: Record) -> dict[str, Any]:
    """A record as plain values, in the shape of `read_model`."""
    kind = KINDS[record.kind]
    found = {name: getattr(record, name) for name in _META} | {"author": record.author_id}
    return found | {name: getattr(record, kind.field(name).attname) for name in kind.fields}


@cache
def _renamed(kind: Kind) -> tuple[tuple[str, str], ...]:
    return tuple((kind.field(name).attname, name) for name in kind.fields if kind.field(name).attname != name)


@cache
def columns(kind: Kind) -> tuple[str, ...]:
    """The columns of a row of a list, as the database calls them."""
    return (*_META, "author_id", *(kind.field(name).attname for name in kind.fields))


def answer_row(kind: Kind, row: dict[str, Any]) -> dict[str, Any]:
    """A row of `columns(kind)` in the shape of `read_model`."""
    row["author"] = row.pop("author_id")
    for attname, name in _renamed(kind):
        row[name] = row.pop(attname)
    return row
