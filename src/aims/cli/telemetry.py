"""`aims telemetry load | show | erase | status`: decisions of AI systems."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, fail, note, record, say, table

if TYPE_CHECKING:
    from aims.kernel.models import Record

System = Annotated[str, typer.Option("--system", metavar="REF", help="The AI system, for example AIS-0007.")]


def _system(ref: str, as_: str, use: str) -> "Record":
    from aims.kernel.kinds import KINDS
    from aims.kernel.policy import refused_use
    from aims.kernel.world import present

    who = actor(present(), as_)
    found = record(ref, who)
    if found.kind != "ai_system":
        fail(_("%(ref)s is no AI system.", ref=found.ref))
    if denied := (None if who.is_system else refused_use(who, use, found, KINDS["ai_system"])):
        raise denied
    return found


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV or Parquet files.")],
    system: System,
    map_: Annotated[Path, typer.Option("--map", metavar="MAP.yaml", help="Which column is what.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Load decisions of the past. The map names columns: key, at, output, score, label, inputs, groups, constants.

    It can be interrupted and started again: what is here already is passed over.
    """
    from aims.telemetry.arrival.loading import CannotLoad, Loaded, read_map
    from aims.telemetry.arrival.loading import load as loading
    from aims.telemetry.storage import rolling

    found, total = _system(system, as_, "record_decisions"), Loaded()
    try:
        by = read_map(map_)
        for path in files:
            done = Loaded()
            for done in loading(found.pk, path, by):
                note(_("%(file)s: %(n)s events", file=path.name, n=f"{done.accepted:,}"))
            total.accepted += done.accepted
            total.rejected += done.rejected
            total.repeated += done.repeated
            total.problems += done.problems
    except CannotLoad as refused:
        fail(str(refused))
    finally:
        rolling.roll()
    problems = [{"file": str(path)} | one.as_json() for path, one in total.problems[:20]]
    if json_:
        counts = {"accepted": total.accepted, "rejected": total.rejected, "repeated_chunks": total.repeated}
        answer(counts | {"problems": problems})
        return
    say(_("%(n)s events kept, %(bad)s refused.", n=f"{total.accepted:,}", bad=f"{total.rejected:,}"))
    if total.repeated:
        say(_("%(n)s parts of the files were here already.", n=total.repeated))
    for one in problems:
        note(f"{Path(one['file']).name}:{one['row']} {one['sentence']}")


def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of the decision.")],
    system: System,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Show one decision, and what followed it."""
    from aims.telemetry.reading import lookup

    found = lookup.decision(_system(system, as_, "read_decisions").pk, key)
    if found is None:
        fail(_("There is no decision “%(key)s” of %(ref)s.", key=key, ref=system))
    if json_:
        answer(found)
        return
    inputs, later = found.pop("inputs", {}), found.pop("follow_ups", [])
    rows = [[name, value] for name, value in found.items()] + [[f"inputs.{n}", value] for n, value in inputs.items()]
    table([_("Field"), _("Value")], rows, most=100)
    for one in later:
        say(f"{one['at']}  {one['what']}  " + "  ".join(f"{n}={v}" for n, v in one.items() if n not in ("at", "what")))


def erase(
    system: System,
    subject: Annotated[str, typer.Option("--subject", help="The pseudonym under which decisions were sent.")],
    json_: Json = False,
    as_: As = "",
) -> None:
    """Erase every decision about one person; the files that name them are written anew. Cannot be undone."""
    from aims.telemetry.storage import erasing

    if as_:
        fail(_("Only the operator of the installation erases; leave out --as."))
    found = _system(system, as_, "read_decisions")
    count = erasing.erase(found.pk, subject)
    if json_:
        answer({"system": found.ref, "erased": count})
    else:
        say(_("%(n)s decisions erased. Backups made before still hold them.", n=f"{count:,}"))


def status(json_: Json = False) -> None:
    """What came of each system, what lies there, and what waits to be stored."""
    from django.db.models import Count, Max, Min, Sum

    from aims.kernel.models import Record
    from aims.telemetry.models import Arrival, Segment, Table
    from aims.telemetry.storage import rolling

    lying: dict[Any, Any] = {
        row["system"]: row
        for row in Segment.objects.filter(replaced_at=None, table=Table.DECISIONS)
        .values("system")
        .annotate(rows=Sum("rows"), files=Count("pk"), first=Min("day"), last=Max("day"))
    }
    came: dict[Any, Any] = {
        row["system"]: row
        for row in Arrival.objects.values("system").annotate(
            accepted=Sum("accepted"), rejected=Sum("rejected"), repeated=Sum("repeated"), last_at=Max("last_at")
        )
    }
    refs = dict(Record.objects.filter(pk__in={*lying, *came}).values_list("pk", "ref"))
    rows = [
        {
            "system": refs.get(pk, str(pk)),
            "decisions": lying.get(pk, {}).get("rows", 0),
            "files": lying.get(pk, {}).get("files", 0),
            "first": lying.get(pk, {}).get("first"),
            "last": lying.get(pk, {}).get("last"),
            "rejected": came.get(pk, {}).get("rejected", 0),
            "repeated": came.get(pk, {}).get("repeated", 0),
            "last_at": came.get(pk, {}).get("last_at"),
        }
        for pk in sorted({*lying, *came}, key=lambda pk: refs.get(pk, ""))
    ]
    waiting = rolling.waiting()
    if json_:
        answer({"systems": rows, "waiting_bytes": waiting})
        return
    head = [
        _("System"),
        _("Decisions"),
        _("Files"),
        _("First day"),
        _("Last day"),
        _("Refused"),
        _("Repeated"),
        _("Last came"),
    ]
    table(head, [[f"{v:,}" if isinstance(v, int) else v and str(v)[:16] for v in row.values()] for row in rows])
    say(_("%(n)s bytes wait in journals to be stored.", n=f"{waiting:,}"))
