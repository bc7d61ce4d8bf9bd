"""What the pages of recorded decisions take: a list with its filter, one decision, two windows side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from aims.web.looks.parts import Crumb, Said, TableLook
from aims.web.looks.records import FieldLook

if TYPE_CHECKING:
    from django.forms import Form


@dataclass(frozen=True)
class DecisionsLook:
    """`asked` is the filter as it was understood; `table` None where nothing was asked yet."""

    title: str
    of: Crumb
    form: "Form"
    table: TableLook | None = None
    nothing: str = ""
    first_url: str = ""
    next_url: str = ""
    compare_url: str = ""


@dataclass(frozen=True, slots=True)
class BarLook:
    """One contribution: from the middle to the left or to the right, in a picture that is 200 wide."""

    label: str
    figure: str
    x: str
    width: str
    is_below: bool


@dataclass(frozen=True, slots=True)
class PieceLook:
    """A piece of a text; `found` says what a check found there."""

    text: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class MarkedLook:
    label: str
    pieces: tuple[PieceLook, ...]
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaterLook:
    """What followed a decision."""

    at: str
    what: str
    said: str
    note: str = ""


@dataclass(frozen=True)
class DecisionLook:
    key: str
    of: Crumb
    facts: tuple[FieldLook, ...]
    inputs: tuple[FieldLook, ...]
    reasons: tuple[str, ...] = ()
    bars: tuple[BarLook, ...] = ()
    method: str = ""
    no_explanation: str = ""
    texts: tuple[MarkedLook, ...] = ()
    scores: tuple[FieldLook, ...] = ()
    later: tuple[LaterLook, ...] = ()
    proof: tuple[FieldLook, ...] = ()
    monitors: Sequence["WindowLook"] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class WindowLook:
    """A window of a monitor that a decision lies in."""

    name: Said
    ref: str
    url: str
    first: date
    last: date
    value: str
    level: str


@dataclass(frozen=True)
class WindowsLook:
    """Two sides; the tables are None where nothing was compared."""

    title: str
    of: Crumb
    form: "Form"
    nothing: str = ""
    known: TableLook | None = None
    moved: TableLook | None = None
    unknown: TableLook | None = None
    urls: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    minimum: int = 0
