"""Who can close a gap: the people who may do what it asks for, without those whose doing it would not close it."""

from aims.kernel.checks import Gap
from aims.kernel.kinds import KINDS
from aims.kernel.models import Unit
from aims.kernel.policy import Able, who_may
from aims.kernel.world import World


def who_closes(world: World, gap: Gap) -> list[Able]:
    """The likeliest first; empty where nothing closes the gap, or nobody holds a role that may."""
    if gap.do is None:
        return []
    kind = KINDS[gap.do.kind]
    record = world.get(kind.model, gap.do.record)
    if record is None:
        top = next((unit.id for unit in world.all(Unit) if unit.parent_id is None), None)
        record = kind.model(unit_id=gap.do.prefill.get("unit", top))
    able = who_may(world, gap.do.action, record, kind)
    return [one for one in able if one.person.id not in gap.do.not_by]
