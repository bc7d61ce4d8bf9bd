"""Which assessment stands for which system, and whether it is current, as a world holds them."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.standing import relies_on_older
from aims.kernel.world import World
from aims.organisation.models import Obligation
from aims.systems.models import AISystem
from aims.systems.unsettling import Unsettled, Unsettling

from .models import ImpactAssessment, ImpactMethod

COVERS = "covers"
"""The relation by which one assessment speaks of further systems."""


UNSETTLING: list[Unsettling] = []


def unsettling(rule: Unsettling) -> Unsettling:
    """Register what else makes an assessment stale than a change of its system: rooms above add theirs, as concerns."""
    UNSETTLING.append(rule)
    return rule


@unsettling
def new_obligations(world: World) -> Iterable[Unsettled]:
    """What a law asks of a system, confirmed after the assessment."""
    for one in world.in_force(Obligation):
        approved = next((s for s in world.history(one) if s.action == "approve"), one.stamp)
        for link in one.links:
            if link.relation == "applies_to" and link.target:
                yield Unsettled(link.target, approved.seq, one)


def method(world: World) -> ImpactMethod:
    """The method approved last; without any, an unsaved record with our proposals and no ref."""
    approved = world.in_force(ImpactMethod)
    return max(approved, key=lambda m: m.stamp.seq) if approved else ImpactMethod()


def covered(assessment: ImpactAssessment) -> list[UUID]:
    """The systems that an assessment speaks of: the one it names, then those it covers too."""
    links = getattr(assessment, "links", ())  # a row of the database has none; a world's record does
    linked = (link.target for link in links if link.relation == COVERS)
    return list(dict.fromkeys(pk for pk in (assessment.system_id, *linked) if pk))


def systems_of(world: World, assessment: ImpactAssessment) -> list[AISystem]:
    """The systems that an assessment speaks of, as `world` has them."""
    whole = world.get(ImpactAssessment, assessment.id) or assessment
    return [s for pk in covered(whole) if (s := world.get(AISystem, pk)) is not None]


def of_systems(world: World, *, in_force: bool) -> dict[UUID, list[ImpactAssessment]]:
    """The assessments by the system they speak of, the oldest first."""

    def gather(world: World) -> dict[UUID, list[ImpactAssessment]]:
        found: dict[UUID, list[ImpactAssessment]] = {}
        for one in world.in_force(ImpactAssessment) if in_force else world.all(ImpactAssessment):
            for pk in covered(one):
                found.setdefault(pk, []).append(one)
        return found

    return remembered(world, ("impact assessments", in_force), gather)


def assessment_of(world: World, system: AISystem) -> ImpactAssessment | None:
    """The assessment in force for `system`, the one approved last; a screening counts as one."""
    found = of_systems(world, in_force=True).get(system.id, [])
    return max(found, key=lambda a: a.stamp.seq) if found else None


def decided_at(world: World, assessment: ImpactAssessment) -> int:
    """The number of the event that put the version in force; 0 where none is."""
    held = world.get_in_force(ImpactAssessment, assessment.id)
    return held.stamp.seq if held else 0


def unsettled_by(world: World, assessment: ImpactAssessment) -> Iterator[Unsettled]:
    """What came after the version in force and speaks of one of its systems."""
    since, known = decided_at(world, assessment), set(covered(assessment))
    if since:
        events = (one for rule in UNSETTLING for one in rule(world))
        yield from (one for one in events if one.system in known and one.seq > since)


def is_current(world: World, assessment: ImpactAssessment) -> bool:
    """Whether the version in force still holds: its systems unchanged, its review ahead, nothing new to weigh."""
    is_late = world.passed(assessment.review_due)
    return not (is_late or relies_on_older(assessment, world) or any(unsettled_by(world, assessment)))
