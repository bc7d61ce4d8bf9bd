"""The kinds of A.6.2.5 to A.6.2.8: plans of deployment, operation, explanation and retirement; technical documents."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Workflow, confirmed, controlled
from aims.systems.models.operation import (
    FULFILLED,
    DeploymentPlan,
    ExplanationPlan,
    OperationPlan,
    RetirementPlan,
    TechnicalDocument,
)

from .development import CARE, COLUMNS, DECIDES, FILTERS, WRITES

_EVIDENCE = (Relation("evidence", _("evidence")),)
_UPON = ("system",)


def _to_fulfil(*takes: str) -> Workflow:
    """As `controlled`; then the steps of the plan are reported as done, which puts it in force with their evidence."""
    plan = controlled()
    moves = [
        replace(t, source=t.source | {FULFILLED}) if t.name in ("revise", "retire") else t for t in plan.transitions
    ]
    fulfil = Transition(
        "fulfil", _("Report as fulfilled"), frozenset({"approved"}), FULFILLED, takes=takes, puts_in_force=True
    )
    return replace(plan, states={**plan.states, FULFILLED: _("fulfilled")}, transitions=(*moves, fulfil))


DEPLOYMENT_PLAN = register(
    Kind(
        model=DeploymentPlan,
        prefix="DPL",
        job="systems",
        workflow=_to_fulfil("steps", "rollback_tried_on", "rollback_trial"),
        sections=(
            Section(_("Deployment"), ("title", "title_alt", "lang", "system", "release", "planned_for")),
            Section(_("Conditions"), ("steps", "users_told")),
            Section(_("Rollback"), ("rollback", "rollback_tried_on", "rollback_trial")),
            CARE,
        ),
        columns=COLUMNS,
        filters=FILTERS,
        grants={
            "developer": WRITES,
            "operator": f"{WRITES} fulfil",
            "system_owner": f"{WRITES} fulfil",
            "aims_manager": f"{WRITES} retire",
            "release_approver": DECIDES,
            OWNER: "edit submit revise fulfil",
        },
        relations=_EVIDENCE,
        relies_on=_UPON,
        retention_years=10,
    )
)
OPERATION_PLAN = register(
    Kind(
        model=OperationPlan,
        prefix="OPP",
        job="systems",
        workflow=controlled(),
        sections=(
            Section(_("Operation"), ("title", "title_alt", "lang", "system", "repair", "support", "updates")),
            Section(_("Watching"), ("watched", "interval_days", "watcher")),
            Section(_("Event log"), ("log_fields", "log_months", "log_readers")),
            CARE,
        ),
        columns=("ref", "title", "system", "owner", "review_due", "state"),
        filters=FILTERS,
        grants={
            "operator": WRITES,
            "system_owner": f"{WRITES} approve return",
            "aims_manager": f"{WRITES} retire",
            "risk_owner": DECIDES,
            "designated_management": DECIDES,
            OWNER: "edit submit revise",
        },
        relations=_EVIDENCE,
        relies_on=_UPON,
        review_months=12,
        retention_years=10,
    )
)
TECHNICAL_DOCUMENT = register(
    Kind(
        model=TechnicalDocument,
        prefix="TDC",
        job="systems",
        workflow=controlled(),
        sections=(
            Section(_("Document"), ("title", "title_alt", "lang", "system", "release", "audience")),
            Section(_("Text"), ("text", "text_alt", "delivery")),
            CARE,
        ),
        columns=("ref", "title", "system", "release", "audience", "owner", "state"),
        filters=("state", "audience", "owner"),
        grants={
            "developer": WRITES,
            "system_owner": f"{WRITES} approve return",
            "aims_manager": f"{WRITES} retire",
            "document_controller": f"create edit submit revise {DECIDES}",
            "legal": "approve return",
            OWNER: "edit submit revise",
        },
        relations=_EVIDENCE,
        relies_on=_UPON,
        review_months=12,
        retention_years=10,
    )
)
EXPLANATION_PLAN = register(
    Kind(
        model=ExplanationPlan,
        prefix="EXP",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("Explanation"), ("title", "title_alt", "lang", "system", "audience", "explained", "means")),
            Section(_("Trial"), ("wanted_percent", "tried_on", "readers", "understood")),
            CARE,
        ),
        columns=("ref", "title", "system", "audience", "owner", "state"),
        filters=FILTERS,
        grants={
            "developer": WRITES,
            "system_owner": f"{WRITES} approve return",
            "aims_manager": f"{WRITES} retire",
            "legal": DECIDES,
            OWNER: "edit submit revise",
        },
        relations=_EVIDENCE,
        relies_on=_UPON,
        review_months=24,
        retention_years=10,
    )
)
RETIREMENT_PLAN = register(
    Kind(
        model=RetirementPlan,
        prefix="RTP",
        job="systems",
        workflow=_to_fulfil("steps"),
        sections=(
            Section(_("Retirement"), ("title", "title_alt", "lang", "system", "users_told", "dependants")),
            Section(_("Disposal"), ("data_disposal", "model_disposal", "steps")),
            CARE,
        ),
        columns=("ref", "title", "system", "owner", "review_due", "state"),
        filters=FILTERS,
        grants={
            "system_owner": f"{WRITES} fulfil",
            "operator": f"{WRITES} fulfil",
            "aims_manager": f"{WRITES} retire",
            "designated_management": DECIDES,
            "risk_owner": DECIDES,
            OWNER: "edit submit revise fulfil",
        },
        relations=_EVIDENCE,
        relies_on=_UPON,
        retention_years=10,
    )
)
