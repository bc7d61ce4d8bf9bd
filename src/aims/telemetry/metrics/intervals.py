"""Intervals: how far a figure of so many cases may be from the truth. All are two-sided at `confidence`."""

from math import exp, inf, log, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]
CONFIDENCE = 0.95


def z(confidence: float) -> float:
    """The half width of the interval in standard errors: 1.96 at 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(successes: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Of a share (E. B. Wilson, 1927). `n` must be above 0."""
    q, p = z(confidence), successes / n
    middle = (p + q * q / (2 * n)) / (1 + q * q / n)
    half = q * sqrt(p * (1 - p) / n + q * q / (4 * n * n)) / (1 + q * q / n)
    # A share of none or of all is an end of its own interval; rounding must not push it out.
    return max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half))


def newcombe(a: tuple[float, float], b: tuple[float, float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Of the difference of two shares, each (successes, n) (R. G. Newcombe, 1998, method 10)."""
    p, q = a[0] / a[1], b[0] / b[1]
    (low_a, high_a), (low_b, high_b) = wilson(*a, confidence), wilson(*b, confidence)
    low = p - q - sqrt((p - low_a) ** 2 + (high_b - q) ** 2)
    high = p - q + sqrt((high_a - p) ** 2 + (q - low_b) ** 2)
    return max(-1.0, low), min(1.0, high)


def katz(a: tuple[float, float], b: tuple[float, float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Of the ratio of two shares, each (successes, n), on the log scale (D. Katz and others, 1978)."""
    if not a[0] or not b[0]:
        return 0.0, inf
    half = z(confidence) * sqrt(1 / a[0] - 1 / a[1] + 1 / b[0] - 1 / b[1])
    ratio = (a[0] / a[1]) / (b[0] / b[1])
    return ratio * exp(-half), ratio * exp(half)


def mean(total: float, squares: float, n: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Of a mean, from the sums of the values and of their squares (normal approximation)."""
    if n < 2:
        return -inf, inf
    middle = total / n
    half = z(confidence) * sqrt(max(0.0, squares / n - middle * middle) / (n - 1))
    return middle - half, middle + half


def auc(positives: Counts, negatives: Counts, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """The area under the ROC curve with its interval, from counts of both classes by rising score.

    E. R. DeLong and others, 1988; scores in one bin count as tied. The interval is on the logit scale, so that it
    stays between 0 and 1. Both classes must have cases.
    """
    n, m = positives.sum(), negatives.sum()
    beaten = (np.cumsum(negatives) - negatives / 2) / m  # by a positive of this bin
    above = 1 - (np.cumsum(positives) - positives / 2) / n  # a negative of this bin
    area = float((positives * beaten).sum() / n)
    if area in (0.0, 1.0) or min(n, m) < 2:
        return area, 0.0, 1.0
    variance = (positives * (beaten - area) ** 2).sum() / (n - 1) / n
    variance += (negatives * (above - area) ** 2).sum() / (m - 1) / m
    half = z(confidence) * sqrt(variance) / (area * (1 - area))
    middle = log(area / (1 - area))
    return area, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle))


def apart(confidence: float, comparisons: int) -> float:
    """The confidence of each of several intervals that shall hold together (C. E. Bonferroni, 1936)."""
    return 1 - (1 - confidence) / max(1, comparisons)
