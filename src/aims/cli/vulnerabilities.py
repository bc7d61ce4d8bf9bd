"""`aims vulnerabilities`: published advisories against the components that are in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shell import As, Json, _, actor, answer, fail, note, say, table

if TYPE_CHECKING:
    from aims.systems.advisories import Match


def vulnerabilities(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Advisories in the OSV format, JSON or YAML.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Match advisories with components by package URL and version, and open a record for each new one.

    A second run changes nothing.
    """
    from aims.kernel.world import present
    from aims.systems.advisories import matches, read, record

    if not folder.is_dir():
        fail(_("%(folder)s is not a folder.", folder=folder))
    advisories, unread = read(folder)
    for one in unread:
        why = _("This is no advisory in the OSV format.") if not one.line else one.why
        note(f"{one.file}:{one.line or 1}: {why}")
    world = present()
    found = matches(world, advisories)
    made = record(world, actor(world, as_), found)
    if json_:
        answer(
            {
                "advisories": len(advisories),
                "unread": [str(one.file) for one in unread],
                "matches": [
                    {"component": m.component.ref, "advisory": m.advisory["id"], "certain": m.is_certain} for m in found
                ],
                "opened": [one.ref for one in made],
            }
        )
        return
    _show(found)
    counts = {"read": len(advisories), "found": len(found), "made": len(made)}
    say(_("%(read)s advisories read, %(found)s match, %(made)s opened.", **counts))


def _show(found: "list[Match]") -> None:
    rows = [(m.component.ref, m.component.name, m.version, m.advisory["id"], m.fixed_in, _doubt(m)) for m in found]
    if rows:
        table((_("component"), _("title"), _("version"), _("advisory"), _("mended in"), ""), rows)


def _doubt(match: "Match") -> str:
    return "" if match.is_certain else _("look at it: the version cannot be put in order")
