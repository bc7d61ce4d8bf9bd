"""The kind TreatmentPlan: for every risk above the appetite what is done, approved by designated management (6.1.3)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.models import Person
from aims.kernel.wording import filled
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World
from aims.risk.criteria import criteria, is_tolerated, level
from aims.risk.models import Risk, Treatment, TreatmentPlan
from aims.risk.scales import rating
from aims.risk.treatments import needs_a_plan, of


def to_treat(world: World) -> Iterator[Risk]:
    """The risks that the plan must cover: judged, not closed, and above the appetite or in treatment."""
    using = criteria(world)
    for risk in world.all(Risk):
        is_above = not is_tolerated(using, risk)
        if risk.is_judged and risk.is_open and (is_above or risk.state == "in_treatment"):
            yield risk


def _covers_all(_plan: TreatmentPlan, world: World) -> Iterable[Words]:
    for risk in world.all(Risk):
        if needs_a_plan(world, risk):
            yield filled(_("%(ref)s is above the appetite and no treatment of it is approved."), {"ref": risk.ref})


def _draw_up(plan: TreatmentPlan, world: World) -> None:
    plan.lines = [line for risk in to_treat(world) for line in _lines(world, risk)]


def _is_as_submitted(plan: TreatmentPlan, world: World) -> Iterable[Words]:
    """Nobody signs a plan that the register no longer shows."""
    if plan.lines != [line for risk in to_treat(world) for line in _lines(world, risk)]:
        yield _("Its risks or treatments changed since it was submitted: return it, and have it submitted again.")


def _lines(world: World, risk: Risk) -> Iterator[dict[str, Any]]:
    after, now = rating(risk, "residual"), level(criteria(world), risk)
    start = {"risk": risk.ref, "level": now, "residual": after.number if after else None}
    for one in of(world, risk):
        yield start | _treatment(world, one)
    if not of(world, risk):
        yield start | dict.fromkeys(("treatment", "option", "controls", "owner", "due"), "")


def _treatment(world: World, one: Treatment) -> dict[str, Any]:
    own = (control.ref for control in world.linked(one, "uses"))
    person = world.get(Person, one.owner_id)
    return {
        "treatment": one.ref,
        "option": one.option,
        "controls": ", ".join([*one.controls, *own]),
        "owner": person.title if person else "",
        "due": one.due_on.isoformat() if one.due_on else "",
    }


TREATMENT_PLAN = register(
    Kind(
        model=TreatmentPlan,
        prefix="TPL",
        job="risks",
        workflow=controlled(unready=_covers_all, lacks=_is_as_submitted, completes=_draw_up),
        sections=(
            Section(_("Plan"), ("title", "title_alt", "lang", "remarks", "remarks_alt")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "owner", "review_due", "state"),
        grants={
            "aims_manager": "create edit submit revise",
            "risk_owner": "create edit submit revise",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        review_months=12,
        retention_years=10,
    )
)
