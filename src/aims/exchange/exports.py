"""Export: the records of a kind that somebody may see, as a table that an import reads back."""

from collections.abc import Iterator, Mapping
from typing import IO, Any, Literal
from uuid import UUID

from aims.kernel.kinds import Kind
from aims.kernel.lists import filtered
from aims.kernel.models import Record
from aims.kernel.policy import Actor, visible_records

from .fields import UNIT_NAME, cell, fields_of
from .own_tables import TOLD
from .writing import Cell, write_csv, write_xlsx

type Format = Literal["csv", "xlsx"]
FORMATS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Format -> media type."""


def columns_of(kind: Kind) -> tuple[str, ...]:
    """The ref, every field that a file can fill, the state and the version."""
    fields = tuple(name for name in fields_of(kind) if name != UNIT_NAME)
    return (TOLD[0], *fields, *TOLD[1:])


def export(
    kind: Kind, actor: Actor, out: IO[bytes], format: Format = "csv", filters: Mapping[str, str] | None = None
) -> int:
    """Write the records of `kind` that `actor` may see and that match, by ref; returns how many.

    A reference to what `actor` may not see is left empty.
    """
    columns = columns_of(kind)
    rows = _rows(kind, actor, columns, filters or {})
    if format == "xlsx":
        return write_xlsx(out, columns, rows, kind.name)
    return write_csv(out, columns, rows)


def _rows(kind: Kind, actor: Actor, columns: tuple[str, ...], filters: Mapping[str, str]) -> Iterator[list[Cell]]:
    specs = fields_of(kind)
    stored = {name: kind.field(name).attname for name in columns}
    found: Any = kind.model.objects.filter(pk__in=filtered(actor, kind, filters).values("pk"))
    refs = _refs(actor, kind, [stored[name] for name, spec in specs.items() if spec.type == "ref"])
    for row in found.order_by("ref").values(*stored.values()).iterator(2000):
        yield [
            cell(specs[name], row[attribute], refs) if name in specs else row[attribute]
            for name, attribute in stored.items()
        ]


def _refs(actor: Actor, kind: Kind, attributes: list[str]) -> dict[UUID, str]:
    """The refs of what records of `kind` lead to: units and people are named by everybody, the rest where visible."""
    wanted: set[UUID] = set()
    rows: Any = kind.model.objects.all()
    for attribute in attributes:
        wanted.update(rows.exclude(**{attribute: None}).values_list(attribute, flat=True).distinct())
    open_to_all = Record.objects.filter(kind__in=("unit", "person"))
    seen = Record.objects.filter(visible_records(actor))
    found: dict[UUID, str] = {}
    for rows in (open_to_all, seen) if wanted else ():
        found.update((pk, ref) for pk, ref in rows.values_list("pk", "ref").iterator() if pk in wanted)
    return found
