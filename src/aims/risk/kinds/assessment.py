"""The kind RiskAssessment: planned, made by the criteria in force, approved; each interval a version (8.2)."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.wording import filled
from aims.kernel.workflow import RETURN, Words, Workflow, move
from aims.kernel.world import World
from aims.risk.criteria import criteria, is_tolerated, level
from aims.risk.models import Risk, RiskAssessment
from aims.risk.scales import rating
from aims.systems.lineage import parts_of
from aims.systems.models import AISystem

STAGES = ("inherent", "current", "residual")


def judged(world: World, assessment: RiskAssessment) -> Iterator[Risk]:
    """The risks that `assessment` is about: those of its system that are not closed, or those of no system."""
    return (r for r in world.all(Risk) if r.system_id == assessment.system_id and r.is_open)


def months(assessment: RiskAssessment) -> int | None:
    """The interval that the criteria it was made by set for the tier of its system."""
    tier = assessment.system.tier if assessment.system else AISystem.Tier.MEDIUM.value
    rows = assessment.criteria.depths if assessment.criteria else ()
    return next((int(row["months"]) for row in rows if row["tier"] == tier), None)


def _is_written(assessment: RiskAssessment) -> Words | None:
    missing = not (assessment.participants and assessment.context and assessment.conclusion)
    return _("Write who took part, the context and the conclusion.") if missing else None


def _has_criteria(_assessment: RiskAssessment, world: World) -> Iterable[Words]:
    if not criteria(world).ref:
        yield _("No risk criteria are approved yet.")


def _is_judged(assessment: RiskAssessment, world: World) -> Iterable[Words]:
    using, found = criteria(world), list(judged(world, assessment))
    if not found:
        yield _("No risk of it is recorded.")
    for risk in found:
        if not risk.is_judged:
            yield filled(_("%(ref)s is not held against the criteria yet."), {"ref": risk.ref})
        elif not is_tolerated(using, risk) and risk.priority is None:
            yield filled(_("%(ref)s is above the appetite and has no priority."), {"ref": risk.ref})


def _pin(assessment: RiskAssessment, world: World) -> None:
    """The criteria in force, and the use of the system as it stands: both belong to the result."""
    using, system = criteria(world), world.get(AISystem, assessment.system_id)
    assessment.criteria_id = using.id
    assessment.criteria_edition = using.edition
    assessment.use_assessed = system.intended_use if system else ""
    assessment.results = []


def _note_results(assessment: RiskAssessment, world: World) -> None:
    using = criteria(world)
    assessment.results = [_row(using, risk) for risk in judged(world, assessment)]


def _is_as_submitted(assessment: RiskAssessment, world: World) -> Iterable[Words]:
    """Nobody signs a result that the register no longer shows."""
    using = criteria(world)
    now = [_row(using, risk) | {"version": 0} for risk in judged(world, assessment)]
    if [row | {"version": 0} for row in assessment.results] != now:
        yield _("Its risks, or the criteria, changed since it was submitted: return it, and have it submitted again.")


def _row(using: Any, risk: Risk) -> dict[str, Any]:
    figures = {stage: (found.number if (found := rating(risk, stage)) else None) for stage in STAGES}
    tolerated = "yes" if is_tolerated(using, risk) else "no"
    own = {"ref": risk.ref, "version": risk.version, "priority": risk.priority}
    return own | figures | {"level": level(using, risk), "tolerated": tolerated}


LIFE = Workflow(
    initial="planned",
    editable=frozenset({"planned", "in_progress"}),
    states={
        "planned": _("planned"),
        "in_progress": _("in progress"),
        "in_review": _("in review"),
        "approved": _("approved"),
        "withdrawn": _("withdrawn"),
    },
    transitions=(
        move("begin", _("Begin the assessment"), "planned", "in_progress", lacks=_has_criteria, completes=_pin),
        move(
            "submit",
            _("Submit"),
            "in_progress",
            "in_review",
            guard=_is_written,
            lacks=_is_judged,
            completes=_note_results,
        ),
        move(RETURN, _("Return"), "in_review", "in_progress", reason_required=True),
        move(
            "approve",
            _("Approve"),
            "in_review",
            "approved",
            takes=("review_due", "change_is_significant"),
            signed=True,
            puts_in_force=True,
            lacks=_is_as_submitted,
            not_by=frozenset({"owner", "begin", "assess_anew"}),
        ),
        move(
            "assess_anew",
            _("Assess anew"),
            "approved",
            "in_progress",
            takes=("trigger",),
            lacks=_has_criteria,
            completes=_pin,
        ),
        move("retire", _("Withdraw"), "approved", "withdrawn", reason_required=True, ends_force=True),
    ),
    ended=frozenset({"withdrawn"}),
)


def _parts(assessment: RiskAssessment, world: World) -> Iterable[UUID]:
    """What its system is made of and learned from, and whose it is."""
    return parts_of(world, assessment.system_id) if assessment.system_id else ()


RISK_ASSESSMENT = register(
    Kind(
        model=RiskAssessment,
        prefix="RAS",
        job="risks",
        workflow=LIFE,
        sections=(
            Section(_("Assessment"), ("title", "title_alt", "lang", "system", "trigger", "happened_on")),
            Section(_("How it was made"), ("participants", "context")),
            Section(_("Result"), ("conclusion",)),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "system", "owner", "review_due", "state"),
        filters=("state", "system", "owner"),
        grants={
            **dict.fromkeys(("aims_manager", "risk_owner"), "create edit begin submit assess_anew"),
            "system_owner": "create edit",
            "designated_management": "approve return retire",
            OWNER: "edit begin submit assess_anew",
        },
        relations=(
            Relation("follows", _("follows"), "change"),
            Relation("draws_on", _("draws on")),
            Relation("evidence", _("evidence")),
        ),
        relies_on=("system", "criteria"),
        rests_on=_parts,
        review_months=24,
        sooner=months,
        retention_years=10,
    )
)
