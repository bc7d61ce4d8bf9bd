"""Field types that the registry's declarations need beyond Django's own."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from aims.lib.language import language

from .workflow import Words


class CodesField(models.JSONField):
    """Several of a closed list of codes, in the order of the list."""

    def __init__(self, *args: Any, codes: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        self.codes = tuple(codes)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """The codes are the model's, not the table's: changing them is no migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Any:
        if value in (None, ""):
            return []
        return [part.strip() for part in value.split(";") if part.strip()] if isinstance(value, str) else list(value)

    def validate(self, value: Any, model_instance: Any) -> None:
        known = [code for code, _label in self.codes]
        if strange := [str(code) for code in value if code not in known]:
            raise ValidationError(
                _("“%(strange)s” is not in the list. Possible are: %(known)s."),
                params={"strange": ", ".join(strange), "known": ", ".join(known)},
            )
        if not self.blank and not value:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def clean(self, value: Any, model_instance: Any) -> Any:
        chosen = self.to_python(value)
        self.validate(chosen, model_instance)
        return [code for code, _label in self.codes if code in chosen]

    def said(self, value: Sequence[str]) -> str:
        """The codes by their labels, as people read them."""
        known = dict(self.codes)
        return ("、" if language() == "zh" else ", ").join(str(known.get(code, code)) for code in value)

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=self.codes,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


class DoneOnField(models.DateField):  # type: ignore[type-arg]  # only the stubs know arguments
    """The day on which something was done: `perform` takes none that is still to come."""

    def deconstruct(self) -> Any:
        """What may be said is the model's, not the table's: for the table it is a day."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateField", args, kwargs


@dataclass(frozen=True)
class RowColumn:
    """A column of a `RowsField`: text, or a number, or one of a closed list of `codes`."""

    name: str
    label: Words
    codes: Sequence[tuple[str, Any]] = ()
    is_number: bool = False
    required: bool = True
    is_noted: bool = False
    """The system writes it with a move; what people write there counts until then."""

    def read(self, said: Any) -> Any:
        """The value that `said` is. Raises `ValueError` with a sentence.

        Where a table is written as text a row is one line with bars between its parts: neither stands in a part.
        """
        text = " ".join(str(said if said is not None else "").replace("|", "/").split())
        if not text:
            if self.required:
                raise ValueError(_("“%(column)s” is missing.") % {"column": self.label})
            return None if self.is_number else ""
        if self.is_number:
            return self._number(text)
        return self._code(text) if self.codes else text

    def _code(self, text: str) -> str:
        """The code that is meant: written as it is, or by its label in the language of the page."""
        known = {str(label): code for code, label in self.codes} | {code: code for code, _label in self.codes}
        if text not in known:
            words = {"strange": text, "known": ", ".join(str(label) for _code, label in self.codes)}
            raise ValueError(_("“%(strange)s” is not in the list. Possible are: %(known)s.") % words)
        return known[text]

    def words(self, value: Any) -> str:
        """A value as people read and write it."""
        return "" if value is None else str(dict(self.codes).get(value, value))

    def said(self, value: Any) -> str:
        """A value as people read it: a long fraction is cut."""
        return f"{value:.6g}" if isinstance(value, float) else self.words(value)

    def _number(self, text: str) -> int | float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise ValueError(_("“%(said)s” is not a number.") % {"said": text})
        return int(value) if value.is_integer() else value


class RowsField(models.JSONField):
    """A short table: stored as rows with names, written by people one row a line, its parts between bars."""

    def __init__(self, *args: Any, columns: Sequence[RowColumn] = (), **kwargs: Any) -> None:
        self.columns = tuple(columns)
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """The columns are the model's, not the table's: changing them is no migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs

    def clean(self, value: Any, model_instance: Any) -> Any:
        """The rows to store, from lines of text or from rows. Raises `ValidationError` naming the row that is wrong."""
        rows = [line.split("|") for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
        if not isinstance(rows, list | tuple | None):
            raise ValidationError(_("This is not a value of the right sort."))
        read = (self._row(n, row) for n, row in enumerate(rows or (), 1))
        return [row for row in read if any(value not in ("", None) for value in row.values())]

    def _row(self, n: int, row: Any) -> dict[str, Any]:
        try:
            if not isinstance(row, Mapping):
                if not isinstance(row, list) or len(row) > len(self.columns):
                    raise ValueError(_("it has more parts than %(n)s.") % {"n": len(self.columns)})
                row = dict(zip((column.name for column in self.columns), row, strict=False))
            return {column.name: column.read(row.get(column.name)) for column in self.columns}
        except ValueError as wrong:
            raise ValidationError(_("Line %(n)s: %(why)s"), params={"n": n, "why": wrong.args[0]}) from wrong

    def lines(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """The rows as people write them."""
        return "\n".join(" | ".join(c.words(row.get(c.name)) for c in self.columns).rstrip(" |") for row in rows)

    def said(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """The rows as people read them: codes by their labels, empty parts left out."""
        return "\n".join(" · ".join(self._words(row)) for row in rows)

    def _words(self, row: Mapping[str, Any]) -> list[str]:
        return [words for column in self.columns if (words := column.said(row.get(column.name)))]

    def formfield(self, **kwargs: Any) -> Any:
        return _LinesField(
            self,
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 4}),
        )


class _LinesField(forms.CharField):
    """A box of text that shows the rows it begins with as lines."""

    def __init__(self, rows: RowsField, **given: Any) -> None:
        super().__init__(**given)
        self.rows = rows

    def prepare_value(self, value: Any) -> Any:
        return self.rows.lines(value) if isinstance(value, list) else value
