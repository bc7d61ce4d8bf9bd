"""What people must do about objectives, resources and the communication plan: measure, decide, provide, tell."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, name_of
from aims.kernel.policy import who_may
from aims.kernel.world import World
from aims.organisation.models import CommunicationPlan, Objective, ResourceNeed
from aims.organisation.telling import told_again_by
from aims.organisation.trajectory import next_due, results

DUTY_SENTENCES["measure"] = _("Measure %(ref)s %(title)s: its next result is due on %(date)s.")
DUTY_SENTENCES["begin_objective"] = _("%(ref)s %(title)s is decided: measure where it stands and begin it.")
DUTY_SENTENCES["approve_objective"] = _("%(ref)s %(title)s is proposed: approve or drop it.")
DUTY_SENTENCES["decide_objective"] = _("%(ref)s %(title)s was to be reached by %(date)s: record, revise or drop it.")
DUTY_SENTENCES["grant"] = _("%(ref)s %(title)s waits for a decision: grant or refuse it.")
DUTY_SENTENCES["provide"] = _("%(ref)s %(title)s was granted; it is to be provided by %(date)s.")
DUTY_SENTENCES["tell"] = _("Tell what %(ref)s %(title)s plans: it is due on %(date)s.")


def _named(record: Record, date: dt.date | None = None) -> dict[str, object]:
    return {"ref": record.ref, "title": name_of(record), **({"date": date} if date else {})}


def _those_who_may(world: World, action: str, record: Record) -> frozenset[UUID]:
    return frozenset(able.person.id for able in who_may(world, action, record, KINDS[record.kind]))


def _owner_or(world: World, record: Record, action: str) -> frozenset[UUID]:
    """The owner, else everybody who may."""
    if record.owner_id and world.get_in_force(Person, record.owner_id):
        return frozenset({record.owner_id})
    return _those_who_may(world, action, record)


@duty_rule
def objectives_are_measured(world: World) -> Iterable[Duty]:
    """Each active objective by the day on which its next result is due; it shows from thirty days before (6.2)."""
    for objective in world.in_force(Objective):
        due = next_due(world, objective) if objective.state == "active" else None
        if due is None or not world.passed(due - min(DUE_SOON, _half_interval(objective))):
            continue
        do = Do("measurement", "create", prefill={"objective": objective.id})
        who = _owner_or(world, objective, "revise")
        yield Duty("measure", who, due, do, _named(objective, due), objective.id)


def _half_interval(objective: Objective) -> dt.timedelta:
    """A monthly result is not asked for on the day after the last one."""
    return dt.timedelta(days=15 * objective.interval_months)


@duty_rule
def objectives_are_decided_upon(world: World) -> Iterable[Duty]:
    """Proposals by top management, what is decided by its owner, and what is past its day by both (6.2)."""
    for objective in world.in_force(Objective):
        if objective.state == "proposed":
            who = _those_who_may(world, "approve", objective)
            yield Duty("approve_objective", who, None, _do(objective, "approve"), _named(objective), objective.id)
        elif objective.state != "active":
            who = _owner_or(world, objective, "revise")
            yield Duty("begin_objective", who, None, _do(objective, "activate"), _named(objective), objective.id)
        elif world.passed(objective.due_on):
            found = results(world, objective)
            is_reached = bool(found) and found[-1].value is not None and objective.reached_by(found[-1].value)
            action = "achieve" if is_reached else "revise"
            who = _those_who_may(world, action, objective)
            params = _named(objective, objective.due_on)
            yield Duty("decide_objective", who, objective.due_on, _do(objective, action), params, objective.id)


def _do(record: Record, action: str) -> Do:
    return Do(record.kind, action, record.id)


@duty_rule
def resources_are_decided_and_provided(world: World) -> Iterable[Duty]:
    """A stated need waits for somebody who may grant it; a granted one for its owner (7.1)."""
    for need in world.in_force(ResourceNeed):
        if need.state == "stated":
            yield Duty("grant", _those_who_may(world, "grant", need), None, _do(need, "grant"), _named(need), need.id)
        elif need.state == "granted" and world.passed(need.needed_by - DUE_SOON):
            who = _owner_or(world, need, "provide")
            params = _named(need, need.needed_by)
            yield Duty("provide", who, need.needed_by, _do(need, "provide"), params, need.id)


@duty_rule
def plan_of_communication_is_carried_out(world: World) -> Iterable[Duty]:
    """Each line with an interval, by whoever owns it; it shows from thirty days before (7.4)."""
    for line in world.in_force(CommunicationPlan):
        due = told_again_by(world, line)
        if due is None or not world.passed(due - DUE_SOON):
            continue
        do = Do("communication_sent", "create", prefill={"line": line.id})
        yield Duty("tell", _owner_or(world, line, "edit"), due, do, _named(line, due), line.id)
