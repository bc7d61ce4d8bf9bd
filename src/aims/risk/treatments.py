"""The treatments of each risk, as a world holds them."""

from collections.abc import Iterable
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.separation import owners_of
from aims.kernel.world import World

from .acceptance import is_accepted
from .criteria import criteria, is_tolerated
from .models import Risk, Treatment

APPROVED = ("approved", "in_progress", "implemented", "effective", "closed")
"""The states of a treatment that designated management approved and that did not fail."""


def of(world: World, risk: Risk) -> list[Treatment]:
    """Every treatment of `risk`, those that were cancelled left out."""
    return remembered(world, "treatments of risks", _by_risk).get(risk.id, [])


def _by_risk(world: World) -> dict[UUID, list[Treatment]]:
    found: dict[UUID, list[Treatment]] = {}
    for one in world.all(Treatment):
        if one.state != "cancelled":
            found.setdefault(one.treats_id, []).append(one)
    return found


def with_plan(world: World) -> frozenset[UUID]:
    """The ids of the risks about which something was approved."""
    return remembered(
        world, "risks with a plan", lambda w: frozenset(t.treats_id for t in w.all(Treatment) if t.state in APPROVED)
    )


def planned(world: World, risk: Risk) -> list[Treatment]:
    """Those that were approved."""
    return [one for one in of(world, risk) if one.state in APPROVED]


def needs_a_plan(world: World, risk: Risk) -> bool:
    """Whether `risk` was judged, lies above the appetite, is not accepted, and nothing is approved about it."""
    is_borne = not risk.is_judged or not risk.is_open or is_accepted(world, risk)
    return not is_borne and not is_tolerated(criteria(world), risk) and not planned(world, risk)


def owners(risk: Risk, world: World) -> Iterable[UUID]:
    """Who answers or answered for a treatment of `risk`: what remains is accepted by somebody else (SOD-06)."""
    return (person for one in of(world, risk) for person in owners_of(one))


def effective(treatment: Treatment) -> bool:
    return treatment.state in ("effective", "closed")
