"""What an AI system is fed by and what it feeds: drawn, followed by links, and said as a list."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from aims.kernel.checks import remembered
from aims.kernel.world import World
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.systems import GraphLook, NodeLook

REACH = 2
ROWS = 12
"""Boxes of a column; what is more stands in the list."""
WIDE, HIGH, ACROSS, DOWN = 168, 46, 216, 60

type Feeds = tuple[dict[UUID, list[UUID]], dict[UUID, list[UUID]]]


def feeds(world: World) -> Feeds:
    """Which systems each one feeds, and by which it is fed: one pass over all."""

    def gather(world: World) -> Feeds:
        onward, back = dict[UUID, list[UUID]](), dict[UUID, list[UUID]]()
        for system in world.all(AISystem):
            for link in system.links:
                if link.relation == "feeds" and link.target:
                    onward.setdefault(system.id, []).append(link.target)
                    back.setdefault(link.target, []).append(system.id)
        return onward, back

    return remembered(world, "feeds", gather)


def graph(asked: Asked, root: AISystem) -> GraphLook | None:
    """The systems within two steps of `root`, those that feed it on its left; nothing where it stands alone."""
    onward, back = feeds(asked.world)
    levels: dict[UUID, int] = {root.id: 0}
    for way, sign in ((back, -1), (onward, 1)):
        found = {root.id}
        for step in range(1, REACH + 1):
            found = {other for pk in found for other in way.get(pk, ()) if other not in levels}
            levels |= dict.fromkeys(found, sign * step)
    if len(levels) == 1:
        return None
    columns: dict[int, list[AISystem]] = {}
    for pk, level in levels.items():
        if system := asked.world.get(AISystem, pk):
            columns.setdefault(level, []).append(system)
    return _drawn(asked, columns, onward)


def _drawn(asked: Asked, columns: dict[int, list[AISystem]], onward: dict[UUID, list[UUID]]) -> GraphLook:
    first = min(columns)
    tall = max(min(len(column), ROWS) for column in columns.values())
    nodes, rest, places = list[NodeLook](), list[NodeLook](), dict[UUID, tuple[int, int]]()
    for level in sorted(columns):
        column = sorted(columns[level], key=lambda system: system.ref)
        top = (tall - min(len(column), ROWS)) * DOWN // 2 + 4
        for n, system in enumerate(column):
            x, y = (level - first) * ACROSS + 4, top + n * DOWN
            node = _node(asked, system, level, x, y)
            (nodes if n < ROWS else rest).append(node)
            if n < ROWS:
                places[system.id] = (x, y)
    width = (max(columns) - first) * ACROSS + WIDE + 8
    return GraphLook(
        tuple(nodes), tuple(_paths(places, onward)), width, tall * DOWN - (DOWN - HIGH) + 8, len(rest), tuple(rest)
    )


def _node(asked: Asked, system: AISystem, level: int, x: int, y: int) -> NodeLook:
    where = _("this system") if not level else _("feeds it") if level < 0 else _("is fed by it")
    if not may_see(asked, system):
        return NodeLook("", _("not visible to you"), "", x, y, where=where, visible=False)
    return NodeLook(system.ref, name_of(system), to_record(asked, system), x, y, here=not level, where=where)


def _paths(places: dict[UUID, tuple[int, int]], onward: dict[UUID, list[UUID]]) -> Iterable[str]:
    for pk, (x, y) in places.items():
        for other in onward.get(pk, ()):
            if other in places:
                left, right = (x + WIDE, y + HIGH // 2), (places[other][0], places[other][1] + HIGH // 2)
                bend = (left[0] + right[0]) // 2
                yield f"M{left[0]} {left[1]}C{bend} {left[1]} {bend} {right[1]} {right[0]} {right[1]}"
