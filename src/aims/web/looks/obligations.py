"""What the timeline of obligations takes: a line for each over one span of years, and the days of the laws."""

from dataclasses import dataclass
from datetime import date

from aims.web.looks.objectives import Mark
from aims.web.looks.parts import ButtonLook, Crumb, EmptyLook, Said

WIDTH, HEIGHT = 320, 28


@dataclass(frozen=True, slots=True)
class BarLook:
    """One obligation over the years; places are in the units of the picture.

    It is hidden from whoever hears the page: the days stand beside it in words.
    """

    start: str
    end: str
    is_sure: bool  # somebody confirmed it
    ticks: tuple[str, ...] = ()  # the days of its law


@dataclass(frozen=True, slots=True)
class ObligationLine:
    ref: str
    title: Said
    url: str
    source: str
    place: str
    starts: date
    ends: date | None
    when: str  # "in 12 days", or nothing
    bar: BarLook
    owner: Said
    met_by: tuple[Crumb, ...]
    applies_to: tuple[Crumb, ...]
    is_over: bool
    has_begun: bool

    @property
    def is_unsure(self) -> bool:
        return not (self.is_over or self.bar.is_sure)

    @property
    def is_unmet(self) -> bool:
        return self.has_begun and not (self.is_over or self.met_by)


@dataclass(frozen=True, slots=True)
class LawDayLook:
    on: date
    when: str
    law: str
    url: str
    what: str
    before: date | None  # the day it was moved from
    checked: str
    ours: tuple[Crumb, ...]
    new: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class AxisLook:
    today: str
    years: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class TimelineLook:
    title: str
    intro: str
    axis: AxisLook
    groups: tuple[tuple[str, tuple[ObligationLine, ...]], ...]
    days: tuple[LawDayLook, ...]
    buttons: tuple[ButtonLook, ...] = ()
    empty: EmptyLook | None = None
