"""The chart of an objective: its results over time against the straight line from baseline to target."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.kernel.wording import day_text
from aims.organisation.days import took_place
from aims.organisation.models import Measurement, Objective
from aims.organisation.models.objectives import as_said
from aims.organisation.trajectory import misses
from aims.web.looks.objectives import ChartLook, Mark, Point

LEVELS = 4


@dataclass(frozen=True)
class _Frame:
    """Where days and values lie in the picture."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    first: dt.date
    last: dt.date
    low: Decimal
    high: Decimal

    def x(self, day: dt.date) -> str:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return f"{self.left + share * (self.width - self.left - self.right):.1f}"

    def y(self, value: Decimal) -> str:
        share = float((self.high - value) / (self.high - self.low))
        return f"{self.top + share * (self.height - self.top - self.bottom):.1f}"


def chart_of(objective: Objective, results: Sequence[Measurement], *, small: bool = False) -> ChartLook | None:
    """The picture, or nothing where there is no line to compare with; `small` leaves out axes and words."""
    if objective.baseline is None or objective.baseline_on is None or objective.target is None:
        return None
    known = [(took_place(one), one.value, misses(objective, one)) for one in results if one.value is not None]
    values = [objective.baseline, objective.target, *(value for _day, value, _off in known)]
    low, high = min(values), max(values)
    room = (high - low) / 10 or Decimal(1)
    days = [objective.baseline_on, objective.due_on, *(day for day, _value, _off in known)]
    size = (160, 44, 4, 6, 5, 5) if small else (760, 240, 48, 96, 16, 32)
    frame = _Frame(*size, min(days), max(days), low - room, high + room)
    start = (objective.baseline_on, objective.baseline, False)
    places = [Point(frame.x(day), frame.y(value), off) for day, value, off in (start, *known)]
    end = f"{frame.x(objective.due_on)} {frame.y(objective.target)}"
    return ChartLook(
        _in_words(objective, known),
        frame.width,
        frame.height,
        "M" + " L".join(f"{place.x} {place.y}" for place in places),
        tuple(places),
        f"M{places[0].x} {places[0].y} L{end}",
        Mark(frame.y(objective.target), as_said(objective.target)),
        () if small else _levels(frame, low, high),
        () if small else tuple(Mark(frame.x(day), day_text(day)) for day in (frame.first, objective.due_on)),
    )


def _levels(frame: _Frame, low: Decimal, high: Decimal) -> tuple[Mark, ...]:
    """Even steps from the lowest to the highest value."""
    step = (high - low) / LEVELS
    if not step:
        return (Mark(frame.y(low), as_said(low)),)
    return tuple(Mark(frame.y(low + n * step), as_said(round(low + n * step, 1))) for n in range(LEVELS + 1))


def _in_words(objective: Objective, known: Sequence[tuple[dt.date, Decimal, bool]]) -> str:
    words = {
        "n": len(known),
        "baseline": as_said(objective.baseline),
        "since": day_text(objective.baseline_on) if objective.baseline_on else "",
        "target": as_said(objective.target),
        "due": day_text(objective.due_on),
    }
    if not known:
        return _("Baseline %(baseline)s on %(since)s, target %(target)s by %(due)s; no result yet.") % words
    words |= {"last": as_said(known[-1][1]), "on": day_text(known[-1][0])}
    told = ngettext(
        "Baseline %(baseline)s on %(since)s, target %(target)s by %(due)s; %(n)s result, %(last)s on %(on)s.",
        "Baseline %(baseline)s on %(since)s, target %(target)s by %(due)s; %(n)s results, last %(last)s on %(on)s.",
        len(known),
    )
    return told % words
