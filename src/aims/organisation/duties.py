"""What people must do about objectives, resources and the communication plan: measure, decide, provide, tell."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
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


@duty_rule
def objectives_are_measured(world: World) -> Iterable[Duty]:
    """Each active objective by the day on which its next result is due; it shows from thirty days before (6.2)."""
    for objective in world.in_force(Objective):
        due = next_due(world, objective) if objective.state == "active" else None
        if due is None or not world.passed(due - min(DUE_SOON, _half_interval(objective))):
            continue
        do = Do("measurement", "create", prefill={"objective": objective.id})
        who = owner_or_able(world, "edit", objective)
        yield duty_about("measure", objective, do, who, due)


def _half_interval(objective: Objective) -> dt.timedelta:
    """A monthly result is not asked for on the day after the last one."""
    return dt.timedelta(days=15 * objective.interval_months)


@duty_rule
def objectives_are_decided_upon(world: World) -> Iterable[Duty]:
    """Proposals by top management, what is decided by its owner, and what is past its day by both (6.2)."""
    for objective in world.in_force(Objective):
        if objective.state == "proposed":
            yield duty_about("approve_objective", objective, "approve", able(world, "approve", objective))
        elif objective.state != "active":
            yield duty_about("begin_objective", objective, "activate", owner_or_able(world, "activate", objective))
        elif world.passed(objective.due_on):
            found = results(world, objective)
            is_reached = bool(found) and found[-1].value is not None and objective.reached_by(found[-1].value)
            action = "achieve" if is_reached else "revise"
            who = able(world, action, objective)
            yield duty_about("decide_objective", objective, action, who, objective.due_on)


@duty_rule
def resources_are_decided_and_provided(world: World) -> Iterable[Duty]:
    """A stated need waits for somebody who may grant it; a granted one for its owner (7.1)."""
    for need in world.in_force(ResourceNeed):
        if need.state == "stated":
            yield duty_about("grant", need, "grant", able(world, "grant", need))
        elif need.state == "granted" and world.passed(need.needed_by - DUE_SOON):
            yield duty_about("provide", need, "provide", owner_or_able(world, "provide", need), need.needed_by)


@duty_rule
def plan_of_communication_is_carried_out(world: World) -> Iterable[Duty]:
    """Each line with an interval, by whoever owns it; it shows from thirty days before (7.4)."""
    for line in world.in_force(CommunicationPlan):
        due = told_again_by(world, line)
        if due is None or not world.passed(due - DUE_SOON):
            continue
        do = Do("communication_sent", "create", prefill={"line": line.id})
        yield duty_about("tell", line, do, owner_or_able(world, "edit", line), due)
