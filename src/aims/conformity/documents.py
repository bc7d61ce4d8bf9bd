"""What checks on controlled documents share: is one in force, is its review over, is a part of it missing?

The rules, the same for every document:
* The version in force counts, whatever is being drafted; a note says when a newer draft exists.
* Nothing in force: unmet, because the standard demands the document; the gap is the next step towards one.
* Past its review day: stale. A part that is empty: unmet for the requirement that asks for that part.
* Approval is by somebody who did not write that version, and counts as their judgement that it is adequate.
* In force is *designed*. *Operating* needs a review done in time: a second approval within the document interval.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from aims.kernel.checks import Depth, Do, Gap, Verdict, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record, Stamp
from aims.kernel.standing import differs_from_force
from aims.kernel.workflow import EDITS, Words
from aims.kernel.world import World
from aims.lib.clock import months_after

from .criteria import criteria, day, late_notes, measured_by


class Found[R: Record](NamedTuple):
    """The documents of one sort that are in force, and what is to be said about them."""

    sound: list[R]
    old: list[R]
    gaps: list[Gap]
    notes: list[Gap]
    depth: Depth

    @property
    def in_force(self) -> list[R]:
        return [*self.sound, *self.old]


def found[R: Record](
    world: World,
    model: type[R],
    prefill: Mapping[str, Any] | None = None,
    only: Callable[[R], bool] = lambda record: True,
    called: Words = "",
) -> Found[R]:
    """The documents of `model` in force (`only` those, `called` so), which are past review, and why there is none."""
    present = [r for r in world.in_force(model) if only(r)]
    if not present:
        return Found([], [], _missing(world, model, prefill or {}, only, called), [], Depth.NONE)
    old = [r for r in present if world.passed(r.review_due)]
    sound = [r for r in present if r not in old]
    gaps = [*_more_than_one(world, present), *(g for r in present for g in review_gaps(world, r))]
    notes = [*being_revised(world, present), *late_notes(world, list[Record](present))]
    depth, months = Depth.DESIGNED, criteria(world).document_months
    if all(is_kept(world, record, months) for record in present):
        depth = Depth.OPERATING
        notes += measured_by(world, "document_months")
    return Found(sound, old, gaps, notes, depth)


def asks_for(world: World, what: Found[Any], *fields: str, extra: list[Gap] | None = None) -> Verdict:
    """The verdict on documents that must have all `fields`: where one is empty, there is no sound evidence."""
    missing = [g for r in what.in_force for g in section_gaps(world, r, *fields)] + (extra or [])
    if missing:
        return verdict([], [*missing, *what.gaps], looked_at=what.in_force, notes=what.notes)
    return verdict(what.sound, what.gaps, old=what.old, depth=what.depth, notes=what.notes)


def _missing[R: Record](
    world: World, model: type[R], prefill: Mapping[str, Any], only: Callable[[R], bool], called: Words
) -> list[Gap]:
    kind = KINDS.of(model)
    waiting = [r for r in world.all(model) if r.state not in kind.workflow.ended and only(r)]
    if not waiting:
        return [Gap("nothing_recorded", Do(kind.name, "create", prefill=prefill), {"kind": called or kind.label})]
    return [next_step(record) for record in waiting]


def _more_than_one[R: Record](world: World, present: list[R]) -> list[Gap]:
    """Readers must not have to guess which of two counts: the one approved earlier is withdrawn."""
    if len(present) < 2:
        return []
    earliest = min(present, key=lambda r: r.stamp.seq)
    latest = world.get(type(earliest), earliest.id) or earliest
    move = KINDS[earliest.kind].workflow.transition("retire")
    is_settled = move is not None and latest.state in move.source
    act = Do(earliest.kind, "retire", earliest.id) if is_settled else next_step(latest).do
    params = {"n": len(present), "kind": KINDS[earliest.kind].plural, "ref": earliest.ref}
    return [Gap("more_than_one", act, params, earliest.id)]


def next_step(record: Record) -> Gap:
    """What brings a record that is not in force nearer to it."""
    workflow = KINDS[record.kind].workflow
    move = workflow.to_force(record.state)
    if move and move.guard and (why := move.guard(record)):
        return Gap("not_ready", Do(record.kind, "edit", record.id), {"ref": record.ref, "why": why}, record.id)
    if move is None or not move.puts_in_force:
        code, action = "not_approved", workflow.forward(record.state)
    else:
        code, action = "not_decided" if record.state == workflow.initial else "awaits_approval", move.name
    return Gap(code, Do(record.kind, action, record.id), {"ref": record.ref}, record.id)


def review_gaps(world: World, record: Record) -> list[Gap]:
    """A gap when the review of `record` is overdue."""
    if not world.passed(record.review_due):
        return []
    kind = KINDS[record.kind]
    look_again = Do(kind.name, "review", record.id) if kind.workflow.transition("review") else to_write(world, record)
    return [Gap("review_overdue", look_again, {"ref": record.ref, "date": record.review_due}, record.id)]


def section_gaps(world: World, record: Record, *fields: str) -> list[Gap]:
    """A gap for each of `fields` that is empty in `record`."""
    kind = KINDS[record.kind]
    return [
        Gap(
            "text_empty",
            to_write(world, record, name),
            {"ref": record.ref, "section": kind.field(name).verbose_name},
            record.id,
        )
        for name in fields
        if not getattr(record, name)
    ]


def to_write(world: World, record: Record, field: str = "") -> Do:
    """What opens the record for writing: revise first where a version is in force, submit where the draft has it."""
    kind = KINDS[record.kind]
    latest = world.get(kind.model, record.id) or record
    move = kind.workflow.to_force(latest.state)
    if latest.state in kind.workflow.editable:
        is_written = field and getattr(latest, field) != getattr(record, field)
        is_newer = latest.version != record.version or not kind.workflow.is_draft(latest.state)
        if move and (is_written or (is_newer and not field)):
            return Do(kind.name, move.name, record.id)
        return Do(kind.name, "edit", record.id)
    return Do(kind.name, kind.workflow.forward(latest.state), record.id)


def being_revised(world: World, in_force: list[Any]) -> list[Gap]:
    """A note for each record of which a newer draft exists; the version in force counts until that is approved."""
    notes = []
    for record in in_force:
        latest = world.get(type(record), record.id)
        if latest is not None and differs_from_force(latest, world):
            params = {"ref": record.ref, "version": record.edition}
            notes.append(Gap("in_force_while_revised", None, params, record.id))
    return notes


def approvals(world: World, record: Record) -> list[Stamp]:
    """Each time a version of `record` was put in force, the oldest first."""
    moves = {t.name for t in KINDS[record.kind].workflow.transitions if t.puts_in_force}
    return [stamp for stamp in world.history(record) if stamp.action in moves]


def writers(world: World, record: Record) -> frozenset[UUID]:
    """Who wrote the version in force: whoever created or edited since the version before it."""
    times = [stamp.seq for stamp in approvals(world, record)]
    until = times[-1] if times else world.seq
    since = times[-2] if len(times) > 1 else 0
    stamps = world.history(record)
    return frozenset(s.actor for s in stamps if s.action in EDITS and since < s.seq < until and s.actor)


def is_kept(world: World, record: Record, months: int) -> bool:
    """Whether `record` was put in force anew at least once, and the last time within `months` of the time before."""
    times = approvals(world, record)
    return len(times) > 1 and day(times[-1].at) <= months_after(day(times[-2].at), months)
