"""What checks on controlled documents share: is one in force, is its review over, is a part of it missing?"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aims.kernel.checks import Do, Gap
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World


def approved_gaps[R: Record](
    world: World,
    model: type[R],
    in_force: Iterable[R],
    prefill: Mapping[str, Any] | None = None,
    only: Callable[[R], bool] = lambda record: True,
) -> list[Gap]:
    """Why there is none in force (nothing recorded, a draft, in review), or which of those in force are past review."""
    kind = KINDS.of(model)
    present = list(in_force)
    if present:
        return [gap for record in present for gap in review_gaps(world, record)]
    waiting = [r for r in world.all(model) if r.state not in kind.workflow.ended and only(r)]
    if not waiting:
        return [Gap("nothing_recorded", Do(kind.name, "create", prefill=prefill or {}), {"kind": kind.label})]
    return [_next_step(record) for record in waiting]


def _next_step(record: Record) -> Gap:
    is_draft = record.state in KINDS[record.kind].workflow.editable
    code, action = ("not_approved", "submit") if is_draft else ("awaits_approval", "approve")
    return Gap(code, Do(record.kind, action, record.id), {"ref": record.ref}, record.id)


def review_gaps(world: World, record: Record) -> list[Gap]:
    """A gap when the review of `record` is overdue."""
    if not world.passed(record.review_due):
        return []
    return [Gap("review_overdue", _edit(world, record), {"ref": record.ref, "date": record.review_due}, record.id)]


def section_gaps(world: World, record: Record, *fields: str) -> list[Gap]:
    """A gap for each of `fields` that is empty in the version in force."""
    kind = KINDS[record.kind]
    return [
        Gap(
            "text_empty",
            _edit(world, record, name),
            {"ref": record.ref, "section": kind.field(name).verbose_name},
            record.id,
        )
        for name in fields
        if not getattr(record, name)
    ]


def _edit(world: World, record: Record, field: str = "") -> Do:
    """What opens the record for writing: revise first where a version is in force, submit where the draft has it."""
    kind = KINDS[record.kind]
    latest = world.get(kind.model, record.id) or record
    if latest.state in kind.workflow.editable:
        if field and getattr(latest, field) and kind.workflow.transition("submit"):
            return Do(kind.name, "submit", record.id)
        return Do(kind.name, "edit", record.id)
    if (move := kind.workflow.transition("approve")) and latest.state in move.source:
        return Do(kind.name, "approve", record.id)
    return Do(kind.name, "revise", record.id)
