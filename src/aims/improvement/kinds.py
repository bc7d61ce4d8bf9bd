"""The kinds of this room, with the life cycles that a concern and a nonconformity go through."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import AUTHOR, OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Workflow

from .models import Concern, Nonconformity


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


_CONCERN = Workflow(
    initial="received",
    editable=_from("received"),
    states={
        "received": _("received"),
        "acknowledged": _("acknowledged"),
        "assessed": _("assessed"),
        "investigating": _("being investigated"),
        "decided": _("decided"),
        "feedback_given": _("reporter told"),
        "closed": _("closed"),
    },
    transitions=(
        Transition("acknowledge", _("Acknowledge"), _from("received"), "acknowledged", takes=("owner",)),
        Transition("assess", _("Assess"), _from("acknowledged"), "assessed", reason_required=True),
        Transition("investigate", _("Investigate"), _from("assessed"), "investigating"),
        Transition(
            "decide",
            _("Decide"),
            _from("assessed", "investigating"),
            "decided",
            takes=("outcome", "outcome_why"),
            not_by=_from("create"),
        ),
        Transition("tell_reporter", _("Tell the reporter"), _from("decided"), "feedback_given", takes=("feedback",)),
        Transition("close", _("Close"), _from("feedback_given"), "closed", takes=("retaliation_check_on",)),
        Transition("appeal", _("Appeal"), _from("closed"), "assessed", reason_required=True),
    ),
    ended=_from("closed"),
)
_NONCONFORMITY = Workflow(
    initial="raised",
    editable=_from("raised", "acknowledged", "analysed", "action_planned", "implemented"),
    states={
        "raised": _("raised"),
        "rejected": _("rejected"),
        "acknowledged": _("acknowledged"),
        "analysed": _("analysed"),
        "action_planned": _("action planned"),
        "implemented": _("implemented"),
        "verified": _("verified"),
        "closed": _("closed"),
    },
    transitions=(
        Transition("reject", _("Reject"), _from("raised"), "rejected", reason_required=True, not_by=_from("create")),
        Transition("acknowledge", _("Acknowledge"), _from("raised"), "acknowledged", takes=("correction", "owner")),
        Transition(
            "analyse",
            _("Record the cause"),
            _from("acknowledged"),
            "analysed",
            takes=("consequences", "cause", "action_needed", "similar_cases"),
        ),
        Transition(
            "plan",
            _("Plan action"),
            _from("analysed"),
            "action_planned",
            takes=("action_plan", "action_due", "effect_criterion"),
        ),
        Transition("implement", _("Report as done"), _from("action_planned"), "implemented", reason_required=True),
        Transition(
            "verify",
            _("Verify the effect"),
            _from("implemented"),
            "verified",
            takes=("effect",),
            not_by=_from("implement", "plan"),
            not_by_rule="SOD-05",
        ),
        Transition(
            "reopen", _("Reopen"), _from("implemented", "verified", "closed"), "acknowledged", reason_required=True
        ),
        Transition(
            "close",
            _("Close"),
            _from("verified"),
            "closed",
            takes=("aims_change",),
            not_by=_from("implement", "plan"),
            not_by_rule="SOD-08",
            reason_required=True,
        ),
    ),
    ended=_from("closed", "rejected"),
)

CONCERN = register(
    Kind(
        model=Concern,
        prefix="CON",
        job="oversight",
        workflow=_CONCERN,
        audience=Audience.RESTRICTED,
        sections=(Section(_("Concern"), ("title", "lang", "text", "happened_on")),),
        columns=("ref", "title", "state", "owner", "happened_on"),
        grants={
            "staff_member": "create",
            "concern_handler": "view edit acknowledge assess investigate decide tell_reporter close",
            OWNER: "view edit acknowledge assess investigate decide tell_reporter close",
            AUTHOR: "view edit appeal comment",
        },
        relations=(Relation("about", _("about")),),
        retention_years=5,
    )
)
NONCONFORMITY = register(
    Kind(
        model=Nonconformity,
        prefix="NCR",
        job="audit",
        workflow=_NONCONFORMITY,
        sections=(
            Section(_("Finding"), ("title", "title_alt", "lang", "requirement", "grade", "statement", "happened_on")),
            Section(_("Response"), ("correction", "consequences", "cause", "action_needed", "similar_cases")),
            Section(_("Action"), ("action_plan", "action_due", "effect_criterion", "effect", "aims_change")),
            Section(_("Accountability"), ("owner", "unit")),
        ),
        columns=("ref", "title", "requirement", "grade", "state", "owner"),
        filters=("state", "grade", "owner", "unit"),
        grants={
            "lead_auditor": "create edit reject verify close reopen",
            "auditor": "create edit verify reopen",
            "aims_manager": "create edit acknowledge analyse plan implement close reopen",
            "incident_manager": "create edit",
            OWNER: "edit acknowledge analyse plan implement",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
    )
)
