"""What checks on impact assessments share (6.1.4, 8.4, A.5): which systems count, and what each of them shows.

The rules, the same for every such check:
* Every system in scope counts from the day on which it was taken in, until its retirement begins.
* The version in force counts. One past its review, or older than a change, an obligation or a concern that speaks of
  its system, is stale evidence. A screening that somebody else confirmed is an assessment in short; what only a full
  one says is not asked of it.
* With completeness not attested the verdict is partly at most.
"""

from collections.abc import Callable, Iterable

from aims.impact.asking import is_assessed
from aims.impact.assessments import assessment_of
from aims.impact.models import ImpactAssessment
from aims.kernel.checks import Depth, Gap, Verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.systems.models import AISystem

from .documents import section_gaps
from .life_cycle import lacks, over_life
from .register import governed

_LEAVING = frozenset({"retiring"})

type Look = Callable[[AISystem, ImpactAssessment], list[Gap]]


def taken_in(world: World) -> list[AISystem]:
    """The systems in scope of which a version is in force and which are not on their way out."""
    return [latest for latest, held in governed(world) if held and latest.state not in _LEAVING]


def over_assessments(world: World, look: Look, extra: Iterable[Gap] = (), depth: Depth = Depth.OPERATING) -> Verdict:
    """The verdict on all systems: each has a current assessment, in which `look` finds no gap."""

    def shown(system: AISystem) -> tuple[list[Record], list[Gap]]:
        held = assessment_of(world, system)
        gaps = lacks(world, system, is_assessed)
        if held is None:
            return [], gaps
        return [held], (look(system, held) if not held.is_screening else []) or gaps

    return over_life(world, taken_in(world), shown, depth, extra)


def with_texts(world: World, *fields: str) -> Look:
    """A look at what is empty in an assessment."""
    return lambda _system, held: section_gaps(world, held, *fields)
