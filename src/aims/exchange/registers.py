"""A register, opened: its file read, its map held against it, its rows with what they would become."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import override

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import WRITTEN_IN

from .fields import fields_of
from .maps import BadMap, FieldSpec, Map, Rejected, Row, apply, read_map
from .own_tables import default_map
from .reasons import Reason
from .sheets import Sheet, read_sheet


@dataclass(frozen=True)
class Register:
    """`source` names where the rows come from; a table of our own fields (no map) has none."""

    kind: Kind
    sheet: Sheet
    map: Map
    specs: Mapping[str, FieldSpec]
    outcomes: tuple[Row | Rejected, ...]
    source: str
    is_rejects: bool = False
    """Rows that an earlier import gave back: what is not among them is not gone."""

    @property
    def lang(self) -> str:
        return _codes().get(self.map.language.casefold(), "en")

    @property
    def mapped(self) -> dict[str, tuple[str, ...]]:
        """Field -> the columns that fill it."""
        return {name: tuple(map(str, field.columns)) for name, field in self.map.fields.items()}


def open_register(
    file: Path | str | bytes, *, kind: str, map: Map | Path | str | None = None, name: str = ""
) -> Register:
    """Raises `Unreadable`, `BadMap` or `Denied`; then nothing was taken."""
    if kind not in KINDS:
        raise Denied("kind_unknown", kind=kind, known=", ".join(k.name for k in KINDS))
    declared = KINDS[kind]
    if map is None or map == "":
        sheet, is_rejects = _without_reasons(read_sheet(file, name))
        own, specs = default_map(declared, sheet)
        return Register(declared, sheet, own, specs, tuple(apply(own, sheet, specs)), "", is_rejects)
    used = map if isinstance(map, Map) else read_map(map)
    _fits(used, declared)
    sheet = read_sheet(file, name, table=used.table, heading=used.heading, encoding=used.encoding)
    rows, is_rejects = _without_reasons(sheet)
    specs = fields_of(declared)
    return Register(declared, rows, used, specs, tuple(apply(used, rows, specs)), str(used.source), is_rejects)


def _fits(map: Map, kind: Kind) -> None:
    if map.kind != kind.name:
        params = {"line": map.kind.line, "file": map.file, "name": map.kind, "kind": kind.name}
        raise BadMap((Reason("map_kind", params),))
    if map.language.casefold() not in _codes():
        params = {"line": map.language.line, "file": map.file, "name": map.language}
        raise BadMap((Reason("map_language_unknown", {**params, "names": ", ".join(code for code, _ in WRITTEN_IN)}),))


def _codes() -> dict[str, str]:
    return {"zh": "zh-hans", **{code: code for code, _name in WRITTEN_IN}}


def _without_reasons(sheet: Sheet) -> tuple[Sheet, bool]:
    """A reject file that somebody mended, without the two columns that were put in front."""
    for language in ("en", "zh-hans"):
        with override(language):
            if sheet.columns[:2] == (str(Reason("heading_row")), str(Reason("heading_reason"))):
                lines = [(number, cells[2:]) for number, cells in sheet.lines]
                return replace(sheet, columns=sheet.columns[2:], lines=lines), True
    return sheet, False
