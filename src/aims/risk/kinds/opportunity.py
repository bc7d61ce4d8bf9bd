"""The kind Opportunity: found, pursued or left, done, its effect judged (6.1.1)."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Words, Workflow, move
from aims.risk.models import Opportunity


def _is_planned(one: Opportunity) -> Words | None:
    missing = not (one.owner_id and one.benefit and one.plan and one.due_on and one.judged_by)
    return (
        _("Write the benefit expected, what is done, by whom, until when, and how its effect is judged.")
        if missing
        else None
    )


LIFE = Workflow(
    initial="seen",
    editable=frozenset({"seen"}),
    states={
        "seen": _("seen"),
        "pursued": _("pursued"),
        "left": _("left"),
        "done": _("done"),
        "judged": _("effect judged"),
    },
    transitions=(
        move("pursue", _("Pursue it"), "seen", "pursued", guard=_is_planned, decides=True),
        move("leave", _("Leave it"), "seen pursued", "left", reason_required=True, decides=True),
        Transition("integrate", _("Name its process"), frozenset({"pursued", "done"}), takes=("process",)),
        move("finish", _("Report as done"), "pursued", "done", takes=("happened_on",)),
        move(
            "judge",
            _("Judge its effect"),
            "done",
            "judged",
            takes=("found",),
            needs=frozenset({"found"}),
            decides=True,
            not_by=frozenset({"owner", "finish"}),
            not_by_rule="SOD-05",
        ),
        move("take_up", _("Take it up again"), "left judged", "seen", reason_required=True),
    ),
    ended=frozenset({"left"}),
)

OPPORTUNITY = register(
    Kind(
        model=Opportunity,
        prefix="OPY",
        job="risks",
        workflow=LIFE,
        sections=(
            Section(_("Opportunity"), ("title", "title_alt", "lang", "system", "aim", "benefit")),
            Section(_("Action"), ("plan", "process", "due_on", "judged_by")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "system", "owner", "due_on", "state"),
        filters=("state", "system", "owner"),
        grants={
            **dict.fromkeys(("aims_manager", "system_owner", "risk_owner"), "create edit integrate"),
            **dict.fromkeys(("designated_management", "top_management"), "pursue leave judge take_up"),
            OWNER: "edit finish integrate",
        },
        relations=(
            Relation("comes_from", _("comes from")),
            Relation("serves", _("serves"), "objective"),
            Relation("evidence", _("evidence")),
        ),
        review_months=12,
        retention_years=10,
    )
)
