"""Clauses 6.1.1 and 6.1.2, risks and opportunities and how they are assessed, as code."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.organisation.models import ContextIssue, InterestedParty, Objective
from aims.risk.criteria import criteria as risk_criteria
from aims.risk.criteria import is_tolerated
from aims.risk.models import Opportunity, Risk, RiskAssessment, RiskCriteria, Treatment
from aims.risk.scales import rating
from aims.risk.treatments import APPROVED, needs_a_plan, with_plan
from aims.systems.models import AISystem

from .criteria import day
from .documents import asks_for, found, to_write
from .entries import unlinked
from .judgements import decisive, to_judge
from .policies import ai_policy
from .risks import (
    assessments,
    empty,
    intolerable,
    judged,
    live_treatments,
    open_risks,
    over,
    pursued,
    ready,
    to_assess,
    unjudged,
    unprioritised,
    untreated,
)


def _designed(found: Verdict) -> Verdict:
    """What a text says is *designed*, however often it is used."""
    return Verdict(found.status, min(found.depth, Depth.DESIGNED), found.evidence, found.gaps, found.notes)


# ---- 6.1.1: risks and opportunities of the management system ----


@check(
    "iso42001:2023/6.1.1-a",
    states=_(
        "Each issue, and each requirement of an interested party that is addressed, leads to a risk or an opportunity; "
        "one that was left with a reason counts."
    ),
)
def issues_lead_to_risks_or_opportunities(world: World) -> Verdict:
    drawn = {
        link.target
        for record in (*world.all(Risk), *world.all(Opportunity))
        for link in record.links
        if link.relation == "comes_from"
    }
    parties = (p for p in world.in_force(InterestedParty) if p.decision == InterestedParty.Decision.ADDRESSED)

    def wrong(record: Record) -> Iterator[Gap]:
        if record.id not in drawn:
            act = Do("opportunity", "create", prefill={"relation": "comes_from", "target": record.id})
            yield Gap("leads_to_no_risk", act, {"ref": record.ref}, record.id)

    return over(world, [*world.in_force(ContextIssue), *parties], wrong, model=ContextIssue)


@check(
    "iso42001:2023/6.1.1-b",
    states=_("Each risk of the management system and each opportunity states its aim and was decided upon."),
)
def risks_and_opportunities_are_decided(world: World) -> Verdict:
    def wrong(record: Record) -> Iterator[Gap]:
        if isinstance(record, Risk):
            yield from unjudged(record)
        elif record.state == "seen":
            yield Gap("opportunity_undecided", ready(record, "pursue"), {"ref": record.ref}, record.id)

    of_aims = [risk for risk in open_risks(world) if risk.system_id is None]
    both = [*of_aims, *world.all(Opportunity)]
    return over(world, both, wrong, model=Opportunity, most=Depth.DESIGNED)


@check(
    "iso42001:2023/6.1.1-c",
    states=_(
        "One set of risk criteria is in force and not past its review, and every assessment in force was made by it. "
        "A test on past cases is not evidenced here."
    ),
)
def risk_criteria_are_in_force(world: World) -> Verdict:
    what = found(world, RiskCriteria)
    old = [one for one in assessments(world) if one.pins and not _by_these(what.in_force, one)]
    gaps = [_to_assess_anew(world, one, "assessed_by_old_criteria") for one in old]
    return asks_for(world, what, extra=gaps)


def _by_these(present: list[RiskCriteria], one: RiskAssessment) -> bool:
    return any(c.id == one.criteria_id and (one.criteria_edition or 0) >= _significant(c) for c in present)


def _significant(criteria: RiskCriteria) -> int:
    """The edition since which nothing significant changed: the one in force, or an earlier one."""
    is_newest = criteria.significant_version == criteria.in_force_version
    return criteria.edition if is_newest else criteria.edition - 1


def _to_assess_anew(world: World, one: RiskAssessment, code: str) -> Gap:
    return Gap(code, to_assess(world, one), {"ref": one.ref}, one.id)


@check(
    "iso42001:2023/6.1.1-d",
    states=_("The use that each assessment in force assessed, in its context, is what the system is for now."),
)
def assessments_fit_the_use(world: World) -> Verdict:
    def wrong(one: RiskAssessment) -> Iterator[Gap]:
        system = world.get(AISystem, one.system_id)
        if system and system.intended_use.split() != one.use_assessed.split():
            yield _to_assess_anew(world, one, "assessed_for_other_use")

    return over(world, assessments(world), wrong, model=RiskAssessment)


@check(
    "iso42001:2023/6.1.1-e",
    states=_(
        "Each risk above the appetite was accepted with authority or has an approved treatment with owner and day, and "
        "each opportunity pursued has an owner and a day."
    ),
)
def actions_are_planned(world: World) -> Verdict:
    def wrong(record: Record) -> Iterator[Gap]:
        if isinstance(record, Risk) and needs_a_plan(world, record):
            yield untreated(world, record)

    return over(world, [*judged(world), *pursued(world)], wrong, each="6.1.1-e")


@check(
    "iso42001:2023/6.1.1-f",
    states=_("Each approved treatment and each opportunity pursued names the process that it becomes part of."),
)
def actions_enter_processes(world: World) -> Verdict:
    def wrong(record: Record) -> Iterator[Gap]:
        yield from empty(record, "integrate", "process")

    approved = [one for one in live_treatments(world) if one.state in APPROVED]
    return over(world, [*approved, *pursued(world)], wrong, model=Treatment, most=Depth.DESIGNED)


@check(
    "iso42001:2023/6.1.1-g",
    states=_(
        "Each treatment and each opportunity pursued said beforehand how its effect is seen, and what is done was "
        "judged by somebody who neither did nor owns it."
    ),
)
def effects_are_judged(world: World) -> Verdict:
    def wrong(record: Record) -> Iterator[Gap]:
        if record.state in ("implemented", "done"):
            action = "verify" if record.state == "implemented" else "judge"
            yield Gap("treatment_effect_unverified", Do(record.kind, action, record.id), {"ref": record.ref}, record.id)

    approved = [one for one in live_treatments(world) if one.state in APPROVED]
    both: list[Record] = [*approved, *pursued(world)]
    answer = over(world, both, wrong, model=Treatment)
    is_shown = any(one.state in ("effective", "closed", "judged") for one in both)
    return _effective(answer) if is_shown and not answer.gaps else answer


def _effective(answer: Verdict) -> Verdict:
    return Verdict(answer.status, Depth.EFFECTIVE, answer.evidence, answer.gaps, answer.notes)


@check(
    "iso42001:2023/6.1.1-h",
    states=_("Every risk and every opportunity has its dated history in the log, from the day it was recorded."),
)
def what_was_done_is_recorded(world: World) -> Verdict:
    def wrong(record: Record) -> Iterator[Gap]:
        if not world.history(record):
            yield Gap("history_broken", Do(record.kind, "edit", record.id), {"ref": record.ref}, record.id)

    return over(world, [*world.all(Risk), *world.all(Opportunity)], wrong, silent=Status.UNMET, each="6.1.1-h")


# ---- 6.1.2: the assessment ----


@check(
    "iso42001:2023/6.1.2-a",
    states=_("The criteria in force say how risks are assessed, and their review is not over."),
)
def the_assessment_process_is_defined(world: World) -> Verdict:
    return _designed(asks_for(world, found(world, RiskCriteria), "method"))


@check(
    "iso42001:2023/6.1.2-b",
    states=_("The method was approved, or approved again, after the AI policy in force and every AI objective."),
)
def the_method_follows_the_policy(world: World) -> Verdict:
    what, policy = found(world, RiskCriteria), ai_policy(world)
    if what.in_force and not policy.in_force:
        return verdict([], policy.gaps, looked_at=what.in_force)
    newer = [*policy.in_force, *(one for one in world.in_force(Objective) if one.state == "active")]
    gaps = [
        Gap(
            "method_older",
            to_write(world, one),
            {"ref": one.ref, "other": other.ref, "date": day(_fixed(world, other))},
            one.id,
            names={"other": other.id},
        )
        for one in what.in_force
        for other in newer[:20]
        if _fixed(world, other) > one.stamp.at
    ]
    return asks_for(world, what, extra=gaps[:1])


def _fixed(world: World, record: Record) -> dt.datetime:
    """When what a record says was last fixed."""
    moves = KINDS[record.kind].workflow.moves_to_force or {"approve", "revise"}
    stamps = [stamp.at for stamp in world.history(record) if stamp.action in moves]
    return stamps[-1] if stamps else record.stamp.at


@check(
    "iso42001:2023/6.1.2-c",
    states=_(
        "Levels are computed from the scales of the criteria, and somebody who judged none of these risks has looked "
        "at a sample again and said in a judgement what came of it."
    ),
)
def results_can_be_repeated(world: World) -> Verdict:
    requirement = "iso42001:2023/6.1.2-c"
    risks = judged(world)
    own = world.authors_of(risk.id for risk in risks)
    recheck = decisive(world, requirement, own)
    missing = [] if recheck or not risks else [Gap("recheck_missing", to_judge(requirement, own))]
    answer = over(world, risks, unrated, missing=missing, each="6.1.2-c")
    return _effective(answer) if recheck and not answer.gaps else answer


def unrated(risk: Risk) -> Iterator[Gap]:
    if not (rating(risk, "inherent") and rating(risk, "current")):
        yield from empty(risk, "edit", *(f"{s}_likelihood" for s in ("inherent", "current")))


@check(
    "iso42001:2023/6.1.2-d",
    states=_("Each risk leads to at least one AI objective that it hinders, and names at least one source."),
)
def risks_are_risks_to_objectives(world: World) -> Verdict:
    def wrong(risk: Risk) -> Iterator[Gap]:
        yield from unlinked(world, risk, "hinders")
        if not risk.sources:
            yield from empty(risk, "edit", "sources")

    return over(world, open_risks(world), wrong, each="6.1.2-d")


@check(
    "iso42001:2023/6.1.2-e",
    states=_("Each risk says what would follow, rated for the organisation, for individuals and for society."),
)
def consequences_are_analysed(world: World) -> Verdict:
    def wrong(risk: Risk) -> Iterator[Gap]:
        yield from unjudged(risk)
        yield from empty(risk, "edit", "consequence") if risk.is_judged else ()

    return over(world, open_risks(world), wrong, each="6.1.2-e")


@check("iso42001:2023/6.1.2-f", states=_("Each risk says why it is as likely as it is rated."))
def likelihoods_have_reasons(world: World) -> Verdict:
    def wrong(risk: Risk) -> Iterator[Gap]:
        yield from unjudged(risk) or empty(risk, "edit", "why")

    return over(world, open_risks(world), wrong, each="6.1.2-f")


@check(
    "iso42001:2023/6.1.2-g",
    states=_(
        "Each risk has its level without controls and today, and in treatment the level expected after; all computed "
        "from the criteria."
    ),
)
def levels_are_computed(world: World) -> Verdict:
    def wrong(risk: Risk) -> Iterator[Gap]:
        yield from unjudged(risk) or unrated(risk)
        if risk.state == "in_treatment" and rating(risk, "residual") is None:
            yield from empty(risk, "edit", "residual_likelihood")

    return over(world, open_risks(world), wrong, each="6.1.2-g")


@check(
    "iso42001:2023/6.1.2-h",
    states=_("Each risk was held against criteria that are in force; whether it is tolerated follows from its level."),
)
def risks_are_compared(world: World) -> Verdict:
    missing = found(world, RiskCriteria).gaps if not world.in_force(RiskCriteria) else []
    return over(world, open_risks(world), unjudged, missing=missing, each="6.1.2-h")


@check(
    "iso42001:2023/6.1.2-i",
    states=_(
        "Each risk above the appetite has a priority, and none is treated while a more urgent one has no treatment."
    ),
)
def risks_are_prioritised(world: World) -> Verdict:
    using = risk_criteria(world)
    planned = with_plan(world)
    waiting = [risk for risk in intolerable(world) if risk.priority and risk.id not in planned]
    first = min(waiting, key=lambda risk: risk.priority or 0, default=None)

    def wrong(risk: Risk) -> Iterator[Gap]:
        if risk.priority is None and not is_tolerated(using, risk):
            yield unprioritised(risk)

    before = [risk for risk in intolerable(world) if first and (risk.priority or 0) > (first.priority or 0)]
    overtakes = any(risk.id in planned for risk in before)
    missing = [untreated(world, first)] if first and overtakes else []
    return over(world, judged(world), wrong, missing=missing, each="6.1.2-i")


@check(
    "iso42001:2023/6.1.2-j",
    states=_("The method of assessment is written down in criteria that are approved and not past their review."),
)
def the_assessment_process_is_documented(world: World) -> Verdict:
    return asks_for(world, found(world, RiskCriteria), "method")
