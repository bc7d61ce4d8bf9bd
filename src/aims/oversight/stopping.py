"""Which systems are stopped: every gate asks for it once a second, so it is read from the world at hand."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.world import World
from aims.lib.clock import iso
from aims.systems.models import AISystem

from .models import SystemStop

SUSPENDED = "suspended"


def stops_of(world: World, system: UUID) -> list[dict[str, Any]]:
    """What is stopped of a system, as gates are told: `ref, version, route, at, reason`; empty texts mean all."""
    return remembered(world, "stops", _gather).get(system, [])


def _gather(world: World) -> dict[UUID, list[dict[str, Any]]]:
    found: dict[UUID, list[dict[str, Any]]] = {}
    for stop in world.in_force(SystemStop):
        words = {"ref": stop.ref, "version": stop.of_version, "route": stop.of_route, "reason": stop.why}
        found.setdefault(stop.system_id, []).append(words | {"at": iso(stop.changed_at)})
    for system in world.all(AISystem):
        if system.state == SUSPENDED:
            words = {"ref": system.ref, "version": "", "route": "", "reason": ""}
            found.setdefault(system.id, []).append(words | {"at": iso(system.changed_at)})
    return found


def stopped(stops: Iterable[Mapping[str, Any]], version: str, route: str) -> Mapping[str, Any] | None:
    """The stop that holds for a decision of this version on this route, or nothing."""
    fits = (s for s in stops if s["version"] in ("", version) and s["route"] in ("", route))
    return next(fits, None)
