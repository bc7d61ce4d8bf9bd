"""What upper rooms say about authority: when a role decides nothing, and when a separation of duties is waived.

Both are pure functions of a World. The kernel asks them whenever it asks who may; it does not know what they read, only
which kinds, because a change of one of those between looking and acting is looked at again.
"""

from collections.abc import Callable
from uuid import UUID

from .models import Assignment, Record
from .workflow import Words
from .world import World

type Lapse = Callable[[World, Assignment], Words | None]
"""Why an assignment carries no authority to approve, accept or verify now, or None."""
type Waiver = Callable[[World, UUID, str, Record], Record | None]
"""The record in force by which a person may act on a record in spite of a rule of `sod.yaml`, or None."""

LAPSES: list[Lapse] = []
WAIVERS: list[Waiver] = []
READ_FOR_AUTHORITY: set[str] = {"assignment", "unit"}
"""The kinds that decide what somebody may do."""


def authority_rule(*reads: str) -> Callable[[Lapse], Lapse]:
    """Register a rule that takes authority from roles; `reads` names the kinds it reads."""

    def register(rule: Lapse) -> Lapse:
        READ_FOR_AUTHORITY.update(reads)
        LAPSES.append(rule)
        return rule

    return register


def waiver_rule(*reads: str) -> Callable[[Waiver], Waiver]:
    """Register a rule that waives separations; `reads` names the kinds it reads."""

    def register(rule: Waiver) -> Waiver:
        READ_FOR_AUTHORITY.update(reads)
        WAIVERS.append(rule)
        return rule

    return register


def lapse(world: World, assignment: Assignment) -> Words | None:
    """The first reason why `assignment` decides nothing now."""
    return next((why for rule in LAPSES if (why := rule(world, assignment))), None)


def waiver(world: World, person: UUID, rule: str, record: Record) -> Record | None:
    """What lets `person` act on `record` in spite of `rule`."""
    return next((found for ask in WAIVERS if (found := ask(world, person, rule, record))), None)
