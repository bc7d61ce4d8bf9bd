"""The kinds of 7.1 and 7.4: resource needs, the communication plan, and what was sent."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, REVIEWED, Transition, Workflow
from aims.organisation.models.support import CommunicationPlan, CommunicationSent, ResourceNeed

_STATED, _GRANTED, _REFUSED, _PROVIDED = (frozenset({s}) for s in ("stated", "granted", "refused", "provided"))

_PROVISION = Workflow(
    initial="stated",
    editable=_STATED,
    states={
        "stated": _("stated"),
        "granted": _("granted"),
        "refused": _("refused"),
        "provided": _("provided"),
        "ended": _("no longer needed"),
    },
    transitions=(
        Transition(
            "grant",
            _("Grant"),
            _STATED | _REFUSED,
            "granted",
            takes=("needed_by",),
            reason_required=True,
            not_by=frozenset({"create", "edit"}),
        ),
        Transition("refuse", _("Refuse"), _STATED, "refused", reason_required=True),
        Transition("provide", _("Report as provided"), _GRANTED, "provided", takes=("provided_on",)),
        Transition(
            "review",
            _("Review: still provided"),
            _PROVIDED,
            takes=("review_due", "happened_on"),
            reason_required=True,
            renews=True,
        ),
        Transition("end", _("No longer needed"), _STATED | _GRANTED | _PROVIDED, "ended", reason_required=True),
    ),
    ended=frozenset({"ended"}),
)

_CARE = ("owner", "unit", "review_due", "happened_on")
_ASKS = ("system_owner", "risk_owner", "control_owner", "line_manager", "document_controller")
_TELLS = ("aims_manager", "top_management", "designated_management", "legal", "supplier_manager")

RESOURCE_NEED = register(
    Kind(
        model=ResourceNeed,
        prefix="RSC",
        job="conformity",
        workflow=_PROVISION,
        sections=(
            Section(_("Need"), ("title", "title_alt", "lang", "sorts", "need", "process", "amount", "amount_unit")),
            Section(_("Provision"), ("needed_by", "provided_on")),
            Section(_("Care"), _CARE),
        ),
        columns=("ref", "title", "process", "needed_by", "provided_on", "owner", "state"),
        filters=("state", "process", "owner"),
        grants=dict.fromkeys(_ASKS, "create edit")
        | {
            "top_management": "grant refuse end",
            "designated_management": "grant refuse provide end",
            "aims_manager": "create edit provide review end",
            OWNER: "edit provide review",
        },
        relations=(Relation("needed_for", _("needed for")), Relation("evidence", _("evidence"))),
        review_months=12,
        retention_years=10,
    )
)
COMMUNICATION_PLAN = register(
    Kind(
        model=CommunicationPlan,
        prefix="CPL",
        job="conformity",
        workflow=REVIEWED,
        sections=(
            Section(_("What"), ("title", "title_alt", "lang", "purpose")),
            Section(_("When"), ("interval_months", "occasion")),
            Section(_("With whom and how"), ("parties", "with_whom", "channel", "languages")),
            Section(_("Care"), _CARE),
        ),
        columns=("ref", "title", "with_whom", "interval_months", "owner", "review_due", "state"),
        filters=("state", "owner"),
        grants={"aims_manager": "create edit review retire reinstate", OWNER: "edit review"},
        relations=(Relation("tells", _("tells"), "interested_party"), Relation("about", _("about"))),
        review_months=12,
        retention_years=10,
    )
)
COMMUNICATION_SENT = register(
    Kind(
        model=CommunicationSent,
        prefix="CSN",
        job="conformity",
        workflow=FINAL,
        sections=(
            Section(_("What was said"), ("title", "title_alt", "lang", "line", "to_whom", "channel", "text")),
            Section(_("Care"), ("happened_on", "unit")),
        ),
        columns=("ref", "title", "line", "to_whom", "author", "happened_on", "state"),
        filters=("state", "line"),
        grants=dict.fromkeys((*_TELLS, *_ASKS), "create retire"),
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
    )
)
