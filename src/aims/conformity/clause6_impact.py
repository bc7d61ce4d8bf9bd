"""6.1.4, how impacts are assessed and what each assessment says, as code."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.impact.asking import suggested_risks
from aims.impact.dimensions import DIMENSIONS
from aims.impact.models import ImpactAssessment, ImpactMethod
from aims.kernel.checks import Depth, Do, Gap, Verdict, check
from aims.kernel.world import World
from aims.systems.models import AISystem

from .documents import asks_for, found, section_gaps
from .impacts import over_assessments, with_texts


@check(
    "iso42001:2023/6.1.4-a",
    states=_(
        "A method of impact assessment is in force, not past its review: how, on which occasions, by whom it is "
        "decided, and what the results are used for."
    ),
)
def impact_has_its_method(world: World) -> Verdict:
    answer = asks_for(world, found(world, ImpactMethod), "method", "triggers", "deciding", "use_of_results")
    return replace(answer, depth=min(answer.depth, Depth.DESIGNED))  # that it runs is asked in 8.4


@check(
    "iso42001:2023/6.1.4-b",
    states=_(
        "The assessment in force of every AI system in scope says its intended use, its place in our processes and "
        "foreseeable misuse; it was not submitted before each of the seven dimensions was judged or left out with a "
        "reason. Of a slight use a confirmed screening suffices."
    ),
)
def consequences_are_determined(world: World) -> Verdict:
    return over_assessments(world, with_texts(world, "intended_use", "misuse", "process_use"))


@check(
    "iso42001:2023/6.1.4-c",
    states=_(
        "The assessment in force of every AI system in scope describes the technical and social setting, the model "
        "with its limits, and the jurisdictions. That these are the jurisdictions of today is not evidenced here yet, "
        "so partly is the most."
    ),
)
def setting_and_jurisdictions_are_taken_into_account(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that the jurisdictions named are those of its use today")})
    return over_assessments(world, with_texts(world, "environment", "technology", "jurisdictions"), [unseen])


@check(
    "iso42001:2023/6.1.4-d",
    states=_(
        "The assessment in force of every AI system in scope has a written decision, signed by somebody who did not "
        "write it, and says when it is to be assessed again."
    ),
)
def results_are_documented(world: World) -> Verdict:
    return over_assessments(world, with_texts(world, "decision", "reassess_when"))


@check(
    "iso42001:2023/6.1.4-e",
    states=_(
        "For every assessment in force it was decided with reasons whether and to whom its result is shown; where it "
        "is shown to somebody, the day on which it was sent is recorded."
    ),
)
def showing_of_results_is_decided(world: World) -> Verdict:
    def look(_system: AISystem, held: ImpactAssessment) -> list[Gap]:
        latest = world.get(ImpactAssessment, held.id) or held
        sent = latest.disclosed_on or held.disclosure in ("", ImpactAssessment.Disclosure.NOBODY)
        unsent = Gap("impact_unsent", Do(held.kind, "disclose", held.id), {"ref": held.ref}, held.id)
        return [*section_gaps(world, held, "disclosure", "disclosure_why"), *(() if sent else (unsent,))]

    return over_assessments(world, look)


@check(
    "iso42001:2023/6.1.4-f",
    states=_(
        "Each dimension that an assessment in force judges as grave, by the method, was taken up as a risk of the "
        "system. That the risk was judged after the assessment, within the time set, is not evidenced here yet, so "
        "partly is the most."
    ),
)
def impacts_feed_the_risks(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that each such risk was judged after the assessment, in time")})

    def look(system: AISystem, held: ImpactAssessment) -> list[Gap]:
        asked = [one for one in suggested_risks(world, held) if one.system.id == system.id]
        labels = dict(DIMENSIONS)
        return [
            Gap(
                "impact_no_risk",
                one.do,
                {"ref": held.ref, "dimension": labels[one.dimension], "system": system.ref},
                held.id,
                names={"system": system.id},
            )
            for one in asked
        ]

    return over_assessments(world, look, [unseen], Depth.OPERATING)
