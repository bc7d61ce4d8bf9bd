"""Export: the records of a kind that somebody may see, as a table that an import reads back."""

from collections.abc import Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any, Literal
from uuid import UUID

from aims.kernel.kinds import Kind
from aims.kernel.lists import filtered
from aims.kernel.models import Record
from aims.kernel.policy import Actor, all_seen, reads_only_what_is_in_force, visible_records
from aims.kernel.world import present

from .fields import UNIT_NAME, cell, fields_of
from .own_tables import TOLD
from .writing import write_csv, write_xlsx

if TYPE_CHECKING:
    from django.db.models import QuerySet

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
    kind: Kind, actor: Actor, out: IO[bytes], format: Format = "csv", found: "QuerySet[Any] | None" = None
) -> int:
    """Write the records of `kind` that `actor` may see, of `found` if it is given, by ref; returns how many.

    A reference to what `actor` may not see is left empty.
    """
    stored = tuple(kind.field(name).attname for name in columns_of(kind))
    rows: Any
    if found is None and reads_only_what_is_in_force(actor, kind):
        seen = all_seen(actor, kind.model, present())
        rows = [record.__dict__ for record in sorted(seen, key=lambda record: record.ref)]
    else:
        keys: Any = (filtered(actor, kind, {}) if found is None else found).order_by().values("pk")
        rows = kind.model.objects.filter(pk__in=keys).order_by("ref").values(*stored).iterator(2000)
    refs = _refs(actor, kind, [kind.field(n).attname for n, spec in fields_of(kind).items() if spec.type == "ref"])
    return write(kind, out, format, rows, refs)


def write(
    kind: Kind, out: IO[bytes], format: Format, rows: Iterable[Mapping[str, Any]], refs: Mapping[UUID, str]
) -> int:
    """Write `rows` (attributes of records of `kind`), references as `refs` calls them; returns how many."""
    columns, specs = columns_of(kind), fields_of(kind)
    stored = {name: kind.field(name).attname for name in columns}
    cells = (
        [cell(specs[name], row[held], refs) if name in specs else row[held] for name, held in stored.items()]
        for row in rows
    )
    if format == "xlsx":
        return write_xlsx(out, columns, cells, kind.name)
    return write_csv(out, columns, cells)


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
