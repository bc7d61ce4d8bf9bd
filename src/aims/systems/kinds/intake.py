"""The kinds by which AI systems come in: proposals, undeclared tools, campaigns, decisions on duplicates."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import AUTHOR, OWNER, Kind, Relation, Section, register
from aims.kernel.roles import at_work
from aims.kernel.workflow import FINAL, Transition, Workflow
from aims.systems.models import AttestationCampaign, DuplicateDecision, Proposal, UndeclaredTool


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def _register_from(state: str) -> Transition:
    """To an entry of the register, which has to be named."""
    label = pgettext_lazy("proposal", "Register")
    return Transition("register", label, _from(state), "registered", takes=("system",), needs=_from("system"))


_PROPOSED = Workflow(
    initial="received",
    editable=_from("received"),
    states={
        "received": _("waits for a decision"),
        "accepted": _("accepted"),
        "declined": _("declined"),
        "registered": _("in the register"),
        "withdrawn": _("withdrawn"),
    },
    transitions=(
        Transition(
            "accept",
            _("Say yes"),
            _from("received"),
            "accepted",
            takes=("decision_why", "conditions"),
            needs=_from("decision_why"),
            not_by=_from("create", "edit"),
        ),
        Transition(
            "decline",
            _("Say no"),
            _from("received"),
            "declined",
            takes=("decision_why",),
            needs=_from("decision_why"),
            not_by=_from("create", "edit"),
        ),
        _register_from("accepted"),
        Transition("withdraw", _("Withdraw"), _from("received", "accepted"), "withdrawn", reason_required=True),
    ),
    ended=_from("declined", "registered", "withdrawn"),
)
_FOUND = Workflow(
    initial="open",
    editable=_from("open"),
    states={
        "open": pgettext_lazy("undeclared tool", "open"),
        "registered": _("in the register"),
        "not_ai": _("not AI"),
        "forbidden": _("forbidden"),
    },
    transitions=(
        _register_from("open"),
        Transition("rule_out", _("It is not AI"), _from("open"), "not_ai", reason_required=True),
        Transition("forbid", _("Forbid its use"), _from("open"), "forbidden", reason_required=True),
        Transition("reopen", _("Reopen"), _from("registered", "not_ai", "forbidden"), "open", reason_required=True),
    ),
    ended=_from("registered", "not_ai", "forbidden"),
)
_ASKED = Workflow(
    initial="planned",
    editable=_from("planned", "open"),
    states={"planned": _("planned"), "open": _("under way"), "closed": _("closed")},
    transitions=(
        Transition("open", _("Ask the units"), _from("planned"), "open"),
        Transition("remind", _("Remind those who have not answered"), _from("open")),
        Transition("close", _("Close"), _from("open", "planned"), "closed", reason_required=True),
    ),
    ended=_from("closed"),
)
_QUESTIONS = ("title", "title_alt", "lang", "door", "purpose", "supplier", "unit", "owner", "data_about", "reaches")
_FINDS = "create edit register rule_out forbid reopen"

PROPOSAL = register(
    Kind(
        model=Proposal,
        prefix="PRO",
        job="systems",
        workflow=_PROPOSED,
        sections=(Section(_("Proposal"), (*_QUESTIONS, "checked", "needed_by", "used_since")),),
        columns=("ref", "title", "door", "unit", "author", "state"),
        filters=("state", "door", "unit"),
        grants={
            **dict.fromkeys(at_work(), "create"),
            "aims_manager": "create accept decline register",
            "designated_management": "create accept decline register",
            "top_management": "create accept decline",
            AUTHOR: "edit withdraw",
        },
        retention_years=10,
    )
)
UNDECLARED_TOOL = register(
    Kind(
        model=UndeclaredTool,
        prefix="UNF",
        job="systems",
        workflow=_FOUND,
        sections=(
            Section(
                _("What was found"),
                ("title", "title_alt", "lang", "source", "found_on", "unit", "owner", "product", "evidence"),
            ),
        ),
        columns=("ref", "title", "source", "unit", "found_on", "state"),
        filters=("state", "source", "unit"),
        grants={
            "aims_manager": _FINDS,
            "security_lead": _FINDS,
            "system_owner": "register rule_out forbid",
            "line_manager": "register rule_out forbid",
            "supplier_manager": "create edit",
            "integration": "create edit",
            OWNER: "register rule_out forbid",
        },
        retention_years=10,
    )
)
ATTESTATION_CAMPAIGN = register(
    Kind(
        model=AttestationCampaign,
        prefix="CAM",
        job="systems",
        workflow=_ASKED,
        sections=(
            Section(
                _("Campaign"),
                ("title", "title_alt", "lang", "due_on", "question", "question_alt", "owner", "unit"),
            ),
        ),
        columns=("ref", "title", "due_on", "owner", "state"),
        filters=("state",),
        grants={"aims_manager": "create edit open remind close", OWNER: "edit open remind close"},
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
DUPLICATE_DECISION = register(
    Kind(
        model=DuplicateDecision,
        prefix="DUP",
        job="systems",
        workflow=FINAL,
        sections=(Section(_("Decision"), ("title", "lang", "first", "second", "conclusion", "why", "unit")),),
        columns=("ref", "first", "second", "conclusion", "author", "state"),
        filters=("state", "conclusion"),
        grants=dict.fromkeys(
            ("aims_manager", "system_owner", "line_manager", "designated_management"), "create retire"
        ),
        is_decision=True,
        retention_years=10,
    )
)
