"""The kind of 6.3 and 8.1: changes."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Words, Workflow
from aims.systems.models.changes import Change

_ASSESSED = (
    "consequences",
    "resources",
    "effect_criterion",
    "significance",
    "is_called_significant",
    "roles_in_question",
    "rollback",
)
_JUDGED = ("significance", "is_called_significant", "roles_in_question", "happened_on")


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def _is_planned(change: Change) -> Words | None:
    """What 6.3 wants known before a change is approved."""
    wanted = (
        (change.owner_id, _("Name its owner first.")),
        (change.consequences.strip(), _("Write its possible consequences first.")),
        (change.resources.strip(), _("Write first what it takes.")),
        (change.rollback.strip(), _("Write first how it is taken back.")),
    )
    return next((sentence for there, sentence in wanted if not there), None)


CHANGE_LIFE = Workflow(
    initial="proposed",
    editable=_from("proposed", "detected_unplanned", "assessed"),
    states={
        "proposed": _("proposed"),
        "detected_unplanned": _("found unplanned"),
        "assessed": _("assessed"),
        "rejected": _("rejected"),
        "approved": _("approved"),
        "implemented": _("implemented"),
        "verified": _("verified"),
        "rolled_back": _("rolled back"),
        "closed": _("closed"),
    },
    transitions=(
        # The guide has two entries. A record has one first state; that a change was found, not planned, is said by an
        # act of a named person, which the history keeps and which the same reactions hear as any other.
        Transition(
            "find",
            _("Record as found, unplanned"),
            _from("proposed"),
            "detected_unplanned",
            takes=_JUDGED,
            reason_required=True,
        ),
        Transition("assess", _("Assess"), _from("proposed", "detected_unplanned"), "assessed", takes=_ASSESSED),
        Transition(
            "reject", _("Reject"), _from("assessed"), "rejected", reason_required=True, not_by=_from("create", OWNER)
        ),
        Transition(
            "approve", _("Approve"), _from("assessed"), "approved", guard=_is_planned, not_by=_from(OWNER, "assess")
        ),
        Transition("implement", _("Report as done"), _from("approved"), "implemented", takes=("happened_on",)),
        Transition(
            "implement_urgently",
            _("Report as done in an emergency"),
            _from("proposed", "assessed"),
            "implemented",
            takes=_JUDGED,
            reason_required=True,
        ),
        Transition(
            "approve_afterwards",
            _("Approve afterwards"),
            _from("implemented", "verified"),
            not_by=_from(OWNER, "assess", "implement_urgently"),
            takes=("consequences", "resources", "rollback"),
        ),
        Transition(
            "verify",
            _("Verify"),
            _from("implemented"),
            "verified",
            takes=("outcome", "criterion_met", "unintended"),
            not_by=_from("implement", "implement_urgently"),
            not_by_rule="SOD-05",
        ),
        Transition(
            "roll_back",
            _("Roll back"),
            _from("implemented"),
            "rolled_back",
            takes=("outcome", "unintended"),
            reason_required=True,
        ),
        Transition(
            "close", _("Close"), _from("verified"), "closed", takes=("outcome", "unintended"), reason_required=True
        ),
    ),
    ended=_from("rejected", "rolled_back", "closed"),
)
_KEEPS = "create edit find assess close"
CHANGE = register(
    Kind(
        model=Change,
        prefix="CHG",
        job="systems",
        workflow=CHANGE_LIFE,
        sections=(
            Section(_("Change"), ("title", "title_alt", "lang", "sort", "system", "purpose", "happened_on")),
            Section(_("Plan"), ("consequences", "resources", "effect_criterion", "rollback")),
            Section(_("Weight"), ("significance", "is_called_significant", "roles_in_question")),
            Section(_("Accountability"), ("owner", "unit")),
        ),
        columns=("ref", "title", "sort", "system", "owner", "happened_on", "state"),
        filters=("state", "sort", "owner", "unit"),
        grants={
            "aims_manager": f"{_KEEPS} implement",
            "system_owner": f"{_KEEPS} approve approve_afterwards reject",
            "developer": "create edit find implement implement_urgently",
            "operator": "create find implement implement_urgently roll_back",
            "release_approver": "approve approve_afterwards reject roll_back",
            "designated_management": "approve approve_afterwards reject",
            "top_management": "approve approve_afterwards reject",
            "supplier_manager": "create edit find assess",
            "verifier": "verify",
            OWNER: "edit find assess implement close",
        },
        relations=(Relation("about", _("about")), Relation("evidence", _("evidence"))),
        retention_years=10,
    )
)
