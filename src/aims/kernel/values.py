"""What a command says about the fields of a record, as their columns keep it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.lib.canonical import is_storable

from .denied import SENTENCES, Denied
from .kinds import Kind
from .models import Record
from .workflow import EDITS


def key_of(kind: Kind, name: str, value: Any) -> UUID:
    try:
        return value if isinstance(value, UUID) else value.pk if isinstance(value, Record) else UUID(str(value))
    except ValueError as wrong:
        raise Denied("ref_unknown", ref=f"{kind.label}: {name}") from wrong


def _stored_key(kind: Kind, name: str, column: "models.ForeignKey[Any, Any]", value: Any) -> Any:
    """The key that a reference is stored by: a record's id, or (for a way to sign in) what its own table uses."""
    if value in (None, ""):
        return None
    if issubclass(cast("type", column.related_model), Record):
        return key_of(kind, name, value)
    key = value.pk if isinstance(value, models.Model) else column.target_field.to_python(value)
    column.validate(key, None)
    return key


def set_values(kind: Kind, record: Record, action: str, values: Mapping[str, Any]) -> None:
    """Give `record` the `values` that `action` takes. Raises `Denied` with what is wrong, by field."""
    is_new, wrong = action == "create", dict[str, list[Any]]()
    allowed = kind.takes(action)
    for name, value in values.items():
        if name not in allowed:
            raise Denied("field_unknown", kind=kind.label, field=name, known=", ".join(allowed))
        column = kind.field(name)
        try:
            if isinstance(column, models.ForeignKey):
                setattr(record, column.attname, _stored_key(kind, name, column, value))
                if not column.null and value in (None, ""):
                    raise ValidationError(column.error_messages["blank"])
            else:
                setattr(record, name, _clean(column, value, record))
        except ValidationError as error:
            wrong[name] = error.messages
    for name in allowed if is_new else ():
        column = kind.field(name)
        if (
            name not in values
            and not (column.blank or kind.derives(name))
            and getattr(record, column.attname) in (None, "")
        ):
            wrong[name] = [column.error_messages["blank"]]
    if wrong:
        raise invalid(kind, wrong)
    if kind.entitles and action in EDITS and "title" not in values:
        kind.entitles(record)


_YEARS = range(1900, 3000)


def _clean(column: "models.Field[Any, Any]", value: Any, record: Record) -> Any:
    """`value` as the column keeps it; blank text is none, and what no database would give back is refused."""
    if isinstance(value, str):  # a browser ends its lines otherwise than a file or a program: that is no change
        value = value.replace("\r\n", "\n").replace("\r", "\n") if value.strip() else ""
    try:
        cleaned = column.clean(value, record)
    except (TypeError, ValueError, OverflowError, ArithmeticError) as wrong:
        raise ValidationError(_("This is not a value of the right sort.")) from wrong
    if not is_storable(value) or not is_storable(cleaned):
        raise ValidationError(str(SENTENCES["unstorable"]) % {"field": column.verbose_name})
    if isinstance(column, models.DecimalField) and cleaned is not None:
        cleaned = round(cleaned, column.decimal_places) + 0  # without a minus before zero
    if isinstance(cleaned, dt.date) and cleaned.year not in _YEARS:
        raise ValidationError(_("The year must be between 1900 and 2999."))
    return cleaned


def invalid(kind: Kind, wrong: dict[str, list[Any]]) -> Denied:
    def label(name: str) -> Any:
        return kind.label_of(name) if name != "__all__" else ""

    said = "; ".join(f"{label(name)}: {' '.join(map(str, why))}".lstrip(": ") for name, why in wrong.items())
    denied = Denied("invalid", fields=wrong)
    denied.params["fields"] = said
    return denied
