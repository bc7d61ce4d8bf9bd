"""Whether the data that come in are as they were: missing, out of range, of a category never seen, or late."""

from . import intervals
from .figures import NO_BASELINE, NO_VALUES, Figure, known, unknown
from .sums import Counted


def _share(count: float, n: float, confidence: float) -> Figure:
    return known(count / n, intervals.wilson(count, n, confidence), n) if n else unknown(NO_VALUES)


def missing(now: Counted, confidence: float) -> Figure:
    """Share of rows without a value. Wilson interval."""
    return _share(now.missing, now.missing + now.known, confidence)


def out_of_range(now: Counted, before: Counted | None, confidence: float) -> Figure:
    """Share of values below the smallest or above the largest of the baseline. Wilson interval."""
    if before is None:
        return unknown(NO_BASELINE)
    if not now.is_number:
        return unknown("not_a_number", now.known)
    return _share(float(now.n[0] + now.n[-1]), now.known, confidence)


def unseen_category(now: Counted, before: Counted | None, confidence: float) -> Figure:
    """Share of rows whose category the baseline does not hold. Wilson interval."""
    if before is None:
        return unknown(NO_BASELINE)
    if now.is_number:
        return unknown("not_a_category", now.known)
    seen = sum(count for name, count in now.categories.items() if name in before.categories)
    return _share(now.known - seen, now.known, confidence)
