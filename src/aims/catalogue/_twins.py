"""Which places of the frameworks speak of the same thing. ISO/IEC 42001 is the hub: relations lead to it only."""

from __future__ import annotations

from collections.abc import Iterable

from aims.catalogue._reading import ISO_42001
from aims.catalogue._words import Framework, Meeting, Node, Relation, Requirement, Twin

_INVERSE: dict[Meeting, Meeting] = {"equal": "equal", "subset": "superset", "superset": "subset"}


class TwinIndex:
    def __init__(self, frameworks: tuple[Framework, ...]) -> None:
        self._order = [one.id for one in frameworks]
        self._met: dict[str, list[tuple[Node, Relation]]] = {}
        for framework in frameworks:
            for node in framework.nodes:
                for relation in node.relations:
                    self._met.setdefault(relation.to, []).append((node, relation))

    def of(self, node: Node) -> dict[str, tuple[Twin, ...]]:
        """The twins of a place, by framework in catalogue order.

        A requirement shares the relations of its clause, and its own if any; `at` says which it was. From any other
        framework the way leads to the ISO/IEC 42001 ids and from there to everybody who meets them.
        """
        if node.framework == ISO_42001:
            asked = [node.id, node.clause] if isinstance(node, Requirement) else [node.id]
            found = [self._seen_from_hub(*met) for hub in asked for met in self._met.get(hub, ())]
        else:
            found = [self._hub_seen_from(node, relation) for relation in node.relations]
            found += self._through_hub(node)
        return self._by_framework(found)

    def _by_framework(self, twins: Iterable[Twin]) -> dict[str, tuple[Twin, ...]]:
        grouped: dict[str, list[Twin]] = {}
        for twin in twins:
            grouped.setdefault(twin.framework, []).append(twin)
        return {framework: tuple(grouped[framework]) for framework in self._order if framework in grouped}

    def _seen_from_hub(self, node: Node, relation: Relation) -> Twin:
        return Twin(
            id=node.id,
            framework=node.framework,
            type=relation.type,
            at=(relation.to,),
            together=_together(node, relation),
            note=relation.note,
        )

    def _hub_seen_from(self, node: Node, relation: Relation) -> Twin:
        return Twin(
            id=relation.to,
            framework=ISO_42001,
            type=_INVERSE.get(relation.type, "intersects"),
            at=(relation.to,),
            together=_together(node, relation),
            note=relation.note,
        )

    def _through_hub(self, node: Node) -> list[Twin]:
        meetings: dict[str, list[str]] = {}
        others: dict[str, Node] = {}
        for relation in node.relations:
            for other, _ in self._met[relation.to]:
                if other.id != node.id:
                    others[other.id] = other
                    meetings.setdefault(other.id, []).append(relation.to)
        return [
            Twin(id=one, framework=others[one].framework, type=_through(node, others[one]), at=tuple(hubs))
            for one, hubs in meetings.items()
        ]


def _together(node: Node, relation: Relation) -> tuple[str, ...]:
    return tuple(one.to for one in node.relations if one.type == relation.type and one.to != relation.to)


def _through(node: Node, other: Node) -> Meeting:
    """Only two nodes that are equal to the very same set of ids are equal; else they merely look at the same place."""
    ours, theirs = _equals(node), _equals(other)
    return "equal" if ours and ours == theirs else "related"


def _equals(node: Node) -> frozenset[str]:
    return frozenset(one.to for one in node.relations if one.type == "equal")
