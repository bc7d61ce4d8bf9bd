"""A picture drawn on the server: its parts in the units of its box. The figures stand in a table beside it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stroke:
    css: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A path: a line, a band or a mark of its own outline."""

    css: str
    d: str


@dataclass(frozen=True, slots=True)
class Spot:
    css: str
    x: float
    y: float
    r: float = 4


@dataclass(frozen=True, slots=True)
class Words:
    x: float
    y: float
    text: str
    css: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class PlotLook:
    """Whoever does not see it hears `said`; one without it stands beside its figure and is passed over."""

    said: str
    width: int
    height: int
    strokes: tuple[Stroke, ...] = ()
    shapes: tuple[Shape, ...] = ()
    spots: tuple[Spot, ...] = ()
    words: tuple[Words, ...] = ()
