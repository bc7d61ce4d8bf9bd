"""What a figure says against its limits: pure, so that a trial on history judges as the running monitor does.

A limit is passed when the value lies beyond it and there are enough cases; effect sizes decide, not p-values. The
interval is stated beside: whether all of it lies beyond, or the limit lies in it. Too few cases, no outcomes, nothing
that came in: unknown, which is never good. Where several groups or fields are compared at once the worst one stands
for all, and its interval is widened for their number (Bonferroni), since the worst of many looks bad by chance.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from math import inf
from typing import NamedTuple, Protocol

from aims.telemetry.metrics.intervals import CONFIDENCE, apart, z

from .measures import Better

MOST_PARTS = 20
"""So many of the worst groups or fields are kept with a reading."""


class Level(StrEnum):
    WITHIN = "within"
    WARN = "warn"
    BREACH = "breach"
    UNKNOWN = "unknown"


class Bounded(Protocol):
    """A value with the ends of its interval, each of which may be unknown."""

    @property
    def value(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


class Figure(Bounded, Protocol):
    """A figure as telemetry gives it: `value` None means unknown and `why` says the reason as a code."""

    @property
    def n(self) -> int: ...
    @property
    def error(self) -> float: ...
    @property
    def why(self) -> str: ...
    @property
    def of(self) -> str: ...


class Limits(NamedTuple):
    """By what a monitor judges: the better direction, where a warning and a breach begin, how many cases at least."""

    better: Better
    warn: float | None
    breach: float
    minimum: int


class Judged(NamedTuple):
    """What one window says: the worst part, its figures, its level, and what its interval says of the limit."""

    level: Level
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    error: float = 0.0
    part: str = ""
    why: str = ""
    interval: str = "none"
    compared: int = 1
    parts: tuple[Mapping[str, object], ...] = ()

    def unnamed(self) -> "Judged":
        """The same without the names of its parts."""
        return self._replace(part="", parts=())


def badness(better: Better, value: float) -> float:
    """How bad a value is, as a number that grows with it; 0.8 and 1.25 are equally far from one."""
    match better:
        case "higher":
            return -value
        case "lower":
            return value
        case "nearer_zero":
            return abs(value)
        case "nearer_one":
            return max(value, 1 / value) if value > 0 else inf


def judge(limits: Limits, figures: Mapping[str, Figure]) -> Judged:
    """What the figures of one window say, by part: "" is the whole, anything else a group or a field.

    Where there are parts, a figure of the whole repeats the worst of them and is left out.
    """
    figures = {part: f for part, f in figures.items() if part} or figures
    known = {part: f for part, f in figures.items() if _is_known(f, limits)}
    if not known:
        return _unknown(figures)
    part = max(known, key=lambda name: (badness(limits.better, _value(known[name])), name))
    worst = known[part]
    return Judged(
        level=level_of(limits, _value(worst)),
        value=worst.value,
        low=worst.low,
        high=worst.high,
        n=worst.n,
        error=worst.error,
        part=part or worst.of,
        interval=interval_of(limits, worst, len(known)),
        compared=len(known),
        parts=_parts(limits, figures) if len(figures) > 1 else (),
    )


def _value(figure: Bounded) -> float:
    if figure.value is None:
        raise ValueError("an unknown figure has no value")
    return figure.value


def _is_known(figure: Figure, limits: Limits) -> bool:
    return figure.value is not None and figure.n >= limits.minimum


def _unknown(figures: Mapping[str, Figure]) -> Judged:
    """The part with the most cases says why nothing is known."""
    if not figures:
        return Judged(Level.UNKNOWN, why="no_decisions")
    part, most = max(figures.items(), key=lambda found: found[1].n)
    why = most.why if most.value is None and most.why else "too_few"
    return Judged(Level.UNKNOWN, n=most.n, part=part, why=why)


def level_of(limits: Limits, value: float) -> Level:
    """Where a value of enough cases lies; a limit itself is kept by what equals it."""
    found = badness(limits.better, value)
    if found > badness(limits.better, limits.breach):
        return Level.BREACH
    if limits.warn is not None and found > badness(limits.better, limits.warn):
        return Level.WARN
    return Level.WITHIN


def interval_of(limits: Limits, figure: Bounded, compared: int) -> str:
    """Where the interval lies, widened as if `compared` were asked at once and none were to be wrong by chance."""
    if figure.low is None or figure.high is None:
        return "none"
    wider = z(apart(CONFIDENCE, compared)) / z(CONFIDENCE)
    value = _value(figure)
    low, high = value - (value - figure.low) * wider, value + (figure.high - value) * wider
    ends = [badness(limits.better, end) for end in (low, high)]
    best = min(ends)
    if limits.better == "nearer_zero" and low < 0 < high:
        best = 0.0
    elif limits.better == "nearer_one" and low < 1 < high:
        best = 1.0
    limit = badness(limits.better, limits.breach)
    return "beyond" if best > limit else "within" if max(ends) <= limit else "across"


def _parts(limits: Limits, figures: Mapping[str, Figure]) -> tuple[Mapping[str, object], ...]:
    """The worst parts first, then those of which too little is known."""

    def row(part: str, f: Figure) -> Mapping[str, object]:
        level = level_of(limits, _value(f)) if _is_known(f, limits) else Level.UNKNOWN
        return {"part": part, "value": f.value, "low": f.low, "high": f.high, "n": f.n, "level": level.value}

    def rank(found: tuple[str, Figure]) -> tuple[bool, float, str]:
        part, f = found
        return not _is_known(f, limits), -badness(limits.better, f.value) if f.value is not None else 0.0, part

    return tuple(row(part, f) for part, f in sorted(figures.items(), key=rank)[:MOST_PARTS])


class Rows(NamedTuple):
    """How many windows in a row, up to the last, were past the limit, within it, and unknown.

    An unknown window ends no row of breaches and counts for no row of those within: silence shows nothing.
    """

    breach: int = 0
    within: int = 0
    unknown: int = 0

    def then(self, level: Level) -> "Rows":
        match level:
            case Level.BREACH:
                return Rows(self.breach + 1, 0, 0)
            case Level.UNKNOWN:
                return Rows(self.breach, 0, self.unknown + 1)
            case _:
                return Rows(0, self.within + 1, 0)


def rows_of(levels: Iterable[Level]) -> Rows:
    """What the levels of windows, the oldest first, come to."""
    found = Rows()
    for level in levels:
        found = found.then(level)
    return found


class Alarm(NamedTuple):
    """A breach as it was, or would have been, raised: the windows from which until when it lasted, at its worst."""

    first: int
    last: int
    worst: Judged


def alarms(judged: Sequence[Judged], limits: Limits, to_breach: int, to_clear: int) -> list[Alarm]:
    """The breaches that a series of windows gives, the oldest first: one for each fault, over when it has cleared."""
    found: list[Alarm] = []
    rows, is_open = Rows(), False
    for n, one in enumerate(judged):
        rows = rows.then(one.level)
        if is_open and one.level is Level.BREACH:
            found[-1] = Alarm(found[-1].first, n, _worse(limits, found[-1].worst, one))
        elif is_open and rows.within >= to_clear:
            is_open = False
        elif not is_open and rows.breach >= to_breach:
            found.append(Alarm(n, n, one))
            is_open = True
    return found


def _worse(limits: Limits, one: Judged, other: Judged) -> Judged:
    def of(judged: Judged) -> float:
        return badness(limits.better, judged.value) if judged.value is not None else -inf

    return max(one, other, key=of)
