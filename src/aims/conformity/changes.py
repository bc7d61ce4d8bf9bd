"""Changes as code: those of the management system (6.3), planned ones and those found unplanned (8.1).

The rules, the same for every such check:
* A rejected change is left out. None recorded, or none that has taken effect yet: unknown, for silence is no evidence.
* Done in an emergency counts where it was approved afterwards within the days that the criteria set.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.systems.duties import was_done_unapproved
from aims.systems.models import Change

from .criteria import criteria, day, late_notes, measured_by
from .register import short

KIND = KINDS.of(Change)
_DONE = ("implemented", "verified", "closed", "rolled_back")
_CARRIED_OUT = ("implement", "implement_urgently")


def _when(world: World, change: Change, *moves: str) -> dt.date | None:
    """The day of the last of `moves`."""
    days = [day(stamp.at) for stamp in world.history(change) if stamp.action in moves]
    return days[-1] if days else None


def _cases(world: World, *, of_aims: bool) -> list[Change]:
    changes = (c for c in world.all(Change) if c.state != "rejected")
    return [c for c in changes if (c.sort == Change.Sort.AIMS) == of_aims]


def was_found(world: World, change: Change) -> bool:
    return any(stamp.action == "find" for stamp in world.history(change))


def _unapproved(world: World, change: Change) -> Iterator[Gap]:
    """An emergency that nobody has approved in time."""
    done = _when(world, change, "implement_urgently")
    if done is None or change.state == "rolled_back" or not was_done_unapproved(world, change):
        return
    due = done + dt.timedelta(days=criteria(world).emergency_days)
    if world.passed(due):
        act = Do(KIND.name, "approve_afterwards", change.id)
        yield Gap(
            "change_unapproved", act, {"ref": change.ref, "date": done, "due": due}, change.id, criteria(world).ref
        )


def _approved_late(world: World, change: Change) -> Iterator[Gap]:
    done, approved = _when(world, change, "implement_urgently"), _when(world, change, "approve_afterwards")
    if done and approved and approved > (due := done + dt.timedelta(days=criteria(world).emergency_days)):
        yield Gap("done_late", None, {"ref": change.ref, "date": approved, "due": due}, change.id)


@check(
    "iso42001:2023/6.3-a",
    states=_(
        "Every change of the management system that was carried out had purpose, consequences, means, owner and an "
        "approval before, or in an emergency in time after; and was then found by somebody else to have done what it "
        "should."
    ),
)
def changes_of_the_system_are_planned(world: World) -> Verdict:
    cases = _cases(world, of_aims=True)
    done = [c for c in cases if c.state in _DONE]
    gaps, unproven = list[Gap](), False
    for change in done:
        gaps += [*_unapproved(world, change), *_unverified(world, change)]
        unproven |= change.criterion_met != Change.Met.YES
    numbers = ("emergency_days", "effect_days")
    return _concluded(world, cases, done, gaps, Depth.OPERATING if unproven else Depth.EFFECTIVE, numbers, sort="aims")


def _unverified(world: World, change: Change) -> Iterator[Gap]:
    """Nobody has looked whether it did what it should, though it has had its time."""
    done = _when(world, change, *_CARRIED_OUT)
    if done is None or change.state != "implemented":
        return
    due = done + dt.timedelta(days=criteria(world).effect_days)
    if world.passed(due):
        act = Do(KIND.name, "verify", change.id)
        yield Gap("change_unverified", act, {"ref": change.ref, "date": done}, change.id, criteria(world).ref)


@check(
    "iso42001:2023/8.1-g",
    states=_(
        "Every change of a system, a model, data or a supplier that was carried out was approved before by somebody "
        "other than its owner, or in an emergency in time after."
    ),
)
def operational_changes_are_approved(world: World) -> Verdict:
    cases = [c for c in _cases(world, of_aims=False) if not was_found(world, c)]
    done = [c for c in cases if c.state in _DONE]
    gaps = [gap for change in done for gap in _unapproved(world, change)]
    return _concluded(world, cases, done, gaps, Depth.OPERATING, ("emergency_days",), sort="system")


def _concluded(
    world: World,
    cases: list[Change],
    done: list[Change],
    gaps: list[Gap],
    depth: Depth,
    numbers: Iterable[str],
    sort: str,
) -> Verdict:
    if not cases:
        first = Gap("no_case", Do(KIND.name, "create", prefill={"sort": sort}), {"kind": KIND.label})
        return verdict([], [first], silent=Status.UNKNOWN)
    late = [note for change in done for note in _approved_late(world, change)]
    notes = [*late, *late_notes(world, list[Record](done)), *measured_by(world, *numbers)]
    if waiting := len(cases) - len(done):
        notes.append(Gap("in_work", None, {"n": waiting}))
    open_ones = {gap.about for gap in gaps}
    sound = [c for c in done if c.id not in open_ones]
    looked_at = [c for c in done if c.id in open_ones]
    reached = Depth.DESIGNED if late else depth
    return verdict(sound, short(gaps), looked_at=looked_at, depth=reached, notes=notes)


@check(
    "iso42001:2023/8.1-h",
    states=_(
        "Every change that was found unplanned was assessed and decided on within the days set, with its consequences. "
        "That changes made on trial are noticed is not evidenced here yet, so partly is the most."
    ),
)
def unplanned_changes_are_reviewed(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that changes made on trial are noticed")})
    reviewed, looked_at, gaps, pending = list[Record](), list[Record](), list[Gap](), 0
    for change in world.all(Change):
        found_on = _when(world, change, "find")
        if found_on is None:
            continue
        due = found_on + dt.timedelta(days=criteria(world).unplanned_days)
        if change.state not in ("detected_unplanned", "assessed"):
            reviewed.append(change)
        elif world.passed(due):
            gaps.append(_unreviewed(world, change, found_on))
            looked_at.append(change)
        else:
            pending += 1
    notes = [*late_notes(world, reviewed), *measured_by(world, "unplanned_days")]
    if pending:
        notes.append(Gap("in_work", None, {"n": pending}))
    unknown = not reviewed and not looked_at
    return verdict(
        reviewed,
        [*([] if unknown else [unseen]), *short(gaps)],
        looked_at=looked_at,
        depth=Depth.OPERATING,
        notes=notes,
        silent=Status.UNKNOWN,
    )


def _unreviewed(world: World, change: Change, found_on: dt.date) -> Gap:
    params = {"ref": change.ref, "date": found_on}
    using = criteria(world).ref
    if change.state == "detected_unplanned":
        return Gap("change_unassessed", Do(KIND.name, "assess", change.id), params, change.id, using)
    move = KIND.workflow.transition("approve")
    if move and move.guard and (why := move.guard(change)):
        return Gap("not_ready", Do(KIND.name, "edit", change.id), {"ref": change.ref, "why": why}, change.id, using)
    return Gap("change_undecided", Do(KIND.name, "approve", change.id), params, change.id, using)


DUTY_SENTENCES |= {
    "change_unverified": _("%(ref)s %(title)s has had its time: verify whether it did what it should."),
}


@duty_rule
def effects_of_changes_are_verified(world: World) -> Iterable[Duty]:
    """A change of the management system that was carried out is looked at again once it has had its time (6.3)."""
    for change in _cases(world, of_aims=True):
        for gap in _unverified(world, change):
            yield duty_about("change_unverified", change, gap.do or "verify", able(world, "verify", change))
