"""What follows from events of the rooms below."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.models import Assignment, Event
from aims.kernel.perform import Command
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import react
from aims.kernel.world import World


@react("person", "retire")
def authority_ends_with_the_person(event: Event, world: World) -> Iterable[Command]:
    """Who has left holds no role: each of their assignments ends that day, or is retired if it had not begun (5.3)."""
    day = event.at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    for held in world.in_force(Assignment):
        if held.person_id != event.record_id or (held.ends_on and held.ends_on <= day):
            continue
        if held.starts_on > day:
            yield Command("assignment", "retire", SYSTEM, held.id, reason="The person has left.")
        else:
            yield Command("assignment", "edit", SYSTEM, held.id, {"ends_on": day}, reason="The person has left.")
