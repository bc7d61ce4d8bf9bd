"""Pictures of figures, drawn on the server as SVG: a series, points with whiskers, a calibration, a spark."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from aims.kernel.wording import day_text
from aims.web.looks.plots import PlotLook, Shape, Spot, Stroke, Words

type Row = Mapping[str, Any]
LEVELS = 5
ROW = 34
"""Height of one line of points."""


def exact(value: float) -> str:
    """A figure in a table: three decimals up to ten, none from a hundred on."""
    size = abs(value)
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.3f}"


def short(value: float) -> str:
    """A figure in a sentence or a picture: two decimals, three where it is small."""
    size = abs(value)
    if size >= 10:
        return f"{value:,.0f}" if size >= 100 or value == int(value) else f"{value:.1f}"
    return f"{value:.3f}" if 0 < size < 0.1 and round(value, 2) != value else f"{value:.2f}"


def between(low: float | None, high: float | None) -> str:
    """An interval in words; nothing where there is none."""
    if low is None or high is None:
        return ""
    return _("%(low)s to %(high)s") % {"low": exact(low), "high": exact(high)}


@dataclass(frozen=True)
class Scale:
    """Values along a stretch of the picture, with the round figures on it."""

    low: float
    high: float
    begin: float
    end: float
    step: float

    @classmethod
    def over(cls, values: Iterable[float], begin: float, end: float) -> "Scale":
        """The least round stretch that holds `values`, of which there is one at least."""
        found = list(values)
        low, high = min(found), max(found)
        if low == high:
            low, high = low - (abs(low) / 10 or 0.5), high + (abs(high) / 10 or 0.5)
        step = _round_step((high - low) / (LEVELS - 1))
        return cls(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, begin, end, step)

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.begin + share * (self.end - self.begin), 1)

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + n * self.step for n in range(count + 1)]

    def label(self, value: float) -> str:
        places = max(0, -floor(log10(self.step) + 1e-9))
        return f"{value + 0.0:,.{places}f}"


def _round_step(raw: float) -> float:
    """1, 2 or 5 times a power of ten, not below `raw`."""
    power = 10 ** floor(log10(raw))
    return float(next(power * n for n in (1, 2, 5, 10) if power * n >= raw * 0.999))


# ---- a series over time ----


class Level(NamedTuple):
    """A level line: its style, where it lies, and what stands at its end."""

    css: str
    value: float
    label: str


class Event(NamedTuple):
    """A vertical in a series: what changed on that day, by a letter."""

    day: dt.date
    letter: str


LEFT, RIGHT, TOP, BOTTOM = 52, 700, 24, 202


def series(said: str, rows: Sequence[Row], levels: Sequence[Level], events: Sequence[Event]) -> PlotLook:
    """Values by day with their interval as a band; what is unknown breaks the line. One row has a value at least."""
    known = [row for row in rows if row["value"] is not None]
    first, last = rows[0]["window_last"], rows[-1]["window_last"]
    span = max((last - first).days, 1)
    ends = [row[name] for row in known for name in ("value", "low", "high") if row[name] is not None]
    y = Scale.over([*ends, *(level.value for level in levels)], BOTTOM, TOP)

    def x(day: dt.date) -> float:
        return round(LEFT + (day - first).days / span * (RIGHT - LEFT), 1) if first != last else (LEFT + RIGHT) / 2

    runs = list(_runs(rows))
    bands = [Shape("bandf", _band(x, y, run)) for run in runs if run[0]["low"] is not None and len(run) > 1]
    lines = [Shape("ln", _path((x(row["window_last"]), y.at(row["value"])) for row in run)) for run in runs]
    return PlotLook(
        said,
        806,
        234,
        (
            *_grid(y),
            *(Stroke(one.css, LEFT, y.at(one.value), RIGHT, y.at(one.value)) for one in levels),
            *(Stroke("ev", x(one.day), TOP - 8, x(one.day), BOTTOM) for one in events),
        ),
        (*bands, *lines, *(_diamond(x(r["window_last"]), y.at(r["value"])) for r in known if r["level"] == "breach")),
        tuple(_spots(rows, runs, x, y)),
        (
            *_scale_words(y),
            *_day_words(rows, x),
            *_end_words(y, levels, known),
            *(Words(x(one.day), TOP - 12, one.letter, "strong", "middle") for one in events),
        ),
    )


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that follow each other with a value, and with an interval or without."""
    run: list[Row] = []
    for row in rows:
        if row["value"] is None or (run and (run[0]["low"] is None) != (row["low"] is None)):
            if run:
                yield run
            run = []
        if row["value"] is not None:
            run.append(row)
    if run:
        yield run


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _band(x: Any, y: Scale, run: Sequence[Row]) -> str:
    above = [(x(row["window_last"]), y.at(row["high"])) for row in run]
    below = [(x(row["window_last"]), y.at(row["low"])) for row in reversed(run)]
    return _path([*above, *below]) + "Z"


