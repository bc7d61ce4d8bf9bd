"""What a change does to the systems that it is about (6.3, 8.1)."""

from collections.abc import Iterable

from aims.kernel.models import Event
from aims.kernel.perform import Command
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import react
from aims.kernel.world import World
from aims.systems.life import LIFE
from aims.systems.models import AISystem, Change
from aims.systems.readiness import targets


def _unsettle(event: Event, world: World) -> Iterable[Command]:
    """What was approved upon these systems is to be looked at again, where the change is significant."""
    change = world.get(Change, event.record_id)
    move = LIFE.transition("unsettle")
    if change is None or move is None or not change.is_significant:
        return
    for pk in targets(change):
        system = world.get(AISystem, pk)
        if system is not None and system.state in move.source:
            yield Command("ai_system", "unsettle", SYSTEM, system.id, reason=f"{change.ref} {change.title}"[:300])


@react("change", "implement")
def a_change_takes_effect(event: Event, world: World) -> Iterable[Command]:
    return _unsettle(event, world)


@react("change", "implement_urgently")
def an_urgent_change_takes_effect(event: Event, world: World) -> Iterable[Command]:
    return _unsettle(event, world)


@react("change", "find")
def a_change_was_found(event: Event, world: World) -> Iterable[Command]:
    return _unsettle(event, world)


@react("change", "assess")
def a_found_change_proves_significant(event: Event, world: World) -> Iterable[Command]:
    """Found as harmless and assessed as significant: it has been in effect all along."""
    change = world.get(Change, event.record_id)
    acts = {stamp.action for stamp in world.history(change)} if change else set()
    return _unsettle(event, world) if "find" in acts else ()
