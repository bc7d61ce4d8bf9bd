"""What people have of what their roles take, read from a World in one pass (7.2)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, cast
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.models import Assignment, Person, Record
from aims.kernel.roles import roles
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.world import World
from aims.organisation.days import day_of
from aims.organisation.models.competence import Competence, CompetenceRequirement, counts_until

APART = {"staff_member"}
"""A role that everybody has: what it takes is a matter of awareness (7.3)."""


EXPIRES_SOON = dt.timedelta(days=60)


class Holder(NamedTuple):
    """A person in a role that asks for a competence, and the rating of it that counts, if there is one."""

    person: Person
    role: str
    profile: CompetenceRequirement
    rating: Competence | None

    def is_competent(self, world: World) -> bool:
        return self.rating is not None and is_current(world, self.rating, self.profile)


def needs_profile(role: str) -> bool:
    """Whether a role is one of work: held by a person who does more than look on."""
    known = roles().get(role)
    return known is not None and known.account == "person" and not known.read_only and role not in APART


def profiles(world: World) -> dict[str, CompetenceRequirement]:
    """What each role takes: of several requirements in force the strictest."""
    in_order = sorted(world.in_force(CompetenceRequirement), key=lambda p: (p.decides, p.level))
    return {profile.role: profile for profile in in_order}


def ratings(world: World) -> dict[tuple[UUID, str], Competence]:
    """The rating of each person in each role: one that holds before one that does not, the one that lasts longest."""

    def rank(one: Competence) -> tuple[bool, str, int]:
        return one.state == "competent", str(expires_on(world, one) or ""), one.stamp.seq

    return {(one.person_id, one.role): one for one in sorted(world.in_force(Competence), key=rank)}


def is_current(world: World, rating: Competence, profile: CompetenceRequirement) -> bool:
    """Whether somebody was rated competent, on the level that is asked for, and that is not over."""
    is_enough = rating.state == "competent" and rating.level >= profile.level
    return is_enough and not world.passed(expires_on(world, rating))


def expires_on(world: World, rating: Competence) -> dt.date | None:
    """The last day of what was rated competent: the day that was said, or before it where the requirement says so."""
    if rating.state != "competent":
        return None
    rated = max((stamp.at for stamp in world.history(rating) if stamp.action == "approve"), default=rating.stamp.at)
    days = rating.valid_until, counts_until(world, rating.role, day_of(rated))
    return min((day for day in days if day), default=None)


def holders(world: World) -> list[Holder]:
    """Everybody in force who holds a role that has a competence requirement, each role once."""
    return remembered(world, "holders of competence", _holders)


def _holders(world: World) -> list[Holder]:
    today, asked, rated = world.today, profiles(world), ratings(world)
    found: dict[tuple[UUID, str], Holder] = {}
    for held in world.in_force(Assignment):
        key = held.person_id, held.role
        if key in found or held.role not in asked or not held.covers(today):
            continue
        if person := world.get_in_force(Person, held.person_id):
            found[key] = Holder(person, held.role, asked[held.role], rated.get(key))
    return list(found.values())


@standing_rule(Competence)
def expiry(rating: Record, world: World) -> Iterable[Standing]:
    """Expired after its last day, expiring from sixty days before; only what was rated competent can be either."""
    day = expires_on(world, cast("Competence", rating))
    if world.passed(day):
        yield Standing.EXPIRED
    elif day and world.passed(day - EXPIRES_SOON):
        yield Standing.EXPIRING
