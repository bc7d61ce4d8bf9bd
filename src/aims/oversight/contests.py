"""Who may answer a contest: somebody competent on the day who neither ruled first nor gave the answer appealed against.

What role and level it takes says the oversight plan of the system; where none is in force no competence is asked.
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Person, name_of
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World

from .models import Contest
from .plans import plan_of
from .reviewing import why_not_reviewer


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
    if plan is None:
        return None
    return why_not_reviewer(world, person.id, plan.reviewer_role, contest.unit_id, plan.reviewer_level)
