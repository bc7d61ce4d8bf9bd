"""`aims report`: what the records say, on paper."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from .conformity import By, world_of
from .shell import As, Day, Json, _, actor, answer, fail, language, say, table

Format = Annotated[Literal["pdf", "docx", "xlsx", "html"], typer.Option("--format", help="The sort of file.")]
Language = Annotated[
    Literal["", "en", "zh", "both"], typer.Option("--language", help="Of the paper; that of the answers by default.")
]


def _list(as_json: bool) -> None:
    from aims.reports.registry import REPORTS

    if as_json:
        answer(
            [
                {"name": one.name, "title": str(one.title), "about": str(one.about), "readings": list(one.readings)}
                for one in REPORTS.values()
            ]
        )
    else:
        rows = [(one.name, one.title, ", ".join(one.readings)) for one in REPORTS.values()]
        table((_("Name"), _("Title"), _("Readings")), rows)


def report(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which report; without it they are listed.")] = "",
    ref: Annotated[str, typer.Argument(metavar="REF", help="The record that it speaks of, where it is one.")] = "",
    reading: Annotated[str, typer.Option("--reading", help="How the record is read: a word of the list.")] = "",
    format_: Format = "pdf",
    language_: Language = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where it is written.")] = None,
    as_of: Day = "",
    by: By = "recorded",
    json_: Json = False,
    as_: As = "",
) -> None:
    """Write a report as PDF, DOCX, XLSX or HTML, in English, Chinese or both, as of any day."""
    from aims.kernel.world import present
    from aims.ledger.log import CannotSign, extend
    from aims.lib.files import written
    from aims.reports.making import file_name, file_of
    from aims.reports.registry import REPORTS, ordered

    if not name:
        _list(json_)
        return
    if name not in REPORTS:
        fail(_("There is no report “%(name)s”; there is: %(known)s.", name=name, known=", ".join(REPORTS)))
    try:
        extend()
    except CannotSign as why:
        fail(str(why))
    order = ordered(name, world_of(as_of, by), actor(present(), as_), ref, reading)
    speaking = language_ or ("zh" if language() == "zh-hans" else "en")
    made = file_of(order, speaking, format_)
    path = out or Path(file_name(order, speaking, format_))
    try:
        with written(path, anew=True) as into:
            into.write(made)
    except FileExistsError:
        fail(_("%(file)s exists already; name another file.", file=path))
    answer({"file": str(path), "bytes": len(made)}) if json_ else say(str(path))
