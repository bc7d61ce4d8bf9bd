"""The kinds of 6.2: AI objectives and their measurements."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Audience, Kind, Relation, Section, register
from aims.kernel.workflow import FINAL, Transition, Words, Workflow
from aims.organisation.models.objectives import Measurement, Objective
from aims.organisation.trajectory import not_reached


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def _unplanned(objective: Objective) -> Words | None:
    """What a proposal lacks before it can be approved: policy, measure, target, and who does what with what."""
    for name in ("policy_sentence", "plan", "resources", "evaluation_how"):
        if not getattr(objective, name):
            return _SENTENCES[name]
    if objective.owner_id is None:
        return _("nobody is named who answers for it")
    is_whole = objective.measure and objective.measure_unit and objective.direction and objective.target is not None
    return _SENTENCES["measure"] if objective.is_measured and not is_whole else None


_SENTENCES: dict[str, Words] = {
    "policy_sentence": _("it does not say which sentence of the policy it follows from"),
    "plan": _("it does not say what is done"),
    "resources": _("it does not say which resources are needed"),
    "evaluation_how": _("it does not say how the outcome is evaluated"),
    "measure": _("it has neither measure, unit, direction and target, nor a reason why it cannot be measured"),
}

_LIFE = Workflow(
    initial="proposed",
    editable=_from("proposed"),
    states={
        "proposed": _("proposed"),
        "approved": _("approved"),
        "active": pgettext_lazy("objective", "active"),
        "revised": _("revised"),
        "achieved": _("achieved"),
        "dropped": _("dropped"),
    },
    transitions=(
        Transition("approve", _("Approve"), _from("proposed"), "approved", guard=_unplanned),
        Transition(
            "activate",
            pgettext_lazy("objective", "Begin"),
            _from("approved", "revised"),
            "active",
            takes=("baseline", "baseline_on", "plan", "resources", "told_to"),
        ),
        Transition(
            "achieve", _("Record as achieved"), _from("active"), "achieved", takes=("outcome",), lacks=not_reached
        ),
        Transition(
            "revise",
            _("Revise"),
            _from("approved", "active", "revised"),
            "revised",
            takes=("policy_sentence", "target", "due_on", "interval_months", "owner"),
            reason_required=True,
        ),
        Transition("drop", _("Drop"), _from("proposed", "active"), "dropped", reason_required=True),
    ),
    ended=_from("achieved", "dropped"),
)
"""Off track is no state but a standing over *active*: the clock and the results decide it, see `trajectory`.

More than in practice's table, an objective that is not active yet can be revised too: one whose owner leaves or whose
day passes before it begins has a way on.
"""

_REVISERS = ("system_owner", "risk_owner", "line_manager", "designated_management")
OBJECTIVE = register(
    Kind(
        model=Objective,
        prefix="OBJ",
        job="conformity",
        workflow=_LIFE,
        audience=Audience.PUBLIC,
        sections=(
            Section(_("Objective"), ("title", "title_alt", "lang", "policy_sentence", "owner", "unit")),
            Section(
                _("Measure"),
                ("measure", "not_measured_why", "measure_unit", "direction", "baseline", "baseline_on", "target"),
            ),
            Section(
                pgettext_lazy("objective", "Plan"),
                ("due_on", "interval_months", "plan", "resources", "evaluation_how", "told_to"),
            ),
            Section(_("Outcome"), ("outcome",)),
        ),
        columns=("ref", "title", "unit", "owner", "due_on", "state"),
        filters=("state", "unit", "owner"),
        grants=dict.fromkeys(_REVISERS, "create edit")
        | {"aims_manager": "create edit achieve", "top_management": "approve revise drop", OWNER: "edit activate"},
        relations=(
            Relation("takes_up", _("requirement taken into account")),
            Relation("covers", _("also holds for"), "unit"),
            Relation("evidence", _("evidence")),
        ),
        retention_years=10,
    )
)

MEASUREMENT = register(
    Kind(
        model=Measurement,
        prefix="MSR",
        job="conformity",
        workflow=FINAL,
        audience=Audience.PUBLIC,
        sections=(Section(_("Result"), ("title", "lang", "objective", "value", "happened_on", "method", "note")),),
        columns=("ref", "title", "objective", "value", "author", "happened_on", "state"),
        filters=("state", "objective"),
        grants=dict.fromkeys((*_REVISERS, "aims_manager", "top_management", "verifier", OWNER), "create retire"),
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
        under="objective",
    )
)
