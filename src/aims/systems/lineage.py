"""What an AI system is made of and learned from, and who depends on whom (A.4.3, A.4.4, A.7.5), read from a World.

Edges run from what depends to what it depends on: system → component → dataset, supplier, component; dataset → supplier
and the dataset it was made from. Only records that have not ended stand in it, each in the version in force, or as a
draft where there is none yet.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World

from .models import AISystem, Component, Dataset, Supplier

_NODES: tuple[type[Record], ...] = (AISystem, Component, Dataset, Supplier)


class Edge(NamedTuple):
    """`source` depends on `target`."""

    source: UUID
    relation: str
    target: UUID


@dataclass(frozen=True)
class Graph:
    """Records and what leads from one to another; circles are allowed."""

    nodes: Mapping[UUID, Record]
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class _Whole:
    """Every record and edge, reachable from either end."""

    nodes: dict[UUID, Record]
    after: dict[UUID, list[Edge]]
    before: dict[UUID, list[Edge]]


def _read(world: World) -> _Whole:
    nodes = {
        record.id: world.get_in_force(model, record.id) or record
        for model in _NODES
        for record in world.all(model)
        if record.state not in KINDS.of(model).workflow.ended
    }
    whole = _Whole(nodes, {}, {})
    for edge in dict.fromkeys(edge for record in nodes.values() for edge in _edges(record)):
        if edge.source in nodes and edge.target in nodes:
            whole.after.setdefault(edge.source, []).append(edge)
            whole.before.setdefault(edge.target, []).append(edge)
    return whole


def _edges(record: Record) -> Iterator[Edge]:
    if isinstance(record, Component | Dataset) and record.supplier_id:
        yield Edge(record.id, "supplied_by", record.supplier_id)
    if isinstance(record, Dataset) and record.parent_id:
        yield Edge(record.id, "made_from", record.parent_id)
    for link in record.links:
        if link.target is None:
            continue
        if link.relation == "part_of":
            yield Edge(link.target, "made_of", record.id)
        elif link.relation in ("learned_from", "uses", "feeds"):
            yield Edge(record.id, link.relation, link.target)


def _whole(world: World) -> _Whole:
    return remembered(world, "lineage", _read)


def graph(world: World, root: UUID) -> Graph:
    """What `root` depends on and what depends on it, each to the end of the chain; `root` comes first.

    The way down does not turn up again: two systems that share a supplier are not shown to depend on each other.
    """
    whole = _whole(world)
    if root not in whole.nodes:
        return Graph({}, ())
    down, up = _reached(root, whole.after, up=False), _reached(root, whole.before, up=True)
    edges = tuple(dict.fromkeys([*down, *up]))
    found = dict.fromkeys([root, *(pk for edge in edges for pk in (edge.target, edge.source))])
    return Graph({pk: whole.nodes[pk] for pk in found}, edges)


def _reached(root: UUID, along: Mapping[UUID, list[Edge]], *, up: bool) -> list[Edge]:
    """Every edge met from `root` on, downwards or `up`; each record is passed once."""
    seen, waiting, found = {root}, [root], list[Edge]()
    for pk in waiting:
        for edge in along.get(pk, ()):
            found.append(edge)
            other = edge.source if up else edge.target
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found


def systems_of(world: World, record: UUID) -> list[AISystem]:
    """The systems that a dataset, a component or a supplier stands behind, through whatever is made of it."""
    found = (edge.source for edge in _reached(record, _learning(world).before, up=True))
    return _only(AISystem, _whole(world), found)


def datasets_of(world: World, system: UUID) -> list[Dataset]:
    """The datasets that the components of `system` learned from, and those that these were made from."""
    return _only(Dataset, _whole(world), parts_of(world, system))


def components_of(world: World, system: UUID) -> list[Component]:
    """The components of `system`, and those that these use."""
    return _only(Component, _whole(world), parts_of(world, system))


def suppliers_of(world: World, system: UUID) -> list[Supplier]:
    """The suppliers of the components and of the datasets of `system`."""
    return _only(Supplier, _whole(world), parts_of(world, system))


def parts_of(world: World, system: UUID) -> Iterator[UUID]:
    """The components, datasets and suppliers that `system` is made of, whatever feeds it from another left out."""
    return (edge.target for edge in _reached(system, _learning(world).after, up=False))


def _learning(world: World) -> _Whole:
    """Without what feeds a system from another: that one answers for its own parts."""

    def read(world: World) -> _Whole:
        whole = _whole(world)
        after = {pk: [e for e in edges if e.relation != "feeds"] for pk, edges in whole.after.items()}
        before = {pk: [e for e in edges if e.relation != "feeds"] for pk, edges in whole.before.items()}
        return _Whole(whole.nodes, after, before)

    return remembered(world, "lineage within systems", read)


def _only[R: Record](model: type[R], whole: _Whole, keys: Iterable[UUID]) -> list[R]:
    found = (whole.nodes[pk] for pk in dict.fromkeys(keys))
    return [record for record in found if isinstance(record, model)]
