"""Who may answer a contest: somebody competent on the day who neither ruled first nor gave the answer appealed against.

What role and level it takes says the oversight plan of the system; where none is in force no competence is asked.
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import remembered
from aims.kernel.models import Person, name_of
from aims.kernel.policy import Actor
from aims.kernel.roles import role_name
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.organisation.competence import expires_on, ratings

from .models import Contest, OversightPlan
from .plans import plan_of


def answered_before(world: World, contest: Contest) -> frozenset[UUID]:
    """Who gave the answers that an appeal was made against."""
    stamps = world.history(contest)
    appeals = [n for n, stamp in enumerate(stamps) if stamp.action == "appeal"]
    earlier = stamps[: appeals[-1]] if appeals else ()
    return frozenset(stamp.actor for stamp in earlier if stamp.action == "answer" and stamp.actor)


def unfit_to_answer(world: World, contest: Contest) -> Words | None:
    """Why whoever is assigned may not answer; nothing where they may."""
    person = world.get_in_force(Person, contest.owner_id)
    if person is None:
        return _("Say who answers it.")
    if person.id == contest.first_ruling_by_id:
        return filled(_("%(person)s ruled first: somebody else answers."), {"person": name_of(person)})
    if person.id in answered_before(world, contest):
        return filled(_("%(person)s gave the answer before: somebody else answers."), {"person": name_of(person)})
    plan = plan_of(world, contest.system_id)
    return _not_competent(world, person, plan, contest.unit_id) if plan else None


def _not_competent(world: World, person: Person, plan: OversightPlan, unit: UUID | None) -> Words | None:
    """Holds the role that the plan names, and was rated for it, on its level, and that is not over today."""
    words = {"person": name_of(person), "role": role_name(plan.reviewer_role), "level": plan.reviewer_level}
    held = Actor.of(world, person.id).held
    if not any(one.role.id == plan.reviewer_role and one.covers(unit) for one in held):
        return filled(_("%(person)s does not hold the role “%(role)s” here, which the oversight plan names."), words)
    rating = remembered(world, "ratings", ratings).get((person.id, plan.reviewer_role))
    until = expires_on(world, rating) if rating else None
    if rating is None or until is None:
        return filled(_("Nobody has rated %(person)s competent for the role “%(role)s”."), words)
    if world.passed(until):
        ended = _("The competence of %(person)s for the role “%(role)s” ran out on %(date)s: have it rated anew.")
        return filled(ended, words | {"date": until})
    if rating.level < plan.reviewer_level:
        return filled(_("The oversight plan asks for level %(level)s of whoever answers: %(person)s has less."), words)
    return None
