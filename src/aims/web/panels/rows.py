"""A short table that a field of a record holds, as people read it: heads, labels of choices, refs that lead on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from aims import catalogue
from aims.kernel.fields import RowColumn, RowsField
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.legal.models import Classification
from aims.lib.language import language, language_code
from aims.web.asked import Asked, may_see, to_record, to_requirement
from aims.web.looks.parts import Crumb, DiffRow, Text
from aims.web.looks.records import FieldLook, HeldCell, HeldTable
from aims.web.panels.wording import beside
from aims.web.values import column, fact, language_name, language_of, requirement_title, sentence_case

type Row = Mapping[str, Any]

_LEADS = re.compile(r"\b(?:[A-Z]{2,5}-[A-Z]?\d{2,6}|A\.\d{1,2}(?:\.\d{1,2}){1,2})\b")
"""The ref of a record, or a place in Annex A."""


def shown_fact(asked: Asked, record: Record, name: str) -> FieldLook:
    """A field with its label, as `fact`; a short table as a table."""
    field = column(KINDS[record.kind], name)
    look = fact(asked, record, name)
    if not isinstance(field, RowsField) or not getattr(record, field.attname):
        return look
    return replace(look, table=held_table(asked, record, field))


def held_table(asked: Asked, record: Record, field: RowsField) -> HeldTable:
    """The rows of a field; columns that no row fills are left out."""
    rows: list[Row] = getattr(record, field.attname)
    filled = [one for one in field.columns if any(one.words(row.get(one.name)) for row in rows)]
    alike = {one.name.removesuffix("_alt"): one for one in filled if one.name.endswith("_alt")}
    columns = [(one, alike.get(one.name)) for one in filled if one not in alike.values()]
    return HeldTable(
        tuple(sentence_case(one.label) for one, _alt in columns),
        tuple(tuple(_cell(asked, record, row, one, alt) for one, alt in columns) for row in rows),
    )


def _cell(asked: Asked, record: Record, row: Row, one: RowColumn, alt: RowColumn | None) -> HeldCell:
    """What stands in both languages begins with that of the page."""
    said = tuple(_parts(asked, record, one, row))
    if alt is None or not alt.words(row.get(alt.name)):
        return HeldCell(said)
    other = tuple(_parts(asked, record, alt, row))
    return HeldCell(other, said) if language_code() != record.lang else HeldCell(said, other)


def head(field: RowsField, of: RowColumn, record: Record) -> str:
    """The head of a column; where the same is said in both languages, with the one that it is in."""
    known = {one.name: one for one in field.columns}
    base = of.name.removesuffix("_alt")
    if f"{base}_alt" not in known:
        return sentence_case(of.label)
    told = language_name(language_of(record, of.name))
    return _("%(what)s (%(language)s)") % {"what": sentence_case(known[base].label), "language": told}


def _parts(asked: Asked, record: Record, of: RowColumn, row: Row) -> Iterable[Crumb]:
    """The words of a cell, in parts that lead somewhere or nowhere."""
    words = words_of(record, of, row)
    if of.codes or of.is_number:
        yield Crumb(words)
        return
    lang, at = language_of(record, of.name), 0
    for hit in _LEADS.finditer(words):
        if crumb := _led(asked, hit[0], alone=hit[0] == words):
            yield Crumb(Text(words[at : hit.start()], lang))
            yield crumb
            at = hit.end()
    yield Crumb(Text(words[at:], lang))


def _led(asked: Asked, said: str, alone: bool) -> Crumb | None:
    """What a ref or a place leads to, where the reader may see it; a place that stands alone bears its title."""
    if said.startswith("A."):
        full = f"{catalogue.ISO_42001}/{said}"
        if full not in catalogue.requirements():
            return None
        return Crumb(requirement_title(full) if alone else said, to_requirement(asked, full))
    pk = Record.objects.filter(ref=said).values_list("pk", flat=True).first()
    other = asked.world.find(pk) if pk else None
    return Crumb(said, to_record(asked, other)) if other and may_see(asked, other) else None


def words_of(record: Record, of: RowColumn, row: Row) -> str:
    """What a cell says; a question of a law by its text, which the record holds only the name of."""
    words = of.words(row.get(of.name))
    if isinstance(record, Classification) and of.name == "question" and words in record.tree.questions:
        return record.tree.questions[words].ask.in_(language())
    return words


def changed_rows(field: RowsField, label: str, before: Record, after: Record) -> Iterable[DiffRow]:
    """What two versions of a table say differently, row by row as the first column names them."""
    old, new = _named(field, before), _named(field, after)
    for key in dict.fromkeys([*old, *new]):
        if key not in old or key not in new:
            holder, row = (after, new[key]) if key in new else (before, old[key])
            words = " · ".join(filter(None, (words_of(holder, one, row) for one in field.columns[1:])))
            whole = Text(words or "–", holder.lang)
            sides = (whole, "") if holder is before else ("", whole)
            yield DiffRow(f"{label} · {_first(field, holder, row)}", *sides)
            continue
        for one in (c for c in field.columns[1:] if not _is_still_to_be_noted(c, new[key])):
            was, now = words_of(before, one, old[key]), words_of(after, one, new[key])
            if was != now:
                left, right = (Text(w, language_of(r, one.name)) for w, r in ((was, before), (now, after)))
                name = f"{_first(field, after, new[key])} · {head(field, one, after)}"
                yield DiffRow(f"{label} · {name}", left, right, True, *beside(left, right))


def _is_still_to_be_noted(column: RowColumn, row: Row) -> bool:
    """Whether the system writes it, and has not yet: a draft says nothing else than the version before by that."""
    return column.is_noted and not row.get(column.name)


def _first(field: RowsField, record: Record, row: Row) -> str:
    return words_of(record, field.columns[0], row)


def _named(field: RowsField, record: Record) -> dict[tuple[str, int], Row]:
    """The rows by what their first column says, those that say the same one after the other."""
    found: dict[tuple[str, int], Row] = {}
    for row in getattr(record, field.attname):
        name = str(row.get(field.columns[0].name))
        found[name, sum(key[0] == name for key in found)] = row
    return found
