"""Which systems had a change that puts our roles towards them in question since these were determined (4.1)."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.kinds import KINDS
from aims.kernel.world import World
from aims.systems.models import AISystem, Change
from aims.systems.readiness import targets

IN_EFFECT = frozenset({"find", "implement", "implement_urgently"})


def took_effect(world: World, change: Change) -> dt.date | None:
    """The day on which a change was there: when it happened, else when it was reported as done or found."""
    stamps = [stamp for stamp in world.history(change) if stamp.action in IN_EFFECT]
    if not stamps:
        return None
    return change.happened_on or stamps[-1].at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def roles_in_question(world: World) -> Iterator[tuple[AISystem, Change]]:
    """Each system of which a list of roles is older than such a change, with the last of them."""
    ended = KINDS.of(AISystem).workflow.ended
    found: dict[AISystem, Change] = {}
    for change in world.all(Change):
        on = took_effect(world, change) if change.roles_in_question and change.state != "rejected" else None
        for pk in targets(change) if on else ():
            system = world.get(AISystem, pk)
            if system is None or system.state in ended:
                continue
            if any(day is None or day < on for day in (system.ai_roles_on, system.legal_roles_on) if on):
                found[system] = change
    yield from found.items()