def _diamond(x: float, y: float) -> Shape:
    return Shape("bad", f"M{x} {y - 7}l7 7-7 7-7-7z")


def _spots(rows: Sequence[Row], runs: Sequence[Sequence[Row]], x: Any, y: Scale) -> Iterator[Spot]:
    """Rings for what is close to the limit; for what is unknown a broken ring on the axis; a lone value as a point."""
    for row in rows:
        if row["value"] is None:
            yield Spot("nil", x(row["window_last"]), BOTTOM, 3.5)
        elif row["level"] == "warn":
            yield Spot("near", x(row["window_last"]), y.at(row["value"]))
    yield from (Spot("dot", x(run[0]["window_last"]), y.at(run[0]["value"])) for run in runs if len(run) == 1)
    if runs and rows[-1]["value"] is not None and rows[-1]["level"] == "within":
        yield Spot("dot", x(rows[-1]["window_last"]), y.at(rows[-1]["value"]))


def _grid(y: Scale) -> Iterator[Stroke]:
    for tick in y.ticks:
        yield Stroke("ax0" if tick == y.low else "ax", LEFT, y.at(tick), RIGHT, y.at(tick))


def _scale_words(y: Scale) -> Iterator[Words]:
    return (Words(LEFT - 8, y.at(tick) + 4, y.label(tick), anchor="end") for tick in y.ticks)


def _day_words(rows: Sequence[Row], x: Any) -> Iterator[Words]:
    """The first and the last day, and as many between as have room."""
    wanted = min(5, len(rows))
    places = sorted({round(n * (len(rows) - 1) / max(wanted - 1, 1)) for n in range(wanted)})
    for place in places:
        day = rows[place]["window_last"]
        yield Words(x(day), BOTTOM + 20, day_text(day), anchor="middle")


def _end_words(y: Scale, levels: Sequence[Level], known: Sequence[Row]) -> Iterator[Words]:
    """What stands at the right end of each line, kept apart."""
    last = known[-1]["value"]
    ends = [(y.at(one.value), f"{one.label} {short(one.value)}", f"{one.css}t") for one in levels]
    ends.append((y.at(last), _("%(value)s now") % {"value": short(last)}, "strong"))
    ends.sort()
    heights = [ends[0][0]]
    for _before, one in pairwise(ends):
        heights.append(max(one[0], heights[-1] + 15))
    for height, (_own, text, css) in zip(heights, ends, strict=True):
        yield Words(RIGHT + 10, height + 4, text, css)


def spark(rows: Sequence[Row]) -> PlotLook | None:
    """The last windows without axes and words; nothing where none has a value."""
    known = [(n, row) for n, row in enumerate(rows) if row["value"] is not None]
    if not known:
        return None
    y = Scale.over((row["value"] for _n, row in known), 38, 6)
    wide = 148 / max(len(rows) - 1, 1)
    places = {n: (round(4 + n * wide, 1), y.at(row["value"])) for n, row in known}
    runs: list[list[int]] = []
    for n, _row in known:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    lines = (Shape("ln", _path(places[n] for n in run)) for run in runs)
    marks = (_diamond(*places[n]) for n, row in known if row["level"] == "breach")
    end = known[-1]
    is_bad = end[1]["level"] == "breach"
    spots = () if is_bad else (Spot("dot", *places[end[0]], 2.5),)
    return PlotLook("", 160, 44, (), (*lines, *marks), spots)


# ---- points with whiskers ----


