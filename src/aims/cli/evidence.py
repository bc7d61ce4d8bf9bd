"""`aims bundle | verify | fsck`: evidence that leaves the building, and whether what is here is what was signed."""

from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, fail, language, note, say


def bundle(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, for example audit.aims.zip.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Write the evidence bundle: the log, the posture, attachments and proofs, to be verified anywhere offline.

    Confidential records (concerns, postures given out) are proven and not opened, unless --as names who may see them.
    """
    from aims_sdk.proof import Unproven

    from aims.conformity.issue import cited, issue_posture
    from aims.conformity.posture import posture
    from aims.kernel.policy import SYSTEM
    from aims.kernel.world import present
    from aims.ledger.evidence import export_bundle

    if out.exists():
        fail(_("%(file)s exists already; name another file.", file=out))
    world = present()
    reader = actor(world, as_)
    issued = issue_posture(world, SYSTEM, reader.person)
    try:
        checkpoint = export_bundle(out, reader, issued.content, cited(posture(world)))
    except (ValueError, OSError) as refused:
        out.unlink(missing_ok=True)
        fail(refused.sentence.told(language()) if isinstance(refused, Unproven) else str(refused))
    if json_:
        answer({"file": str(out), "events": checkpoint.size, "bytes": out.stat().st_size})
    else:
        say(_("%(file)s: %(n)s events. Verify it anywhere with `aims verify %(file)s`.", file=out, n=checkpoint.size))


def verify(
    bundle_file: Annotated[Path, typer.Argument(metavar="OUT", help="The bundle, a file *.aims.zip.")],
    key: Annotated[
        list[str] | None, typer.Option("--key", metavar="VKEY", help="A verifier key you have from elsewhere.")
    ] = None,
    json_: Json = False,
) -> None:
    """Verify an evidence bundle offline; needs no home. Exit code 1 names the first thing wrong."""
    from aims_sdk.proof import verify_bundle

    report = verify_bundle(bundle_file, tuple(key or ()))
    lines = [line.told(language()) for line in report.lines()]
    if json_:
        answer(asdict(report))
    elif report.ok:
        say("\n".join(lines))
    if not report.ok:
        note(lines[0])
        raise typer.Exit(1)


def fsck(json_: Json = False) -> None:
    """Compare the database and the files with what was signed; names whatever was changed behind the application."""
    from aims.kernel.models import Event
    from aims.ledger.fsck import fsck as problems
    from aims.telemetry.storage.fsck import flaws

    events, found = Event.objects.count(), []
    for problem in chain[Any](problems(), flaws()):
        found.append(problem)
        if not json_:
            note(problem.sentence)
    if json_:
        said = [{"code": p.code, "sentence": p.sentence, "note": p.is_note} for p in found]
        answer({"events": events, "problems": said})
    elif not found:
        say(_("%(n)s events: everything is as it was signed.", n=events))
    if not all(problem.is_note for problem in found):
        raise typer.Exit(1)
