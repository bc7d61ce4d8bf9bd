"""A.5, assessing the impact of AI systems, as code. What counts, and when, stands in `impacts`."""

from django.utils.translation import gettext_lazy as _

from aims.conformity.documents import Found, approvals, found, section_gaps, to_write
from aims.conformity.impacts import over_assessments, taken_in, with_texts
from aims.conformity.life_cycle import lacks
from aims.conformity.register import NOTHING, concluded, governed, short
from aims.impact.asking import is_assessed, next_act
from aims.impact.assessments import assessment_of, of_systems
from aims.impact.dimensions import ASPECTS
from aims.impact.models import ImpactAssessment, ImpactMethod
from aims.kernel.checks import Depth, Gap, Verdict, check
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.systems.models import AISystem

_RAN = frozenset({"adopt", "operate"})


@check(
    "iso42001:2023/A.5.2",
    states=_(
        "A method of impact assessment with its occasions, elements, approver and use of results is in force, and "
        "every AI system in scope has been assessed by it or screened with reasons since the last occasion."
    ),
)
def assessing_is_a_process(world: World) -> Verdict:
    how = found(world, ImpactMethod)
    missing = [g for one in how.in_force for g in section_gaps(world, one, "triggers", "deciding", "use_of_results")]
    gaps = [gap for system in taken_in(world) for gap in lacks(world, system, is_assessed)]
    held = [one for system in taken_in(world) if (one := assessment_of(world, system))]
    sound = list[Record](held) if not gaps else []
    systems = Found(sound, [], [*missing, *short(gaps)], [], Depth.OPERATING)
    beside = how._replace(depth=Depth.OPERATING) if how.sound and held else how
    return concluded(world, systems, [] if how.in_force else held, beside)


@check(
    "iso42001:2023/A.5.3",
    states=_(
        "Every AI system in scope that was ever in use has an assessment or a screening that was approved and kept."
    ),
)
def assessments_are_documented(world: World) -> Verdict:
    sound, looked_at, gaps = list[Record](), list[Record](), list[Gap]()
    for system in _ever_used(world):
        kept = [one for one in of_systems(world, in_force=False).get(system.id, []) if approvals(world, one)]
        if kept:
            sound += kept
        else:
            looked_at.append(system)
            gaps.append(Gap("impact_never", next_act(world, system), {"ref": system.ref}, system.id))
    return concluded(world, Found(sound, [], short(gaps), [], Depth.OPERATING), looked_at, NOTHING)


def _ever_used(world: World) -> list[AISystem]:
    """The systems in scope, those on their way out included, that were in use at some time."""
    systems = (latest for latest, held in governed(world) if held)
    return [s for s in systems if any(stamp.action in _RAN for stamp in world.history(s))]


@check(
    "iso42001:2023/A.5.4",
    states=_(
        "The assessment in force of every AI system in scope names the groups affected and the vulnerable among them, "
        "says who was heard, and judges customers, employees, privacy, human rights, fairness and safety, or why not. "
        "That what was foreseen is compared with monitoring and complaints is not evidenced here yet, so partly is the "
        "most."
    ),
)
def impact_on_individuals_and_groups_is_assessed(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that what was foreseen is compared with what happened since")})
    texts = with_texts(world, "groups", "groups_who", "vulnerable")

    def look(system: AISystem, held: ImpactAssessment) -> list[Gap]:
        heard = held.heard or held.not_heard_why
        return [*texts(system, held), *(() if heard else section_gaps(world, held, "heard"))]

    return over_assessments(world, look, [unseen])


@check(
    "iso42001:2023/A.5.5",
    states=_(
        "The assessment in force of every AI system in scope judges its effect on society, and weighs environment, "
        "economy, public institutions, health and safety, norms and culture, or says why some are left out."
    ),
)
def impact_on_society_is_assessed(world: World) -> Verdict:
    def look(_system: AISystem, held: ImpactAssessment) -> list[Gap]:
        left_out = [label for code, label in ASPECTS if code not in held.society_aspects]
        if not left_out or held.aspects_left_out_why:
            return []
        act = to_write(world, held, "aspects_left_out_why")
        return [Gap("aspect_left_out", act, {"ref": held.ref, "aspect": left_out[0]}, held.id)]

    return over_assessments(world, look)
