"""What the clock and other records make of an assessment, and what that leaves for people to do (8.4-b)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import Standing, relies_on_older, standing_rule
from aims.kernel.world import World
from aims.systems.models import AISystem
from aims.systems.unsettling import Unsettled

from .assessments import of_systems, unsettled_by
from .models import ImpactAssessment

DUTY_SENTENCES |= {
    "impact_unsettled": _("%(ref)s %(title)s was approved before %(other)s: assess the impact again."),
    "impact_missing": _("%(ref)s %(title)s has no impact assessment: screen it or assess it."),
    "impact_triggered": _("%(ref)s %(title)s waits: screen it or begin the assessment."),
}
_ENDED = frozenset({"rejected", "retired"})


@standing_rule(ImpactAssessment)
def an_assessment_grows_stale(record: Record, world: World) -> Iterable[Standing]:
    """By its day, or by what came after it; by a change of what it relies on the kernel says so itself."""
    if not isinstance(record, ImpactAssessment) or not record.is_in_force or relies_on_older(record, world):
        return
    if world.passed(record.review_due) or any(unsettled_by(world, record)):
        yield Standing.STALE


@duty_rule
def impacts_are_assessed_again(world: World) -> Iterable[Duty]:
    """What an assessment could not know is weighed by its owner, or whoever may assess."""
    for held in world.in_force(ImpactAssessment):
        latest = world.get(ImpactAssessment, held.id) or held
        action = {"approved": "revise", "not_needed": "screen_again"}.get(latest.state, "edit")
        for one in unsettled_by(world, held):
            who = owner_or_able(world, action, latest)
            yield duty_about("impact_unsettled", latest, action, who, other=_named(one))
            break


def _named(one: Unsettled) -> object:
    return KINDS[one.what.kind].label if one.is_restricted else one.what.ref


@duty_rule
def assessments_are_carried_out(world: World) -> Iterable[Duty]:
    """What was triggered is screened or begun, and a system in scope that nobody assessed is not forgotten."""
    begun = of_systems(world, in_force=False)
    for one in world.all(ImpactAssessment):
        if one.state == "triggered":
            yield duty_about("impact_triggered", one, "edit", owner_or_able(world, "edit", one))
    for system in world.in_force(AISystem):
        latest = world.get(AISystem, system.id) or system
        if latest.state not in _ENDED and system.is_in_scope and system.id not in begun:
            draft = ImpactAssessment(system_id=system.id, unit_id=system.unit_id, owner_id=system.owner_id)
            yield duty_about("impact_missing", latest, _create(system), owner_or_able(world, "create", draft))


def _create(system: AISystem) -> Do:
    return Do("impact_assessment", "create", prefill={"system": system.id})
