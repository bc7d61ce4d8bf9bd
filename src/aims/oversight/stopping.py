"""Which systems are stopped: one small indexed read, which every gate asks for once a second."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from aims.kernel.models import Record
from aims.lib.clock import iso
from aims.systems.models import AISystem

from .models import SystemStop

SUSPENDED = "suspended"


def stops_of(systems: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What is stopped of each system, as gates are told: `ref, version, route, at, reason`; empty texts mean all."""
    wanted = list(systems)
    found: dict[UUID, list[dict[str, Any]]] = {pk: [] for pk in wanted}
    for stop in SystemStop.objects.filter(system__in=wanted, holds=True).order_by("pk"):
        found[stop.system_id].append(
            {
                "ref": stop.ref,
                "version": stop.of_version,
                "route": stop.of_route,
                "at": iso(stop.changed_at),
                "reason": stop.why,
            }
        )
    for pk, ref, at in AISystem.objects.filter(pk__in=wanted, state=SUSPENDED).values_list("pk", "ref", "changed_at"):
        found[pk].append({"ref": ref, "version": "", "route": "", "at": iso(at), "reason": ""})
    return found


def stopped(stops: Iterable[Mapping[str, Any]], version: str, route: str) -> Mapping[str, Any] | None:
    """The stop that holds for a decision of this version on this route, or nothing."""
    fits = (s for s in stops if s["version"] in ("", version) and s["route"] in ("", route))
    return next(fits, None)


def of(system: Record) -> list[dict[str, Any]]:
    """What is stopped of one system."""
    return stops_of([system.pk])[system.pk]
