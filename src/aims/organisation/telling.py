"""When a line of the communication plan was last carried out, and by when it is carried out again (7.4)."""

import datetime as dt

from aims.kernel.world import World
from aims.lib.clock import months_after

from .days import day_of, took_place
from .models import CommunicationPlan, CommunicationSent


def times_told(world: World, line: CommunicationPlan) -> list[CommunicationSent]:
    """Each time that `line` was carried out, the oldest first."""
    sent = (one for one in world.in_force(CommunicationSent) if one.line_id == line.id)
    return sorted(sent, key=lambda one: (took_place(one), one.stamp.seq))


def told_again_by(world: World, line: CommunicationPlan) -> dt.date | None:
    """The day by which a line with an interval is carried out again; one that never was, from when it was made."""
    if not line.interval_months:
        return None
    sent, stamps = times_told(world, line), world.history(line)
    last = took_place(sent[-1]) if sent else day_of((stamps[0] if stamps else line.stamp).at)
    return months_after(last, line.interval_months)
