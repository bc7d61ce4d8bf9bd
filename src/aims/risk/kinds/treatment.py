"""The kind Treatment: proposed, approved by designated management, done, verified by somebody else (6.1.3, 8.3)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import RETURN, Transition, Words, Workflow, move
from aims.risk.models import Treatment


def _is_planned(treatment: Treatment) -> Words | None:
    words = _("Write why this option, the resources, the day and the effect expected.")
    return None if treatment.is_planned else words


ACTION = Workflow(
    initial="proposed",
    editable=frozenset({"proposed"}),
    states={
        "proposed": _("proposed"),
        "approved": _("approved"),
        "in_progress": _("in progress"),
        "implemented": _("implemented"),
        "effective": _("effective"),
        "ineffective": _("not effective"),
        "closed": pgettext_lazy("treatment", "closed"),
        "cancelled": _("cancelled"),
    },
    transitions=(
        move(
            "approve",
            _("Approve"),
            "proposed",
            "approved",
            guard=_is_planned,
            asks=Treatment.PLANNED,
            signed=True,
            not_by=frozenset({"owner"}),
        ),
        move(RETURN, _("Return"), "proposed", "proposed", reason_required=True),
        move("begin", pgettext_lazy("treatment", "Begin"), "approved", "in_progress"),
        move(
            "extend",
            _("Move its day"),
            "in_progress",
            "in_progress",
            takes=("due_on",),
            needs=frozenset({"due_on"}),
            reason_required=True,
            decides=True,
            not_by=frozenset({"owner"}),
        ),
        Transition(
            "integrate",
            _("Name its process"),
            frozenset({"approved", "in_progress", "implemented", "effective"}),
            takes=("process",),
        ),
        move("implement", _("Report as done"), "in_progress", "implemented", takes=("happened_on",)),
        move("verify", _("It works"), "implemented", "effective", takes=("found",), needs=frozenset({"found"})),
        move(
            "verify_failed",
            _("It does not work"),
            "implemented",
            "ineffective",
            takes=("found",),
            needs=frozenset({"found"}),
        ),
        move("propose_anew", _("Propose it anew"), "ineffective", "proposed", reason_required=True),
        move("close", _("Close"), "effective", "closed"),
        move(
            "cancel",
            _("Cancel"),
            "proposed approved in_progress",
            "cancelled",
            reason_required=True,
            decides=True,
            not_by=frozenset({"owner"}),
        ),
    ),
    ended=frozenset({"closed", "cancelled"}),
)

TREATMENT = register(
    Kind(
        model=Treatment,
        prefix="TRT",
        job="risks",
        workflow=ACTION,
        sections=(
            Section(_("Treatment"), ("title", "title_alt", "lang", "treats", "option", "why", "controls")),
            Section(pgettext_lazy("treatment", "Plan"), ("resources", "due_on", "process", "expected")),
            Section(_("Care"), ("owner", "unit")),
        ),
        columns=("ref", "title", "treats", "option", "owner", "due_on", "state"),
        filters=("state", "option", "owner"),
        grants={
            "aims_manager": "create edit propose_anew close integrate",
            "risk_owner": "create edit propose_anew close integrate",
            "designated_management": "approve return extend cancel",
            "verifier": "verify verify_failed",
            OWNER: "edit begin implement integrate",
        },
        relations=(
            Relation("uses", _("control used"), "control", is_content=True),
            Relation("evidence", _("evidence")),
        ),
        under="treats",
        retention_years=10,
    )
)
