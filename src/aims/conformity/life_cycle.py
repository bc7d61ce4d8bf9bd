"""What checks on the life of AI systems share (A.6): which systems are due, and what each of them shows.

The rules, the same for every such check:
* A system counts from the stage on in which the control asks for the record, until its retirement begins; of a system
  that was in use before it was registered the same is asked.
* While a system is under change its next version is at hand, not the one that runs: it counts again once released.
* What is asked of development is asked of systems that we make or give to others.
* A record counts in the version in force and for the version of the system at hand. One approved before a significant
  change of the system is stale until somebody looks at it again; one past its review too.
* No system that is due: unknown. With completeness not attested the verdict is partly at most.
"""

from collections.abc import Callable, Iterable

from aims.kernel.checks import Depth, Gap, Status, Verdict, verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.systems.models import AISystem
from aims.systems.readiness import Lack, Rule

from .completeness import completeness
from .documents import Found
from .register import concluded, governed, registered, short

type Look = Callable[[AISystem], tuple[list[Record], list[Gap]]]

_ORDER = ("in_development", "in_acquisition", "in_verification", "ready", "deployed")
IN_USE = frozenset({"deployed", "operating", "suspended"})
STALE = frozenset({"life_stale", "review_overdue"})


def due(world: World, since: str, *, developed: bool) -> list[AISystem]:
    """The systems in scope that have reached the state `since`; with `developed` only those that we develop."""
    states = IN_USE | frozenset(_ORDER[_ORDER.index(since) :])
    found = (latest for latest, in_force in governed(world) if in_force and latest.state in states)
    return [system for system in found if system.is_developed or not developed]


def over_life(world: World, systems: list[AISystem], look: Look, depth: Depth, extra: Iterable[Gap] = ()) -> Verdict:
    """The verdict on `systems`, each of which shows some records and has some gaps."""
    if not systems and registered(world):
        complete = completeness(world)
        return verdict([], complete.gaps, silent=Status.UNKNOWN, notes=complete.notes)
    sound, old, looked_at, gaps = list[Record](), list[Record](), list[Record](), list[Gap]()
    for system in systems:
        records, found = look(system)
        is_stale = bool(found) and all(gap.code in STALE for gap in found)
        (sound if not found else old if is_stale else looked_at).extend(records or [system])
        gaps += found
    what = Found(sound, old, [*extra, *short(gaps)], [], depth)
    return concluded(world, what, looked_at)


def lacks(world: World, system: AISystem, *rules: Rule) -> list[Gap]:
    """What `system` lacks by `rules` of its readiness, as gaps."""
    return [as_gap(system, lack) for rule in rules for lack in rule(world, system)]


def as_gap(system: AISystem, lack: Lack) -> Gap:
    code = "life_stale" if lack.is_stale else "life_lacks"
    return Gap(code, lack.do, {"ref": system.ref, "why": lack.sentence}, system.id)
