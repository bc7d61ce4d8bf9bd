"""`aims risks import`: risk libraries that others publish, taken in as entries to draw on."""

from pathlib import Path
from typing import Annotated

import typer

from .shell import As, Json, _, actor, answer, note, say


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…|FOLDER", help="Taxonomies of IBM's AI Atlas Nexus, or ATLAS.yaml of MITRE."),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Import risk libraries. A second run changes nothing; a new edition changes what differs and retires what is gone.

    A file that cannot be read is refused by name and line; the others are taken.
    """
    from aims.kernel.world import present
    from aims.risk.importing import may_import, plan, take_in
    from aims.risk.libraries import read_paths

    world = present()
    who = actor(world, as_)
    may_import(who, world)
    found = read_paths(files)
    done = plan(world, found) if dry_run else take_in(found, who)
    for one in found.unread:
        note(str(one))
    if json_:
        refused = [one._asdict() for one in found.unread]
        answer({"files": found.files, **done.counts, "refused": refused, "left_aside": found.left_aside})
        return
    words = (_("created"), _("updated"), _("retired"), _("unchanged"), _("links"))
    say("  ".join(f"{word} {count}" for word, count in zip(words, done.counts.values(), strict=True)))
    if done.dangling:
        note(_("Links to entries of libraries that are not here: %(n)s.", n=done.dangling))
    if found.left_aside:
        note(_("Files without an entry of a risk library: %(n)s.", n=len(found.left_aside)))
