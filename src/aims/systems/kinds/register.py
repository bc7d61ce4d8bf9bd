"""The register: AI systems, and who says that the list of them is complete."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL
from aims.systems.campaigns import answers_campaign
from aims.systems.life import LIFE
from aims.systems.models.register import AISystem, CompletenessAttestation

AI_SYSTEM = register(
    Kind(
        model=AISystem,
        prefix="AIS",
        job="systems",
        workflow=LIFE,
        sections=(
            Section(_("System"), ("title", "title_alt", "lang", "sort", "life_cycle_stage", "supplier", "release")),
            Section(_("Tier"), ("tier", "tier_answers", "tier_answered_on")),
            Section(_("Use"), ("intended_use", "out_of_bounds_use", "resources")),
            Section(_("AI roles"), ("ai_roles", "ai_roles_why", "ai_roles_on")),
            Section(_("Legal roles"), ("legal_roles", "legal_roles_why", "legal_roles_on")),
            Section(_("Scope"), ("scope_decision", "scope_why")),
            Section(
                _("Accountability"),
                ("owner", "unit", "final_decision", "final_decider", "review_due", "happened_on"),
            ),
        ),
        columns=("ref", "title", "sort", "tier", "owner", "unit", "review_due", "state"),
        filters=("state", "sort", "tier", "unit", "owner"),
        grants={
            "aims_manager": "create edit triage adopt approve reject lower_tier begin_retirement retire"
            " read_decisions record_decisions",
            "system_owner": "create edit reject develop begin_change begin_retirement suspend"
            " read_decisions record_decisions",
            "developer": "create edit hand_over read_decisions record_decisions",
            "top_management": "triage adopt reject",
            "risk_owner": "assess approve",
            "designated_management": "create triage adopt approve reject lower_tier retire",
            "supplier_manager": "create edit acquire",
            "verifier": "verify send_back read_decisions",
            "release_approver": "deploy resume",
            "operator": "operate suspend read_decisions record_decisions",
            "human_overseer": "suspend read_decisions record_decisions",
            "incident_manager": "suspend read_decisions",
            "integration": "create edit record_decisions",
            "auditor": "read_decisions",
            "lead_auditor": "read_decisions",
            OWNER: "edit develop begin_change begin_retirement suspend read_decisions record_decisions",
        },
        uses={"read_decisions": _("Read decisions"), "record_decisions": _("Send decisions")},
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
                (
                    "title",
                    "title_alt",
                    "lang",
                    "unit",
                    "systems_known",
                    "statement",
                    "campaign",
                    "happened_on",
                    "owner",
                ),
            ),
        ),
        columns=("ref", "title", "unit", "systems_known", "author", "happened_on", "state"),
        filters=("state", "unit", "campaign"),
        grants={
            "system_owner": "create",
            "line_manager": "create",
            "aims_manager": "create retire",
            "top_management": "create",
        },
        is_decision=True,
        retention_years=10,
        completes=answers_campaign,
    )
)
