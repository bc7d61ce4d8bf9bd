"""Whether the register of AI systems is complete: people attest it, unit by unit; code only counts and compares days.

Which units must attest: every current unit that has an AI system, or somebody assigned there as system owner or line
manager. Systems without a current unit are the organisation's own, which then attests too; and where no unit is found
at all, the organisation itself attests. A unit attests for itself alone: an attestation of a unit above does not cover
it, because the point is that somebody near the work looked.
"""

from collections import Counter
from typing import NamedTuple
from uuid import UUID

from aims.kernel.checks import Do, Gap, remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Person, Unit, name_of
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.systems.models import AISystem, CompletenessAttestation

from .criteria import criteria, late_notes, measured_by, took_place

WHO_KNOWS = ("system_owner", "line_manager")


class Completeness(NamedTuple):
    gaps: tuple[Gap, ...]
    """One for each unit that never attested, not lately, or knows of more systems than are registered."""
    notes: tuple[Gap, ...]
    attestations: tuple[CompletenessAttestation, ...]


def completeness(world: World) -> Completeness:
    """What every check over all systems must say beside what it found; computed once for all of them."""
    return remembered(world, "completeness", _completeness)


def _completeness(world: World) -> Completeness:
    newest: dict[UUID | None, CompletenessAttestation] = {}
    for attestation in sorted(world.in_force(CompletenessAttestation), key=lambda a: (took_place(a), a.stamp.seq)):
        newest[attestation.unit_id] = attestation
    registered, current = _counts(world)
    gaps = []
    for unit in units_that_attest(world, current):
        if gap := _gap(world, unit, newest.get(unit.id), registered[unit.id], current[unit.id]):
            gaps.append(gap)
    note = _note(world, sum(current.values()), list(newest.values()))
    late = late_notes(world, list(newest.values()))
    return Completeness(tuple(gaps), (note, *late, *measured_by(world, "attestation_months")), tuple(newest.values()))


def _counts(world: World) -> tuple[Counter[UUID | None], Counter[UUID | None]]:
    """Per unit: systems ever registered, and those not withdrawn; without a current unit the organisation's."""
    units = {unit.id for unit in world.in_force(Unit)}
    top = next((unit.id for unit in world.all(Unit) if unit.parent_id is None), None)
    ended = KINDS.of(AISystem).workflow.ended
    ever, now = Counter[UUID | None](), Counter[UUID | None]()
    for system in world.all(AISystem):
        unit = system.unit_id if system.unit_id in units else top
        ever[unit] += 1
        if system.state not in ended:
            now[unit] += 1
    return ever, now


def units_that_attest(world: World, systems: Counter[UUID | None]) -> list[Unit]:
    """See the rule at the head of this file; in the order of their refs."""
    today = world.today
    held = {a.unit_id for a in world.in_force(Assignment) if a.role in WHO_KNOWS and a.covers(today)}
    units = world.in_force(Unit)
    chosen = [unit for unit in units if unit.id in held or systems[unit.id]]
    return sorted(chosen or [u for u in units if u.parent_id is None], key=lambda u: u.ref)


def _gap(
    world: World, unit: Unit, attestation: CompletenessAttestation | None, registered: int, count: int
) -> Gap | None:
    attest = Do("completeness_attestation", "create", prefill={"unit": unit.id, "systems_known": count})
    named, using = {"unit": name_of(unit)}, criteria(world)
    if attestation is None:
        return Gap("completeness_never_confirmed", attest, named, unit.id)
    on = took_place(attestation)
    if world.passed(months_after(on, using.attestation_months)):
        return Gap("completeness_stale", attest, named | {"date": on}, unit.id, using.ref)
    if attestation.systems_known > registered:
        params = named | {"n": attestation.systems_known, "m": registered}
        return Gap("completeness_short", Do("ai_system", "create", prefill={"unit": unit.id}), params, unit.id)
    return None


def _note(world: World, systems: int, attestations: list[CompletenessAttestation]) -> Gap:
    if not attestations:
        return Gap("completeness_never", None, {"n": systems})
    last = max(attestations, key=took_place)
    by = world.get(Person, last.author_id)
    params: dict[str, object] = {"n": systems, "date": took_place(last), "person": name_of(by) if by else "OpenAIMS"}
    return Gap("completeness", None, params, last.id)
