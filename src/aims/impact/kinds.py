"""The kinds of 6.1.4, 8.4 and A.5: how impacts are assessed, and the assessments."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.policy import Actor
from aims.kernel.workflow import Words, controlled
from aims.kernel.world import World, present
from aims.systems.lineage import parts_of
from aims.systems.models import AISystem, DesignRecord
from aims.systems.readiness import of_systems

from .assessments import COVERS, method, systems_of
from .models import ImpactAssessment, ImpactMethod
from .workflow import LIFE


def _months(assessment: ImpactAssessment) -> int:
    """The longest time until the next one: by the tier of the system and the method in force."""
    tier = AISystem.objects.filter(pk=assessment.system_id).values_list("tier", flat=True).first() or ""
    return method(present()).months(tier)


def _says_how(one: ImpactMethod) -> Words | None:
    said = one.method and one.triggers and one.deciding and one.use_of_results
    return None if said else _("Write how impacts are assessed, on which occasions, by whom, and what for.")


IMPACT_METHOD = register(
    Kind(
        model=ImpactMethod,
        prefix="IMM",
        job="risks",
        workflow=controlled(guard=_says_how),
        sections=(
            Section(_("Method"), ("title", "title_alt", "lang", "method", "method_alt")),
            Section(_("Order"), ("triggers", "deciding", "use_of_results")),
            Section(_("Figures"), ("weighty", "grave", "months_high", "months_medium", "months_low")),
            Section(_("Care"), ("owner", "unit", "review_due")),
        ),
        columns=("ref", "title", "owner", "review_due", "state"),
        grants={
            "aims_manager": "create edit submit revise",
            "impact_assessor": "create edit submit revise",
            "designated_management": "approve return",
            "top_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("evidence", _("evidence")),),
        review_months=12,
        retention_years=10,
    )
)


def developers(assessment: ImpactAssessment, world: World) -> Iterable[UUID]:
    """Who designed one of its systems, or handed it over for verification (SOD-07)."""
    for system in systems_of(world, assessment):
        for design in of_systems(world, DesignRecord, in_force=False).get(system.id, []):
            yield from world.authors(design)
        yield from (s.actor for s in world.history(system) if s.action == "hand_over" and s.actor)


def _begins_with(assessment: ImpactAssessment, world: World, actor: Actor) -> None:
    """What the register says of the system, and who assesses, unless somebody said otherwise."""
    system = world.get(AISystem, assessment.system_id)
    assessment.intended_use = assessment.intended_use or (system.intended_use if system else "")
    assessment.assessor_id = assessment.assessor_id or actor.person


def _called(assessment: ImpactAssessment) -> None:
    if not assessment.title and assessment.system_id:
        assessment.title = gettext("Impact of %(system)s") % {"system": assessment.system.name}


def _parts(assessment: ImpactAssessment, world: World) -> Iterable[UUID]:
    """What its systems are made of and learned from, and whose it is."""
    return (pk for system in systems_of(world, assessment) for pk in parts_of(world, system.id))


_WRITES = "edit begin consult submit revise screen_again"
IMPACT_ASSESSMENT = register(
    Kind(
        model=ImpactAssessment,
        prefix="IMP",
        job="risks",
        workflow=LIFE,
        sections=(
            Section(_("Assessment"), ("title", "title_alt", "lang", "system", "occasion", "assessor")),
            Section(_("Screening"), ("screening", "screened_on", "screening_why")),
            Section(_("Use"), ("intended_use", "process_use", "usage", "misuse", "failure", "necessity")),
            Section(_("Setting"), ("data_used", "technology", "environment", "jurisdictions")),
            Section(
                _("People affected"), ("groups", "groups_who", "vulnerable", "heard", "not_heard_why", "subjects_views")
            ),
            Section(_("Impact"), ("dimensions", "society_aspects", "aspects_left_out_why", "oversight", "if_harmed")),
            Section(_("Result"), ("decision", "conditions", "reassess_when", "disclosure", "disclosure_why")),
            Section(_("Other readings"), ("fria_not_asked_why", "dpia_not_asked_why", "subjects_heard_on")),
            Section(_("Care"), ("owner", "unit", "review_due", "happened_on")),
        ),
        columns=("ref", "title", "system", "owner", "review_due", "state"),
        filters=("state", "system", "occasion", "owner"),
        grants={
            "impact_assessor": f"create {_WRITES} disclose",
            "aims_manager": f"create {_WRITES} screen_out disclose",
            "system_owner": "create edit rework",
            "risk_owner": "return",
            "designated_management": "approve return block screen_out",
            "top_management": "approve approve_as_top return block",
            "legal": "edit advise notify_authority sign_aisia sign_fria sign_dpia",
            OWNER: f"{_WRITES} disclose",
        },
        relations=(Relation(COVERS, _("covers too"), "ai_system"), Relation("evidence", _("evidence"))),
        relies_on=("system", COVERS),
        rests_on=_parts,
        review_months=24,
        sooner=_months,
        retention_years=10,
        under="system",
        named={"developer": developers},
        completes=_begins_with,
        entitles=_called,
    )
)
