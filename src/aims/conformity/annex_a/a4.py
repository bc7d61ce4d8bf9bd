"""A.4, resources for AI systems, as code."""

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.conformity.competence import is_planned, profile_gaps, shortfall
from aims.conformity.holders import above, held_now, vacancy
from aims.conformity.register import governed, over_systems
from aims.kernel.checks import Gap, Verdict, check
from aims.kernel.models import Unit
from aims.kernel.world import World
from aims.organisation.competence import holders
from aims.systems.models import AISystem

_BUILDING = ("developer", "data_steward")
"""Roles of the life cycle that only a system of our own making needs."""
_RUNNING = ("verifier", "release_approver", "operator", "human_overseer")


@check(
    "iso42001:2023/A.4.2",
    states=_(
        "Every AI system in scope lists the data, tools, computing and people it needs, in a version that "
        "somebody else confirmed within the interval."
    ),
)
def resources_of_systems_are_listed(world: World) -> Verdict:
    return over_systems(world, governed(world), lambda system: None, "resources")


@check(
    "iso42001:2023/A.4.6",
    states=_(
        "For every AI system in scope each role of its life cycle is held by somebody who is competent today, or who "
        "works under supervision with a plan that has a day."
    ),
)
def life_cycles_have_competent_people(world: World) -> Verdict:
    by_key = {(holder.person.id, holder.role): holder for holder in holders(world)}
    held = held_now(world)

    def missing(system: AISystem) -> Iterator[Gap]:
        units = above(world, system.unit_id)
        for role in (*(_BUILDING if "ai_producer" in system.ai_roles else ()), *_RUNNING):
            names = [a for a in held if a.role == role and a.unit_id in units]
            found = [by_key[key] for a in names if (key := (a.person_id, role)) in by_key]
            if any(h.is_competent(world) or (h.rating and is_planned(world, h.rating)) for h in found):
                continue
            if found:
                yield from filter(None, [shortfall(world, found[0])])
            elif names:
                yield from profile_gaps(world, [role])
            else:
                yield vacancy(world, role, world.get(Unit, system.unit_id))

    found = over_systems(world, governed(world), lambda system: next(missing(system), None))
    unique = [gap for n, gap in enumerate(found.gaps) if gap not in found.gaps[:n]]
    return replace(found, gaps=tuple(unique))
