"""What the clock and the readings make of monitors, and what breaches make of assessments."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from aims.impact.assessments import unsettling as unsettling_impact
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.world import World
from aims.risk.assessments import unsettling as unsettling_risk
from aims.systems.models import AISystem
from aims.systems.unsettling import Unsettled

from .models import Baseline, Breach, Monitor, Reading
from .recording import is_superseded
from .running import IN_USE
from .series import open_breach, reading_of

GRACE = dt.timedelta(days=2)
"""How long after the end of its window a reading may be on its way."""


def next_reading(world: World, monitor: Monitor) -> dt.date:
    """The day by which the next reading is there: an interval, and the grace, after the last, or after the approval."""
    reading = reading_of(world, monitor)
    step = dt.timedelta(days=monitor.every_days + monitor.lag_days) + GRACE
    if reading and reading.window_last:
        last: dt.date = reading.window_last
        return last + step
    return dt.timedelta(days=monitor.every_days) + GRACE + timezone.localtime(monitor.stamp.at).date()


def is_measuring(world: World, monitor: Monitor) -> bool:
    """Whether its system is in use, so that there is something to measure."""
    system = world.get(AISystem, monitor.system_id)
    return system is not None and system.state in IN_USE


def is_overdue(world: World, monitor: Monitor) -> bool:
    """Whether the next reading was to be there: what it measured before says nothing of today."""
    return is_measuring(world, monitor) and world.passed(next_reading(world, monitor))


@standing_rule(Monitor)
def a_monitor_is_silent_or_past_its_limit(record: Record, world: World) -> Iterable[Standing]:
    held = world.get_in_force(Monitor, record.id)
    if held and open_breach(world, held.id):
        yield Standing.BREACHED
    if held and is_overdue(world, held):
        yield Standing.OVERDUE


@standing_rule(Reading)
def a_reading_is_late(record: Record, world: World) -> Iterable[Standing]:
    held = world.get_in_force(Monitor, record.monitor_id) if isinstance(record, Reading) else None
    if held and is_overdue(world, held):
        yield Standing.OVERDUE


def answer_due(world: World, breach: Breach) -> dt.date:
    """The day by which a breach is answered, as its monitor says."""
    monitor = world.get_in_force(Monitor, breach.monitor_id) or world.get(Monitor, breach.monitor_id)
    opened = timezone.localtime(world.history(breach)[0].at).date()
    return opened + dt.timedelta(days=monitor.answer_days if monitor else 0)


def is_unanswered(world: World, breach: Breach) -> bool:
    """Whether a breach was to be answered by now and is not."""
    return breach.state in ("open", "acknowledged") and world.passed(answer_due(world, breach))


@standing_rule(Breach)
def a_breach_stays_unanswered(record: Record, world: World) -> Iterable[Standing]:
    if isinstance(record, Breach) and is_unanswered(world, record):
        yield Standing.OVERDUE


@standing_rule(Baseline)
def a_baseline_is_replaced(record: Record, world: World) -> Iterable[Standing]:
    if isinstance(record, Baseline) and is_superseded(world, record):
        yield Standing.STALE


@unsettling_impact
@unsettling_risk
def limits_are_passed(world: World) -> Iterable[Unsettled]:
    """A breach, from the day it was opened, unless the measurement was found to have been wrong."""
    for breach in world.all(Breach):
        if breach.system_id and breach.is_real:
            yield Unsettled(breach.system_id, world.history(breach)[0].seq, breach)
