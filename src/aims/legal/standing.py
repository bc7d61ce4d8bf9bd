"""What makes a classification stale: other questions, roles determined anew, a change that puts them in question."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.checks import remembered
from aims.kernel.models import Record
from aims.kernel.standing import Standing, relies_on_older, standing_rule
from aims.kernel.world import World
from aims.lib import clock
from aims.systems.models import AISystem
from aims.systems.roles import roles_in_question

from .models import Classification


@standing_rule(Classification)
def the_ground_moved(record: Record, world: World) -> Iterable[Standing]:
    """Stale where the questions or our roles are others now.

    A significant change of the system is seen by what the approval was given on, as with every kind.
    """
    if isinstance(record, Classification) and record.is_in_force and has_moved(record, world):
        yield Standing.STALE


def is_stale(classification: Classification, world: World) -> bool:
    """Whether the questions, our roles or the system have changed since it was signed."""
    return has_moved(classification, world) or bool(relies_on_older(classification, world))


def has_moved(classification: Classification, world: World) -> bool:
    """Whether the questions, our roles or a system not yet taken in are others than when it was signed."""
    if classification.tree_edition != classification.tree.edition:
        return True
    system = world.get(AISystem, classification.system_id)
    return system is not None and (
        system.id in _questioned(world)
        or _changed_unseen(classification, system)
        or _roles_differ(classification, system, world)
    )


def _changed_unseen(classification: Classification, system: AISystem) -> bool:
    """Signed before the system was taken in, so upon no version of it, and it changed significantly after that."""
    if str(system.id) in classification.pins or system.in_force_version is None:
        return False
    significant = system.significant_version or 0
    return significant > system.in_force_version or (significant == system.in_force_version and system.edition > 1)


def _questioned(world: World) -> frozenset[UUID]:
    def ask(world: World) -> frozenset[UUID]:
        return frozenset(system.id for system, _change in roles_in_question(world))

    return remembered(world, "systems whose roles are in question", ask)


def _roles_differ(classification: Classification, system: AISystem, world: World) -> bool:
    """Our roles by this law were determined in the register after the signature, and not as the answers have them."""
    pointed = {outcome.role for outcome in classification.path.points_to if outcome.role}
    if not pointed or system.legal_roles_on is None:
        return False
    signed = [stamp.at for stamp in world.history(classification) if stamp.action == "approve"]
    zone = ZoneInfo(settings.TIME_ZONE)
    is_later = bool(signed) and system.legal_roles_on >= clock.day_of(signed[-1], zone)
    return is_later and pointed != set(system.legal_roles) & classification.tree.roles
