"""Running the monitors that are due: a step of the worker, and `aims monitor run`.

A window is measured once. What was missed while nothing ran is measured afterwards, window by window, so that rows of
windows are what they would have been. Nothing that came in is recorded as unknown, not passed over.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from aims.kernel.denied import Denied
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import World, present
from aims.systems.models import AISystem

from .backtesting import latest_end, window
from .judging import Judged
from .measuring import judged, source
from .models import Monitor, Reading
from .models.monitors import UNKNOWN_WHY
from .series import reading_of

MOST_AT_ONCE = 60
"""Windows of one monitor that are caught up with in a run; the rest follow in the next."""
IN_USE = frozenset({"deployed", "operating", "under_change"})
"""The states of a system in which it decides: only then is it measured."""


class Due(NamedTuple):
    """A window of a monitor that is over and was not measured."""

    monitor: Monitor
    first: dt.date
    last: dt.date


def due(world: World, today: dt.date) -> list[Due]:
    """The windows to measure on `today`, by monitor and the oldest first."""
    return [one for monitor in world.in_force(Monitor) for one in _due_of(world, monitor, today)]


def _due_of(world: World, monitor: Monitor, today: dt.date) -> Iterator[Due]:
    system = world.get(AISystem, monitor.system_id)
    if monitor.is_manual or system is None or system.state not in IN_USE:
        return
    newest, step = latest_end(monitor, today), dt.timedelta(days=monitor.every_days)
    reading = reading_of(world, monitor)
    last = reading.window_last + step if reading and reading.window_last else newest
    for _n in range(MOST_AT_ONCE):
        if last > newest:
            return
        yield Due(monitor, *window(monitor, last))
        last += step


def run(today: dt.date | None = None) -> list[Reading]:
    """Measure every window that is due; the readings as they were recorded. One that fails waits, the others go on."""
    world = present()
    done, failed, stuck = list[Reading](), list[Exception](), set[object]()
    for one in due(world, today or world.today):
        if one.monitor.id in stuck:
            continue
        try:
            done += measure(one)
        except Exception as wrong:
            wrong.add_note(f"in monitor {one.monitor.ref}")
            failed.append(wrong)
            stuck.add(one.monitor.id)
    if failed:
        raise ExceptionGroup("monitors that could not be measured", failed)
    return done


def run_due() -> int:
    """The step of the worker: how many windows were measured."""
    return len(run())


def measure(one: Due) -> list[Reading]:
    """The reading of one window; nothing where another process was faster."""
    world = present()
    line = reading_of(world, one.monitor) or _begun(one.monitor)
    if line.window_last and line.window_last >= one.last:
        return []
    digests = source().digests(one.monitor.system_id, one.first, one.last)
    values = _values(judged(*one)) | {
        "window_first": one.first,
        "window_last": one.last,
        "segments": [{"digest": digest} for digest in digests],
    }
    command = Command("reading", "compute", SYSTEM, record=line.id, values=values, expect=line.version)
    try:
        found = perform(command, world=world)
    except Denied as denied:
        if denied.code == "stale_edit":
            return []
        raise
    return [found] if isinstance(found, Reading) else []


def _begun(monitor: Monitor) -> Reading:
    made = perform(Command("reading", "create", SYSTEM, values={"monitor": monitor.id}))
    assert isinstance(made, Reading)
    return made


def _values(found: Judged) -> dict[str, Any]:
    given: dict[str, Any] = {name: getattr(found, name) for name in ("value", "low", "high", "n", "part")}
    given |= {"error": found.error or None, "compared": found.compared if found.compared > 1 else None}
    why = found.why if not found.why or found.why in dict(UNKNOWN_WHY) else "other"
    return given | {"parts": list(found.parts), "unknown_why": why}
