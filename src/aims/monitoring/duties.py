"""What monitoring leaves for named people to do (9.1, A.6.2.6)."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
from aims.kernel.world import World
from aims.systems.models import AISystem, OperationPlan
from aims.systems.readiness import next_act, of_systems

from .models import Breach, Monitor, Reading, RecordingPlan
from .recording import LEAST_MONTHS, is_kept_too_short
from .series import reading_of, windows_missing
from .standing import answer_due, is_measuring, next_reading

DUTY_SENTENCES |= {
    "reading_due": _("%(ref)s %(title)s is to be measured by %(date)s: enter what was found."),
    "reading_unknown": _("%(ref)s %(title)s was unknown %(n)s times in a row: see why nothing can be said."),
    "breach_new": _("%(ref)s %(title)s passed its limit: acknowledge the breach."),
    "breach_answer": _("%(ref)s %(title)s passed its limit: say the cause and what was done by %(date)s."),
    "breach_close": _("%(ref)s %(title)s is answered and its readings are back within the limit: close the breach."),
    "log_too_short": _(
        "%(ref)s %(title)s is of the high tier: its event log is to be kept for at least %(n)s months by the "
        "operation plan."
    ),
}
UNKNOWN_ROWS = 2
"""Windows in a row of which nothing is known, until somebody looks why."""


def to_enter(world: World, monitor: Monitor) -> Do:
    """The form of the next reading; the record of readings first where there is none."""
    reading = reading_of(world, monitor)
    return Do("reading", "enter", reading.id) if reading else Do("reading", "create", prefill={"monitor": monitor.id})


@duty_rule
def people_measure_in_time(world: World) -> Iterable[Duty]:
    """What people measure is entered by its day; it shows some days before, half an interval at most."""
    for monitor in world.in_force(Monitor):
        due = next_reading(world, monitor)
        soon = dt.timedelta(days=min(7, monitor.every_days // 2))
        if monitor.is_manual and is_measuring(world, monitor) and world.passed(due - soon):
            line = reading_of(world, monitor) or Reading(monitor=monitor, unit_id=monitor.unit_id)
            line.owner_id = line.owner_id or monitor.owner_id
            act = to_enter(world, monitor)
            yield duty_about("reading_due", monitor, act, owner_or_able(world, act.action, line), due)


@duty_rule
def unknown_readings_are_looked_at(world: World) -> Iterable[Duty]:
    for monitor in world.in_force(Monitor):
        reading = reading_of(world, monitor)
        if reading and reading.row_unknown >= UNKNOWN_ROWS and is_measuring(world, monitor):
            latest = world.get(Monitor, monitor.id) or monitor
            act = next_act(latest)
            yield duty_about(
                "reading_unknown", latest, act, owner_or_able(world, act.action, latest), n=reading.row_unknown
            )


@duty_rule
def breaches_are_dealt_with(world: World) -> Iterable[Duty]:
    """The owner acknowledges and answers within the days that the monitor says; somebody else closes."""
    for breach in world.all(Breach):
        if breach.state == "open":
            who = owner_or_able(world, "acknowledge", breach)
            yield duty_about("breach_new", breach, "acknowledge", who, answer_due(world, breach))
        elif breach.state == "acknowledged":
            due = answer_due(world, breach)
            yield duty_about("breach_answer", breach, "answer", owner_or_able(world, "answer", breach), due)
        elif breach.state == "answered" and not windows_missing(world, breach):
            yield duty_about("breach_close", breach, "close", able(world, "close", breach))


@duty_rule
def logs_are_kept_long_enough(world: World) -> Iterable[Duty]:
    """Where decisions are recorded of a system of the high tier, the operation plan keeps them six months at least."""
    for plan in world.in_force(RecordingPlan):
        system = world.get(AISystem, plan.system_id)
        if system is None or not is_kept_too_short(world, system):
            continue
        held = next(iter(of_systems(world, OperationPlan).get(system.id, [])), None)
        latest = world.get(OperationPlan, held.id) or held if held else None
        act = next_act(latest) if latest else Do("operation_plan", "create", prefill={"system": system.id})
        who = able(world, act.action, latest or OperationPlan(system_id=system.id, unit_id=system.unit_id))
        yield duty_about("log_too_short", system, act, who, n=LEAST_MONTHS)
