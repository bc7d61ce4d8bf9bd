"""The kinds of 7.2: what roles take, and who has it."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.workflow import Transition, Workflow, confirmed
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models.competence import Competence, CompetenceRequirement, counts_until


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def _counts_for(rating: Competence, world: World) -> dict[str, dt.date]:
    """As long as the requirement of the role lets it count, a year where there is none."""
    return {"valid_until": counts_until(world, rating.role, world.today) or months_after(world.today, 12)}


_COMPETENCE = Workflow(
    initial="required",
    editable=_from("required", "gap", "in_training"),
    states={
        "required": _("required"),
        "assessed": pgettext_lazy("competence", "assessed"),
        "competent": _("competent"),
        "gap": _("gap"),
        "in_training": _("in training"),
        "not_applicable": _("not applicable"),
    },
    transitions=(
        Transition(
            "assess",
            pgettext_lazy("competence", "Assess"),
            _from("required", "in_training", "competent"),
            "assessed",
            takes=("level", "evidence", "effect", "happened_on"),
            decides=True,
        ),
        Transition(
            "approve",
            _("Rate as competent"),
            _from("assessed"),
            "competent",
            takes=("valid_until",),
            offers=_counts_for,
        ),
        Transition("find_gap", _("Record a gap"), _from("assessed"), "gap", takes=("gap",), decides=True),
        Transition(
            "train",
            _("Begin training"),
            _from("gap"),
            "in_training",
            takes=("plan", "plan_due", "supervision", "effect_criterion"),
        ),
        Transition("retire", _("No longer applies"), _from("required"), "not_applicable", reason_required=True),
    ),
    ended=_from("not_applicable"),
)
_RATES = "edit assess approve find_gap train"

COMPETENCE_REQUIREMENT = register(
    Kind(
        model=CompetenceRequirement,
        prefix="CRQ",
        job="conformity",
        workflow=confirmed(),
        sections=(
            Section(_("Requirement"), ("title", "title_alt", "lang", "role", "level", "decides")),
            Section(_("What it takes"), ("knowledge", "skills", "experience")),
            Section(_("Evidence"), ("evidence_wanted", "valid_months")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "role", "level", "decides", "review_due", "state"),
        filters=("state", "role", "level"),
        grants={
            "aims_manager": "create edit submit revise",
            "line_manager": "create edit submit revise",
            "top_management": "approve return retire",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        review_months=12,
        retention_years=10,
    )
)
COMPETENCE = register(
    Kind(
        model=Competence,
        prefix="COM",
        job="conformity",
        workflow=_COMPETENCE,
        sections=(
            Section(_("Competence"), ("title", "title_alt", "lang", "person", "role", "level", "evidence")),
            Section(_("Gap"), ("gap", "plan", "plan_due", "supervision", "effect_criterion", "effect")),
            Section(_("Care"), ("valid_until", "happened_on", "owner", "unit")),
        ),
        columns=("ref", "title", "person", "role", "level", "valid_until", "state"),
        filters=("state", "role", "unit", "owner"),
        grants={
            "line_manager": f"create retire {_RATES}",
            "aims_manager": f"create retire {_RATES}",
            "designated_management": _RATES,
            "top_management": _RATES,
            OWNER: "retire edit find_gap train",  # not assess or approve: whoever makes the record names its owner
        },
        relations=(Relation("evidence", _("evidence")),),
        retention_years=10,
    )
)
