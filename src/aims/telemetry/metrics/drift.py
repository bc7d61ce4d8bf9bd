"""How far decisions have moved from a baseline. Sizes decide: with enough rows every difference is significant.

All take counts over the same bins. `noise` says how large a figure is on average where nothing has changed.
"""

from dataclasses import dataclass
from math import erfc, exp, lgamma, log, sqrt

import numpy as np
from numpy.typing import NDArray

from .figures import NO_BASELINE, NO_VALUES, Figure, known, unknown
from .sums import Counted, Numbers

EMPTY = 1e-4
"""The share that a bin without a case is taken to have in the stability index, so that its logarithm exists."""


def psi(reference: Numbers, current: Numbers) -> float:
    """Population stability index: Σ (q - p) ln(q / p) over bins; at least 0, symmetric."""
    p = np.maximum(reference / reference.sum(), EMPTY)
    q = np.maximum(current / current.sum(), EMPTY)
    return float(((q - p) * np.log(q / p)).sum())


def psi_noise(reference: Numbers, current: Numbers) -> float:
    """What the index is on average without any change: (bins - 1)(1/n + 1/m) (B. Yurdakul, 2018)."""
    bins = int(((reference + current) > 0).sum())
    return (bins - 1) * (1 / reference.sum() + 1 / current.sum())


def jensen_shannon(reference: Numbers, current: Numbers) -> float:
    """Jensen–Shannon distance to the base 2, as SciPy has it: the root of the divergence; from 0 to 1."""
    p, q = reference / reference.sum(), current / current.sum()
    middle = (p + q) / 2

    def divergence(one: Numbers) -> float:
        here = one > 0
        return float((one[here] * np.log2(one[here] / middle[here])).sum())

    return float(np.sqrt(max(0.0, (divergence(p) + divergence(q)) / 2)))


def chi_square(reference: Numbers, current: Numbers) -> tuple[float, float, float]:
    """Pearson's statistic of the two samples, its p-value, and Cramér's V: the size, from 0 to 1."""
    seen = (reference + current) > 0
    table = np.vstack([reference[seen], current[seen]])
    expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
    statistic, freedom = float(((table - expected) ** 2 / expected).sum()), int(seen.sum()) - 1
    if freedom < 1:
        return 0.0, 1.0, 0.0
    return statistic, upper_tail(freedom, statistic), float(np.sqrt(statistic / table.sum()))


def upper_tail(freedom: int, statistic: float) -> float:
    """How often chi-square of so many degrees of freedom is at least `statistic` (Abramowitz and Stegun, 26.4.4)."""
    half = statistic / 2
    if half <= 0:
        return 1.0
    first = 0.0 if freedom % 2 == 0 else 0.5
    powers = (first + i for i in range(freedom // 2))
    tail = sum(exp(power * log(half) - half - lgamma(power + 1)) for power in powers)
    return min(1.0, tail + (0.0 if freedom % 2 == 0 else erfc(sqrt(half))))


def ks(reference: Counted, current: Counted) -> tuple[float, float]:
    """Kolmogorov–Smirnov statistic over ordered bins, and at most how far above it that of all values may be."""
    p, q = reference.n / reference.n.sum(), current.n / current.n.sum()
    after = np.cumsum(p) - np.cumsum(q)
    before = np.concatenate([[0.0], after[:-1]])
    largest = float(np.abs(after).max())
    most = np.where(_varies(reference, current), np.maximum(np.abs(before + p), np.abs(before - q)), 0.0)
    return largest, max(0.0, float(most.max()) - largest)


def _varies(reference: Counted, current: Counted) -> NDArray[np.bool_]:
    """The bins that hold more than one value, and values of both sides: the order within them is not known."""
    with np.errstate(invalid="ignore"):
        apart = np.fmax(reference.highs, current.highs) > np.fmin(reference.lows, current.lows)
    return apart & (reference.n > 0) & (current.n > 0)


def wasserstein(reference: Counted, current: Counted) -> tuple[float, float]:
    """Wasserstein distance of order 1, in the unit of the feature, and at most how far above it the true one may be.

    ∫ |F - G| over each bin and over the empty stretch before the next. Within a bin the integral of F - G follows from
    the sums; it is that of |F - G| too, unless F - G changes its sign there, which is what the error counts.
    """
    with np.errstate(invalid="ignore"):
        low, high = np.fmin(reference.lows, current.lows), np.fmax(reference.highs, current.highs)
    used = ~np.isnan(low)
    low, high = low[used], high[used]
    p, q = reference.n[used] / reference.n.sum(), current.n[used] / current.n.sum()
    mean_p, mean_q = reference.totals[used] / reference.n.sum(), current.totals[used] / current.n.sum()
    after = np.cumsum(p) - np.cumsum(q)
    before = np.concatenate([[0.0], after[:-1]])
    within = np.abs(high * after - low * before - (mean_p - mean_q))
    between = np.abs(after[:-1]) * (low[1:] - high[:-1])
    crosses = ((before - q) * (before + p) < 0) & _varies(reference, current)[used]
    most = (high - low) * np.maximum(np.abs(before + p), np.abs(before - q))
    error = float(np.where(crosses, np.maximum(0.0, most - within), 0.0).sum())
    return float(within.sum() + between.sum()), error


@dataclass(frozen=True)
class Pair:
    """One feature in the baseline and now, over the same bins."""

    reference: Counted
    current: Counted

    def coarse(self) -> tuple[Numbers, Numbers]:
        """Counts over tenths of the baseline, or over categories: what the indices are made of."""
        if self.reference.is_number:
            size = int(self.reference.tenth.max()) + 1
            p, q = (np.bincount(one.tenth, one.n, size).astype(np.float64) for one in (self.reference, self.current))
            return p, q
        names = sorted({*self.reference.categories, *self.current.categories})
        return self.reference.by_category(names), self.current.by_category(names)


def measure(name: str, pair: Pair | None) -> Figure:
    """One of the measures below of a feature, by its name."""
    if pair is None:
        return unknown(NO_BASELINE)
    n = pair.current.known
    if not n or not pair.reference.known:
        return unknown(NO_VALUES, n)
    if name in ("ks", "wasserstein"):
        if not pair.reference.is_number:
            return unknown("not_a_number", n)
        if name == "ks":
            value, error = ks(pair.reference, pair.current)
        else:
            value, error = wasserstein(pair.reference, pair.current)
        return known(value, (value, value + error), n, error)
    p, q = pair.coarse()
    if name == "psi":
        return known(psi(p, q), None, n)
    return known(jensen_shannon(p, q) if name == "jensen_shannon" else chi_square(p, q)[2], None, n)
