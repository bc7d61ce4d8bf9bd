"""Checks that range over all AI systems: one pass, the highest tier first, and at most twenty gaps for a screen.

The rules, the same for every such check:
* Every system counts that is registered, not withdrawn, and not decided out of scope by a version in force.
* Its version in force is read. A system of which no version is in force is a gap: nobody but its author stands for it.
* One confirmed longer ago than the interval is stale evidence. No system registered at all: unknown.
* With completeness not attested for every unit the verdict is partly at most, and always says how many systems there
  are and when completeness was last confirmed.
* *Operating* needs an interval that was kept: some system confirmed again in time, and none overdue.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, remembered, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.systems.models import AISystem

from .completeness import completeness
from .criteria import criteria, day, measured_by
from .documents import Found, is_kept, next_step, section_gaps, to_write

SHOWN = 20
_TIERS = {tier.value: n for n, tier in enumerate((AISystem.Tier.HIGH, AISystem.Tier.MEDIUM, AISystem.Tier.LOW))}


NOTHING: Found[Any] = Found([], [], [], [], Depth.NONE)


class Registered(NamedTuple):
    latest: AISystem
    in_force: AISystem | None


def registered(world: World) -> list[Registered]:
    """Every system that is not withdrawn, the highest tier first, then by ref."""

    def gather(world: World) -> list[Registered]:
        ended = KINDS.of(AISystem).workflow.ended
        in_force = {system.id: system for system in world.in_force(AISystem)}
        found = [Registered(s, in_force.get(s.id)) for s in world.all(AISystem) if s.state not in ended]
        return sorted(found, key=lambda r: (_TIERS.get(r.latest.tier, len(_TIERS)), r.latest.ref))

    return remembered(world, "registered", gather)


def governed(world: World) -> list[Registered]:
    """The systems in scope: everything is, until a version in force says otherwise."""
    return [r for r in registered(world) if r.in_force is None or r.in_force.is_in_scope]


def unconfirmed(world: World, system: AISystem, *fields: str) -> Gap:
    """Why a system of which nothing is in force does not count: what is empty in its draft, else the next step."""
    if system.state in KINDS.of(AISystem).workflow.editable:
        for gap in section_gaps(world, system, *fields):
            return gap
    return next_step(system)


def over_systems(
    world: World,
    systems: Iterable[Registered],
    wrong: Callable[[AISystem], Gap | None],
    *fields: str,
    months: str = "use_months",
    beside: Found[Any] = NOTHING,
    gaps: Iterable[Gap] = (),
) -> Verdict:
    """The verdict on systems that must have `fields`, nothing `wrong`, and a confirmation within the interval.

    `beside` is a document that the requirement asks for too; `gaps` are those found elsewhere.
    """
    sound, old, looked_at, missing = list[Record](), list[Record](), list[Record](), list[Gap]()
    using = criteria(world)
    interval = getattr(using, months)
    for latest, system in systems:
        if system is None:
            missing.append(unconfirmed(world, latest, *fields))
        elif gap := next(iter(section_gaps(world, system, *fields)), None) or wrong(system):
            (old if gap.code == "roles_stale" else looked_at).append(system)
            missing.append(gap)
        elif world.passed(months_after(day(system.stamp.at), interval)):
            old.append(system)
            params = {"ref": system.ref, "date": day(system.stamp.at)}
            missing.append(Gap("confirmation_stale", to_write(world, system), params, system.id, using.ref))
        else:
            sound.append(system)
    is_kept_up = not old and any(is_kept(world, system, interval) for system in sound)
    what = Found(sound, old, [*gaps, *short(missing)], [*measured_by(world, months)], _depth(is_kept_up))
    return concluded(world, what, looked_at, beside)


def _depth(is_kept_up: bool) -> Depth:
    return Depth.OPERATING if is_kept_up else Depth.DESIGNED


def concluded(
    world: World, systems: Found[Any], looked_at: Iterable[Record] = (), beside: Found[Any] = NOTHING
) -> Verdict:
    """The verdict over systems, with what is to be said of completeness."""
    complete = completeness(world)
    gaps = [*beside.gaps, *systems.gaps]
    if not registered(world):
        gaps.append(Gap("nothing_recorded", Do("ai_system", "create"), {"kind": KINDS.of(AISystem).label}))
    found = verdict(
        [*beside.sound, *systems.sound],
        [*gaps, *complete.gaps],
        old=[*beside.old, *systems.old],
        looked_at=looked_at,
        depth=systems.depth if beside is NOTHING else min(systems.depth, beside.depth),
        notes=[*complete.notes, *beside.notes, *systems.notes],
        silent=Status.UNMET if registered(world) else Status.UNKNOWN,
    )
    is_unattested = found.status is Status.MET and not complete.attestations
    return replace(found, status=Status.PARTLY) if is_unattested else found


def short(gaps: list[Gap]) -> list[Gap]:
    """The first twenty, and one that counts the rest and goes on with the next of them."""
    if len(gaps) <= SHOWN + 1:
        return gaps
    following = gaps[SHOWN]
    return [*gaps[:SHOWN], Gap("and_more", following.do, {"n": len(gaps) - SHOWN}, None, following.criterion)]
