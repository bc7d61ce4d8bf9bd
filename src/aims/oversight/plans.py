"""Which oversight plan holds for a system."""

from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.world import World

from .models import OversightPlan


def plan_of(world: World, system: UUID) -> OversightPlan | None:
    """The oversight plan in force for a system, the one approved last."""

    def gather(world: World) -> dict[UUID, OversightPlan]:
        return {p.system_id: p for p in sorted(world.in_force(OversightPlan), key=lambda p: p.stamp.seq)}

    return remembered(world, "oversight plans", gather).get(system)
