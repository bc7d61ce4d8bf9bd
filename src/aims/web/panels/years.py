"""A span of years as a picture: where a day lies in it, and the bar of what lasts from one day to another."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from aims.web.looks.objectives import Mark
from aims.web.looks.obligations import WIDTH, AxisLook, BarLook

BEFORE, MOST_AHEAD = 2, 10
"""Whole years that are shown before this one, and the most after it."""
LEAST = 2.0
"""The length of the shortest bar, so that a single day is seen."""


@dataclass(frozen=True)
class Years:
    """From the first of January of one year to that of another."""

    first: dt.date
    last: dt.date

    @classmethod
    def around(cls, today: dt.date, days: Iterable[dt.date]) -> "Years":
        """The years around `today` in which `days` lie, as far as they are worth a picture."""
        ahead = min(max((day.year for day in days), default=today.year), today.year + MOST_AHEAD)
        return cls(dt.date(today.year - BEFORE, 1, 1), dt.date(max(ahead, today.year) + 1, 1, 1))

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    def x(self, day: dt.date) -> float:
        share = (min(max(day, self.first), self.last) - self.first) / (self.last - self.first)
        return share * WIDTH

    def axis(self, today: dt.date) -> AxisLook:
        years = range(self.first.year, self.last.year)
        return AxisLook(_place(self.x(today)), tuple(Mark(_place(self.x(dt.date(y, 1, 1))), str(y)) for y in years))

    def bar(self, start: dt.date, end: dt.date | None, ticks: Iterable[dt.date], *, is_sure: bool) -> BarLook:
        left, right = self.x(start), self.x(end) if end else float(WIDTH)
        marks = tuple(_place(self.x(day)) for day in ticks if self.holds(day))
        return BarLook(_place(left), _place(max(right, left + LEAST)), is_sure, marks)


def _place(at: float) -> str:
    return f"{at:.1f}"
