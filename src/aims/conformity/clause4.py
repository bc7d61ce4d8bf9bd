"""Clause 4, context of the organisation, as code."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Gap, Verdict, check
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import ScopeStatement
from aims.systems.models import AISystem

from .criteria import criteria
from .documents import asks_for, found, section_gaps, to_write
from .register import governed, over_systems, registered


@check(
    "iso42001:2023/4.1-c",
    states=_(
        "Every AI system in scope states what it is for, in a version that somebody else confirmed within the interval."
    ),
)
def purposes_of_systems_are_confirmed(world: World) -> Verdict:
    return over_systems(world, governed(world), lambda system: None, "intended_use")


@check(
    "iso42001:2023/4.1-d",
    states=_(
        "For every AI system in scope our AI roles are determined, with the reason and the day, not longer ago than "
        "the interval, in a version that somebody else confirmed."
    ),
)
def ai_roles_are_determined(world: World) -> Verdict:
    using = criteria(world)

    def out_of_date(system: AISystem) -> Gap | None:
        on = system.ai_roles_on
        if on is None or not world.passed(months_after(on, using.roles_months)):
            return None
        act = to_write(world, system, "ai_roles_on")
        return Gap("roles_stale", act, {"ref": system.ref, "date": on}, system.id, using.ref)

    fields = ("ai_roles", "ai_roles_why", "ai_roles_on")
    return over_systems(world, governed(world), out_of_date, *fields, months="roles_months")


@check(
    "iso42001:2023/4.3-a",
    states=_(
        "One scope statement is in force and not past its review, and every registered AI system is decided to be in "
        "or out of it, out with a reason."
    ),
)
def boundaries_are_decided(world: World) -> Verdict:
    scope = found(world, ScopeStatement)
    if not scope.in_force:
        return asks_for(world, scope)

    def undecided(system: AISystem) -> Gap | None:
        is_out = system.scope_decision == AISystem.ScopeDecision.OUT
        return next(iter(section_gaps(world, system, "scope_why")), None) if is_out else None

    return over_systems(world, registered(world), undecided, "scope_decision", beside=scope)


@check(
    "iso42001:2023/4.3-d",
    states=_(
        "A scope statement is in force, approved by another person than who wrote it, not past its review, and it says "
        "who can get it and how."
    ),
)
def scope_is_written_and_available(world: World) -> Verdict:
    return asks_for(world, found(world, ScopeStatement), "text", "availability", "availability_how")
