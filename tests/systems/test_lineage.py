"""Which system learned from what, and who depends on whom: through chains, circles and 2,000 systems, read once."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from aims.kernel.kinds import KINDS
from aims.kernel.models import LinkImage, Record, Stamp
from aims.kernel.shards import Shards
from aims.kernel.world import Position, World
from aims.systems import lineage
from aims.systems.models import AISystem, Component, Dataset, Supplier

AT = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def made(model: type[Record], n: int, links: Iterable[tuple[str, Record]] = (), **given: Any) -> Any:
    kind = KINDS.of(model)
    record = model(id=UUID(int=n), kind=kind.name, ref=f"{kind.prefix}-{n}", state=kind.workflow.initial, **given)
    record.pk = record.id
    record.links = tuple(LinkImage(relation, other.pk, "", "") for relation, other in links)
    record.stamp = Stamp(n, AT, None, "create")
    return record


def world_of(*records: Record) -> World:
    latest: dict[str, Shards[Record]] = {}
    for record in records:
        latest.setdefault(record.kind, Shards())[record.pk] = record
    return World(Position(1, b"", AT, latest, {}, Shards(), {}), AT)


def refs(records: Iterable[Record]) -> set[str]:
    return {record.ref for record in records}


def test_a_system_learned_through_its_components_and_what_these_use() -> None:
    raw, clean = made(Dataset, 1), made(Dataset, 2, parent_id=UUID(int=1))
    system, other = made(AISystem, 10), made(AISystem, 11)
    inner = made(Component, 20, [("learned_from", clean)])
    outer = made(Component, 21, [("part_of", system), ("uses", inner)])
    apart = made(Component, 22, [("part_of", other)])
    world = world_of(raw, clean, system, other, inner, outer, apart)
    assert refs(lineage.datasets_of(world, system.pk)) == {"DST-1", "DST-2"}
    assert refs(lineage.components_of(world, system.pk)) == {"CMP-20", "CMP-21"}
    assert refs(lineage.systems_of(world, raw.pk)) == {"AIS-10"}
    assert lineage.datasets_of(world, other.pk) == []


def test_what_has_ended_stands_behind_nothing() -> None:
    gone, system = made(Dataset, 1), made(AISystem, 10)
    gone.state = "disposed"
    world = world_of(gone, system, made(Component, 20, [("part_of", system), ("learned_from", gone)]))
    assert lineage.datasets_of(world, system.pk) == []
    assert lineage.graph(world, gone.pk).nodes == {}


def test_the_graph_goes_both_ways_and_does_not_turn() -> None:
    supplier = made(Supplier, 5)
    one, two = made(AISystem, 10), made(AISystem, 11)
    first = made(Component, 20, [("part_of", one)], supplier_id=supplier.pk)
    second = made(Component, 21, [("part_of", two)], supplier_id=supplier.pk)
    world = world_of(supplier, one, two, first, second)
    assert refs(lineage.graph(world, one.pk).nodes.values()) == {"AIS-10", "CMP-20", "SUP-5"}
    whole = lineage.graph(world, supplier.pk)
    assert refs(whole.nodes.values()) == {"SUP-5", "AIS-10", "AIS-11", "CMP-20", "CMP-21"}
    assert next(iter(whole.nodes)) == supplier.pk
    assert lineage.Edge(one.pk, "made_of", first.pk) in whole.edges
    assert refs(lineage.systems_of(world, supplier.pk)) == {"AIS-10", "AIS-11"}


def test_circles_end() -> None:
    system = made(AISystem, 10)
    one, two = made(Component, 20), made(Component, 21)
    one.links = (LinkImage("part_of", system.pk, "", ""), LinkImage("uses", two.pk, "", ""))
    two.links = (LinkImage("uses", one.pk, "", ""),)
    ring, again = made(Dataset, 1, parent_id=UUID(int=2)), made(Dataset, 2, parent_id=UUID(int=1))
    world = world_of(system, one, two, ring, again)
    assert refs(lineage.graph(world, one.pk).nodes.values()) == {"AIS-10", "CMP-20", "CMP-21"}
    assert len(lineage.graph(world, ring.pk).edges) == 2
    assert refs(lineage.components_of(world, system.pk)) == {"CMP-20", "CMP-21"}


def test_one_system_feeds_another_and_answers_for_its_own_data() -> None:
    data = made(Dataset, 1)
    upper = made(AISystem, 10)
    lower = made(AISystem, 11, [("feeds", upper)])
    part = made(Component, 20, [("part_of", upper), ("learned_from", data)])
    world = world_of(data, upper, lower, part)
    assert lineage.datasets_of(world, lower.pk) == []
    assert refs(lineage.graph(world, lower.pk).nodes.values()) == {"AIS-10", "AIS-11", "CMP-20", "DST-1"}


def test_two_thousand_systems_are_read_in_one_pass(monkeypatch: Any) -> None:
    data = made(Dataset, 1)
    systems = [made(AISystem, 10_000 + n) for n in range(2_000)]
    parts = [made(Component, 20_000 + n, [("part_of", s), ("learned_from", data)]) for n, s in enumerate(systems)]
    world, read = world_of(data, *systems, *parts), list[Record]()
    once = lineage._edges
    monkeypatch.setattr(lineage, "_edges", lambda record: read.append(record) or once(record))
    assert all(refs(lineage.datasets_of(world, system.pk)) == {"DST-1"} for system in systems)
    assert len(lineage.systems_of(world, data.pk)) == 2_000
    assert len(lineage.graph(world, data.pk).edges) == 4_000
    assert len(read) == len({record.pk for record in read}) == 4_001
