"""What an AI system depends on and what it feeds: drawn, followed by links, and said as a list (A.4.3, A.4.4)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.systems import lineage
from aims.systems.lineage import Graph
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.systems import GraphLook, MoreLook, NodeLook

REACH = 3
"""Columns on either side: a supplier of a dataset that a component learned from is still drawn."""
ROWS = 8
"""Boxes of a column; what is more stands in the list."""
LISTED = 100
WIDE, HIGH, ACROSS, DOWN = 168, 46, 216, 60

type Flows = dict[UUID, list[UUID]]


def graph(asked: Asked, root: AISystem) -> GraphLook | None:
    """What `root` is made of, learned from and fed by on its left, what it feeds on its right; alone: nothing."""
    whole = lineage.graph(asked.world, root.id)
    onward, back = _flows(whole)
    levels = _reached(root.id, back, -1) | _reached(root.id, onward, 1) | {root.id: 0}
    if len(levels) == 1:
        return None
    columns: dict[int, list[Record]] = {}
    far = list[Record]()
    for pk, level in levels.items():
        (columns.setdefault(level, []) if abs(level) <= REACH else far).append(whole.nodes[pk])
    return _drawn(asked, root, columns, sorted(far, key=lambda one: one.ref), onward)


def _flows(whole: Graph) -> tuple[Flows, Flows]:
    """From what is depended on to what depends on it, and back: a system that feeds another comes before it."""
    onward: Flows = {}
    back: Flows = {}
    for edge in whole.edges:
        start, end = (edge.source, edge.target) if edge.relation == "feeds" else (edge.target, edge.source)
        onward.setdefault(start, []).append(end)
        back.setdefault(end, []).append(start)
    return onward, back


def _reached(root: UUID, along: Flows, sign: int) -> dict[UUID, int]:
    """How many steps away each record is, to the end of the chain."""
    levels, waiting = {root: 0}, [root]
    for pk in waiting:
        for other in along.get(pk, ()):
            if other not in levels:
                levels[other] = levels[pk] + sign
                waiting.append(other)
    return levels


def _drawn(
    asked: Asked, root: AISystem, columns: dict[int, list[Record]], far: list[Record], onward: Flows
) -> GraphLook:
    first, tall = min(columns), max(min(len(column), ROWS) for column in columns.values())
    nodes, rest, notes = list[NodeLook](), list[NodeLook](), list[MoreLook]()
    places: dict[UUID, tuple[int, int]] = {}
    for level in sorted(columns):
        column = sorted(columns[level], key=lambda one: (isinstance(one, AISystem), one.kind, one.ref))
        x, top = (level - first) * ACROSS + 4, (tall - min(len(column), ROWS)) * DOWN // 2 + 4
        for n, record in enumerate(column[:ROWS]):
            places[record.id] = (x, top + n * DOWN)
            nodes.append(_node(asked, root, record, level, *places[record.id]))
        rest += [_node(asked, root, record, level) for record in column[ROWS : ROWS + LISTED]]
        if len(column) > ROWS:
            notes.append(MoreLook(x, top + ROWS * DOWN + 4, len(column) - ROWS))
    rest += [_node(asked, root, record, -1) for record in far[:LISTED]]
    listed = len(nodes) + len(rest)
    return GraphLook(
        tuple(nodes),
        tuple(_paths(places, onward)),
        (max(columns) - first) * ACROSS + WIDE + 8,
        tall * DOWN - (DOWN - HIGH) + (24 if notes else 8),
        tuple(rest),
        tuple(notes),
        sum(len(column) for column in columns.values()) + len(far) - listed,
    )


def _node(asked: Asked, root: AISystem, record: Record, level: int, x: int = 0, y: int = 0) -> NodeLook:
    if isinstance(record, AISystem):
        where = _("this system") if not level else _("feeds it") if level < 0 else _("is fed by it")
    else:
        where = str(KINDS[record.kind].label)
    if not may_see(asked, record):
        return NodeLook("", _("not visible to you"), "", x, y, where=where, visible=False)
    return NodeLook(record.ref, name_of(record), to_record(asked, record), x, y, here=record.id == root.id, where=where)


def _paths(places: dict[UUID, tuple[int, int]], onward: Flows) -> Iterable[str]:
    """A curve from each box to the right; where the other does not stand to the right, round the left side."""
    for pk, (x, y) in places.items():
        for other in dict.fromkeys(onward.get(pk, ())):
            if other not in places:
                continue
            to_x, start, end = places[other][0], y + HIGH // 2, places[other][1] + HIGH // 2
            left, bend = (x + WIDE, (x + WIDE + to_x) // 2) if to_x > x else (x, min(x, to_x) - 20)
            yield f"M{left} {start}C{bend} {start} {bend} {end} {to_x} {end}"
