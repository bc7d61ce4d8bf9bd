"""Two windows of a system, or two versions of it, side by side: every metric, and what moved between them (9.1).

The first is the baseline: its bins are frozen on the fly, so that nothing need have been approved before one can look.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from aims.kernel.world import World
from aims.telemetry.columns import feature_of
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Columns, Unusable
from aims.telemetry.metrics.figures import Figure
from aims.telemetry.metrics.registry import METRICS, Asked, measure
from aims.telemetry.reading import days
from aims.telemetry.storage import segments

from .measuring import columns_of

MINIMUM = 20
"""Cases that a figure must rest on to be shown, of a group too."""
MOVED = ("psi", "jensen_shannon", "ks", "chi_square")
"""What is asked of each field: the first orders them, the last two tell numbers and categories apart."""


class Side(NamedTuple):
    """Days (UTC, both included), and one version only where it is named."""

    first: dt.date
    last: dt.date
    version: str = ""


@dataclass(frozen=True)
class Line:
    """A metric of both; `group` where it is one between groups."""

    metric: str
    group: str
    before: Figure
    after: Figure

    @property
    def is_known(self) -> bool:
        return self.before.is_known and self.after.is_known

    @property
    def is_apart(self) -> bool:
        """Whether the two intervals have nothing in common."""
        ends = (self.before.low, self.before.high, self.after.low, self.after.high)
        if None in ends or not self.is_known:
            return False
        one_low, one_high, two_low, two_high = (end or 0.0 for end in ends)
        return one_high < two_low or two_high < one_low


@dataclass(frozen=True)
class Moved:
    """How far a field moved from the first to the second, by each measure."""

    feature: str
    figures: dict[str, Figure]

    @property
    def by(self) -> Figure:
        return self.figures[MOVED[0]]


@dataclass(frozen=True)
class Compared:
    rows: tuple[int, int]
    lines: tuple[Line, ...]
    """Those that both have first."""
    moved: tuple[Moved, ...]
    """The furthest first; those of which nothing is known last."""


def compare(world: World, system: UUID, before: Side, after: Side) -> Compared | None:
    """Both sides measured by the same columns and bins; None where the first has nothing to freeze."""
    plain = columns_of(world, system, Baseline.of_nothing())
    columns = replace(plain, features=_fields(system, before, after))
    try:
        baseline = days.frozen(system, before.first, before.last, columns, before.version)
    except Unusable as wrong:
        if wrong.code in ("no_rows", "no_values"):
            return None
        raise
    columns = replace(columns, features=tuple(baseline.bins))
    one, two = (_asked(system, side, columns, baseline) for side in (before, after))
    lines = sorted(_lines(one, two, columns), key=lambda line: not line.is_known) if two else []
    rows = (baseline.rows, two.sums.rows if two else 0)
    return Compared(rows, tuple(lines), tuple(_moved(two, baseline)) if two else ())


def _fields(system: UUID, *sides: Side) -> tuple[str, ...]:
    """The inputs that came on either side, and output and score."""
    held = {name for side in sides for s in segments.current(system, side.first, side.last) for name in s.columns}
    inputs = sorted({feature_of(name) for name in held} - {""})
    return (*inputs, *(name for name in ("score", "output") if name in held))


def _asked(system: UUID, side: Side, columns: Columns, baseline: Baseline) -> Asked | None:
    found = days.window(system, side.first, side.last, columns, baseline, side.version)
    return None if found is None else Asked(found, baseline, minimum=MINIMUM)


def _lines(one: Asked | None, two: Asked | None, columns: Columns) -> Iterator[Line]:
    if one is None or two is None:
        return
    for metric in METRICS.values():
        if metric.by == "feature" or (metric.family == "language" and not columns.checks):
            continue
        if "number" in metric.needs and not columns.is_regression:
            continue
        for group in columns.groups if metric.by == "between" else ("",):
            before, after = (measure(metric.name, replace(side, group=group)).get("") for side in (one, two))
            if before is not None and after is not None:
                yield Line(metric.name, group, before, after)


def _moved(two: Asked, baseline: Baseline) -> list[Moved]:
    by_measure = {name: measure(name, two) for name in MOVED}
    found = [
        Moved(feature, {name: figures[feature] for name, figures in by_measure.items()}) for feature in baseline.bins
    ]
    return sorted(found, key=lambda one: (one.by.value is None, -(one.by.value or 0.0), one.feature))
