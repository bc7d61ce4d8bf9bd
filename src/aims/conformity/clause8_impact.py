"""8.4, impact assessments are carried out, again after changes, and kept, as code."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.impact.asking import next_act
from aims.impact.assessments import of_systems
from aims.impact.models import ImpactAssessment
from aims.kernel.checks import Depth, Gap, Status, Verdict, check, verdict
from aims.kernel.world import World
from aims.systems.models import AISystem, Change
from aims.systems.readiness import targets

from .documents import approvals
from .impacts import over_assessments, taken_in
from .register import short

CARRIED_OUT = frozenset({"find", "implement", "implement_urgently"})


@check(
    "iso42001:2023/8.4-a",
    states=_(
        "Every AI system in scope has an approved impact assessment, or a confirmed screening, younger than the "
        "interval of its tier and than everything since that it could not know."
    ),
)
def impacts_are_assessed(world: World) -> Verdict:
    return over_assessments(world, lambda _system, _held: [])


@check(
    "iso42001:2023/8.4-b",
    states=_(
        "For each significant change of an AI system that was carried out, the impact was assessed anew, or looked at "
        "and approved again, after the change was proposed."
    ),
)
def changes_are_assessed_for_impact(world: World) -> Verdict:
    sound, looked_at, gaps, notes = [], [], list[Gap](), list[Gap]()
    for system, change, done in _significant(world):
        begun = world.history(change)[0].seq
        seqs = [stamp.seq for one in _of(world, system) for stamp in approvals(world, one) if stamp.seq > begun]
        if not seqs:
            params = {"ref": change.ref, "system": system.ref}
            gaps.append(
                Gap("impact_after_change", next_act(world, system), params, change.id, names={"system": system.id})
            )
            looked_at.append(change)
            continue
        sound.append(change)
        if min(seqs) > done:
            notes.append(Gap("impact_afterwards", None, {"ref": change.ref, "system": system.ref}, change.id))
    if not sound and not gaps:
        none = Gap("no_significant_change", None)
        return verdict([], [none], silent=Status.UNKNOWN)
    return verdict(sound, short(gaps), looked_at=looked_at, depth=Depth.OPERATING, notes=notes)


def _of(world: World, system: AISystem) -> list[ImpactAssessment]:
    return of_systems(world, in_force=False).get(system.id, [])


def _significant(world: World) -> Iterator[tuple[AISystem, Change, int]]:
    """Each significant change that took effect, with a system that it is about and the event by which it did."""
    known = {system.id: system for system in taken_in(world)}
    for change in world.all(Change):
        done = [s.seq for s in world.history(change) if s.action in CARRIED_OUT]
        if change.is_significant and done and change.state != "rolled_back":
            yield from ((known[pk], change, done[0]) for pk in targets(change) if pk in known)


@check(
    "iso42001:2023/8.4-c",
    states=_(
        "The result of every assessment in force is kept as it was approved, with its versions and signatures in the "
        "log, for the ten years of its kind."
    ),
)
def results_of_assessments_are_kept(world: World) -> Verdict:
    def look(_system: AISystem, held: ImpactAssessment) -> list[Gap]:
        stamps = world.history(held)
        whole = len(stamps) >= held.version
        return [] if whole else [Gap("history_broken", None, {"ref": held.ref}, held.id)]

    return over_assessments(world, look)
