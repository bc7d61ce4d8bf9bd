"""`aims reconcile`: a list from elsewhere laid beside the register."""

from pathlib import Path
from typing import Annotated

import typer

from .shell import As, Json, _, actor, answer, fail, note, say


def reconcile(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV, XLSX or JSON file.")],
    sort: Annotated[
        str, typer.Option("--sort", metavar="SORT", help="sso, expenses, contracts, dns, repository or other.")
    ] = "other",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Find AI products in a list from elsewhere that the register does not have. A second run records nothing twice."""
    from aims.exchange.sheets import read_sheet
    from aims.kernel.world import present
    from aims.systems.models import UndeclaredTool
    from aims.systems.reconcile import lines_of, record
    from aims.systems.reconcile import reconcile as compare

    if sort not in UndeclaredTool.Source:
        fail(
            _(
                "There is no sort “%(sort)s”. Known are: %(known)s.",
                sort=sort,
                known=", ".join(UndeclaredTool.Source.values),
            )
        )
    world = present()
    who = actor(world, as_)
    outcome = compare(read_sheet(file), world)
    recorded = 0 if dry_run else record(outcome, sort, who)
    if json_:
        answer(outcome.counts | {"recorded": recorded})
        return
    for name, unit, rows in lines_of(outcome, world):
        note(f"{rows:>7}  {name}" + (f"  ({unit})" if unit else ""))
    say(
        _(
            "%(read)s rows: %(matched)s in the register, %(undeclared)s undeclared (%(tools)s tools), %(neither)s "
            "neither. Recorded: %(recorded)s.",
            **outcome.counts,
            recorded=recorded,
        )
    )
