"""The life cycle of an AI system (A.6; ISO/IEC 22989:2022, 6; ISO/IEC 5338): what a person decides about it, in order.

Content may be edited in every state; the version in force stays until somebody else confirms what was edited.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.workflow import Transition, Words, Workflow, move

from . import tier as tiers
from .models.register import AISystem
from .readiness import lacking, undescribed

STATES: dict[str, Words] = {
    "proposed": _("proposed"),
    "triaged": _("taken in"),
    "rejected": _("rejected"),
    "assessed": _("assessed"),
    "in_development": _("in development"),
    "in_acquisition": _("in acquisition"),
    "in_verification": _("in verification"),
    "ready": _("ready"),
    "deployed": _("deployed"),
    "operating": _("operating"),
    "suspended": _("suspended"),
    "under_change": _("under change"),
    "retiring": _("retiring"),
    "retired": pgettext_lazy("AI system", "retired"),
}
_ENDED = frozenset({"rejected", "retired"})
_GOING_ON = frozenset(STATES) - _ENDED - {"proposed"}

STAGES: dict[str, AISystem.Stage] = {
    **dict.fromkeys(("proposed", "triaged", "assessed"), AISystem.Stage.INCEPTION),
    **dict.fromkeys(("in_development", "in_acquisition"), AISystem.Stage.DESIGN),
    "in_verification": AISystem.Stage.VERIFICATION,
    **dict.fromkeys(("ready", "deployed"), AISystem.Stage.DEPLOYMENT),
    **dict.fromkeys(("operating", "suspended", "under_change"), AISystem.Stage.OPERATION),
    **dict.fromkeys(("retiring", "retired"), AISystem.Stage.RETIREMENT),
}
"""The stage of ISO/IEC 22989 that each state belongs to."""


def stage(system: AISystem) -> AISystem.Stage | None:
    """The stage of the life cycle: what was decided here, or while it is only proposed what its source tells."""
    if system.state == "proposed":
        return AISystem.Stage(system.life_cycle_stage) if system.life_cycle_stage else None
    return STAGES.get(system.state)


def _is_described(system: AISystem) -> Words | None:
    return next(iter(undescribed(system)), None)


def _has_lower_tier(system: AISystem) -> Words | None:
    """Only a tier that was set can be set lower, and only down to the lowest."""
    return None if tiers.is_lower(tiers.LOW, system.tier) else _("Its tier is low already, or not determined.")


LIFE = Workflow(
    initial="proposed",
    editable=frozenset(STATES) - _ENDED,
    states=STATES,
    transitions=(
        move(
            "triage",
            _("Take in"),
            "proposed",
            "triaged",
            takes=("review_due",),
            guard=_is_described,
            puts_in_force=True,
        ),
        move(
            "adopt",
            _("Take in as already operating"),
            "proposed",
            "operating",
            takes=("review_due",),
            guard=_is_described,
            reason_required=True,
            puts_in_force=True,
        ),
        Transition(
            "approve",
            _("Confirm"),
            _GOING_ON,
            takes=("review_due", "change_is_significant"),
            guard=_is_described,
            puts_in_force=True,
        ),
        Transition(
            "lower_tier",
            _("Set a lower tier"),
            frozenset(STATES) - _ENDED,
            takes=("lowered_tier",),
            not_by=frozenset({"create", "edit"}),
            reason_required=True,
            guard=_has_lower_tier,
        ),
        move("reject", _("Reject"), "proposed triaged", "rejected", reason_required=True, ends_force=True),
        move("assess", _("Take as assessed"), "triaged", "assessed", lacks=lacking("assess")),
        move("develop", _("Begin development"), "assessed", "in_development", lacks=lacking("develop")),
        move("acquire", _("Begin acquisition"), "assessed", "in_acquisition", lacks=lacking("acquire")),
        move(
            "hand_over",
            _("Hand over for verification"),
            "in_development in_acquisition under_change",
            "in_verification",
            lacks=lacking("hand_over"),
        ),
        move("send_back", _("Send back"), "in_verification", "in_development", reason_required=True),
        move("verify", _("Take as verified"), "in_verification", "ready", lacks=lacking("verify")),
        move("deploy", _("Approve deployment"), "ready", "deployed", signed=True, lacks=lacking("deploy")),
        move("operate", _("Begin operation"), "deployed", "operating"),
        move("suspend", _("Suspend"), "operating", "suspended", reason_required=True),
        move("resume", _("Resume"), "suspended", "operating", reason_required=True),
        move(
            "begin_change",
            _("Begin a change"),
            "operating",
            "under_change",
            reason_required=True,
            lacks=lacking("begin_change"),
        ),
        move(
            "begin_retirement",
            _("Begin retirement"),
            "operating suspended",
            "retiring",
            reason_required=True,
            lacks=lacking("begin_retirement"),
        ),
        move(
            "retire",
            pgettext_lazy("AI system", "Retire"),
            "retiring",
            "retired",
            reason_required=True,
            ends_force=True,
            lacks=lacking("retire"),
        ),
        # Done by the system itself when a significant change takes effect; nobody holds a grant for it.
        Transition("unsettle", _("Look at again what rests on it"), _GOING_ON, reason_required=True, unsettles=True),
    ),
    ended=_ENDED,
)
