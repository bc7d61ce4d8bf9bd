"""Whether a risk assessment is current: its day ahead, what it rests on unchanged, nothing new to weigh (8.2)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_about, duty_rule, owner_or_able
from aims.kernel.models import Record
from aims.kernel.standing import Standing, relies_on_older, standing_rule
from aims.kernel.world import World
from aims.systems.unsettling import Unsettled, Unsettling

from .models import RiskAssessment

DUTY_SENTENCES["risk_unsettled"] = _("%(ref)s %(title)s was approved before %(other)s: assess the risks again.")
UNSETTLING: list[Unsettling] = []


def unsettling(rule: Unsettling) -> Unsettling:
    """Register what makes an assessment stale beside a change of its system: rooms above add theirs, as breaches."""
    UNSETTLING.append(rule)
    return rule


def unsettled_by(world: World, assessment: RiskAssessment) -> Iterator[Unsettled]:
    """What came after the version in force and speaks of its system."""
    held = world.get_in_force(RiskAssessment, assessment.id)
    if held and held.system_id:
        events = (one for rule in UNSETTLING for one in rule(world))
        yield from (one for one in events if one.system == held.system_id and one.seq > held.stamp.seq)


def is_current(world: World, assessment: RiskAssessment) -> bool:
    """Whether the version in force still holds."""
    is_late = world.passed(assessment.review_due)
    return not (is_late or relies_on_older(assessment, world) or any(unsettled_by(world, assessment)))


@standing_rule(RiskAssessment)
def an_assessment_grows_stale(record: Record, world: World) -> Iterable[Standing]:
    """By what came after it; by a change of what it relies on the kernel says so itself."""
    if isinstance(record, RiskAssessment) and record.is_in_force and any(unsettled_by(world, record)):
        yield Standing.STALE


@duty_rule
def risks_are_assessed_again(world: World) -> Iterable[Duty]:
    """What an assessment could not know is weighed by its owner, or whoever may assess."""
    for held in world.in_force(RiskAssessment):
        latest = world.get(RiskAssessment, held.id) or held
        new = next(unsettled_by(world, held), None)
        if new and latest.state == "approved":
            who = owner_or_able(world, "assess_anew", latest)
            yield duty_about("risk_unsettled", latest, "assess_anew", who, other=new.what.ref)
