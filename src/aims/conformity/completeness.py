"""Whether the register of AI systems is complete: people attest it, unit by unit; code only counts and compares days.

Which units must attest, says `aims.systems.campaigns`. A unit attests for itself alone: an attestation of a unit above
does not cover it, because the point is that somebody near the work looked.
"""

from typing import NamedTuple
from uuid import UUID

from aims.kernel.checks import Do, Gap, remembered
from aims.kernel.models import Person, Unit, name_of
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.systems.campaigns import systems_by_unit, units_that_attest
from aims.systems.models import CompletenessAttestation

from .criteria import criteria, late_notes, measured_by, took_place


class Completeness(NamedTuple):
    gaps: tuple[Gap, ...]
    """One for each unit that never attested, not lately, or knows of more systems than are registered."""
    notes: tuple[Gap, ...]
    attestations: tuple[CompletenessAttestation, ...]


def completeness(world: World) -> Completeness:
    """What every check over all systems must say beside what it found; computed once for all of them."""
    return remembered(world, "completeness", _completeness)


def last_attested(world: World) -> dict[UUID | None, CompletenessAttestation]:
    """What each unit said last, the newest of all at the end."""
    newest: dict[UUID | None, CompletenessAttestation] = {}
    for attestation in sorted(world.in_force(CompletenessAttestation), key=lambda a: (took_place(a), a.stamp.seq)):
        newest.pop(attestation.unit_id, None)
        newest[attestation.unit_id] = attestation
    return newest


def _completeness(world: World) -> Completeness:
    newest = last_attested(world)
    registered, current = systems_by_unit(world)
    gaps = []
    for unit in units_that_attest(world, current):
        if gap := _gap(world, unit, newest.get(unit.id), registered[unit.id], current[unit.id]):
            gaps.append(gap)
    note = _note(world, sum(current.values()), list(newest.values()))
    late = late_notes(world, list(newest.values()))
    return Completeness(tuple(gaps), (note, *late, *measured_by(world, "attestation_months")), tuple(newest.values()))


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
