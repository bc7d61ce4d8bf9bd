"""The fields that a file can fill, out of a kind's declaration; and a record's values as a file writes them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.kernel.fields import CodesField
from aims.kernel.kinds import Kind
from aims.kernel.models import Record

from .maps.rows import FieldSpec, FieldType, Value
from .text import line_of, text_of
from .writing import XLSX_CELL, Cell

UNIT_NAME = "unit_name"
"""Beside `unit`, which names a unit there is: a unit by its name, made where there is none."""
_NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)


def fields_of(kind: Kind) -> dict[str, FieldSpec]:
    """Every field of `kind` that a map may fill, by name."""
    found = {name: spec for name in kind.fields if (spec := _spec(kind, name))}
    if "unit" in found:
        found[UNIT_NAME] = FieldSpec(UNIT_NAME, max_length=300, label=_("unit"))
    return found


def _spec(kind: Kind, name: str) -> FieldSpec | None:
    column = kind.field(name)
    sort = _type(column)
    if sort is None:
        return None
    required = not (column.blank or column.has_default() or kind.derives(name))
    limit = column.max_length if isinstance(column, models.CharField) and sort == "text" else None
    return FieldSpec(name, sort, required, limit, _choices(column), kind.label_of(name))


def _type(column: "models.Field[Any, Any]") -> FieldType | None:
    if isinstance(column, models.ForeignKey):
        return "ref" if issubclass(column.related_model, Record) else None
    if isinstance(column, CodesField):
        return "multi"
    if isinstance(column, models.BooleanField):
        return "bool"
    if isinstance(column, models.DateField):
        return None if isinstance(column, models.DateTimeField) else "date"
    if isinstance(column, _NUMBERS):
        return "number"
    if isinstance(column, models.CharField | models.TextField):
        return "choice" if column.choices else "text"
    return None


def _choices(column: "models.Field[Any, Any]") -> tuple[str, ...]:
    if isinstance(column, CodesField):
        return tuple(code for code, _label in column.codes)
    return tuple(str(code) for code, _label in column.flatchoices if code != "")


def held(kind: Kind, record: Record, name: str) -> Any:
    """What the record holds under `name`; of a reference, the id."""
    return getattr(record, kind.field(name).attname)


def is_same(spec: FieldSpec, current: Any, value: Any) -> bool:
    """Whether a file's value says what the record says already."""
    if current in (None, "", []) or value in (None, "", []):
        return current in (None, "", []) and value in (None, "", [])
    match spec.type:
        case "multi":
            return set(current) == set(value)
        case "date":
            return bool(current.isoformat() == value)
        case "number":
            return Decimal(str(current)) == Decimal(str(value))
        case "text":
            tidy = text_of(current) if spec.max_length is None else line_of(current)
            return tidy == value or _was_cut(tidy, value)
    return bool(current == value)


def _was_cut(text: str, value: str) -> bool:
    """A cell of Excel holds no longer text; what an export had to cut is no change."""
    return len(value) > XLSX_CELL - 100 and value.endswith("…") and text.startswith(value[:-1])


def settable(kind: Kind, name: str, value: Value) -> Any:
    """A file's value as the field takes it: an empty cell is what the field has by itself."""
    column = kind.field(name)
    return column.get_default() if value is None and not column.null else value


def cell(spec: FieldSpec, value: Any, refs: Mapping[Any, str]) -> Cell:
    """A record's value as a file holds it, so that an import reads the same back."""
    if value is None:
        return None
    match spec.type:
        case "ref":
            return refs.get(value, "")
        case "multi":
            return "; ".join(value)
        case "date":
            return str(value.isoformat())
        case "number":
            return value if isinstance(value, int | float) else str(value)
        case "bool":
            return bool(value)
    return str(value)
