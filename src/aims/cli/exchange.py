"""`aims import | export | demo`: registers in and out, and the example organisation."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .records import KindName, kind_named
from .running import Port, serve
from .shell import As, Json, Needs, _, actor, answer, fail, note, open_home, say

if TYPE_CHECKING:
    from .demo.stream import Stream

SHOWN = 10
"""So many rows that could not be taken are told at once; the file has them all."""
SIGN_IN = "sign-in.txt"
"""How to sign in to the demo, for whoever has its folder; it says that the demo was built to the end."""


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
    from aims.kernel.world import present

    outcome = import_file(
        file,
        kind=kind_named(kind).name,
        actor=actor(present(), as_),
        map=map_or_path(map_),
        dry_run=dry_run,
        reject_to=rejects or file.with_name(f"{file.stem}.rejected.csv"),
        progress=_progress if sys.stderr.isatty() else None,
    )
    for remark in outcome.notices:
        note(str(remark))
    for refused in outcome.refusals[:SHOWN]:
        note(f"{refused.number}: {' '.join(str(reason) for reason in refused.reasons)}")
    if json_:
        answer(outcome.counts)
        return
    words = (_("read"), _("created"), _("updated"), _("unchanged"), _("rejected"), _("gone from the source"))
    say("  ".join(f"{word} {count}" for word, count in zip(words, outcome.counts.values(), strict=True)))
    if outcome.reject_file:
        note(_("Rows that could not be taken, with the reason: %(file)s", file=outcome.reject_file))


def map_or_path(name: str) -> "Path | str | None":
    """The map called `name`: a file where there is one, else one that ships with the product; None without a name."""
    if not name:
        return None
    return Path(name) if Path(name).suffix in (".yaml", ".yml") else name


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done}/{of}" + ("\n" if done >= of else ""))
    sys.stderr.flush()


def export(
    kind: KindName,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A file ending in .csv or .xlsx.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Write the records of a kind that you may see to a CSV or XLSX file."""
    from aims.exchange.exports import export as write
    from aims.kernel.world import present
    from aims.lib.files import written

    ending = out.suffix.lower().lstrip(".")
    if ending not in ("csv", "xlsx"):
        fail(_("%(file)s must end in .csv or .xlsx.", file=out))
    declared, reader = kind_named(kind), actor(present(), as_)
    try:
        with written(out, anew=True) as into:
            count = write(declared, reader, into, "csv" if ending == "csv" else "xlsx")
    except FileExistsError:
        fail(_("%(file)s exists already; name another file.", file=out))
    except OSError as refused:
        fail(_("%(file)s cannot be written: %(why)s", file=out, why=refused.strerror or refused))
    answer({"file": str(out), "written": count}) if json_ else note(f"{out}: {count}")


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where to build it.")] = Path("demo-home"),
    port: Port = 0,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it and do not serve.")] = False,
) -> None:
    """Build a small bank that runs its AI management system, in both languages, and serve it.

    A folder where the demo was built before is served as it was left.
    """
    os.environ["AIMS_HOME"] = str(folder.expanduser().resolve())
    os.environ.setdefault("AIMS_TIME_ZONE", "Asia/Singapore")
    if build_only:
        open_home(Needs.PLACE)
        _build()
        return
    kept = folder / SIGN_IN
    if kept.exists():
        note(kept.read_text().strip())
    else:
        # In a process of its own: the one that serves stays small.
        command = [sys.executable, "-m", "aims.cli", "demo", "--build-only", "--folder", str(folder)]
        if subprocess.run(command, check=False).returncode:  # noqa: S603  our own command
            raise typer.Exit(1)
    serve(port=port)


def _send_last_day(stream: "Stream | None") -> None:
    """The last decisions come in as they do every day: from a program, by the SDK."""
    from .demo.sending import NotSent, send_the_rest

    if stream is None:
        note(
            _("The decisions to be measured are not installed (uv sync --group demo): monitors say that none came in.")
        )
        return
    try:
        sent = send_the_rest(stream)
    except NotSent:
        note(_("The decisions of the last day did not come in; everything else is there."))
    else:
        say(_("%(n)s decisions and outcomes of the last day came in by the SDK.", n=f"{sent:,}"))


def _build() -> None:
    from django.conf import settings

    from aims.conformity.posture import WORST_FIRST
    from aims.jobs.founding import prepare_tables
    from aims.kernel.checks import STATUS_LABELS
    from aims.kernel.wording import day_text

    from .demo import DemoRefused, build_demo

    prepare_tables()
    try:
        made = build_demo(progress=lambda _day, done, of: _progress(done, of) if sys.stderr.isatty() else None)
    except DemoRefused as refused:
        fail(refused.sentence)
    say(_("Selasih Bank: %(records)s records, %(events)s events.", records=made.records, events=made.events))
    say("  ".join(f"{STATUS_LABELS[status]} {made.counts[status]}" for status in WORST_FIRST))
    _send_last_day(made.stream)
    say(_("This is what the records show; whether it meets the standard is for an auditor to conclude."))
    for one in made.sign_ins:
        later = _(" (no role before %(day)s)", day=day_text(one.begins)) if one.begins else ""
        say(f"  {one.user:<12} {one.person.name}, {one.person.position}{later}")
    told = _("Sign in as any of them, shuyi first, with this password: %(password)s", password=made.password)
    (settings.HOME.home / "aims.env").write_text(f"AIMS_TIME_ZONE={settings.TIME_ZONE}\n")
    kept = settings.HOME.home / SIGN_IN
    kept.touch(mode=0o600)
    kept.write_text(told + "\n")
    say(told)
