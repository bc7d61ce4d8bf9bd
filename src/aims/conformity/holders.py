"""Who holds which role: what the checks on roles share."""

from uuid import UUID

from aims.kernel.checks import Do, Gap
from aims.kernel.models import Assignment, Person, Unit, name_of
from aims.kernel.roles import role_name
from aims.kernel.world import World


def held_now(world: World) -> list[Assignment]:
    """The assignments current on the day, of people who are still here."""
    today = world.today
    return [a for a in world.in_force(Assignment) if a.covers(today) and world.get_in_force(Person, a.person_id)]


def holders(world: World, role: str) -> list[Assignment]:
    return [a for a in held_now(world) if a.role == role]


def vacancy(world: World, role: str, unit: Unit | None = None) -> Gap:
    """Nobody holds `role`, in `unit` where one is given; the form that names somebody is filled with both."""
    prefill: dict[str, object] = {"role": role}
    params: dict[str, object] = {"role": role_name(role)}
    if unit is None:
        return Gap("role_unfilled", Do("assignment", "create", prefill=prefill), params)
    act = Do("assignment", "create", prefill=prefill | {"unit": unit.id})
    return Gap("role_unfilled_in", act, params | {"unit": name_of(unit)}, unit.id)


def above(world: World, unit: UUID | None) -> set[UUID]:
    """`unit` and every unit that it is part of: a role held in one of these covers it."""
    found = set[UUID]()
    while unit and unit not in found:
        found.add(unit)
        part = world.get(Unit, unit)
        unit = part.parent_id if part else None
    return found
