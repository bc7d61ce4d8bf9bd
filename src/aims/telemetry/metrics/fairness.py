"""How far groups of people are apart. Definitions and names as in fairlearn; intervals because groups are small.

Groups with fewer cases than the minimum are left out of a comparison. A figure says between which two groups it is. The
largest of many differences is large by chance: an interval is widened by the number of pairs (Bonferroni).
"""

from collections.abc import Callable, Mapping

import numpy as np

from . import intervals
from .figures import NO_GROUPS, TOO_FEW, Figure, known, unknown
from .performance import Confusion
from .sums import Cells

type Count = Callable[[Cells, str], tuple[float, float]]
"""Successes and cases of a share."""


def selected(cells: Cells, positive: str) -> tuple[float, float]:
    return float(cells.n[cells.prediction.are(positive)].sum()), float(cells.n[cells.prediction.known].sum())


def recognised(cells: Cells, positive: str) -> tuple[float, float]:
    c = Confusion.of(cells, positive)
    return c.tp, c.tp + c.fn


def accused(cells: Cells, positive: str) -> tuple[float, float]:
    c = Confusion.of(cells, positive)
    return c.fp, c.fp + c.tn


def right(cells: Cells, positive: str) -> tuple[float, float]:
    both = cells.label.known & cells.prediction.known
    return float(cells.n[both & cells.prediction.same(cells.label)].sum()), float(cells.n[both].sum())


def _shares(
    groups: Mapping[str, Cells], count: Count, positive: str, minimum: int
) -> dict[str, tuple[float, float]] | Figure:
    """By group that has enough cases; a figure that says why there is nothing to compare."""
    if not groups:
        return unknown(NO_GROUPS)
    large = {name: cells for name, cells in groups.items() if cells.n.sum() >= minimum}
    found = {name: share for name, cells in large.items() if (share := count(cells, positive))[1]}
    if len(found) < 2:
        return unknown(TOO_FEW, sum(float(cells.n.sum()) for cells in groups.values()))
    return found


def _ends(shares: Mapping[str, tuple[float, float]]) -> tuple[str, str]:
    """The groups with the highest and with the lowest share."""
    by = sorted(shares, key=lambda name: shares[name][0] / shares[name][1])
    return by[-1], by[0]


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def difference(groups: Mapping[str, Cells], count: Count, positive: str, minimum: int, confidence: float) -> Figure:
    """The largest difference of a share between two groups. Newcombe interval."""
    shares = _shares(groups, count, positive, minimum)
    if isinstance(shares, Figure):
        return shares
    most, least = _ends(shares)
    top, bottom = shares[most], shares[least]
    each = intervals.apart(confidence, _pairs(len(shares)))
    low, high = intervals.newcombe(top, bottom, each)
    gap = top[0] / top[1] - bottom[0] / bottom[1]
    return known(gap, (max(0.0, low), high), min(top[1], bottom[1]), of=f"{most} | {least}")


def ratio(groups: Mapping[str, Cells], count: Count, positive: str, minimum: int, confidence: float) -> Figure:
    """The smallest ratio of a share between two groups: four fifths is a rule of thumb in hiring. Katz interval."""
    shares = _shares(groups, count, positive, minimum)
    if isinstance(shares, Figure):
        return shares
    most, least = _ends(shares)
    top, bottom = shares[most], shares[least]
    if not top[0]:
        return known(1.0, None, min(top[1], bottom[1]), of=f"{least} | {most}")
    low, high = intervals.katz(bottom, top, intervals.apart(confidence, _pairs(len(shares))))
    value = (bottom[0] / bottom[1]) / (top[0] / top[1])
    return known(value, (low, min(1.0, high)), min(top[1], bottom[1]), of=f"{least} | {most}")


def equalized_odds(groups: Mapping[str, Cells], positive: str, minimum: int, confidence: float) -> Figure:
    """The larger of the differences of true and of false positive rate (M. Hardt and others, 2016)."""
    each = 1 - (1 - confidence) / 2
    both = [difference(groups, count, positive, minimum, each) for count in (recognised, accused)]
    if missing := next((one for one in both if one.value is None), None):
        return missing
    return max(both, key=lambda one: one.value or 0.0)


def calibration_gap(groups: Mapping[str, Cells], positive: str, minimum: int, confidence: float) -> Figure:
    """The largest difference between groups of (mean score - share of positives): who is scored too high."""
    off: dict[str, tuple[float, float, float]] = {}
    for name, cells in groups.items():
        seen = cells.label.known & (cells.place >= 0)
        n = float(cells.n[seen].sum())
        if n >= minimum:
            share = float(cells.n[seen & cells.label.are(positive)].sum()) / n
            off[name] = (float(cells.sums["total"][seen].sum()) / n - share, share * (1 - share) / n, n)
    if len(off) < 2:
        return unknown(TOO_FEW if groups else NO_GROUPS)
    by = sorted(off, key=lambda name: off[name][0])
    top, bottom = off[by[-1]], off[by[0]]
    half = intervals.z(intervals.apart(confidence, _pairs(len(off)))) * float(np.sqrt(top[1] + bottom[1]))
    gap = top[0] - bottom[0]
    return known(gap, (max(0.0, gap - half), gap + half), min(top[2], bottom[2]), of=f"{by[-1]} | {by[0]}")
