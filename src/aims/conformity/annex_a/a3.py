"""A.3, internal organisation, as code."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from aims.conformity.criteria import criteria, day, late_notes, measured_by
from aims.conformity.documents import Found, to_write
from aims.conformity.holders import above, held_now, holders, vacancy
from aims.conformity.register import concluded, governed, short, unconfirmed
from aims.improvement.models import Concern
from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Unit
from aims.kernel.world import World

ROLES_OF_A_SYSTEM = ("operator", "human_overseer", "risk_owner")
"""Beside its owner, whom the entry names: who must be found in the unit of a system or above it."""


@check(
    "iso42001:2023/A.3.2",
    states=_(
        "Every AI system in scope has an owner who is still here, and in its unit or above it somebody holds each of "
        "these roles today: operator, human overseer, risk owner."
    ),
)
def systems_have_people_in_charge(world: World) -> Verdict:
    lacking = _vacancies(world)
    sound, looked_at, gaps = list[Record](), list[Record](), list[Gap]()
    for latest, system in governed(world):
        if system is None:
            gaps.append(unconfirmed(world, latest, "owner_id"))
        elif world.get_in_force(Person, system.owner_id) is None:
            looked_at.append(system)
            gaps.append(Gap("owner_missing", to_write(world, system, "owner_id"), {"ref": system.ref}, system.id))
        else:
            (looked_at if lacking.get(system.unit_id) else sound).append(system)
    vacant = [gap for found in lacking.values() for gap in found]
    what = Found(sound, [], short([*vacant, *gaps]), [], Depth.DESIGNED)
    return concluded(world, what, looked_at)


def _vacancies(world: World) -> dict[object, list[Gap]]:
    """Per unit that has a system in scope: the roles that nobody holds there or above."""
    held: dict[str, set[object]] = {role: set() for role in ROLES_OF_A_SYSTEM}
    for assignment in held_now(world):
        if assignment.role in held:
            held[assignment.role].add(assignment.unit_id)
    found: dict[object, list[Gap]] = {}
    for unit in dict.fromkeys(latest.unit_id for latest, _in_force in governed(world)):
        covering = above(world, unit)
        vacant = [role for role, units in held.items() if not units & covering]
        found[unit] = [vacancy(world, role, world.get(Unit, unit)) for role in vacant]
    return found


@check(
    "iso42001:2023/A.3.3",
    states=_(
        "Somebody receives concerns; every concern was acknowledged and decided within the days set, never decided by "
        "who raised it. Without any concern, a test included, it stays unknown."
    ),
)
def concerns_are_answered(world: World) -> Verdict:
    received = holders(world, "concern_handler")
    gaps = [] if received else [vacancy(world, "concern_handler")]
    numbers = measured_by(world, "concern_acknowledged_days", "concern_decided_days")
    concerns = world.all(Concern)
    if not concerns:
        try_it = Gap("no_concern", Do("concern", "create"))
        return verdict([], [*gaps, try_it], silent=Status.UNMET if gaps else Status.UNKNOWN, notes=numbers)
    done, late, pending = list[Record](), list[Gap](), 0
    for concern in concerns:
        found, is_done = _answer(world, concern)
        late += [gap for gap in found if gap.do is None]
        gaps += [gap for gap in found if gap.do]
        done += [concern] if is_done else []
        pending += not found and not is_done
    notes = [*late, *late_notes(world, done), *numbers]
    if pending:
        notes.append(Gap("in_work", None, {"n": pending}))
    return verdict([*done, *received] if done else [], gaps, depth=_depth(late), notes=notes)


def _depth(late: list[Gap]) -> Depth:
    return Depth.DESIGNED if late else Depth.OPERATING


def _answer(world: World, concern: Concern) -> tuple[list[Gap], bool]:
    """What is late about `concern` (a gap while it can still be done, a note afterwards), and whether it is decided."""
    using = criteria(world)
    days = {"acknowledge": using.concern_acknowledged_days, "decide": using.concern_decided_days}
    history = world.history(concern)
    received = concern.happened_on or day(history[0].at)
    found = list[Gap]()
    for move, limit in days.items():
        due = received + dt.timedelta(days=limit)
        done = next((day(stamp.at) for stamp in history if stamp.action == move), None)
        params = {"ref": concern.ref, "due": due}
        if done and done > due:
            found.append(Gap("done_late", None, params | {"date": done}, concern.id))
        elif done is None and world.passed(due):
            act = Do("concern", _next(concern), concern.id)
            found.append(Gap(f"concern_not_{move}d", act, params, concern.id, using.ref))
            return found, False
    return found, any(stamp.action == "decide" for stamp in history)


def _next(concern: Concern) -> str:
    """The move that brings a concern nearer to its decision."""
    order = ("acknowledge", "assess", "decide")
    moves = {move.name for move in KINDS.of(Concern).workflow.open_to(concern)}
    return next(move for move in order if move in moves)
