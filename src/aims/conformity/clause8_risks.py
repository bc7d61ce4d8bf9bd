"""Clauses 8.2 and 8.3: that risks are assessed and treated as planned, and again when something changes, as code."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.risk.assessments import is_current
from aims.risk.models import Risk, RiskAssessment, Treatment
from aims.risk.treatments import effective, needs_a_plan, of
from aims.systems.models import AISystem, Change
from aims.systems.readiness import targets

from .clause6_treatment import overdue
from .completeness import completeness
from .criteria import criteria, day, measured_by
from .documents import approvals
from .register import governed, registered, short
from .risks import judged, live_treatments, over, to_assess, untreated

_LIVING = KINDS.of(RiskAssessment).workflow


def _of_systems(world: World) -> dict[object, list[RiskAssessment]]:
    found: dict[object, list[RiskAssessment]] = {}
    for one in world.all(RiskAssessment):
        if one.state not in _LIVING.ended:
            found.setdefault(one.system_id, []).append(one)
    return found


@check(
    "iso42001:2023/8.2-a",
    states=_(
        "Each AI system in scope has an approved risk assessment that is not older than its interval and rests on "
        "nothing that changed significantly since."
    ),
)
def systems_are_assessed_at_intervals(world: World) -> Verdict:
    known, sound, old, looked_at, gaps = _of_systems(world), list[Record](), list[Record](), list[Record](), list[Gap]()
    for latest, _in_force in governed(world):
        mine = known.get(latest.id, [])
        in_force = [found for one in mine if (found := world.get_in_force(RiskAssessment, one.id))]
        if any(is_current(world, one) for one in in_force):
            sound += in_force
        elif in_force:
            old += in_force
            gaps.append(_gap_of_old(world, latest, in_force[-1]))
        else:
            looked_at += mine or [latest]
            gaps.append(_unassessed(world, latest, mine))
    complete = completeness(world)
    depth = Depth.OPERATING if any(len(approvals(world, one)) > 1 for one in sound) else Depth.DESIGNED
    silent = Status.UNMET if registered(world) else Status.UNKNOWN
    if not registered(world):
        gaps.append(Gap("nothing_recorded", Do("ai_system", "create"), {"kind": KINDS.of(AISystem).label}))
    missing = [*short(gaps), *complete.gaps]
    return verdict(sound, missing, old=old, looked_at=looked_at, depth=depth, notes=complete.notes, silent=silent)


def _gap_of_old(world: World, system: AISystem, one: RiskAssessment) -> Gap:
    said = {"ref": system.ref, "date": day(one.stamp.at)}
    return Gap("assessment_old", to_assess(world, one), said, one.id, names={"ref": system.id})


def _unassessed(world: World, system: AISystem, mine: list[RiskAssessment]) -> Gap:
    if mine:
        said = {"ref": system.ref, "assessment": mine[-1].ref}
        names = {"ref": system.id, "assessment": mine[-1].id}
        return Gap("assessment_open", to_assess(world, mine[-1]), said, mine[-1].id, names=names)
    act = Do("risk_assessment", "create", prefill={"system": system.id, "trigger": "first"})
    return Gap("risk_unassessed", act, {"ref": system.ref}, system.id)


@check(
    "iso42001:2023/8.2-b",
    states=_("For each significant change of a system its risks were assessed after it was proposed."),
)
def systems_are_assessed_when_they_change(world: World) -> Verdict:
    known = _of_systems(world)
    changes = [c for c in world.all(Change) if c.is_significant and c.state not in ("rejected", "proposed")]

    def wrong(change: Change) -> Iterator[Gap]:
        since = world.history(change)[0].seq if world.history(change) else 0
        for target in targets(change):
            system = world.get(AISystem, target)
            if system is None:
                continue
            mine = known.get(system.id, [])
            if not any(stamp.seq > since for one in mine for stamp in approvals(world, one)):
                said = {"ref": system.ref, "date": day(change.stamp.at), "change": change.ref}
                act = to_assess(world, mine[-1]) if mine else _unassessed(world, system, []).do
                names = {"ref": system.id, "change": change.id}
                yield Gap("significant_change_not_reassessed", act, said, change.id, names=names)

    of_systems = [c for c in changes if any(world.get(AISystem, target) for target in targets(c))]
    return over(world, of_systems, wrong, model=Change)


@check(
    "iso42001:2023/8.2-c",
    states=_(
        "Approved assessments are kept with their results and cannot be edited; the next is a version of its own."
    ),
)
def results_of_assessments_are_kept(world: World) -> Verdict:
    kept = world.in_force(RiskAssessment)
    begun = [] if kept else [one for one in world.all(RiskAssessment) if one.state not in _LIVING.ended]
    missing = [Gap("not_approved", to_assess(world, one), {"ref": one.ref}, one.id) for one in begun]
    return over(world, kept, lambda one: (), model=RiskAssessment, missing=missing, silent=Status.UNMET)


@check(
    "iso42001:2023/8.3-a",
    states=_("No approved treatment is past its day; a day is moved by designated management with a reason."),
)
def the_plan_is_carried_out(world: World) -> Verdict:
    decided = [one for one in live_treatments(world) if one.state != "proposed"]
    return over(world, decided, lambda one: overdue(world, one), model=Treatment)


@check(
    "iso42001:2023/8.3-b",
    states=_("Each treatment that was reported done was verified by somebody else, with what was found."),
)
def effects_are_verified(world: World) -> Verdict:
    def wrong(one: Treatment) -> Iterator[Gap]:
        if one.state == "implemented":
            said = {"ref": one.ref}
            yield Gap("treatment_effect_unverified", Do(one.kind, "verify", one.id), said, one.id)

    done = [one for one in world.all(Treatment) if one.state in ("implemented", "effective", "closed")]
    answer = over(world, done, wrong, model=Treatment)
    is_shown = any(effective(one) for one in done) and not answer.gaps
    return replace(answer, depth=Depth.EFFECTIVE) if is_shown else answer


@check(
    "iso42001:2023/8.3-c",
    states=_(
        "Each risk that was judged to lie above the appetite had a treatment within the days that the criteria set."
    ),
)
def new_risks_are_treated(world: World) -> Verdict:
    days = dt.timedelta(days=criteria(world).treatment_days)

    def wrong(risk: Risk) -> Iterator[Gap]:
        if of(world, risk) or not needs_a_plan(world, risk):
            return
        times = [stamp.at for stamp in world.history(risk) if stamp.action == "evaluate"]
        if times and world.passed(day(times[-1]) + days):
            yield untreated(world, risk)

    answer = over(world, judged(world), wrong, each="8.3-c")
    return replace(answer, notes=measured_by(world, "treatment_days"))


@check(
    "iso42001:2023/8.3-d",
    states=_("Each treatment that was found not to work was proposed anew within the days that the criteria set."),
)
def what_does_not_work_is_looked_at_again(world: World) -> Verdict:
    days = dt.timedelta(days=criteria(world).treatment_days)

    def wrong(one: Treatment) -> Iterator[Gap]:
        failed = [stamp.at for stamp in world.history(one) if stamp.action == "verify_failed"]
        if one.state == "ineffective" and world.passed(day(failed[-1]) + days):
            said = {"ref": one.ref, "date": day(failed[-1])}
            yield Gap("treatment_ineffective", Do(one.kind, "propose_anew", one.id), said, one.id)

    verified = [
        one
        for one in world.all(Treatment)
        if any(stamp.action in ("verify", "verify_failed") for stamp in world.history(one))
    ]
    answer = over(world, verified, wrong, model=Treatment)
    return replace(answer, notes=measured_by(world, "treatment_days"))


@check(
    "iso42001:2023/8.3-e",
    states=_("Each treatment that was verified says what was found and has evidence linked."),
)
def results_of_treatments_are_kept(world: World) -> Verdict:
    def wrong(one: Treatment) -> Iterator[Gap]:
        if not any(link.relation in ("evidence", "attachment") for link in one.links):
            link = Do(one.kind, "link", one.id, {"relation": "evidence"})
            yield Gap("evidence_missing", link, {"ref": one.ref}, one.id)

    done = [one for one in world.all(Treatment) if one.state in ("effective", "ineffective", "closed")]
    return over(world, done, wrong, model=Treatment, silent=Status.UNMET)
