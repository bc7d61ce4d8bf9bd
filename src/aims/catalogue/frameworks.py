"""The frameworks, asked from anywhere: one catalogue per process, read when first needed."""

from __future__ import annotations

from pathlib import Path

from aims.catalogue._catalogue import Catalogue
from aims.catalogue._reading import ISO_42001
from aims.catalogue._refusal import FrameworkRefused, UnknownId
from aims.catalogue._words import AnnexC, Clause, Control, Framework, Group, Node, Objective, Requirement, Twin

_open: list[Catalogue] = [Catalogue()]


def look_also_in(*folders: Path) -> None:
    """Read an organisation's own framework files as well; a folder that does not exist is an empty one."""
    _open[0] = Catalogue(*folders)


def frameworks() -> tuple[Framework, ...]:
    """Every framework, ISO/IEC 42001 first, replaced editions included."""
    return _open[0].frameworks


def framework(framework_id: str) -> Framework:
    """One framework; raises UnknownId, or FrameworkRefused when its file has a fault."""
    return _open[0].framework(framework_id)


def refused() -> tuple[FrameworkRefused, ...]:
    """The organisation's own files that could not be taken, each with its sentence."""
    return _open[0].refused


def node(full_id: str) -> Node:
    """Any place of any framework."""
    return _open[0].node(full_id)


def requirement(full_id: str) -> Requirement | Control:
    """One of the 202 places of ISO/IEC 42001 on which a verdict is given."""
    found = node(full_id)
    if not isinstance(found, Requirement | Control):
        raise UnknownId(full_id)
    return found


def requirements() -> tuple[str, ...]:
    """The 202 checkable ids in catalogue order: 164 requirements, then 38 controls."""
    return tuple(one.id for one in _open[0].checkable)


def twins(full_id: str) -> dict[str, tuple[Twin, ...]]:
    """Where the other frameworks speak of the same thing, by framework id."""
    return _open[0].twins(full_id)


def current(full_id: str) -> tuple[str, ...]:
    """The ids that have taken an id's place (two when it was split); the id itself when nothing replaces it."""
    return _open[0].current(full_id)


def earlier(full_id: str) -> tuple[str, ...]:
    """The older ids under which work on this place may be stored."""
    return _open[0].earlier(full_id)


def _of_iso_42001[Sort: Node](sort: type[Sort]) -> tuple[Sort, ...]:
    return tuple(one for one in framework(ISO_42001).nodes if isinstance(one, sort))


def groups() -> tuple[Group, ...]:
    """The headings 4 to 10, 6.1, 7.5, 9.2 and 9.3."""
    return _of_iso_42001(Group)


def clauses() -> tuple[Clause, ...]:
    return _of_iso_42001(Clause)


def objectives() -> tuple[Objective, ...]:
    return _of_iso_42001(Objective)


def controls() -> tuple[Control, ...]:
    return _of_iso_42001(Control)


def annex_c() -> tuple[AnnexC, ...]:
    """The organisational objectives and risk sources of Annex C."""
    return _of_iso_42001(AnnexC)
