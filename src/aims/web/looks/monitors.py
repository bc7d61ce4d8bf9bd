"""What the pages of monitors take: one monitor with its series, and all that is watched of one system."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aims.web.looks.parts import ButtonLook, Crumb, FormLook, GapLook, Said
from aims.web.looks.plots import PlotLook
from aims.web.looks.records import DetailLook, FieldLook
from aims.web.looks.screens import RequirementLine


@dataclass(frozen=True, slots=True)
class LevelLook:
    """Where a figure lies, as shape and word; `why` says what an unknown one lacks."""

    css: str
    word: str
    why: str = ""

    @property
    def icon(self) -> str:
        return f"s-{self.css}"


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window of the series; the figures as they are written, empty where there is none."""

    last: date
    value: str
    interval: str
    n: int
    part: str
    level: LevelLook
    parts_url: str
    decisions_url: str
    """Empty where there are none, or the reader may not open them."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One group or field of a window."""

    name: str
    n: int
    value: str
    interval: str
    ratio: str
    level: LevelLook


@dataclass(frozen=True, slots=True)
class PartsLook:
    """Every group or field of one window; the head of what is measured of each."""

    title: str
    measured: str
    of: str
    rows: tuple[PartRow, ...]
    plot: PlotLook | None
    vega_url: str
    note: str = ""
    has_ratio: bool = False
    values: tuple[Mapping[str, Any], ...] = ()
    """The figures of the picture, as its specification holds them."""


@dataclass(frozen=True, slots=True)
class StepLook:
    """What a breach set off, or what comes next."""

    css: str
    title: str
    sentence: str
    ref: str = ""
    url: str = ""
    at: datetime | None = None

    @property
    def icon(self) -> str:
        return f"s-{self.css}"


@dataclass(frozen=True, slots=True)
class HappeningLook:
    """Something that changed about the system, marked in the picture by its letter."""

    letter: str
    on: date
    said: Said
    url: str = ""


@dataclass(frozen=True, slots=True)
class MonitorLook:
    record: DetailLook
    intro: str
    system: Crumb
    tags: tuple[str, ...]
    level: LevelLook
    plot: PlotLook | None
    plot_note: str
    happenings: tuple[HappeningLook, ...]
    rows: tuple[WindowRow, ...]
    parts: PartsLook | None
    parts_hidden: str
    steps: tuple[StepLook, ...]
    next: tuple[GapLook, ...]
    facts: tuple[FieldLook, ...]
    evidence: tuple[RequirementLine, ...]
    """The requirements of whose evidence it is the largest part come first."""
    more_evidence: int
    missing: tuple[GapLook, ...]
    enter: ButtonLook | None
    csv_url: str
    vega_url: str

    @property
    def has_parts(self) -> bool:
        return any(row.part for row in self.rows)


@dataclass(frozen=True, slots=True)
class MonitorRow:
    """A monitor on the page of its system."""

    ref: str
    title: Said
    url: str
    measure: str
    level: LevelLook
    value: str
    interval: str
    n: int
    last: date | None
    next: date | None
    owner: Said
    spark: PlotLook | None
    state: str = ""
    """Of one that is not in force."""


@dataclass(frozen=True, slots=True)
class ArrivalLook:
    last: datetime | None
    accepted: int
    rejected: int
    repeated: int
    since: date


@dataclass(frozen=True, slots=True)
class WayLook:
    """What is unknown, why, and the act that mends it."""

    sentence: str
    action: ButtonLook | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class WatchedLook:
    """Everything that is watched of one system."""

    ref: str
    title: Said
    url: str
    monitors: tuple[MonitorRow, ...]
    arrival: ArrivalLook | None
    """None where figures of its decisions are not for the reader."""
    ways: tuple[WayLook, ...]
    window: tuple[date, date]
    decisions: int | None
    fairness: tuple[PartsLook, ...]
    fairness_hidden: str
    drift: PartsLook | None
    calibration: PartsLook | None
    is_past: bool
    lines: str
    """The program that sends a decision."""
    suggest: ButtonLook | None
    new_monitor: str
    freeze: FormLook | None = None


@dataclass(frozen=True, slots=True)
class BreachLook:
    """One limit that was passed: what was seen, on what it rests, what was found to be the cause, what comes next."""

    record: DetailLook
    intro: str
    monitor: Crumb
    plot: PlotLook | None
    rows: tuple[WindowRow, ...]
    found: tuple[FieldLook, ...]
    answer: tuple[FieldLook, ...]
    steps: tuple[StepLook, ...]
    next: tuple[GapLook, ...]
    digests: tuple[str, ...]
    """SHA-256 of the segments of decisions."""
