"""`aims init | backup | restore | doctor`: making a home, keeping it, moving it, and whether it is well."""

import os
from pathlib import Path
from typing import Annotated

import typer

from .shell import Json, Needs, _, answer, either, fail, language, note, open_home, place, say


def init(
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing.")] = False,
    name: Annotated[str, typer.Option("--name", help="The organisation's name.")] = "",
    person: Annotated[str, typer.Option("--person", help="The name of the first person, who administers.")] = "",
    json_: Json = False,
) -> None:
    """Make the home: the folder, the tables, the organisation, the first person. Prints their password once.

    Run again it brings the tables up to date and changes nothing else.
    """
    from aims.jobs import founding, words

    founding.prepare_tables()
    os.chmod(place(), 0o700)
    proposed = words.first_start()
    if not founding.is_founded():
        name = name or _asked(_("Name of the organisation"), proposed.organisation, yes)
        person = person or _asked(_("Your name"), proposed.person, yes)
    made = founding.found(name, person, language())
    if made is None:
        answer({"home": str(place()), "created": False}) if json_ else say(
            _("%(home)s is set up already; nothing was changed.", home=place())
        )
        return
    if json_:
        answer({"home": str(place()), "created": True, "user": made.username, "password": made.password})
        return
    say(_("%(home)s is ready.", home=place()))
    say(proposed.password_line(made.username, made.password))
    say(_("Start it with `aims --home %(home)s serve`.", home=place()))


def _asked(question: str, proposed: str, yes: bool) -> str:
    return proposed if yes else str(typer.prompt(question, default=proposed))


def backup(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The archive to write, for example aims-backup.zip.")],
    keys: Annotated[
        bool,
        typer.Option("--with-keys/--without-keys", help="The signing key is needed to go on with the same ledger."),
    ] = True,
    json_: Json = False,
) -> None:
    """Write everything into one archive, from one snapshot, while it runs. It restores into SQLite or PostgreSQL.

    With its keys (unless --without-keys) whoever holds the archive can sign as this installation: it is readable by
    you only (0600); keep it so.
    """
    from aims.jobs.backup import back_up

    try:
        done = back_up(out.expanduser().absolute(), with_keys=keys)
    except FileExistsError:
        fail(_("%(file)s exists already; name another file.", file=out))
    except OSError as refused:
        fail(_("%(file)s cannot be written: %(why)s", file=out, why=refused.strerror or refused))
    if json_:
        answer(
            {
                "file": str(out),
                "events": done.events,
                "rows": done.rows,
                "files": done.files,
                "keys": done.keys,
                "missing": done.missing,
            }
        )
    else:
        say(_("%(file)s: %(events)s events, %(rows)s rows, %(files)s attachments.", file=out, **_counts(done)))
        say(_about_keys(keys))
    if done.missing:
        note(_("%(n)s attachments are recorded and not there; `aims fsck` names them.", n=len(done.missing)))
        raise typer.Exit(1)


def _counts(done: object) -> dict[str, int]:
    return {name: getattr(done, name) for name in ("events", "rows", "files")}


def _about_keys(included: bool) -> str:
    if included:
        return _(
            "It holds the signing key: who has this file can sign as this installation. It is readable by you only."
        )
    return _("It holds no keys: keep them elsewhere, or a restored installation starts a ledger key of its own.")


def restore(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="What `aims backup` wrote.")],
    home: Annotated[Path | None, typer.Option("--home", metavar="NEW", help="The new folder; must be empty.")] = None,
    json_: Json = False,
) -> None:
    """Bring an archive back into an empty home; AIMS_DATABASE_URL decides between SQLite and PostgreSQL.

    Everything is compared with the archive's digests first, and with what was signed afterwards.
    """
    if home is not None:
        os.environ["AIMS_HOME"] = str(home.expanduser().resolve())
    target = Path(os.environ.get("AIMS_HOME") or Path.home() / ".aims")
    if target.exists() and any(target.iterdir()):
        fail(
            either(
                f"{target} is not empty; name a new folder with --home.",
                f"{target} 不是空目录；请用 --home 指定新目录。",
            )
        )
    if not archive.is_file():
        fail(either(f"There is no file {archive}.", f"没有文件 {archive}。"))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    _restore(archive, target, json_)


def _restore(archive: Path, target: Path, json_: bool) -> None:
    import shutil
    import zipfile

    if not zipfile.is_zipfile(archive):
        fail(
            either(
                f"{archive} is not an archive that `aims backup` wrote.", f"{archive} 不是 `aims backup` 写出的归档。"
            )
        )
    with zipfile.ZipFile(archive) as packed:  # before Django makes a new key of cookies
        if "keys/cookies" in packed.namelist():
            (target / "keys").mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(target / "keys" / "cookies", os.O_WRONLY | os.O_CREAT, 0o600), "wb") as key:
                key.write(packed.read("keys/cookies"))
    open_home(Needs.PLACE)
    from aims.jobs.restore import Archive, CannotRestore, fill_database

    try:
        given = Archive(archive)
        given.check()
        if "keys/cookies" in given.digests:
            (target / "keys" / "cookies").unlink()  # unpacked again, and compared this time
        given.unpack(target)
        rows = fill_database(given)
    except CannotRestore as refused:
        for left in target.iterdir():  # it was empty before
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        fail(str(refused))
    _report(rows, json_)


def _report(rows: int, json_: bool) -> None:
    from aims.ledger.fsck import fsck
    from aims.ledger.log import size
    from aims.telemetry.storage.fsck import flaws

    problems = [p.sentence for p in fsck() if not p.is_note] + [flaw.sentence for flaw in flaws()]
    if json_:
        answer({"home": str(place()), "rows": rows, "events": size(), "problems": problems})
    else:
        say(
            _(
                "%(home)s: %(rows)s rows restored, %(events)s events in the ledger.",
                home=place(),
                rows=rows,
                events=size(),
            )
        )
        for problem in problems:
            note(problem)
    if problems:
        raise typer.Exit(1)


def doctor(json_: Json = False) -> None:
    """Look the installation over: a sentence for each thing, and what to do. Exit code 1 when something is bad."""
    from aims.jobs.health import Level, examine

    found = list(examine())
    if json_:
        answer([{"check": f.check, "level": f.level, "sentence": f.sentence} for f in found])
    else:
        marks = {Level.FINE: "✓", Level.WARNING: "!", Level.BAD: "✗"}
        for finding in found:
            say(f"{marks[finding.level]} {finding.sentence}")
    if any(f.level is Level.BAD for f in found):
        raise typer.Exit(1)
