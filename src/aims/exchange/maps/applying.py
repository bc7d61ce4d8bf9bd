"""A map followed over a sheet: each row comes out as values and attributes under a key, or with the reasons why not."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from aims.exchange.maps.checking import Plan, plan
from aims.exchange.maps.reading import Map
from aims.exchange.maps.rows import FieldSpec, Rejected, Row, Value
from aims.exchange.maps.values import Refused
from aims.exchange.reasons import Reason, listed
from aims.exchange.sheets.tabular import Sheet
from aims.exchange.text import folded, text_of
from aims.lib.canonical import digest

KEY_LENGTH = 400


def apply(map: Map, sheet: Sheet, fields: Mapping[str, FieldSpec]) -> Iterator[Row | Rejected]:
    """The rows of a sheet by a map, in the order of the sheet. Raises `BadMap` at once if the map does not fit."""
    return _follow(plan(map, sheet.columns, fields), map, sheet)


def check(map: Map, sheet: Sheet, fields: Mapping[str, FieldSpec]) -> None:
    """Raises `BadMap` if the map does not fit the sheet or the fields."""
    plan(map, sheet.columns, fields)


def _follow(plan: Plan, map: Map, sheet: Sheet) -> Iterator[Row | Rejected]:
    keys = Keys(map.on_repeat == "number")
    for number, raw in sheet.rows:
        stem = key_text(raw.get(column, "") for column in plan.key)
        key, reasons = keys.settle(stem, number, plan.key)
        if number in sheet.faults:
            reasons = [sheet.faults[number]]
        values = _values(plan, raw, reasons)
        if reasons:
            yield Rejected(number, tuple(reasons), raw, key, stem)
            continue
        attributes = {column: text for column in plan.attributes if (text := text_of(raw[column]))}
        yield Row(number, key, stem, values, attributes, digest_of(values, attributes))


def _values(plan: Plan, raw: Mapping[str, str], reasons: list[Reason]) -> dict[str, Value]:
    values = dict(plan.constants)
    if reasons:
        return values
    for filling in plan.fillings:
        try:
            values[filling.spec.name] = filling.value(raw)
        except Refused as refused:
            reasons.append(refused.reason)
    return values


def digest_of(values: Mapping[str, Value], attributes: Mapping[str, str]) -> str:
    """SHA-256 of both as canonical JSON."""
    return digest({"attributes": attributes, "values": values})


def key_text(cells: Iterator[str]) -> str:
    """The cells of a key as one text: folded, parted by ` | `; very long ones end in a digest of the whole."""
    parts = [folded(cell).replace("|", "¦") for cell in cells]
    text = " | ".join(parts) if any(parts) else ""
    if len(text) <= KEY_LENGTH:
        return text
    ending = "#" + hashlib.sha256(text.encode()).hexdigest()[:16]
    return text[: KEY_LENGTH - len(ending)] + ending


def numbered(stem: str, turn: int) -> str:
    """The key of the row in which a stem stands for the `turn`th time; no other key can look like it."""
    return stem if turn == 1 else f"{stem} | #{turn}"


@dataclass
class Keys:
    """Keys given out so far. A stem that comes again is numbered, or rejected, as the map says."""

    number_repeats: bool
    turns: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)

    def settle(self, stem: str, row: int, columns: tuple[str, ...]) -> tuple[str, list[Reason]]:
        if not stem:
            return "", [Reason("key_missing", {"columns": listed(columns)})]
        turn = self.turns[stem] = self.turns.get(stem, 0) + 1
        first = self.first.setdefault(stem, row)
        if turn > 1 and not self.number_repeats:
            return "", [Reason("key_repeated", {"first": first, "key": stem})]
        return numbered(stem, turn), []
