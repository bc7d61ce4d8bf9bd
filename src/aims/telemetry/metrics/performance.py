"""How often a system is right, from what turned out to be true; and an estimate while that is not known yet.

Definitions as in scikit-learn. Decisions without a label are left out, and `n` says how many had one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from . import intervals
from .baselines import SCORE_BINS
from .figures import NO_LABELS, NO_SCORES, ONE_CLASS, OTHER_WORDS, Figure, known, unknown
from .sums import Cells, Numbers

type Measure = Callable[[Cells, str, float], Figure]
"""Of some decisions, given the positive value and the confidence of the interval."""


@dataclass(frozen=True)
class Confusion:
    """How many of the labelled decisions were rightly and wrongly positive and negative."""

    tp: float
    fp: float
    fn: float
    tn: float

    @classmethod
    def of(cls, cells: Cells, positive: str) -> "Confusion":
        both = cells.label.known & cells.prediction.known
        said, true = cells.prediction.are(positive), cells.label.are(positive)

        def count(chosen: NDArray[np.bool_]) -> float:
            return float(cells.n[both & chosen].sum())

        return cls(count(said & true), count(said & ~true), count(~said & true), count(~said & ~true))


def no_truth(cells: Cells, positive: str) -> str:
    """Why no output can be held against what turned out to be true; empty where it can.

    No outcome is known, or outcomes are said in other words than outputs (`grant` and `repaid`): then no figure is
    meant by 0. Two words alone may well be always wrong.
    """
    said, true = cells.prediction.occurring, cells.label.occurring
    if not true:
        return NO_LABELS
    are_apart = bool(said) and not said & true and len(said | true) > 2 and positive not in true
    return OTHER_WORDS if are_apart else ""


def _share(top: float, whole: float, confidence: float, why: str = ONE_CLASS) -> Figure:
    if not whole:
        return unknown(why)
    return known(top / whole, intervals.wilson(top, whole, confidence), whole)


def accuracy(cells: Cells, positive: str, confidence: float) -> Figure:
    """Share of decisions whose output is the label, of any number of classes. Wilson interval."""
    both = cells.label.known & cells.prediction.known
    right = both & cells.prediction.same(cells.label)
    return _share(float(cells.n[right].sum()), float(cells.n[both].sum()), confidence, NO_LABELS)


def precision(cells: Cells, positive: str, confidence: float) -> Figure:
    """TP / (TP + FP). Wilson interval."""
    c = Confusion.of(cells, positive)
    return _share(c.tp, c.tp + c.fp, confidence, NO_LABELS if not c.tp + c.fp + c.fn + c.tn else ONE_CLASS)


def true_positive_rate(cells: Cells, positive: str, confidence: float) -> Figure:
    """TP / (TP + FN), also called recall. Wilson interval."""
    c = Confusion.of(cells, positive)
    return _share(c.tp, c.tp + c.fn, confidence, NO_LABELS if not c.tp + c.fp + c.fn + c.tn else ONE_CLASS)


def false_positive_rate(cells: Cells, positive: str, confidence: float) -> Figure:
    """FP / (FP + TN). Wilson interval."""
    c = Confusion.of(cells, positive)
    return _share(c.fp, c.fp + c.tn, confidence, NO_LABELS if not c.tp + c.fp + c.fn + c.tn else ONE_CLASS)


def f1(cells: Cells, positive: str, confidence: float) -> Figure:
    """2 TP / (2 TP + FP + FN). Its interval is that of TP / (TP + FP + FN), a share that it rises with."""
    c = Confusion.of(cells, positive)
    share = _share(c.tp, c.tp + c.fp + c.fn, confidence, NO_LABELS if not c.tn else ONE_CLASS)
    if share.value is None:
        return share
    value, low, high = (2 * p / (1 + p) for p in (share.value, share.low or 0.0, share.high or 0.0))
    return known(value, (low, high), share.n)


def selection_rate(cells: Cells, positive: str, confidence: float) -> Figure:
    """Share of decisions whose output is positive, labelled or not. Wilson interval."""
    said = cells.prediction.known
    chosen = float(cells.n[cells.prediction.are(positive)].sum())
    return _share(chosen, float(cells.n[said].sum()), confidence, "no_values")


def _by_score(cells: Cells, positive: str) -> tuple[Numbers, Numbers] | None:
    """Counts of positive and of negative labels by rising score; None without any score with a label."""
    seen = cells.label.known & (cells.place >= 0)
    if not seen.any():
        return None
    size, is_positive = int(cells.place.max()) + 1, cells.label.are(positive)
    up, down = seen & is_positive, seen & ~is_positive
    return (
        np.bincount(cells.place[up], cells.n[up], size),
        np.bincount(cells.place[down], cells.n[down], size),
    )


def _scored(cells: Cells) -> str:
    return NO_SCORES if not (cells.place >= 0).any() else NO_LABELS


def roc_auc(cells: Cells, positive: str, confidence: float) -> Figure:
    """How often a positive has the higher score than a negative, ties counting half (Mann–Whitney). DeLong interval.

    Scores of one bin count as tied; the error is half the share of such pairs of both classes.
    """
    found = _by_score(cells, positive)
    if found is None:
        return unknown(_scored(cells))
    up, down = found
    pairs = up.sum() * down.sum()
    if not pairs:
        return unknown(ONE_CLASS, up.sum() + down.sum())
    area, low, high = intervals.auc(up, down, confidence)
    tied = float((up * down).sum() / (2 * pairs)) if cells.is_binned else 0.0
    return known(area, (low, high), up.sum() + down.sum(), tied)


def brier(cells: Cells, positive: str, confidence: float) -> Figure:
    """Mean squared difference of score and label (G. W. Brier, 1950). Normal interval.

    The mean is exact from the sums; its spread is that of the mean scores of the cells, which is too small by at most
    the width of a bin.
    """
    seen = cells.label.known & (cells.place >= 0)
    n = cells.n[seen].sum()
    if not n:
        return unknown(_scored(cells))
    truth = cells.label.are(positive)[seen].astype(float)
    count, total, squares = cells.n[seen], cells.sums["total"][seen], cells.sums["squares"][seen]
    off = squares - 2 * truth * total + truth * count
    spread = (off * off / np.maximum(count, 1)).sum()
    low, high = intervals.mean(off.sum(), spread, n, confidence)
    return known(off.sum() / n, (max(0.0, low), high), n)


def calibration(cells: Cells, positive: str) -> list[tuple[float, float, int, int]]:
    """For each tenth of the scores from 0 to 1 that occurs: mean score, share of positives, positives, how many."""
    seen = cells.label.known & (cells.place >= 0)
    tenth = np.clip(cells.tenth[seen], 0, 9)
    n = np.bincount(tenth, cells.n[seen], 10)
    total = np.bincount(tenth, cells.sums["total"][seen], 10)
    right = np.bincount(tenth, (cells.n * cells.label.are(positive))[seen], 10)
    return [(total[i] / n[i], right[i] / n[i], int(right[i]), int(n[i])) for i in range(10) if n[i]]


def calibration_error(cells: Cells, positive: str, confidence: float) -> Figure:
    """Expected calibration error over ten bins of equal width (M. P. Naeini and others, 2015). Delta-method interval.

    The interval holds each bin's gap to have the spread of its share of positives, as Agresti and Coull (1998) take it:
    a bin in which all labels are the same is not certain either.
    """
    table = calibration(cells, positive)
    n = sum(count for *_rest, count in table)
    if not n:
        return unknown(_scored(cells))
    error = sum(count / n * abs(mean - share) for mean, share, _right, count in table)
    q = intervals.z(confidence) ** 2
    shares = [(count, (right + q / 2) / (count + q)) for *_rest, right, count in table]
    spread = sum((count / n) ** 2 * share * (1 - share) / (count + q) for count, share in shares)
    half = sqrt(q * spread)
    return known(error, (max(0.0, error - half), min(1.0, error + half)), n)


def _regression(cells: Cells, key: str, squares: str, confidence: float) -> Figure:
    n = cells.sums["truths"].sum()
    if not n:
        return unknown(NO_LABELS)
    total = cells.sums[key].sum()
    return known(total / n, intervals.mean(total, cells.sums[squares].sum(), n, confidence), n)


def mean_absolute_error(cells: Cells, positive: str, confidence: float) -> Figure:
    """Mean of |prediction - truth|, in the unit of the truth. Normal interval."""
    return _regression(cells, "off_absolute", "off_squares", confidence)


def mean_error(cells: Cells, positive: str, confidence: float) -> Figure:
    """Mean of prediction - truth: whether it is too high or too low on the whole. Normal interval."""
    return _regression(cells, "off", "off_squares", confidence)


def root_mean_squared_error(cells: Cells, positive: str, confidence: float) -> Figure:
    """Root of the mean squared error, in the unit of the truth. No interval: the sums do not hold fourth powers."""
    n = cells.sums["truths"].sum()
    return known(sqrt(cells.sums["off_squares"].sum() / n), None, n) if n else unknown(NO_LABELS)


def r2(cells: Cells, positive: str, confidence: float) -> Figure:
    """Share of the variance of the truth that the predictions explain; below 0 they are worse than its mean."""
    n, total = cells.sums["truths"].sum(), cells.sums["truth"].sum()
    if n < 2:
        return unknown(NO_LABELS)
    around = cells.sums["truth_squares"].sum() - total * total / n
    return known(1 - cells.sums["off_squares"].sum() / around, None, n) if around > 0 else unknown(ONE_CLASS, n)


def estimated_accuracy(
    cells: Cells, positive: str, confidence: float, learned: Mapping[str, tuple[int, float, int]]
) -> Figure:
    """Accuracy before labels arrive: what each score meant in the baseline, over the scores of today.

    Confidence-based performance estimation (NannyML, 2021), calibrated by a rising step function (pool adjacent
    violators) of the baseline's labels. It sees a change of inputs that moves the scores, not one of what they mean.
    """
    if not learned:
        return unknown("no_baseline")
    seen = (cells.place >= 0) & cells.prediction.known
    n = cells.n[seen].sum()
    if not n:
        return unknown(NO_SCORES)
    chance = _calibrated(learned)[np.clip(cells.place[seen], 0, SCORE_BINS - 1)]
    right = np.where(cells.prediction.are(positive)[seen], chance, 1 - chance)
    expected = float((cells.n[seen] * right).sum())
    return known(expected / n, intervals.wilson(expected, n, confidence), n)


def _calibrated(learned: Mapping[str, tuple[int, float, int]]) -> Numbers:
    """By score bin, how often the label was positive: made to rise with the score, a line between bins."""
    places = sorted(map(int, learned))
    blocks: list[list[float]] = []  # positives, n, bins
    for place in places:
        n, _total, right = learned[str(place)]
        blocks.append([float(right), float(n), 1])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    shares = np.concatenate([np.full(int(bins), up / whole) for up, whole, bins in blocks])
    return np.asarray(np.interp(np.arange(SCORE_BINS), places, shares), dtype=np.float64)
