"""The kind OversightPlan: what people oversee of one AI system, approved before it is used."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.wording import filled
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World
from aims.oversight.models import OversightPlan
from aims.oversight.plans import plan_of
from aims.oversight.trying import try_on_history


def _says_enough(plan: OversightPlan) -> Words | None:
    if not plan.stoppers:
        return _("Say who may stop the system.")
    if not plan.people_told or not plan.people_heard:
        return _("Say how the people affected are told, and how they are heard.")
    if plan.way == OversightPlan.Way.GATE and not plan.hold_when:
        return _("Say which decisions are held.")
    return None if plan.owner_id else _("Name its owner first.")


def _is_the_only_one(plan: OversightPlan, world: World) -> Iterable[Words]:
    held = plan_of(world, plan.system_id)
    if held and held.id != plan.id:
        yield filled(_("%(ref)s is in force for this system: revise that one, or withdraw it."), {"ref": held.ref})


OVERSIGHT_PLAN = register(
    Kind(
        model=OversightPlan,
        prefix="OVP",
        job="oversight",
        workflow=controlled(guard=_says_enough, unready=_is_the_only_one, completes=try_on_history),
        sections=(
            Section(_("Oversight"), ("title", "title_alt", "lang", "system", "mode", "way")),
            Section(_("What is held"), ("hold_when", "when_held", "when_away")),
            Section(_("Who reviews"), ("reviewer_role", "reviewer_level", "hides_answer", "four_eyes")),
            Section(_("In which time"), ("minutes", "undo_seconds", "escalation", "when_late")),
            Section(_("Stop"), ("stoppers",)),
            Section(_("People affected"), ("people_told", "people_heard", "answer_days")),
            Section(
                _("Is it real?"),
                ("seeded_caught", "unedited_most", "seconds_least", "backlog_most", "measuring_told_on"),
            ),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "system", "mode", "owner", "review_due", "state"),
        filters=("state", "system", "mode", "owner"),
        grants={
            **dict.fromkeys(("developer", "operator", "risk_owner"), "create edit submit revise"),
            "system_owner": "create edit submit revise approve return",
            "aims_manager": "create edit submit revise retire seed_cases",
            "designated_management": "approve return retire seed_cases",
            OWNER: "edit submit revise",
        },
        uses={"seed_cases": _("Seed cases that are known to be wrong")},
        relations=(Relation("oversees", _("oversees"), is_content=True), Relation("evidence", _("evidence"))),
        relies_on=("system",),
        review_months=12,
        retention_years=10,
    )
)
