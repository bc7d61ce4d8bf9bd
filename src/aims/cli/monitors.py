"""`aims monitor run | list | backtest | suggest`: monitors of AI systems, run, shown, tried and proposed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shell import As, Json, _, actor, answer, fail, say, table
from .shell import record as find

if TYPE_CHECKING:
    from aims.kernel.world import World
    from aims.monitoring.models import Monitor, Reading

Ref = Annotated[str, typer.Argument(metavar="REF", help="A monitor, for example MON-0001.")]
System = Annotated[str, typer.Argument(metavar="REF", help="An AI system, for example AIS-0001.")]


def run(json_: Json = False) -> None:
    """Measure every window that is due, and open a breach where a limit was passed."""
    from aims.kernel.reactions import run_reactions
    from aims.kernel.world import present
    from aims.monitoring import running

    found = running.run()
    run_reactions()
    world = present()
    if json_:
        answer([_shown(world, one) for one in found])
        return
    _print(world, found)
    say(_("%(n)s windows measured.", n=len(found)))


def list_(
    system: Annotated[str, typer.Option("--system", metavar="REF", help="Only those of this AI system.")] = "",
    json_: Json = False,
    as_: As = "",
) -> None:
    """List the monitors in force that you may see, each with its last reading."""
    from aims.kernel.policy import show
    from aims.kernel.world import present
    from aims.monitoring.models import Monitor
    from aims.monitoring.series import reading_of

    world = present()
    reader = actor(world, as_)
    seen = [one for one in show(reader, world.in_force(Monitor)) if isinstance(one, Monitor)]
    if system:
        wanted = find(system, reader)
        seen = [one for one in seen if one.system_id == wanted.id]
    lines = [(one, reading_of(world, one)) for one in seen]
    if json_:
        answer([{"monitor": m.ref, **(_shown(world, r) if r else {"level": "unknown"})} for m, r in lines])
        return
    table(_HEAD, [_row(m, r) for m, r in lines], most=40)


def backtest(ref: Ref, json_: Json = False, as_: As = "") -> None:
    """Try a monitor, a draft too, on the last year: how often it would have raised an alarm. Nothing is recorded."""
    from aims.kernel.world import present
    from aims.monitoring import backtesting
    from aims.monitoring.models import Monitor

    world = present()
    monitor = find(ref, actor(world, as_))
    if not isinstance(monitor, Monitor):
        fail(_("%(ref)s is not a monitor.", ref=ref))
    found = backtesting.backtest(monitor, world.today)
    alarms = [{"first": found.days[a.first], "last": found.days[a.last], "value": a.worst.value} for a in found.alarms]
    if json_:
        answer({"windows": len(found.days), "unknown": found.unknown, "alarms": alarms})
        return
    if not found.days:
        say(_("People measure it: there is no history to try it on."))
        return
    counts: dict[str, Any] = {"n": len(alarms), "windows": len(found.days), "unknown": found.unknown}
    table((_("first window ends"), _("last window ends"), _("value")), [list(a.values()) for a in alarms])
    say(_("%(n)s alarms in %(windows)s windows, of which %(unknown)s are unknown.", **counts))


def suggest(
    system: System,
    create: Annotated[
        bool, typer.Option("--create", help="Make the drafts of those for which nothing is missing.")
    ] = False,
    json_: Json = False,
    as_: As = "",
) -> None:
    """Monitors that an AI system could have because of its sort and tier; limits are our proposal."""
    from aims.kernel.world import present
    from aims.monitoring.suggesting import draft, suggestions
    from aims.systems.models import AISystem

    world = present()
    who = actor(world, as_)
    found = find(system, who)
    if not isinstance(found, AISystem):
        fail(_("%(ref)s is not an AI system.", ref=system))
    proposed = suggestions(world, found)
    made = draft(world, found, who) if create else []
    if json_:
        answer(
            {
                "suggested": [{"measure": one.measure, "lacks": one.lacks} for one in proposed],
                "created": [one.ref for one in made],
            }
        )
        return
    rows = [(one.values["title"], one.measure, one.values["breach_at"], _missing(one.lacks)) for one in proposed]
    table((_("title"), _("measure"), _("limit"), _("missing first")), rows)
    if create:
        say(_("Drafts made: %(refs)s.", refs=", ".join(one.ref for one in made) or "–"))


def _missing(lacks: str) -> str:
    words = {
        "recording": _("a recording plan in force"),
        "baseline": _("a baseline"),
        "groups": _("groups in the recording plan"),
    }
    return words.get(lacks, "")


_HEAD = ("ref", "title", "value", "n", "window", "level")


def _print(world: "World", found: "list[Reading]") -> None:
    from aims.monitoring.models import Monitor

    rows = [_row(monitor, one) for one in found if (monitor := world.get(Monitor, one.monitor_id))]
    if rows:
        table(_HEAD, rows, most=40)


def _row(monitor: "Monitor", reading: "Reading | None") -> list[Any]:
    if reading is None or reading.window_last is None:
        return [monitor.ref, monitor.name, "", "", "", _("not measured yet")]
    value = "" if reading.value is None else f"{reading.value:g}"
    return [monitor.ref, monitor.name, value, reading.n, reading.window_last, reading.get_level_display()]


def _shown(world: "World", reading: "Reading") -> dict[str, Any]:
    from aims.monitoring.models import Monitor
    from aims.monitoring.series import open_breach

    monitor, breach = world.get(Monitor, reading.monitor_id), open_breach(world, reading.monitor_id)
    names = ("value", "low", "high", "n", "part", "level", "unknown_why", "interval", "window_first", "window_last")
    found = {name: getattr(reading, name) for name in names}
    return {"monitor": monitor.ref if monitor else "", **found, "breach": breach.ref if breach else None}
