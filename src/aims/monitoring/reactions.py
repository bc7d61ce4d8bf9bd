"""What follows when a monitor is approved and when a limit is passed; the worker does it, once an event, in order."""

from collections.abc import Iterable

from aims.kernel.models import Event, EventBody
from aims.kernel.perform import Command
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import react
from aims.kernel.world import World

from .judging import Level
from .models import Monitor, Reading
from .series import open_breach, reading_of


@react("monitor", "approve")
def a_monitor_begins(event: Event, world: World) -> Iterable[Command]:
    """The record of its readings is there before the first of them, so that people find where to enter it."""
    monitor = world.get_in_force(Monitor, event.record_id)
    if monitor and reading_of(world, monitor) is None:
        yield Command("reading", "create", SYSTEM, values={"monitor": monitor.id})


@react("reading", "compute")
def a_figure_passes_its_limit(event: Event, world: World) -> Iterable[Command]:
    return _opened(event, world)


@react("reading", "enter")
def a_finding_passes_its_limit(event: Event, world: World) -> Iterable[Command]:
    return _opened(event, world)


def _opened(event: Event, world: World) -> Iterable[Command]:
    """A breach where the window that was measured then makes as many in a row as the monitor says, and none is open."""
    body = EventBody.objects.filter(event=event.seq).values_list("body", flat=True).first()
    reading = world.get(Reading, event.record_id)
    monitor = world.get_in_force(Monitor, reading.monitor_id) if reading else None
    if not body or monitor is None or open_breach(world, monitor.id):
        return
    after = body["after"]
    if after["level"] == Level.BREACH and after["row_breach"] >= monitor.to_breach:
        names = ("window_first", "window_last", "value", "part")
        values = {name: after[name] for name in names} | {"monitor": monitor.id}
        yield Command("breach", "create", SYSTEM, values=values)
