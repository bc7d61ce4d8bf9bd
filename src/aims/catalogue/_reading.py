"""One framework file -> one Framework."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from aims.catalogue._entry import Entry
from aims.catalogue._words import (
    PDCA,
    SORTS,
    STANCES,
    VERIFICATION_STATES,
    AnnexC,
    Bilingual,
    Clause,
    Control,
    Effective,
    Framework,
    Group,
    Node,
    Objective,
    Relation,
    Requirement,
    Verification,
)

ISO_42001 = "iso42001:2023"
_ANNEX_C_SORTS: tuple[Literal["objective", "risk_source"], ...] = ("objective", "risk_source")


def file_stem(framework_id: str) -> str:
    """The name of a framework's file: its id, with a hyphen where a file name may not hold a colon."""
    return framework_id.replace(":", "-")


def read_framework(file: Path) -> Framework:
    entry = Entry.of_file(file)
    framework_id = entry.text("id")
    if file_stem(framework_id) != file.stem:
        name = f"{file_stem(framework_id)}{file.suffix}"
        raise entry.fault(
            "id",
            f'the id is "{framework_id}", so the file must be called {name}; rename the file or correct the id',
            f"编号是“{framework_id}”，文件名应为{name}，请重命名文件或更正编号",
        )
    nodes = _NodeReader(framework_id).nodes(entry)
    framework = Framework(
        id=framework_id,
        title=entry.both("title"),
        short=entry.both("short"),
        sort=entry.choice("sort", SORTS),
        publisher=entry.both("publisher"),
        edition=entry.both("edition"),
        source=entry.text("source"),
        licence=entry.both("licence"),
        verification=_verification(entry),
        nodes=nodes,
        effective=_effective(entry, {node.place for node in nodes}, framework_id),
        open_questions=tuple(question.as_bilingual() for question in entry.entries("open_questions")),
        relation_note=entry.maybe_both("relation_note"),
        replaces=entry.maybe_text("replaces"),
    )
    entry.close()
    return framework


def _verification(entry: Entry) -> Verification:
    found = entry.within("verification")
    verification = Verification(
        state=found.choice("state", VERIFICATION_STATES), as_of=found.date("as_of"), note=found.both("note")
    )
    found.close()
    return verification


def _effective(entry: Entry, places: set[str], framework_id: str) -> tuple[Effective, ...]:
    rows: list[Effective] = []
    for row in entry.entries("effective"):
        named = row.texts("nodes")
        for place in named:
            if place not in places:
                raise row.fault(
                    "nodes",
                    f'"{place}" is not among the nodes of this file; correct it or add the node',
                    f"本文件的nodes中没有“{place}”，请更正或补上该节点",
                )
        rows.append(
            Effective(
                date=row.date("date"),
                what=row.both("what"),
                nodes=tuple(f"{framework_id}/{place}" for place in named),
                source=row.text("source"),
                state=row.choice("state", VERIFICATION_STATES),
                instead_of=row.maybe_date("instead_of"),
            )
        )
        row.close()
    return tuple(sorted(rows, key=lambda one: one.date))


class _NodeReader:
    """Reads the places of one framework, in the order of the file, and refuses a place named twice."""

    def __init__(self, framework_id: str) -> None:
        self._framework = framework_id
        self._places: set[str] = set()

    def nodes(self, entry: Entry) -> tuple[Node, ...]:
        nodes: list[Node] = [self._plain(row) for row in entry.entries("nodes")]
        nodes += [self._group(row) for row in entry.entries("groups")]
        for row in entry.entries("clauses"):
            nodes += self._clause(row)
        for row in entry.entries("objectives"):
            nodes += self._objective(row)
        nodes += [self._annex_c(row) for row in entry.entries("annex_c")]
        if not nodes:
            raise entry.fault(
                None,
                "a framework needs at least one node; add a list called nodes",
                "框架至少要有一个节点，请添加nodes列表",
            )
        return tuple(nodes)

    def _full(self, place: str) -> str:
        return f"{self._framework}/{place}"

    def _shared(self, row: Entry) -> dict[str, Any]:
        """The fields that every node has; kept untyped so that each subclass can be built from them."""
        place = row.text("id")
        if place in self._places:
            raise row.fault(
                "id",
                f'"{place}" stands twice in this file; give one of them another id',
                f"“{place}”重复出现，请改用不同编号",
            )
        self._places.add(place)
        return {
            "id": self._full(place),
            "framework": self._framework,
            "place": place,
            "cite": row.maybe_both("cite") or Bilingual(place, place),
            "title": row.both("title"),
            "relations": tuple(_relation(one) for one in row.entries("relations")),
            "was": row.texts("was") if row.names("was") else None,
        }

    def _plain(self, row: Entry) -> Node:
        node = Node(**self._shared(row))
        row.close()
        return node

    def _group(self, row: Entry) -> Group:
        group = Group(**self._shared(row), pdca=row.choice("pdca", PDCA))
        row.close()
        return group

    def _clause(self, row: Entry) -> list[Node]:
        shared = self._shared(row)
        requirements = [self._requirement(one, shared["id"]) for one in row.entries("requirements")]
        clause = Clause(
            **shared,
            group=self._full(row.text("group")),
            pdca=row.choice("pdca", PDCA),
            requirements=tuple(one.id for one in requirements),
        )
        row.close()
        return [clause, *requirements]

    def _requirement(self, row: Entry, clause: str) -> Requirement:
        requirement = Requirement(
            **self._shared(row),
            text=row.both("text"),
            clause=clause,
            pdca=row.choice("pdca", PDCA),
            evidence_records=row.texts("evidence_records"),
            documented_information=row.maybe_both("documented_information"),
            expected_in_practice=row.maybe_both("expected_in_practice"),
        )
        row.close()
        return requirement

    def _objective(self, row: Entry) -> list[Node]:
        shared = self._shared(row)
        parts = tuple(self._plain(one) for one in row.entries("parts"))
        controls = [self._control(one, shared["id"]) for one in row.entries("controls")]
        objective = Objective(
            **shared,
            text=row.both("text"),
            guidance_ref=row.text("guidance_ref"),
            parts=parts,
            controls=tuple(one.id for one in controls),
        )
        row.close()
        return [objective, *parts, *controls]

    def _control(self, row: Entry, objective: str) -> Control:
        part = row.maybe_text("part")
        control = Control(
            **self._shared(row),
            text=row.both("text"),
            objective=objective,
            part=self._full(part) if part else None,
            typical_evidence=tuple(one.as_bilingual() for one in row.entries("typical_evidence")),
            evidence_records=row.texts("evidence_records"),
            related_clauses=tuple(self._full(one) for one in row.texts("related_clauses")),
            guidance_ref=row.text("guidance_ref"),
            asks_for_documentation=row.flag("asks_for_documentation"),
        )
        row.close()
        return control

    def _annex_c(self, row: Entry) -> AnnexC:
        found = AnnexC(
            **self._shared(row),
            sort=row.choice("sort", _ANNEX_C_SORTS),
            text=row.both("text"),
            iso23894=row.maybe_text("iso23894"),
        )
        row.close()
        return found


def _relation(row: Entry) -> Relation:
    relation = Relation(type=row.choice("type", STANCES), to=row.text("to"), note=row.maybe_both("note"))
    row.close()
    return relation
