"""Who may rule on a case: the role that the plan names, competent on the day, and nobody whose own case it is."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import remembered
from aims.kernel.models import Person
from aims.kernel.policy import Actor
from aims.kernel.roles import role_name
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.organisation.competence import expires_on, ratings
from aims.organisation.models import Competence

from .models import OversightPlan, ReviewCase


def plan_for(world: World, case: ReviewCase) -> OversightPlan:
    """The plan that holds for a case now: the version in force, else the last there was."""
    found = world.get_in_force(OversightPlan, case.plan_id) or world.get(OversightPlan, case.plan_id)
    assert found is not None, "a case is made by a plan"
    return found


def wanted_role(plan: OversightPlan, case: ReviewCase) -> str:
    """The role that rules: that of the plan's reviewers, or the one it was escalated to."""
    return case.asked_role or plan.reviewer_role


def why_not(world: World, case: ReviewCase, person: UUID) -> Words | None:
    """Why this person may not rule on this case, or nothing."""
    if person == case.asked_by_id:
        return _("It is their own decision: somebody else rules on it.")
    if person == case.first_by_id:
        return _("They ruled on it first: the second reviewer is somebody else.")
    plan = plan_for(world, case)
    return why_not_reviewer(
        world, person, wanted_role(plan, case), case.unit_id, "" if case.asked_role else plan.reviewer_level
    )


def why_not_reviewer(world: World, person: UUID, role: str, unit: UUID | None, level: str) -> Words | None:
    """Why this person may rule by no role that counts; `level` is the competence wanted, empty where none is."""
    words = {"person": _name(world, person), "role": role_name(role)}
    held = [one for one in Actor.of(world, person).held if one.role.id == role and one.covers(unit)]
    if not held:
        return filled(_("It is for the role “%(role)s”, which %(person)s does not hold here."), words)
    if all(one.lapsed for one in held):
        return held[0].lapsed
    return _not_competent(world, person, role, level, words) if level else None


def _not_competent(world: World, person: UUID, role: str, level: str, words: dict[str, str]) -> Words | None:
    rating = remembered(world, "ratings", ratings).get((person, role))
    if rating is None or rating.state != "competent":
        return filled(_("Nobody has rated %(person)s as competent for “%(role)s”."), words)
    if rating.level < level:
        said = words | {"level": rating.level, "wanted": level}
        return filled(_("%(person)s is rated at level %(level)s for “%(role)s”; the plan asks for %(wanted)s."), said)
    day = expires_on(world, rating)
    if day and world.passed(day):
        return filled(
            _("The competence of %(person)s for “%(role)s” ended on %(date)s: a new rating renews it."),
            words | {"date": day},
        )
    return None


def competence_then(world: World, case: ReviewCase) -> Competence | None:
    """The rating by which whoever ruled was competent when they did, as it stands in `world`."""
    if case.ruled_at is None:
        return None
    role = wanted_role(plan_for(world, case), case)
    mine = [one for one in world.all(Competence) if one.person_id == case.ruled_by_id and one.role == role]
    fits = [one for one in mine if any(s.action == "approve" and s.at <= case.ruled_at for s in world.history(one))]
    return max(fits, key=lambda one: one.stamp.seq, default=None)


def _name(world: World, person: UUID) -> str:
    found = world.get(Person, person)
    return found.name if found else "?"
