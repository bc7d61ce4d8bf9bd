"""The kinds of deciding together: bodies, their meetings, their resolutions."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Workflow, confirmed
from aims.organisation.models.bodies import DecisionBody, Meeting, Resolution

_OPEN, _DONE, _DROPPED = (frozenset({state}) for state in ("open", "done", "dropped"))
_WRITES = "create edit submit revise"
_RULES = "approve return retire"
_CHAIRS = ("top_management", "designated_management")

_RESOLVED = Workflow(
    initial="open",
    editable=frozenset(),
    states={"open": _("to be done"), "done": _("done"), "dropped": _("dropped")},
    transitions=(
        Transition("complete", _("Report as done"), _OPEN, "done", takes=("outcome", "happened_on")),
        Transition("drop", _("Drop"), _OPEN, "dropped", reason_required=True),
        Transition("reopen", _("Reopen"), _DONE | _DROPPED, "open", reason_required=True),
    ),
    ended=_DROPPED,
)
"""What was resolved is not reworded afterwards: it is done, dropped with a reason, or resolved anew."""

DECISION_BODY = register(
    Kind(
        model=DecisionBody,
        prefix="BOD",
        job="today",
        workflow=confirmed(),
        sections=(
            Section(_("Body"), ("title", "title_alt", "lang", "remit", "remit_alt")),
            Section(_("How it decides"), ("chair", "quorum")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "chair", "quorum", "review_due", "state"),
        filters=("state", "unit", "owner"),
        grants={"aims_manager": _WRITES, "document_controller": _WRITES, **dict.fromkeys(_CHAIRS, _RULES)},
        relations=(Relation("member", _("member"), "person"),),
        review_months=12,
        retention_years=10,
    )
)
MEETING = register(
    Kind(
        model=Meeting,
        prefix="MTG",
        job="today",
        workflow=confirmed(),
        sections=(
            Section(_("Meeting"), ("title", "title_alt", "lang", "body", "happened_on", "agenda")),
            Section(_("Minutes"), ("minutes", "minutes_alt")),
            Section(_("Care"), ("owner", "unit")),
        ),
        columns=("ref", "title", "body", "happened_on", "owner", "state"),
        filters=("state", "body"),
        grants={"aims_manager": _WRITES, "document_controller": _WRITES, **dict.fromkeys(_CHAIRS, _RULES)},
        relations=(
            Relation("present", _("present"), "person"),
            Relation("absent", _("absent"), "person"),
            Relation("evidence", _("evidence")),
        ),
        retention_years=10,
    )
)
RESOLUTION = register(
    Kind(
        model=Resolution,
        prefix="RSL",
        job="today",
        workflow=_RESOLVED,
        sections=(
            Section(_("Resolution"), ("title", "title_alt", "lang", "meeting", "subject", "text", "text_alt")),
            Section(_("How it was decided"), ("reasons", "votes_for", "votes_against", "abstained", "dissent")),
            Section(_("Doing it"), ("owner", "due", "unit", "happened_on")),
        ),
        columns=("ref", "title", "subject", "owner", "due", "state"),
        filters=("state", "subject", "meeting", "owner"),
        grants={
            "aims_manager": "create complete drop reopen link unlink attach detach",
            "document_controller": "create link unlink attach detach",
            **dict.fromkeys(_CHAIRS, "create complete drop reopen link unlink attach detach"),
            OWNER: "complete link attach",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
    )
)
