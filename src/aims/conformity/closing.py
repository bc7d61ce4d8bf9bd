"""Who can close a gap: the people who may do what it asks for, without those whose doing it would not close it."""

from uuid import UUID

from aims.kernel.checks import Gap
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record, Unit
from aims.kernel.policy import Able, Actor, may_refer, who_may
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
        if kind.under:
            kind.place_under(record, world.find(gap.do.prefill.get(kind.under)))
    able = who_may(world, gap.do.action, record, kind)
    leads_to = [found for value in gap.do.prefill.values() if isinstance(value, UUID) and (found := world.find(value))]
    return [one for one in able if one.person.id not in gap.do.not_by and _names_all(world, one, leads_to)]


def _names_all(world: World, one: Able, leads_to: list[Record]) -> bool:
    """Whether they see what the new record must name; without that their form could not be filled."""
    actor = Actor.of(world, one.person.id)
    return all(may_refer(actor, record) for record in leads_to)
