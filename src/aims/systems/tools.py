"""AI tools of the register and those that people may use at work (A.9.2)."""

from uuid import UUID

from aims.kernel.checks import Do, remembered
from aims.kernel.world import World
from aims.organisation.models import AllowedTool

from .models import AISystem


def led_to(world: World) -> frozenset[UUID]:
    """The entries of the register that an allowed tool leads to, be it a draft."""

    def gather(world: World) -> frozenset[UUID]:
        links = (link for tool in world.all(AllowedTool) for link in tool.links if link.relation == "entry")
        return frozenset(link.target for link in links if link.target)

    return remembered(world, "entries of allowed tools", gather)


def unallowed(world: World) -> list[AISystem]:
    """Tools that were taken in and are in scope, and that nobody has put among those that people may use."""
    tools = (s for s in world.in_force(AISystem) if s.sort == AISystem.Sort.STAFF_TOOL and s.is_in_scope)
    return [tool for tool in tools if tool.id not in led_to(world)]


def to_allow(system: AISystem) -> Do:
    """To record how `system` may be used at work, with what the register says of it and leading to it."""
    values = {"title": system.title, "title_alt": system.title_alt, "lang": system.lang, "unit": system.unit_id}
    values |= {"supplier": system.supplier, "use": system.intended_use}
    return Do("allowed_tool", "create", prefill=values | {"relation": "entry", "target": system.id})
