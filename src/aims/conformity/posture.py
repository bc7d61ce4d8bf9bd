"""Where the organisation stands: a verdict for each of the 202 ids, capped by what is openly nonconforming."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from aims import catalogue
from aims.improvement.models import Nonconformity
from aims.kernel.checks import CHECKS, Do, Evidence, Gap, Status, Verdict, evaluate, remembered, shown_by
from aims.kernel.kinds import KINDS
from aims.kernel.world import World, day_by_day

from .applicability import excluded
from .judgements import capped_by_judgement, without_check

WORST_FIRST = (Status.UNMET, Status.STALE, Status.PARTLY, Status.UNKNOWN, Status.MET, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Posture:
    """The verdicts of all requirements in catalogue order; counts, never a score."""

    verdicts: dict[str, Verdict]

    def __iter__(self) -> Iterator[tuple[str, Verdict]]:
        return iter(self.verdicts.items())

    def counts(self) -> dict[Status, int]:
        found = dict.fromkeys(Status, 0)
        for verdict in self.verdicts.values():
            found[verdict.status] += 1
        return found

    def open_gaps(self) -> list[tuple[str, Verdict, Gap]]:
        """Every gap, those of the worst verdicts first."""
        rows = [(pk, v, gap) for pk, v in self.verdicts.items() for gap in v.gaps]
        return sorted(rows, key=lambda row: WORST_FIRST.index(row[1].status))


def posture(world: World) -> Posture:
    """All verdicts; only those are computed that read something which has changed since they were last asked for."""
    return remembered(world, "posture", lambda w: Posture({pk: verdict_on(w, pk) for pk in catalogue.requirements()}))


def verdict_on(world: World, requirement: str) -> Verdict:
    """The verdict on one requirement: its check's (or a person's judgement), capped by open nonconformities."""

    def compute(world: World) -> Verdict:
        if left_out := excluded(world, requirement.rpartition("/")[2]):
            said = Gap("left_out", None, {"ref": left_out.ref, "version": left_out.edition}, left_out.id)
            return Verdict(Status.NOT_APPLICABLE, evidence=shown_by([left_out]), notes=(said,))
        check = CHECKS.get(requirement)
        found = evaluate(world, check) if check else without_check(world, requirement)
        return _capped(world, requirement, capped_by_judgement(world, requirement, found))

    return remembered(world, ("verdict", requirement), compute)


def turns(requirement: str, last: dt.date) -> list[tuple[dt.date, Verdict]]:
    """The days up to `last` on which the verdict on one requirement turned, as recorded then: the latest first.

    The last of them is the first day of the log, before which nothing can be said.
    """
    found: list[tuple[dt.date, Verdict]] = []
    for world in day_by_day(last):
        verdict = verdict_on(world, requirement)
        if not found or verdict.status is not found[-1][1].status:
            found.append((world.today, verdict))
    return found[::-1]


def _capped(world: World, requirement: str, found: Verdict) -> Verdict:
    """An open major nonconformity makes it unmet, a minor one partly at most, whatever was computed."""
    against = remembered(world, "open nonconformities", _open_nonconformities).get(requirement, [])
    if not against:
        return found
    is_major = any(n.grade == Nonconformity.Grade.MAJOR for n in against)
    cap = Status.UNMET if is_major else Status.PARTLY
    kind = KINDS.of(Nonconformity).name
    gaps = tuple(
        Gap(
            "nonconformity_open",
            Do(kind, _next_step(n), n.id),
            {"ref": n.ref, "grade": Nonconformity.Grade(n.grade).label},
            n.id,
        )
        for n in against
    )
    evidence = tuple(Evidence(n.id, kind, n.version) for n in against)
    return replace(found, status=found.status.at_most(cap), gaps=found.gaps + gaps, evidence=found.evidence + evidence)


def _open_nonconformities(world: World) -> dict[str, list[Nonconformity]]:
    found: dict[str, list[Nonconformity]] = {}
    for nonconformity in world.all(Nonconformity):
        for requirement in catalogue.current(nonconformity.requirement) if nonconformity.is_open else ():
            found.setdefault(requirement, []).append(nonconformity)
    return found


def _next_step(nonconformity: Nonconformity) -> str:
    """The move that brings a nonconformity nearer to its end."""
    moves = KINDS.of(Nonconformity).workflow.open_to(nonconformity)
    return next(m.name for m in moves if m.name not in ("reject", "reopen"))
