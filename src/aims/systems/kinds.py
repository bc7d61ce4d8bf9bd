"""The kinds of this room."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, confirmed

from .models import AISystem, CompletenessAttestation

AI_SYSTEM = register(
    Kind(
        model=AISystem,
        prefix="AIS",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("System"), ("title", "title_alt", "lang", "sort", "life_cycle_stage", "tier", "supplier")),
            Section(_("Use"), ("intended_use", "out_of_bounds_use", "resources")),
            Section(_("AI roles"), ("ai_roles", "ai_roles_why", "ai_roles_on")),
            Section(_("Legal roles"), ("legal_roles", "legal_roles_why", "legal_roles_on")),
            Section(_("Scope"), ("scope_decision", "scope_why")),
            Section(_("Accountability"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "sort", "tier", "life_cycle_stage", "owner", "unit", "state"),
        filters=("state", "sort", "tier", "life_cycle_stage", "unit", "owner"),
        grants={
            "aims_manager": "create edit submit revise approve return retire",
            "system_owner": "create edit submit revise",
            "developer": "create edit submit",
            "risk_owner": "approve return",
            "designated_management": "approve return retire",
            "integration": "create edit",
            OWNER: "edit submit revise",
        },
        relations=(Relation("feeds", _("feeds"), "ai_system"), Relation("evidence", _("evidence"))),
        review_months=12,
        retention_years=10,
    )
)
COMPLETENESS_ATTESTATION = register(
    Kind(
        model=CompletenessAttestation,
        prefix="ATT",
        job="systems",
        workflow=FINAL,
        sections=(
            Section(
                _("Attestation"),
                ("title", "title_alt", "lang", "unit", "systems_known", "statement", "happened_on", "owner"),
            ),
        ),
        columns=("ref", "title", "unit", "systems_known", "author", "happened_on", "state"),
        filters=("state", "unit"),
        grants={
            "system_owner": "create",
            "line_manager": "create",
            "aims_manager": "create retire",
            "top_management": "create",
        },
        retention_years=10,
    )
)
