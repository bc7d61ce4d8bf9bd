"""What the impact of a system asks of others: its next stage, the controls, the risks, the oversight plan (6.1.4-f)."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.risk.criteria import criteria
from aims.risk.models import Risk
from aims.risk.scales import band, rank
from aims.systems.models import AISystem
from aims.systems.readiness import Lack

from .assessments import assessment_of, is_current, method, of_systems, systems_of
from .dimensions import Dimension, dimensions, figure, in_language
from .models import ImpactAssessment
from .workflow import LIFE

ASKED_BEFORE = ("assess", "deploy")
"""The moves of a system before which its impact is assessed: weighing it at all, and putting it to use."""
_filled = lazy(filled, str)


# ---- readiness ----


def is_assessed(world: World, system: AISystem) -> Iterator[Lack]:
    """A rule of readiness: a system in scope has an impact assessment in force that is current, or a screening."""
    if not system.is_in_scope:
        return
    held = assessment_of(world, system)
    if held is None:
        yield Lack(_("No impact assessment of it is approved, nor a screening."), next_act(world, system))
    elif not is_current(world, held):
        said = _filled(
            _("%(ref)s no longer holds: what it rests on changed, or its day has passed."), {"ref": held.ref}
        )
        yield Lack(said, next_act(world, system), is_stale=True)


def next_act(world: World, system: AISystem) -> Do:
    """The act that brings `system` nearer to a current assessment: the next move on the latest, else a new one."""
    found = of_systems(world, in_force=False).get(system.id, [])
    if not found:
        return Do("impact_assessment", "create", prefill={"system": system.id})
    return step(world, max(found, key=lambda a: a.stamp.seq))


def step(world: World, assessment: ImpactAssessment) -> Do:
    """The next act on an assessment: the move that is open and ready, else writing what it lacks."""
    for name in ("screen_out", "begin", "submit", "approve", "approve_as_top", "revise", "screen_again", "rework"):
        move = LIFE.transition(name)
        if move is None or assessment.state not in move.source or (move.guard and move.guard(assessment)):
            continue
        if not (move.lacks and list(move.lacks(assessment, world))):
            return Do(assessment.kind, name, assessment.id)
    return Do(assessment.kind, "edit", assessment.id)


# ---- levels ----


class Judged(NamedTuple):
    """A dimension as an assessment judged it."""

    dimension: Dimension
    row: Any
    figure: int | None
    level: str
    """The band that the figure falls into by the risk criteria in force; empty where it was not judged."""


def judged(world: World, assessment: ImpactAssessment) -> list[Judged]:
    """Every dimension with its figure and level, in their order."""
    bands, found = criteria(world).bands, list[Judged]()
    for pk, dimension in dimensions().items():
        row = assessment.rows.get(pk, {})
        number = figure(row)
        found.append(Judged(dimension, row, number, band(number, bands) if number else ""))
    return found


def level(world: World, assessment: ImpactAssessment) -> str:
    """The level of the worst dimension; empty where none is judged."""
    number = assessment.worst
    return band(number, criteria(world).bands) if number else ""


def _from(world: World, assessment: ImpactAssessment, least: str) -> list[Judged]:
    return [one for one in judged(world, assessment) if one.level and rank(one.level) >= rank(least)]


# ---- controls, risks, oversight ----


class Required(NamedTuple):
    """A control of Annex A that the impact of a system asks for."""

    control: str
    """Its place, as A.7.4."""
    why: Words
    assessment: ImpactAssessment


def required_controls(world: World, system: AISystem) -> list[Required]:
    """The controls that the assessment in force for `system` asks for, each once, with the dimension that does."""
    held = assessment_of(world, system)
    if held is None or held.is_screening:
        return []
    found: dict[str, Required] = {}
    for one in _from(world, held, method(world).weighty):
        words = {"ref": held.ref, "dimension": _name_of(one.dimension.id)}
        for control in one.dimension.controls:
            why = _filled(_("%(ref)s: the impact in the dimension “%(dimension)s” is weighty."), words)
            found.setdefault(control, Required(control, why, held))
    return list(found.values())


def _name(pk: str) -> str:
    return in_language(dimensions()[pk].label)


_name_of = lazy(_name, str)


class Suggested(NamedTuple):
    """A risk that an impact leads to, as the form of a new one begins with; nobody is bound by it."""

    dimension: str
    why: Words
    do: Do
    system: AISystem


def suggested_risks(world: World, assessment: ImpactAssessment) -> list[Suggested]:
    """The risks to look at because of `assessment`: for each grave dimension and system that has none from it yet."""
    known = risks_from(world, assessment)
    found = []
    for one in _from(world, assessment, method(world).grave):
        for system in systems_of(world, assessment):
            if any(r.family == one.dimension.family and r.system_id == system.id for r in known):
                continue
            words = {"ref": assessment.ref, "dimension": _name_of(one.dimension.id)}
            why = _filled(_("%(ref)s judges the dimension “%(dimension)s” as grave."), words)
            found.append(
                Suggested(one.dimension.id, why, Do("risk", "create", prefill=_begun(assessment, one, system)), system)
            )
    return found


def _begun(assessment: ImpactAssessment, one: Judged, system: AISystem) -> dict[str, Any]:
    """What a risk begins with: from what it comes, and whom it would hit."""
    return {
        "system": system.id,
        "family": one.dimension.family,
        "title": f"{one.row['harms']}"[:120],
        "consequence": one.row["harms"],
        "relation": "comes_from",
        "target": assessment.id,
    }


def risks_from(world: World, assessment: ImpactAssessment) -> list[Risk]:
    """The risks that were taken up from `assessment`."""
    return [
        risk
        for risk in world.all(Risk)
        if any(link.relation == "comes_from" and link.target == assessment.id for link in risk.links)
    ]


class Asked(NamedTuple):
    """Something that the plan of human oversight must cover, and the dimension that asks for it."""

    dimension: str
    what: Words


def oversight_asked(world: World, assessment: ImpactAssessment) -> list[Asked]:
    """What the oversight plan of its systems must cover, for each dimension that is weighty (A.9, AI Act 14)."""
    return [
        Asked(one.dimension.id, _oversight_of(one.dimension.id))
        for one in _from(world, assessment, method(world).weighty)
    ]


def _oversight(pk: str) -> str:
    return in_language(dimensions()[pk].oversight)


_oversight_of = lazy(_oversight, str)
