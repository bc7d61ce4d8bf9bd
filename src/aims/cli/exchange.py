"""`aims import | export | demo`: registers in and out, and the example organisation."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from .records import KindName
from .shell import As, Json, actor, answer, fail, note, say


def _later(module: str, name: str) -> Any:
    """A function of a part that may not be in this version yet."""
    try:
        return getattr(import_module(module), name)
    except ModuleNotFoundError as missing:
        if missing.name is not None and module.startswith(missing.name):
            fail("This version cannot do that yet.")
        raise


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
    from aims.kernel.world import present

    import_file = _later("aims.exchange.imports", "import_file")
    world = present()
    outcome: dict[str, Any] = import_file(
        file, kind=kind, map_name=map_, actor=actor(world, as_), dry_run=dry_run, rejects=rejects
    )
    if json_:
        answer(outcome)
    else:
        say("  ".join(f"{name} {count}" for name, count in outcome.items()))


def export(
    kind: KindName,
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A file ending in .csv or .xlsx.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Write the records of a kind that you may see to a CSV or XLSX file."""
    from aims.kernel.world import present

    export_file = _later("aims.exchange.exports", "export_file")
    count = export_file(out, kind=kind, actor=actor(present(), as_))
    answer({"file": str(out), "written": count}) if json_ else note(f"{out}: {count}")


def demo(
    home: Annotated[Path, typer.Option("--folder", help="Where to build it.")] = Path("demo-home"),
    port: Annotated[int, typer.Option(help="Port; 8042 unless said otherwise.")] = 0,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it and do not serve.")] = False,
) -> None:
    """Build a small bank that runs its AI management system, in both languages, and serve it."""
    run = _later("aims.cli.demo", "run")
    run(home, port=port, build_only=build_only)
