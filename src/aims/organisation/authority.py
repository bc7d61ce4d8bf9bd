"""Who decides must be able to: a role that asks for competence carries no authority without it (5.3, 7.2)."""

import datetime as dt
from typing import NamedTuple

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.authority import authority_rule
from aims.kernel.checks import remembered
from aims.kernel.models import Assignment
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.organisation.competence import expires_on, is_current, profiles, ratings
from aims.organisation.models.competence import Competence


class Lapse(NamedTuple):
    """Why somebody may not decide by an assignment: the rating that is over or not enough, if any, and its last day."""

    rating: Competence | None
    day: dt.date | None


def lapsed(world: World, assignment: Assignment) -> Lapse | None:
    """Nothing where the person may decide by `assignment`; else what is missing."""
    profile = remembered(world, "profiles", profiles).get(assignment.role)
    if profile is None or not profile.decides:
        return None
    rating = remembered(world, "ratings", ratings).get((assignment.person_id, assignment.role))
    if rating is not None and is_current(world, rating, profile):
        return None
    return Lapse(rating, expires_on(world, rating) if rating else None)


def _sentence(day: dt.date) -> str:
    return filled(_("Your competence for it ran out on %(date)s."), {"date": day})


_ran_out = lazy(_sentence, str)


@authority_rule("competence_requirement", "competence")
def competence_carries_authority(world: World, assignment: Assignment) -> Words | None:
    """What a lapse says to whoever is refused for it."""
    found = lapsed(world, assignment)
    if found is None:
        return None
    if found.day and world.passed(found.day):
        return _ran_out(found.day)
    return _("It asks for a competence that nobody has rated you to have.")
