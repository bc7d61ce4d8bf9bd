"""Checks on registers whose entries are looked at again at intervals: issues, interested parties.

The rules, the same for every such check:
* Every entry counts that is not retired. One without an owner who is still here is a gap; one past its review is stale.
* An entry of which a part is empty is unmet for the requirement that asks for that part.
* Entries are *designed*. *Operating* needs one that was looked at again in time, and none overdue.
"""

from collections.abc import Callable, Iterable

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.world import World

from .criteria import late_notes
from .documents import approvals, next_step, review_gaps, to_write
from .register import short

type Wrong[R: Record] = Callable[[R], Iterable[Gap]]


def over_entries[R: Record](
    world: World, entries: list[R], wrong: Wrong[R] = lambda entry: (), missing: Iterable[Gap] = ()
) -> Verdict:
    """The verdict on `entries` that must have an owner, nothing `wrong`, and a review in time; `missing` are others."""
    sound, old, looked_at, gaps = list[R](), list[R](), list[R](), [*missing]
    for entry in entries:
        found = [*_ownerless(world, entry), *wrong(entry)]
        if found:
            looked_at.append(entry)
            found += review_gaps(world, entry)
        elif overdue := review_gaps(world, entry):
            old.append(entry)
            found = overdue
        else:
            sound.append(entry)
        gaps += found
    is_kept = not old and any(_was_looked_at_again(world, entry) for entry in sound)
    depth = Depth.OPERATING if is_kept else Depth.DESIGNED
    notes = late_notes(world, list[Record](sound))
    silent = Status.UNMET if entries else Status.UNKNOWN
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=depth, notes=notes, silent=silent)


def _was_looked_at_again(world: World, entry: Record) -> bool:
    """Reviewed and left as it was, or confirmed a second time."""
    return any(stamp.action == "review" for stamp in world.history(entry)) or len(approvals(world, entry)) > 1


def none_recorded(world: World, model: type[Record]) -> list[Gap]:
    """The gap that there is no entry at all: the next step of those on their way, else to add one."""
    kind = KINDS.of(model)
    return (
        []
        if world.in_force(model)
        else waiting(world, model) or [Gap("nothing_recorded", Do(kind.name, "create"), {"kind": kind.label})]
    )


def waiting[R: Record](world: World, model: type[R], only: Callable[[R], bool] = lambda entry: True) -> list[Gap]:
    """What brings each entry that is not in force nearer to it."""
    present = {entry.id for entry in world.in_force(model)}
    ended = KINDS.of(model).workflow.ended
    found = [r for r in world.all(model) if r.id not in present and r.state not in ended and only(r)]
    return [next_step(entry) for entry in found]


def unlinked(world: World, entry: Record, relation: str) -> list[Gap]:
    """A gap where `entry` leads to no record by `relation` that is there still."""
    if _leads(world, entry, relation):
        return []
    label = next(r.label for r in KINDS[entry.kind].relations if r.name == relation)
    params = {"ref": entry.ref, "relation": label}
    return [Gap("link_needed", _to_link(world, entry, relation), params, entry.id)]


def _leads(world: World, entry: Record, relation: str) -> bool:
    others = (world.find(link.target) for link in entry.links if link.relation == relation)
    return any(other is not None and other.state not in KINDS[other.kind].workflow.ended for other in others)


def _to_link(world: World, entry: Record, relation: str) -> Do:
    """What opens the entry for the link: where versions are approved, a draft first, and its submission after."""
    latest, workflow = world.get(type(entry), entry.id) or entry, KINDS[entry.kind].workflow
    is_open = latest.state in workflow.editable or not workflow.is_controlled
    if is_open and not _leads(world, latest, relation):
        return Do(entry.kind, "link", entry.id, {"relation": relation})
    return to_write(world, entry)


def _ownerless(world: World, entry: Record) -> list[Gap]:
    if world.get_in_force(Person, entry.owner_id):
        return []
    return [Gap("owner_missing", to_write(world, entry, "owner_id"), {"ref": entry.ref}, entry.id)]
