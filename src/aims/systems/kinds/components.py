"""The kinds of A.4: components of AI systems and what they run on, tools of agents, known vulnerabilities."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Workflow, confirmed
from aims.systems.models.components import AgentTool, Component, Vulnerability

_NAMES = ("title", "title_alt", "lang")
_CARE = Section(_("Care"), ("owner", "unit", "review_due", "happened_on"))
_WRITES = "create edit submit revise"
_CONFIRMS = "approve return retire"
_GRANTS = {
    **dict.fromkeys(("developer", "system_owner", "supplier_manager", "aims_manager", "operator"), _WRITES),
    **dict.fromkeys(("release_approver", "designated_management", "top_management"), _CONFIRMS),
    "integration": "create edit",
    OWNER: "edit submit revise",
}

COMPONENT = register(
    Kind(
        model=Component,
        prefix="CMP",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("Component"), (*_NAMES, "sort", "release", "purl")),
            Section(_("Origin"), ("origin", "supplier", "licence", "supported_until", "learning_unknown_why")),
            Section(_("Running"), ("location", "capacity", "environment")),
            Section(_("As an agent"), ("autonomy", "limits")),
            _CARE,
        ),
        columns=("ref", "title", "sort", "release", "supplier", "supported_until", "owner", "state"),
        filters=("state", "sort", "origin", "supplier", "owner"),
        grants=_GRANTS,
        relations=(
            Relation("part_of", pgettext_lazy("component", "part of"), "ai_system"),
            Relation("learned_from", _("learned from"), "dataset"),
            Relation("uses", _("uses"), "component"),
            Relation("replaces", _("replaces"), "component"),
            Relation("evidence", _("evidence")),
        ),
        review_months=12,
        retention_years=10,
    )
)
AGENT_TOOL = register(
    Kind(
        model=AgentTool,
        prefix="TOL",
        job="systems",
        workflow=confirmed(),
        sections=(
            Section(_("Tool"), (*_NAMES, "agent", "what", "acts", "needs_person", "limit")),
            _CARE,
        ),
        columns=("ref", "title", "agent", "acts", "needs_person", "owner", "state"),
        filters=("state", "agent", "acts"),
        grants=_GRANTS,
        relations=(Relation("evidence", _("evidence")),),
        review_months=12,
        retention_years=10,
    )
)
_OPEN = frozenset({"open"})
WEAKNESS = Workflow(
    initial="open",
    editable=_OPEN,
    states={"open": pgettext_lazy("vulnerability", "open"), "not_affected": _("not affected"), "mended": _("mended")},
    transitions=(
        Transition("mend", _("Take as mended"), _OPEN, "mended", reason_required=True),
        Transition("not_affected", _("Take as not affected"), _OPEN, "not_affected", reason_required=True),
        Transition("reopen", _("Reopen"), frozenset({"mended", "not_affected"}), "open", reason_required=True),
    ),
    ended=frozenset({"not_affected", "mended"}),
)
VULNERABILITY = register(
    Kind(
        model=Vulnerability,
        prefix="VUL",
        job="systems",
        workflow=WEAKNESS,
        sections=(
            Section(_("Vulnerability"), (*_NAMES, "component", "advisory", "aliases", "summary", "severity")),
            Section(_("Versions"), ("affected_release", "fixed_in")),
            Section(_("Care"), ("owner", "unit", "happened_on")),
        ),
        columns=("ref", "title", "component", "severity", "fixed_in", "owner", "state"),
        filters=("state", "component", "severity", "owner"),
        grants={
            **dict.fromkeys(("security_lead", "developer"), "create edit mend not_affected reopen"),
            "aims_manager": "create edit mend not_affected reopen",
            "system_owner": "edit mend not_affected",
            "integration": "create",
            OWNER: "edit mend not_affected",
        },
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
