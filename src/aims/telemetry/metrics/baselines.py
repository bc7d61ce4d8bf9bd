"""A baseline: what later decisions are compared with. Frozen once, so that no engine and no run draws other bins.

Numbers are counted in the cells of a grid, which costs an engine one multiplication a value, and the cells are put
together to at most 62 bins of about equal frequency in the decisions that the baseline was made of; the first and the
last bin is what was out of range then. Of categories it holds the commonest. It also holds the counts of those
decisions over its bins, which is all that drift needs.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, Unusable

BINS = 60
"""Between the smallest and the largest value; a multiple of ten, so that deciles are among the edges."""
CELLS = 1_022
CATEGORIES = 500
"""The commonest categories of a feature that are told apart; the others are one."""
SCORE_BINS = 1_000
LENGTH = "s.length"
"""The one score of a text that is no share: characters."""
CROWDED = 0.04
"""A grid of equal steps that has more in one cell than this is replaced by one of equal ratios."""


@dataclass(frozen=True)
class Grid:
    """Cells of equal width from `low` on, `scale` to the unit: of x itself, or of sign(x) ln(1 + |x| / unit)."""

    low: float
    scale: float
    cells: int = CELLS
    unit: float = 0.0
    """0 for equal steps."""

    @classmethod
    def over(cls, low: float, high: float, cells: int = CELLS, unit: float = 0.0) -> "Grid":
        """The grid in whose first and last cell `low` and `high` lie in the middle."""
        first, last = (float(curved(np.asarray(end), unit)) for end in (low, high))
        width = (last - first) / (cells - 1) or max(abs(first), 1.0) / cells
        return cls(first - width / 2, 1 / width, cells, unit)

    def cell(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """The cell of each value, -1 below the grid, `cells` above it. As `aggregates` says it to an engine."""
        place = np.floor((curved(values, self.unit) - self.low) * self.scale)
        return np.clip(place, -1, self.cells).astype(np.int64)


def curved(values: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    return np.sign(values) * np.log(1 + np.abs(values) / unit) if unit else values


@dataclass(frozen=True)
class Bins:
    """How one feature is counted: numbers by a grid, whose cells up to each cut are one bin; else by category."""

    grid: Grid | None = None
    cuts: tuple[int, ...] = ()
    """The last cell of each bin; the first bin is what lies below the grid, and above the last cut is one more."""
    tenths: tuple[int, ...] = ()
    """The last cell of each tenth of the baseline but the highest."""
    categories: tuple[str, ...] = ()

    @cached_property
    def of_cell(self) -> NDArray[np.int64]:
        """The bin of each cell, from -1 on."""
        assert self.grid is not None
        return np.searchsorted(self.cuts, np.arange(-1, self.grid.cells + 1), side="left")

    @cached_property
    def tenth(self) -> NDArray[np.int64]:
        """The tenth of each bin; every bin lies in one."""
        assert self.grid is not None
        return self.tenth_of(np.asarray([*self.cuts, self.grid.cells], np.int64))

    def tenth_of(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.searchsorted(self.tenths, cells, side="left")


def _each(grid: Grid) -> Bins:
    """A bin for each cell of a grid that is the same everywhere."""
    return Bins(grid, tuple(range(-1, grid.cells)))


LATENCY_BINS = _each(Grid.over(0.0, 3_600_000.0, 250, unit=0.1))
"""Milliseconds up to an hour, 7 % a bin; for cost and the length of texts too. They need no baseline."""
SHARE_BINS = _each(Grid.over(0.0, 1.0, 101))
"""For scores that a check gives, from 0 to 1."""


def quantile_bins(values: NDArray[np.float64], low: float | None = None, high: float | None = None) -> Bins:
    """Bins of a feature from finite values, at least one, and its smallest and largest where these are but a sample."""
    low, high = (float(values.min()) if low is None else low), (float(values.max()) if high is None else high)
    grid = Grid.over(low, high)
    cells = grid.cell(values)
    if _crowd(values, cells) > CROWDED:
        sizes = np.abs(values[values != 0])
        curve = Grid.over(low, high, unit=float(np.quantile(sizes, 0.1)) if len(sizes) else 1.0)
        if _crowd(values, curve.cell(values)) < _crowd(values, cells):
            grid, cells = curve, curve.cell(values)
    reached = np.cumsum(np.bincount(np.clip(cells, 0, grid.cells - 1), minlength=grid.cells)) / len(values)
    # Where a quantile falls into a cell, the whole cell belongs to the bin below.
    cuts = np.searchsorted(reached, np.linspace(0, 1, BINS + 1)[1:-1] - 1e-12)
    every = (-1, *dict.fromkeys(int(cut) for cut in cuts if cut < grid.cells - 1), grid.cells - 1)
    tenths = cuts[BINS // 10 - 1 :: BINS // 10]
    return Bins(grid, every, tuple(dict.fromkeys(int(cut) for cut in tenths)))


def _crowd(values: NDArray[np.float64], cells: NDArray[np.int64]) -> float:
    """The largest share of the values that lie in one cell and differ."""
    held, place = np.unique(cells, return_inverse=True)
    least, most = np.full(len(held), np.inf), np.full(len(held), -np.inf)
    np.minimum.at(least, place, values)
    np.maximum.at(most, place, values)
    counts = np.bincount(place)[most > least]
    return float(counts.max() / len(values)) if len(counts) else 0.0


@dataclass(frozen=True)
class Baseline:
    """The frozen bins of each feature, and the counts over them of the decisions it was made of."""

    bins: Mapping[str, Bins]
    rows: int
    counts: Mapping[str, Mapping[str, tuple[int, float, float, float]]] = field(default_factory=dict)
    """By feature and bin: how many, their sum, the smallest and the largest. Bin "" holds what was missing."""
    scores: Mapping[str, tuple[int, float, int]] = field(default_factory=dict)
    """By score bin: how many with a label, the sum of their scores, how many of them positive."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What the metrics of the whole were then, by name: where a series is drawn from."""

    def to_json(self) -> bytes:
        """The artefact that is kept and digested: the same bytes for the same baseline."""
        said = {
            "format": 1,
            "rows": self.rows,
            "bins": {name: asdict(bins) for name, bins in self.bins.items()},
            "counts": {n: {b: list(c) for b, c in found.items()} for n, found in self.counts.items()},
            "scores": {b: list(c) for b, c in self.scores.items()},
            "figures": dict(self.figures),
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()

    @classmethod
    def from_json(cls, said: bytes) -> "Baseline":
        """What `to_json` wrote. Raises `Unusable` for anything else."""
        try:
            read = json.loads(said)
            bins = {name: _read_bins(**said) for name, said in read["bins"].items()}
            counts = {n: {b: tuple(c) for b, c in found.items()} for n, found in read["counts"].items()}
            scores = {b: tuple(c) for b, c in read["scores"].items()}
            return cls(bins, read["rows"], counts, scores, read["figures"])
        except (ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise Unusable("not_a_baseline") from wrong

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.to_json()).hexdigest()

    @classmethod
    def of_nothing(cls) -> "Baseline":
        """Before anything was frozen: there is nothing to compare inputs with."""
        return cls({}, 0)


def _read_bins(grid: dict[str, float] | None, cuts: list[int], tenths: list[int], categories: list[str]) -> Bins:
    return Bins(Grid(**grid) if grid else None, tuple(cuts), tuple(tenths), tuple(categories))  # type: ignore[arg-type]


def with_fixed(bins: Mapping[str, Bins], columns: Columns) -> dict[str, Bins]:
    """`bins`, and those of the columns whose bins are the same everywhere: latency, cost, the scores of checks."""
    fixed = {name: LATENCY_BINS for name in (columns.latency, columns.cost) if name}
    checks = {name: LATENCY_BINS if name == LENGTH else SHARE_BINS for name in columns.checks}
    return {**bins, **fixed, **checks}
