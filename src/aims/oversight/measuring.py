"""Whether oversight is real: what reviewers did with the cases of a plan in four weeks, as figures of the group.

Nothing is measured of a time before reviewers were told of it; and nothing is shown of fewer than five reviewers,
because that would be a figure about somebody. What cases show (waiting, late, escalated) always is.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from aims.lib import clock
from aims.telemetry.metrics.intervals import wilson

from .models import CaseContent, OversightPlan, ReviewCase

DAYS = 28
LEAST_REVIEWERS = 5
MOST_CASES = 5_000
"""Rulings that are looked at, the newest first."""
PARTS_OF_DAY = ((0, 6), (6, 12), (12, 18), (18, 24))


class Share(NamedTuple):
    """So many of so many, with the interval of 95 % (Wilson)."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        return self.hits / self.n

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.n)


class Part(NamedTuple):
    """The rulings of a part of the day, or upon shorter or longer cases."""

    name: str
    n: int
    confirmed: int
    seconds: float


@dataclass(frozen=True)
class Measured:
    """What is known of the rulings; figures that rest on nothing are None."""

    ruled: int
    reviewers: int
    overridden: Share | None
    """Changed or rejected."""
    seconds: float | None
    """On a case, at the median."""
    agreed: Share | None
    """Of cases with two reviewers, those on which the second ruled as the first."""
    caught: Share | None
    """Of seeded wrong cases, those that were not let pass."""
    by_hour: tuple[Part, ...]
    by_length: tuple[Part, ...]


@dataclass(frozen=True)
class Waiting:
    """What the cases show now."""

    waiting: int
    late: int
    escalated: int


def waiting(plan: OversightPlan) -> Waiting:
    """How many wait for a ruling, how many of these too long, and how many were escalated."""
    rows = ReviewCase.objects.filter(plan=plan.id, waits_by__isnull=False)
    late = rows.filter(waits_by__lt=clock.now())
    return Waiting(rows.count(), late.count(), rows.filter(step__gt=0).count())


def begins(plan: OversightPlan, today: dt.date) -> dt.date | None:
    """From which day rulings are measured; None while reviewers were not told of it."""
    if plan.measuring_told_on is None or plan.measuring_told_on > today:
        return None
    told: dt.date = plan.measuring_told_on
    return max(told, today - dt.timedelta(days=DAYS))


def measured(plan: OversightPlan, today: dt.date) -> Measured | None:
    """The rulings of the last four weeks; None while reviewers were not told that they are measured."""
    first = begins(plan, today)
    if first is None:
        return None
    since = dt.datetime.combine(first, dt.time(), dt.UTC)
    rows = ReviewCase.objects.filter(plan=plan.id, ruled_at__gte=since, state__in=("ruled", "released", "tested"))
    names = ("pk", "ruling", "seconds", "ruled_at", "ruled_by", "first_ruling")
    found = list(rows.order_by("-ruled_at").values(*names)[:MOST_CASES])
    contents = CaseContent.objects.in_bulk([row["pk"] for row in found])
    seeded = {pk for pk, content in contents.items() if content.is_seeded}
    real = [row for row in found if row["pk"] not in seeded]
    return Measured(
        len(real),
        len({row["ruled_by"] for row in real}),
        _share(real, lambda row: row["ruling"] != "confirmed"),
        _median(real),
        _share([row for row in real if row["first_ruling"]], lambda row: row["ruling"] == row["first_ruling"]),
        _share([row for row in found if row["pk"] in seeded], lambda row: row["ruling"] != "confirmed"),
        tuple(_by_hour(real)),
        tuple(_by_length(real, {pk: len(str(content.decision)) for pk, content in contents.items()})),
    )


type Row = dict[str, Any]


def _share(rows: Sequence[Row], holds: Callable[[Row], bool]) -> Share | None:
    return Share(sum(map(holds, rows)), len(rows)) if rows else None


def _median(rows: Iterable[Row]) -> float | None:
    seconds = [row["seconds"] for row in rows if row["seconds"] is not None]
    return float(median(seconds)) if seconds else None


def _part(name: str, rows: Sequence[Row]) -> Part:
    return Part(name, len(rows), sum(row["ruling"] == "confirmed" for row in rows), _median(rows) or 0.0)


def _by_hour(rows: Sequence[Row]) -> Iterable[Part]:
    for first, last in PARTS_OF_DAY:
        within = [row for row in rows if first <= timezone.localtime(row["ruled_at"]).hour < last]
        if within:
            yield _part(f"{first:02}:00–{last:02}:00", within)


def _by_length(rows: Sequence[Row], lengths: dict[UUID, int]) -> Iterable[Part]:
    """The shorter half of the cases and the longer one: who reads takes longer for what is longer."""
    ordered = sorted((row for row in rows if row["pk"] in lengths), key=lambda row: lengths[row["pk"]])
    if len(ordered) > 1:
        half = len(ordered) // 2
        yield _part("shorter", ordered[:half])
        yield _part("longer", ordered[half:])


def past_limits(plan: OversightPlan, found: Measured | None, now: Waiting) -> tuple[str, ...]:
    """Which limits of the plan are passed: `rubber_stamping`, `too_fast`, `missed`, `backlog`."""
    limits = {"backlog": plan.backlog_most is not None and now.waiting > plan.backlog_most}
    if found is not None:
        unedited = 1 - found.overridden.value if found.overridden else None
        limits["rubber_stamping"] = _is_above(unedited, plan.unedited_most)
        limits["too_fast"] = _is_above(plan.seconds_least, found.seconds)
        limits["missed"] = _is_above(plan.seeded_caught, found.caught.value if found.caught else None)
    return tuple(name for name, is_past in limits.items() if is_past)


def _is_above(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other
