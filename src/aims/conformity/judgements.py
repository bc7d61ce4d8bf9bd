"""What people conclude where code cannot: who may count as judge, how long a judgement counts, and what it does.

* A judgement counts for as many months as the criteria say. The newest that counts decides.
* “Adequate” counts only from somebody who did not write what is judged; anything less counts from anybody.
* “Adequate in part” caps a verdict at partly, “not adequate” at unmet.
* Where no code reads evidence, an adequate judgement upon named evidence of somebody else's reaches partly at most.
"""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from aims import catalogue
from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, remembered, shown_by
from aims.kernel.models import Person, Record, name_of
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.lib.clock import months_after

from .criteria import criteria, took_place
from .models import Judgement


def judgements_on(world: World, requirement: str) -> list[Judgement]:
    """What people concluded about a requirement, the newest first; withdrawn judgements left out."""
    return remembered(world, "judgements", _by_requirement).get(requirement, [])


def _by_requirement(world: World) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for judgement in sorted(world.in_force(Judgement), key=lambda j: (took_place(j), j.stamp.seq), reverse=True):
        for requirement in catalogue.current(judgement.requirement):
            found.setdefault(requirement, []).append(judgement)
    return found


def counts(world: World, judgement: Judgement) -> bool:
    return not world.passed(months_after(took_place(judgement), criteria(world).judgement_months))


def decisive(world: World, requirement: str, not_by: frozenset[UUID]) -> Judgement | None:
    """The newest judgement that counts; an adequate one by somebody of `not_by` does not."""
    for judgement in judgements_on(world, requirement):
        is_own = judgement.author_id in not_by and judgement.conclusion == Judgement.Conclusion.ADEQUATE
        if not is_own and counts(world, judgement):
            return judgement
    return None


def to_judge(requirement: str, not_by: frozenset[UUID] = frozenset()) -> Do:
    return Do("judgement", "create", prefill={"requirement": requirement}, not_by=not_by)


def part_judged(
    world: World, requirement: str, part: Words, not_by: frozenset[UUID]
) -> tuple[list[Judgement], list[Gap]]:
    """For a part that code cannot see: the judgement that it is adequate, or the gap that nobody else judged it."""
    found = decisive(world, requirement, not_by)
    if found is not None:
        return ([found] if found.conclusion == Judgement.Conclusion.ADEQUATE else []), []
    act = to_judge(requirement, not_by)
    earlier = [j for j in judgements_on(world, requirement) if j.author_id not in not_by]
    if earlier:
        params = {"ref": earlier[0].ref, "date": took_place(earlier[0])}
        return [], [Gap("judgement_stale", act, params, earlier[0].id, criteria(world).ref)]
    if own := judgements_on(world, requirement):
        return [], [Gap("judged_by_author_only", act, {"ref": own[0].ref}, own[0].id)]
    return [], [Gap("part_to_judge", act, {"part": part})]


def capped_by_judgement(world: World, requirement: str, verdict: Verdict) -> Verdict:
    """A person's “not adequate” or “in part” limits what code found."""
    if not judgements_on(world, requirement):
        return verdict
    authors = world.authors_of(e.record for e in verdict.evidence if e.kind != "judgement")
    found = decisive(world, requirement, authors)
    if found is None or found.conclusion == Judgement.Conclusion.ADEQUATE:
        return verdict
    cap = Status.UNMET if found.conclusion == Judgement.Conclusion.INADEQUATE else Status.PARTLY
    by = world.get(Person, found.author_id)
    params = {"person": name_of(by) if by else "OpenAIMS", "date": took_place(found), "ref": found.ref}
    code = "judged_inadequate" if cap is Status.UNMET else "judged_in_part"
    gap = Gap(code, to_judge(requirement, authors), params, found.id)
    return replace(
        verdict,
        status=verdict.status.at_most(cap),
        evidence=(*verdict.evidence, *shown_by([found])),
        gaps=(*verdict.gaps, gap),
    )


def without_check(world: World, requirement: str) -> Verdict:
    """No code reads evidence for it: unknown, or partly if a person judged it upon evidence they named."""
    stale = None
    for judgement in judgements_on(world, requirement):
        shown = _named_evidence(world, judgement)
        if judgement.conclusion == Judgement.Conclusion.INADEQUATE or not shown:
            continue
        if counts(world, judgement):
            gap = Gap("judgement_only", None, {"ref": judgement.ref}, judgement.id)
            return Verdict(Status.PARTLY, Depth.DESIGNED, shown_by([judgement, *shown]), (gap,))
        stale = stale or judgement
    if stale:
        params = {"ref": stale.ref, "date": took_place(stale)}
        gap = Gap("judgement_stale", to_judge(requirement), params, stale.id, criteria(world).ref)
        return Verdict(Status.STALE, Depth.DESIGNED, shown_by([stale]), (gap,))
    return Verdict(Status.UNKNOWN, gaps=(Gap("no_check", to_judge(requirement)),))


def _named_evidence(world: World, judgement: Judgement) -> list[Record]:
    """What the judgement rests on, without the judge's own work."""
    return [r for r in world.linked(judgement, "evidence") if judgement.author_id not in world.authors(r)]


def all_authors(world: World, records: Iterable[Record]) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(world.authors(record) for record in records))
