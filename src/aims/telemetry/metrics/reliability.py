"""Whether a system answers, how fast, and what people make of its answers."""

import numpy as np

from . import intervals
from .figures import NO_VALUES, Figure, known, unknown
from .sums import Cells, Counted


def quantile(now: Counted | None, share: float, confidence: float) -> Figure:
    """The value that `share` of the decisions do not pass, such as the latency of the slowest twentieth.

    Within a bin it is taken to rise evenly; the error is the width of the bin. The interval is that of the rank
    (binomial).
    """
    if now is None or not now.known:
        return unknown(NO_VALUES)
    n, cumulated = now.known, np.concatenate([[0.0], np.cumsum(now.n)])

    def at(rank: float) -> tuple[float, float]:
        place = min(int(np.searchsorted(cumulated[1:], rank, side="left")), len(now.n) - 1)
        inside = (rank - cumulated[place]) / max(now.n[place], 1.0)
        low, high = now.lows[place], now.highs[place]
        return float(low + min(1.0, max(0.0, inside)) * (high - low)), float(high - low)

    value, width = at(share * n)
    half = intervals.z(confidence) * float(np.sqrt(n * share * (1 - share)))
    low, high = at(max(1.0, share * n - half))[0], at(min(n, share * n + half))[0]
    return known(value, (low, high), n, width)


def error_rate(cells: Cells, confidence: float) -> Figure:
    """Share of calls that ended in an error instead of an output. Wilson interval."""
    n = float(cells.n.sum())
    failed = float(cells.sums["errors"].sum())
    return known(failed / n, intervals.wilson(failed, n, confidence), n) if n else unknown(NO_VALUES)


def volume(cells: Cells) -> Figure:
    """How many decisions there were."""
    n = float(cells.n.sum())
    return known(n, None, n)


def override_rate(cells: Cells, confidence: float) -> Figure:
    """Share of the rulings by people that changed or rejected the output. Wilson interval."""
    n = float(cells.n[cells.ruling.known].sum())
    if not n:
        return unknown("no_rulings")
    against = float(cells.n[cells.ruling.are("changed") | cells.ruling.are("rejected")].sum())
    return known(against / n, intervals.wilson(against, n, confidence), n)
