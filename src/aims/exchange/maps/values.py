"""From the cells of a row to the value of a field, or the reason why not."""

import datetime
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aims.exchange.maps.reading import FieldMap
from aims.exchange.maps.rows import FieldSpec, Value
from aims.exchange.reasons import Reason, listed
from aims.exchange.text import folded, line_of, text_of

_TRUTHS = dict.fromkeys(("yes", "y", "true", "1", "是"), True) | dict.fromkeys(("no", "n", "false", "0", "否"), False)
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3}){1,4}|\d{1,15})(\.\d{1,15})?")
_SHOWN = 80


class Refused(Exception):
    """A value that a field cannot take."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, params)


@dataclass(frozen=True)
class Filling:
    """One field, ready to be filled: its declaration, its map, the real names of its columns."""

    spec: FieldSpec
    map: FieldMap
    columns: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)

    def value(self, row: Mapping[str, str]) -> Value:
        """The value of this field in a row; raises `Refused`."""
        return self.read([cell for column in self.columns if (cell := self._tidy(row.get(column, "")))])

    def read(self, cells: list[str]) -> Value:
        if self.spec.type == "multi":
            return self._several(cells)
        text = next(iter(cells), "") if self.map.join is None else self.map.join.join(cells)
        text = self._named(text) if text else ""
        text = text or self.map.default or ""
        if not text:
            return self._absent()
        return self._typed(text)

    def _tidy(self, cell: str) -> str:
        many_lines = self.spec.type == "text" and self.spec.max_length is None
        tidy = text_of(cell) if many_lines else line_of(cell)
        return "" if self.empty and folded(tidy) in self.empty else tidy

    def _named(self, text: str) -> str:
        """The canonical word for a text: by the fold, the choices, `otherwise`, in this order; else the text itself."""
        if not self.map.fold and not self.choices and self.map.otherwise is None:
            return text
        name = folded(text)
        if name in self.map.fold:
            return self.map.fold[name]
        if name in self.choices:
            return self.choices[name]
        return text if self.map.otherwise is None else self.map.otherwise

    def _several(self, cells: list[str]) -> list[str]:
        found: dict[str, None] = {}
        for cell in cells:
            for part in self._parts(cell):
                if named := self._named(part):
                    found[self._listed(named)] = None
        if not found and self.map.default:
            found[self._listed(self.map.default)] = None
        if not found:
            self._absent()
        return list(found)

    def _parts(self, cell: str) -> list[str]:
        if cell.startswith('["') and cell.endswith("]"):
            try:
                return [line_of(str(part)) for part in json.loads(cell)]
            except (ValueError, RecursionError):
                pass
        return [part for piece in cell.split(self.map.split or ";") if (part := line_of(piece))]

    def _absent(self) -> Value:
        if self.spec.required or self.map.required:
            raise Refused("value_missing", field=self.spec.said, columns=listed(self.columns))
        return "" if self.spec.type in ("text", "choice") else None

    def _typed(self, text: str) -> Value:
        match self.spec.type:
            case "choice":
                return self._listed(text)
            case "date":
                return self._date(text)
            case "bool":
                if folded(text) not in _TRUTHS:
                    raise self._refused("value_no_truth", text)
                return _TRUTHS[folded(text)]
            case "number":
                return self._number(text)
        return self._fitted(str(text))

    def _listed(self, text: str) -> str:
        if self.choices and text not in self.spec.choices:
            raise self._refused("value_unlisted", text, choices=listed(self.spec.choices))
        return str(text)

    def _fitted(self, text: str) -> str:
        limit = self.spec.max_length
        if limit is None or len(text) <= limit:
            return text
        if not self.map.truncate:
            raise Refused("value_too_long", field=self.spec.said, n=len(text), limit=limit)
        return text[: limit - 1].rstrip() + "…"

    def _number(self, text: str) -> int | float:
        plain = text.replace(" ", "")
        if not _NUMBER.fullmatch(plain):
            raise self._refused("value_no_number", text)
        plain = plain.replace(",", "")
        return float(plain) if "." in plain else int(plain)

    def _date(self, text: str) -> str:
        for written in self.map.dates:
            try:
                parsed = time.strptime(text, written)
                return datetime.date(*parsed[:3]).isoformat()
            except ValueError:
                continue
        try:
            if self.map.dates:
                raise ValueError(text)
            return datetime.datetime.fromisoformat(text).date().isoformat()
        except ValueError:
            raise self._refused("value_no_date", text, formats=listed(self.map.dates or ("YYYY-MM-DD",))) from None

    def _refused(self, code: str, text: str, **params: object) -> Refused:
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        return Refused(code, field=self.spec.said, value=shown, **params)
