"""What checks on components, datasets and suppliers share: the next step towards approval, and what is in use.

The rules, the same for every such check:
* The version in force counts. What is in use without one is a gap, whose act is the next step of its life.
* What nothing uses and nobody has approved yet is no gap: it may wait.
"""

from aims.kernel.checks import Do, Gap
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.workflow import Transition, Workflow
from aims.kernel.world import World
from aims.systems.lineage import systems_of
from aims.systems.models import Component, Dataset, DatasetQuality, QualityCriterion, Supplier
from aims.systems.supply import criteria_of, last_measured

from .documents import next_step


def onward(world: World, record: Record) -> Gap:
    """The next step of a record towards its first version in force, or what that step lacks."""
    kind = KINDS[record.kind]
    move = _nearer(kind.workflow, record.state)
    if move is None:
        return next_step(record)
    if move.guard and (why := move.guard(record)):
        return Gap("not_ready", Do(kind.name, "edit", record.id), {"ref": record.ref, "why": why}, record.id)
    if move.lacks and isinstance(record, Dataset) and (open_ones := unmeasured(world, record)):
        return measure("quality_unmeasured", record, open_ones[0])
    act = Do(kind.name, move.name, record.id)
    return Gap("step_waits", act, {"ref": record.ref, "step": move.label}, record.id)


def _nearer(workflow: Workflow, state: str) -> Transition | None:
    """The first move of the shortest way to a version in force."""
    ways: list[tuple[str, Transition | None]] = [(state, None)]
    seen = {state}
    for here, first in ways:
        for move in workflow.transitions:
            if here not in move.source or move.reason_required:
                continue
            if move.puts_in_force:
                return first or move
            if move.target and move.target not in seen:
                seen.add(move.target)
                ways.append((move.target, first or move))
    return None


def unmeasured(world: World, dataset: Dataset) -> list[QualityCriterion]:
    """The criteria of a dataset by which it was not measured since they were set."""
    measured = last_measured(world)
    return [c for c in criteria_of(world, dataset) if c.id not in measured]


def measure(code: str, dataset: Dataset, criterion: QualityCriterion, found: DatasetQuality | None = None) -> Gap:
    """A gap that measuring by `criterion` closes."""
    params = {"ref": dataset.ref, "criterion": criterion.ref}
    if found is not None:
        params |= {"value": f"{found.value.normalize():f}", "limit": f"{criterion.limit.normalize():f}"}
    act = Do("dataset_quality", "create", prefill={"criterion": criterion.id})
    return Gap(code, act, params, dataset.id, names={"criterion": criterion.id})


def is_going_on(record: Record) -> bool:
    return record.state not in KINDS[record.kind].workflow.ended


def unapproved[R: Record](world: World, model: type[R]) -> list[R]:
    """What no version is in force of and still has not ended."""
    return [r for r in world.all(model) if is_going_on(r) and world.get_in_force(model, r.id) is None]


def used_unapproved(world: World, model: type[Dataset] | type[Supplier]) -> list[Record]:
    """Datasets or suppliers that a system stands upon, though nobody approved them; without any approved, all."""
    waiting = unapproved(world, model)
    return [r for r in waiting if not world.in_force(model) or systems_of(world, r.id)]


def learning(world: World) -> list[Component]:
    """The components in force that learned from data, or draw upon data."""
    return [c for c in world.in_force(Component) if c.learns]


def learned_from(component: Component) -> list[object]:
    return [link.target for link in component.links if link.relation == "learned_from"]