class Point(NamedTuple):
    """One line of a picture of groups or fields; `value` None: `note` says why it is not drawn."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    is_bad: bool = False
    note: str = ""
    noise: float | None = None
    """How large the value is on average where nothing has changed."""


POINTS_LEFT, POINTS_RIGHT = 190, 690


def points(said: str, lines: Sequence[Point], limits: Sequence[Level], *, from_zero: bool = False) -> PlotLook | None:
    """A point and its whiskers for each line, reference and limit as verticals; nothing where no value is known."""
    known = [one for one in lines if one.value is not None]
    if not known:
        return None
    ends = [end for one in known for end in (one.value, one.low, one.high, one.noise) if end is not None]
    zero = [0.0] if from_zero else []
    x = Scale.over([*ends, *(one.value for one in limits), *zero], POINTS_LEFT, POINTS_RIGHT)
    bottom = 30 + ROW * len(lines)
    strokes = [Stroke("ax", x.at(tick), 24, x.at(tick), bottom) for tick in x.ticks]
    strokes += [Stroke(one.css, x.at(one.value), 24, x.at(one.value), bottom) for one in limits]
    drawn = [_point(one, 44 + ROW * n, x) for n, one in enumerate(lines)]
    return PlotLook(
        said,
        806,
        bottom + 24,
        (*strokes, *(stroke for found in drawn for stroke in found[0])),
        tuple(shape for found in drawn for shape in found[1]),
        tuple(spot for found in drawn for spot in found[2]),
        (
            *(Words(x.at(tick), bottom + 18, x.label(tick), anchor="middle") for tick in x.ticks),
            *_heads(limits, x),
            *(words for found in drawn for words in found[3]),
        ),
    )


def _heads(limits: Sequence[Level], x: Scale) -> Iterator[Words]:
    """The labels of the verticals above them: the left one to its left, the right one to its right."""
    ordered = sorted(limits, key=lambda one: one.value)
    for n, one in enumerate(ordered):
        is_left = n == 0 and len(ordered) > 1
        anchor = "end" if is_left else "start"
        yield Words(
            x.at(one.value) + (4 if is_left else -4), 14, f"{one.label} {short(one.value)}", f"{one.css}t", anchor
        )


type Drawn = tuple[list[Stroke], list[Shape], list[Spot], list[Words]]


def _point(one: Point, y: float, x: Scale) -> Drawn:
    css = "strong" if one.is_bad else ""
    words = [Words(POINTS_LEFT - 12, y + 4, _fitting(one.name), css, "end")]
    if one.value is None:
        return [], [], [], [*words, Words(POINTS_LEFT + 8, y + 4, one.note)]
    place, right, strokes = x.at(one.value), x.at(one.value), []
    if one.low is not None and one.high is not None:
        strokes.append(Stroke("whisk r" if one.is_bad else "whisk", x.at(one.low), y, x.at(one.high), y))
        right = max(right, x.at(one.high))
    if one.noise is not None:
        strokes.append(Stroke("noise", x.at(one.noise), y - 10, x.at(one.noise), y + 10))
        right = max(right, x.at(one.noise))
    shapes = [_diamond(place, y)] if one.is_bad else []
    spots = [] if one.is_bad else [Spot("dot", place, y, 5)]
    return strokes, shapes, spots, [*words, Words(right + 12, y + 4, short(one.value), css)]


def _fitting(name: str) -> str:
    """So much of a name as has room: two Latin letters take the place of a Han character."""
    room, found = 26, ""
    for letter in name:
        room -= 1 if letter.isascii() else 2
        if room < 0:
            return found + "…"
        found += letter
    return found


# ---- calibration ----


class Tenth(NamedTuple):
    """Of one tenth of the scores: the mean score, the share that came true with its interval, of how many."""

    score: float
    share: float
    low: float
    high: float
    n: int


def calibration(said: str, tenths: Sequence[Tenth]) -> PlotLook:
    """Mean score against the share that came true; on the dotted line a score means what it says."""
    x = Scale(0.0, 1.0, 60, 400, 0.2)
    y = Scale(0.0, 1.0, 300, 16, 0.2)
    grid = [Stroke("ax", x.at(tick), 16, x.at(tick), 300) for tick in x.ticks]
    grid += [Stroke("ax", 60, y.at(tick), 400, y.at(tick)) for tick in y.ticks]
    whiskers = [Stroke("whisk", x.at(one.score), y.at(one.low), x.at(one.score), y.at(one.high)) for one in tenths]
    words = [Words(52, y.at(tick) + 4, y.label(tick), anchor="end") for tick in y.ticks]
    words += [Words(x.at(tick), 318, x.label(tick), anchor="middle") for tick in x.ticks]
    words.append(Words(230, 338, _("mean score"), anchor="middle"))
    words.append(Words(60, 8, _("share that came true"), anchor="start"))
    return PlotLook(
        said,
        430,
        346,
        (*grid, Stroke("base", 60, 300, 400, 16), *whiskers),
        (Shape("ln", _path((x.at(one.score), y.at(one.share)) for one in tenths)),),
        tuple(Spot("dot", x.at(one.score), y.at(one.share), 4.5) for one in tenths),
        tuple(words),
    )
