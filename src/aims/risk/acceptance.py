"""Whether the acceptance of a risk still holds: until its day, and by an authority that suffices today (6.1.3-h)."""

from aims.kernel.world import World

from .criteria import criteria, level, row_of
from .models import Risk
from .models.criteria import ACCEPTORS, NOBODY

ACTIONS = dict(zip(("retain", "accept", "accept_as_management", "accept_as_top"), ACCEPTORS, strict=True))
"""By the action that accepts: the authority that it takes."""


def is_over(world: World, risk: Risk) -> bool:
    return risk.state == "accepted" and world.passed(risk.accepted_until)


def is_outgrown(world: World, risk: Risk) -> bool:
    """Whether the criteria in force ask for a higher authority, or for none to do it, than accepted `risk`."""
    if risk.state != "accepted":
        return False
    by = next((ACTIONS[s.action] for s in reversed(world.history(risk)) if s.action in ACTIONS), ACCEPTORS[0])
    return not suffices(world, risk, by)


def suffices(world: World, risk: Risk, role: str) -> bool:
    """Whether `role` has the authority to accept `risk` at its level today, by the criteria in force."""
    using = criteria(world)
    now = level(using, risk)
    wanted = row_of(using, now)["accepted_by"] if now else NOBODY
    return wanted != NOBODY and ACCEPTORS.index(wanted) <= ACCEPTORS.index(role)


def is_accepted(world: World, risk: Risk) -> bool:
    """Whether somebody with authority for its level bears `risk` as it is, until a day that is not past."""
    return risk.state == "accepted" and not is_over(world, risk) and not is_outgrown(world, risk)
