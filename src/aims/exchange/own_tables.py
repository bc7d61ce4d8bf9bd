"""Tables that need no map: their columns are called as the fields are, as in what an export writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.translation import override

from aims.kernel.kinds import Kind
from aims.kernel.policy import Actor, reads_only_what_is_in_force, sees_drafts, visible
from aims.lib.text import is_han

from .fields import fields_of
from .maps.marked import Word
from .maps.reading import FieldMap, Map, hint
from .maps.rows import FieldSpec, Row
from .maps.values import Refused
from .reasons import Unreadable
from .sheets.tabular import Sheet
from .text import folded

REF = "ref"
TOLD = (REF, "state", "version")
"""Columns of an export beside the fields: `ref` says which record; the others are for reading."""


def headings(kind: Kind) -> dict[str, str]:
    """What a column may be called -> field: the field's name, or its label in either language."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for name, spec in fields_of(kind).items():
                found.setdefault(folded(str(spec.said)), name)
    return {**found, **{name: name for name in (*fields_of(kind), *TOLD)}}


def default_map(kind: Kind, sheet: Sheet) -> tuple[Map, dict[str, FieldSpec]]:
    """The map of such a table, and the fields it fills. Raises `Unreadable` for a column that is no field."""
    known = headings(kind)
    columns: dict[str, str] = {}
    for column in sheet.columns:
        name = known.get(folded(column))
        if name is None or name in columns:
            raise Unreadable("column_unknown", file=sheet.name, name=column, hint=hint(column, tuple(_names(kind))))
        columns[name] = column
    filled = {name: Word(column, 1) for name, column in columns.items() if name not in TOLD}
    key = tuple(Word(columns[name], 1) for name in (REF, "title") if name in columns)
    if not key or not filled:
        raise Unreadable("key_columns_missing", file=sheet.name)
    specs = {name: spec for name, spec in fields_of(kind).items() if name in filled}
    language = "zh-hans" if any(is_han(column) for column in sheet.columns) else "en"
    map_ = Map(sheet.name, kind=Word(kind.name, 1), key=key, language=Word(language, 1))
    fields = {name: FieldMap(Word(name, 1), (column,), fold=labels(kind, name)) for name, column in filled.items()}
    ignored = tuple(Word(columns[name], 1) for name in TOLD if name in columns and name != REF)
    return replace(map_, fields=fields, ignore=ignored), specs


def labels(kind: Kind, name: str) -> dict[str, Word]:
    """What a choice may be called -> its code: its label in either language, as the form shows it."""
    found: dict[str, Word] = {}
    if name not in kind.fields:
        return found
    column = kind.field(name)
    for language in ("zh-hans", "en"):
        with override(language):
            for code, label in getattr(column, "codes", None) or column.flatchoices or ():
                found.setdefault(folded(str(label)), Word(str(code), 1))
    return found


def _names(kind: Kind) -> tuple[str, ...]:
    return (*TOLD, *fields_of(kind))


@dataclass
class OwnRecords:
    """Which record a row of such a table means: by its ref, else by its title."""

    kind: Kind
    actor: Actor
    by_ref: dict[str, UUID] = field(default_factory=dict)
    by_title: dict[str, UUID | None] = field(default_factory=dict)
    taken: dict[UUID, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Only what `actor` sees while it is written: else a trial import would tell what a draft says."""
        rows: Any = visible(self.actor, self.kind)
        if reads_only_what_is_in_force(self.actor, self.kind):
            rows = rows.filter(pk__in=[r.pk for r in rows if sees_drafts(self.actor, self.kind, r)])
        for pk, ref, title in rows.values_list("pk", "ref", "title"):
            self.by_ref[folded(ref)] = pk
            self.by_title[folded(title)] = None if folded(title) in self.by_title else pk

    def find(self, row: Row, attributes: Mapping[str, str]) -> UUID | None:
        """The record, or None for a new one; raises `Refused`."""
        ref = next((text for column, text in attributes.items() if folded(column) == REF), "")
        title = str(row.values.get("title") or "")
        if ref:
            if folded(ref) not in self.by_ref:
                raise Refused("value_no_record", field=REF, value=ref)
            found: UUID | None = self.by_ref[folded(ref)]
        else:
            name = folded(title)
            found = self.by_title.get(name)
            if name in self.by_title and found is None:
                raise Refused("title_repeated", value=title)
        if found is not None:
            first = self.taken.setdefault(found, row.number)
            if first != row.number:
                raise Refused("key_repeated", first=first, key=ref or title)
        return found
