"""What people raise about a system makes its impact assessment stale: it could not know of it (8.4-b)."""

from collections.abc import Iterable

from aims.impact.assessments import unsettling
from aims.kernel.world import World
from aims.systems.unsettling import Unsettled

from .models import Concern


@unsettling
def concerns_are_raised(world: World) -> Iterable[Unsettled]:
    """A concern about a system, from the day it is linked until it was found to have no ground."""
    for concern in world.all(Concern):
        if concern.outcome == Concern.Outcome.UNFOUNDED:
            continue
        linked = [stamp.seq for stamp in world.history(concern) if stamp.action in ("create", "link")]
        for link in concern.links:
            if link.relation == "about" and link.target and linked:
                yield Unsettled(link.target, linked[-1], concern, is_restricted=True)
