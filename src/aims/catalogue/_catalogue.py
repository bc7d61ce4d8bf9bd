"""All framework files together: found, linked, and followed from old editions to new ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from aims.catalogue._reading import ISO_42001, file_stem, read_framework
from aims.catalogue._refusal import FrameworkRefused, UnknownId, refuse, refuse_repeats
from aims.catalogue._twins import TwinIndex
from aims.catalogue._words import SORTS, Control, Framework, Node, Requirement, Twin

SHIPPED = Path(__file__).parent / "frameworks"


@cache
def _as_shipped(file: Path) -> Framework:
    """A file of ours does not change while the program runs, so it is read once however often a catalogue is opened."""
    return read_framework(file)


class Catalogue:
    """Reads each file once, when it is first asked for.

    A fault in a file we ship raises. A fault in a file of an organisation's own folder leaves that framework out,
    so that one slip does not stop everybody's work; `refused` tells what was left out and why.
    """

    def __init__(self, *own_folders: Path, shipped: Path = SHIPPED) -> None:
        self._shipped = shipped
        self._folders = (shipped, *own_folders)
        self._read: dict[Path, Framework | FrameworkRefused] = {}

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        return tuple(file for folder in self._folders for file in sorted(folder.glob("*.y*ml")))

    def _open(self, file: Path) -> Framework | FrameworkRefused:
        if file not in self._read:
            try:
                self._read[file] = self._accept(file)
            except FrameworkRefused as fault:
                if file.parent == self._shipped:
                    raise
                self._read[file] = fault
        return self._read[file]

    def _accept(self, file: Path) -> Framework:
        first = next(one for one in self._files if one.stem == file.stem)
        if first != file:
            raise refuse(
                file,
                ("id",),
                "a framework with this id is already there. Give yours an id of its own; if it is a newer edition, "
                "name the old one under replaces.",
                "已有使用此编号的框架。请另取编号；如果是新版本，请用replaces写明旧版本。",
            )
        framework = _as_shipped(file) if file.parent == SHIPPED else read_framework(file)
        if file.parent != SHIPPED:
            refuse_repeats(file)
        if framework.id != ISO_42001:
            self._check_targets(file, framework)
        self._check_predecessors(file, framework)
        return framework

    def _check_predecessors(self, file: Path, framework: Framework) -> None:
        """Every `was` must name a place of the edition replaced, as far as that edition is still here to ask."""
        if not framework.replaces:
            return
        old = next((one for one in self._files if one.stem == file_stem(framework.replaces or "")), None)
        if old == file:
            raise refuse(
                file,
                ("replaces",),
                "a framework cannot replace itself. Name the older one, or remove the field.",
                "框架不能取代自身。请写明旧框架的编号，或删除该字段。",
            )
        known = {node.place for node in self.framework(framework.replaces).nodes} if old else None
        for position, node in enumerate(framework.nodes):
            for place in node.was or ():
                if known is not None and place not in known:
                    raise refuse(
                        file,
                        ("nodes", position, "was"),
                        f'{framework.replaces} has no "{place}". Correct it, so that work stored there is still found.',
                        f"{framework.replaces}中没有“{place}”。请更正，以便仍能找到存于该处的工作。",
                    )

    def _check_targets(self, file: Path, framework: Framework) -> None:
        known = self._by_id(ISO_42001)
        for position, node in enumerate(framework.nodes):
            for number, relation in enumerate(node.relations):
                if relation.to not in known:
                    raise refuse(
                        file,
                        ("nodes", position, "relations", number, "to"),
                        f'"{relation.to}" is not a clause, requirement or control of {ISO_42001}. '
                        f"Write it as {ISO_42001}/6.1.3 or {ISO_42001}/A.6.2.4.",
                        f"{ISO_42001}中没有“{relation.to}”这一条款、要求或控制。请写成{ISO_42001}/6.1.3或{ISO_42001}/A.6.2.4的形式。",
                    )

    @cached_property
    def frameworks(self) -> tuple[Framework, ...]:
        """Every framework: ISO/IEC 42001 first, then by sort and id."""
        found = [one for one in map(self._open, self._files) if isinstance(one, Framework)]
        return tuple(sorted(found, key=lambda one: (one.id != ISO_42001, SORTS.index(one.sort), one.id)))

    @property
    def refused(self) -> tuple[FrameworkRefused, ...]:
        return tuple(one for one in map(self._open, self._files) if isinstance(one, FrameworkRefused))

    def framework(self, framework_id: str) -> Framework:
        """One framework; only its own file is read (and ISO/IEC 42001's, to which its relations lead)."""
        for file in self._files:
            if file.stem == file_stem(framework_id):
                found = self._open(file)
                if isinstance(found, FrameworkRefused):
                    raise found
                if found.id == framework_id:
                    return found
        raise UnknownId(framework_id)

    @cached_property
    def _indices(self) -> dict[str, dict[str, Node]]:
        return {}

    def _by_id(self, framework_id: str) -> dict[str, Node]:
        if framework_id not in self._indices:
            self._indices[framework_id] = {node.id: node for node in self.framework(framework_id).nodes}
        return self._indices[framework_id]

    def node(self, full_id: str) -> Node:
        framework_id, slash, _ = full_id.partition("/")
        if not slash:
            raise UnknownId(full_id)
        try:
            return self._by_id(framework_id)[full_id]
        except KeyError:
            raise UnknownId(full_id) from None

    @cached_property
    def checkable(self) -> tuple[Requirement | Control, ...]:
        """What a verdict is given on: the requirements of the clauses, then the controls, in the order of the file."""
        nodes = self.framework(ISO_42001).nodes
        return (
            *(one for one in nodes if isinstance(one, Requirement)),
            *(one for one in nodes if isinstance(one, Control)),
        )

    @cached_property
    def _twins(self) -> TwinIndex:
        return TwinIndex(self.frameworks)

    def twins(self, full_id: str) -> dict[str, tuple[Twin, ...]]:
        return self._twins.of(self.node(full_id))

    @cached_property
    def _successors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for framework in self.frameworks:
            for old, new in _moves(framework):
                found.setdefault(old, []).append(new)
        return {old: tuple(new) for old, new in found.items()}

    @cached_property
    def _predecessors(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for old, news in self._successors.items():
            for new in news:
                found.setdefault(new, []).append(old)
        return {new: tuple(old) for new, old in found.items()}

    def current(self, full_id: str) -> tuple[str, ...]:
        return _follow(full_id, self._successors)

    def earlier(self, full_id: str) -> tuple[str, ...]:
        """Every older id under which work on this place may have been stored."""
        seen: list[str] = []
        ahead = list(self._predecessors.get(full_id, ()))
        while ahead:
            one = ahead.pop(0)
            if one not in seen and one != full_id:
                seen.append(one)
                ahead += self._predecessors.get(one, ())
        return tuple(seen)


def _moves(framework: Framework) -> Iterator[tuple[str, str]]:
    """(old id, new id) for every node that a framework says it takes over."""
    source = framework.replaces or framework.id
    for node in framework.nodes:
        places = node.was
        if places is None:
            places = (node.place,) if framework.replaces else ()
        for place in places:
            yield f"{source}/{place}", node.id


def _follow(full_id: str, successors: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The newest ids that a chain of replacements leads to; the id itself when nothing replaces it."""
    ends: list[str] = []
    seen = {full_id}
    ahead = [full_id]
    while ahead:
        one = ahead.pop(0)
        following = [new for new in successors.get(one, ()) if new not in seen]
        seen.update(following)
        ahead += following
        if not following and one not in ends and one not in successors:
            ends.append(one)
    return tuple(ends) or (full_id,)
