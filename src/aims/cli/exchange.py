"""`aims import | export`: registers in and out."""

from pathlib import Path
from typing import Annotated

import typer

from .records import KindName
from .shell import As, Json, _, actor, answer, fail, note, say


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, XLSX or JSON file.")],
    kind: Annotated[str, typer.Option("--kind", help="What the rows are, for example ai_system.")] = "ai_system",
    map_: Annotated[
        str, typer.Option("--map", metavar="MAP", help="A map that ships with it, or a file of yours.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE", help="Where rows that cannot be taken are written.")
    ] = None,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Bring in a register. A second run changes nothing; a newer snapshot becomes edits with history."""
    from aims.exchange.imports import import_file
    from aims.exchange.maps import BadMap
    from aims.exchange.reasons import Refusal
    from aims.kernel.world import present

    reject_to = rejects or file.with_name(f"{file.stem}.rejected.csv")
    try:
        outcome = import_file(
            file, kind=kind, map=map_ or None, actor=actor(present(), as_), dry_run=dry_run, reject_to=reject_to
        )
    except (Refusal, BadMap, OSError) as refused:
        fail(str(refused))
    for remark in outcome.notices:
        note(str(remark))
    for rejected in outcome.refusals[:10]:
        note(f"{_('Row')} {rejected.number}: {' '.join(str(reason) for reason in rejected.reasons)}")
    if outcome.reject_file:
        note(
            _(
                "%(n)s rows were not taken; each is in %(file)s with its reason.",
                n=outcome.rejected,
                file=outcome.reject_file,
            )
        )
    if json_:
        answer(outcome.counts)
    else:
        say("  ".join(f"{name} {count}" for name, count in outcome.counts.items()))


def export(
    kind: KindName,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A file ending in .csv or .xlsx.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Write the records of a kind that you may see to a CSV or XLSX file; an import reads it back."""
    from aims.exchange.exports import FORMATS
    from aims.exchange.exports import export as write
    from aims.kernel.denied import Denied
    from aims.kernel.kinds import KINDS
    from aims.kernel.world import present

    sort = out.suffix.lstrip(".").lower()
    if sort not in FORMATS:
        fail(_("%(file)s must end in .csv or .xlsx.", file=out))
    if kind not in KINDS:
        raise Denied("kind_unknown", kind=kind, known=", ".join(k.name for k in KINDS))
    with out.open("wb") as target:
        count = write(KINDS[kind], actor(present(), as_), target, sort)  # type: ignore[arg-type]
    answer({"file": str(out), "written": count}) if json_ else note(f"{out}: {count}")
