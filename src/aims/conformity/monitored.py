"""What checks on monitors share (9.1, A.6.2.6, A.6.2.8).

The rules, the same for every such check:
* A monitor counts in the version in force, while nothing that it was approved upon has changed significantly.
* It is measured in time when its last reading is not older than its interval. What nobody measured, what rests on too
  few cases and what no figures came for is unknown: a gap, never within the limits.
* A breach is dealt with in time when its owner answers it within the days that its monitor says.
* *Effective* needs values within the limits on enough cases, no breach that is open, and a fault that was put in on
  purpose and noticed.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, Gap
from aims.kernel.models import Record
from aims.kernel.standing import relies_on_older
from aims.kernel.world import World
from aims.monitoring.duties import to_enter
from aims.monitoring.judging import Level
from aims.monitoring.models import Monitor, Reading
from aims.monitoring.models.monitors import UNKNOWN_WHY
from aims.monitoring.recording import plan_of
from aims.monitoring.series import breaches_of, monitors_of, open_breach, reading_of
from aims.monitoring.standing import answer_due, is_overdue, is_unanswered, next_reading
from aims.systems.models import AISystem
from aims.systems.readiness import next_act

from .documents import review_gaps

SEEDED, TRACED = "seeded_faults_noticed", "decisions_traced"


def monitors(world: World, system: AISystem) -> list[Monitor]:
    """The monitors of `system` in force."""
    return monitors_of(world).get(system.id, [])


def unmonitored(world: World, system: AISystem) -> list[Gap]:
    """A gap where no monitor of `system` is in force: the next step of one that is on its way, else a new one."""
    return (
        []
        if monitors(world, system)
        else [Gap("monitor_missing", _begun(world, system), {"ref": system.ref}, system.id)]
    )


def _begun(world: World, system: AISystem) -> Do:
    waiting = [m for m in world.all(Monitor) if m.system_id == system.id and m.state not in ("approved", "withdrawn")]
    if waiting:
        return next_act(waiting[-1])
    given: dict[str, Any] = {"system": system.id, "owner": system.owner_id}
    if plan_of(world, system.id) is None:  # nothing comes in from which a figure could be computed
        given |= {"source": Monitor.Source.SAMPLE.value, "measure": "sample_correct"}
    return Do("monitor", "create", prefill=given)


def unmeasured(world: World, monitor: Monitor) -> Iterator[Gap]:
    """What keeps `monitor` from saying anything today."""
    latest, reading = world.get(Monitor, monitor.id) or monitor, reading_of(world, monitor)
    yield from review_gaps(world, monitor)
    if relies_on_older(monitor, world):
        why = _("a significant change came after its approval")
        yield Gap("life_stale", next_act(latest), {"ref": monitor.ref, "why": why}, monitor.id)
    if is_overdue(world, monitor):
        params = {"ref": monitor.ref, "date": next_reading(world, monitor)}
        code = "reading_due" if monitor.is_manual else "figures_missing"
        yield Gap(code, to_enter(world, monitor) if monitor.is_manual else None, params, monitor.id)
    elif reading is None or reading.window_last is None:
        act = to_enter(world, monitor) if monitor.is_manual else None
        yield Gap("never_measured", act, {"ref": monitor.ref}, monitor.id)
    elif reading.level == Level.UNKNOWN:
        params = {"ref": monitor.ref, "why": dict(UNKNOWN_WHY).get(reading.unknown_why, "")}
        code = "reading_unknown" if monitor.is_manual else "figures_unknown"
        yield Gap(code, to_enter(world, monitor) if monitor.is_manual else None, params, monitor.id)


def unanswered(world: World, monitor: Monitor) -> Iterator[Gap]:
    """The breach that nobody answered in time."""
    breach = open_breach(world, monitor.id)
    if breach and is_unanswered(world, breach):
        params = {"ref": breach.ref, "date": answer_due(world, breach)}
        action = "acknowledge" if breach.state == "open" else "answer"
        yield Gap("breach_unanswered", Do("breach", action, breach.id), params, breach.id)


def amiss(world: World, system: AISystem) -> list[Gap]:
    """Everything that is amiss with the monitoring of `system`."""
    return unmonitored(world, system) + [
        gap for one in monitors(world, system) for gap in (*unmeasured(world, one), *unanswered(world, one))
    ]


def is_within(world: World, monitor: Monitor) -> bool:
    """Whether its last window, on enough cases and in time, lies within the limit, and no breach of it is open."""
    reading = reading_of(world, monitor)
    is_good = reading is not None and reading.level in (Level.WITHIN, Level.WARN)
    return is_good and not is_overdue(world, monitor) and open_breach(world, monitor.id) is None


def of_measure(world: World, system: AISystem, name: str) -> list[Monitor]:
    return [one for one in monitors(world, system) if one.measure == name]


def is_shown(world: World, system: AISystem, trial: str) -> bool:
    """Whether every monitor of `system` is within its limits, one of the trial `trial` among them."""
    mine = monitors(world, system)
    return bool(of_measure(world, system, trial)) and all(is_within(world, one) for one in mine)


def to_try(world: World, system: AISystem, trial: str) -> Do:
    """A monitor by which people enter how a trial went: the one that is on its way, else a new one."""
    waiting = [
        m for m in world.all(Monitor) if (m.system_id, m.measure) == (system.id, trial) and m.state != "withdrawn"
    ]
    if waiting:
        return next_act(waiting[-1])
    given = {"system": system.id, "owner": system.owner_id, "source": Monitor.Source.SAMPLE.value, "measure": trial}
    return Do("monitor", "create", prefill=given)


def records(world: World, system: AISystem) -> list[Record]:
    """Monitors, readings and breaches of `system`, as evidence."""
    mine = monitors(world, system)
    lines = (reading_of(world, one) for one in mine)
    return [*mine, *(r for r in lines if r), *(b for one in mine for b in breaches_of(world).get(one.id, []))]


def arrived(world: World, system: AISystem) -> list[Reading]:
    """The readings of `system` that rest on recorded decisions, in time."""
    lines = [
        reading_of(world, one) for one in monitors(world, system) if not one.is_manual and not is_overdue(world, one)
    ]
    return [line for line in lines if line and line.n]
