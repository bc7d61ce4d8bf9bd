"""The kinds of this room."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import AUTHOR, OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, controlled

from .issue import put_posture_into
from .models import EvaluationCriteria, IssuedPosture, Judgement

EVALUATION_CRITERIA = register(
    Kind(
        model=EvaluationCriteria,
        prefix="CRI",
        job="conformity",
        workflow=controlled(),
        sections=(
            Section(_("Criteria"), ("title", "title_alt", "lang", "owner", "unit", "review_due")),
            Section(_("Register"), ("attestation_months", "roles_months", "use_months", "quality_months")),
            Section(_("Management system"), ("document_months", "judgement_months", "report_months")),
            Section(_("People"), ("roles_needed", "awareness_percent")),
            Section(_("Leadership"), ("leadership_months", "acknowledged_days", "acknowledged_share")),
            Section(_("Objectives"), ("objective_begun_days", "objective_decided_days")),
            Section(_("Risks and controls"), ("treatment_days", "test_answered_days")),
            Section(_("Documents and records"), ("access_months", "restore_months", "find_minutes")),
            Section(
                _("Times"),
                (
                    "concern_acknowledged_days",
                    "concern_decided_days",
                    "proposal_days",
                    "correction_major_days",
                    "correction_minor_days",
                    "analysis_days",
                    "effect_days",
                    "emergency_days",
                    "unplanned_days",
                ),
            ),
        ),
        grants={"aims_manager": "create edit submit revise", "top_management": "approve return retire"},
        review_months=12,
        retention_years=10,
    )
)
JUDGEMENT = register(
    Kind(
        model=Judgement,
        prefix="JDG",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("Judgement"), ("title", "lang", "requirement", "conclusion", "reasons", "happened_on", "unit")),
        ),
        columns=("ref", "title", "requirement", "conclusion", "author", "happened_on", "state"),
        filters=("state", "conclusion"),
        grants=dict.fromkeys(
            ("aims_manager", "top_management", "designated_management", "lead_auditor", "auditor", "legal"),
            "create retire",
        ),
        relations=(Relation("evidence", _("evidence")),),
        is_decision=True,
        retention_years=10,
    )
)
ISSUED_POSTURE = register(
    Kind(
        model=IssuedPosture,
        prefix="PST",
        job="conformity",
        workflow=FINAL,
        sections=(Section(_("Posture"), ("title", "lang", "given_to", "unit")),),
        columns=("ref", "title", "given_to", "author", "changed_at"),
        filters=("state",),
        audience=Audience.RESTRICTED,
        grants={"aims_manager": "create", OWNER: "view", AUTHOR: "view retire"},
        retention_years=10,
        completes=put_posture_into,
    )
)
