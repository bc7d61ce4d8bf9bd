"""What is left of any number of decisions: two small tables that add up, of which all that monitors read is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from . import aggregates
from .backends import NAME, Backend
from .baselines import SCORE_BINS, Baseline, Bins, with_fixed
from .columns import Columns

Numbers = NDArray[np.float64]
TENTHS = 10
_MERGED = {"n": "sum", "total": "sum", "low": "min", "high": "max"}


@dataclass(frozen=True)
class Sums:
    """The histograms and the cube of some decisions, over the bins of one baseline and the columns of one plan."""

    columns: Columns
    bins: Mapping[str, Bins]
    histograms: pa.Table
    cube: pa.Table
    _by_group: dict[str, dict[str, "Cells"]] = field(default_factory=dict, repr=False, compare=False)

    def __add__(self, other: "Sums") -> "Sums":
        return added([self, other])

    @cached_property
    def cells(self) -> "Cells":
        """The cube as arrays."""
        return Cells.of(self.cube, self.columns)

    @cached_property
    def counted(self) -> dict[str, "Counted"]:
        """The counts of each feature, whether of numbers or of categories."""
        parts: dict[str, list[tuple[str, int, float, float, float]]] = {}
        columns = [self.histograms.column(name).to_pylist() for name in aggregates.HISTOGRAMS.names]
        for feature, bin_, n, total, low, high in zip(*columns, strict=True):
            parts.setdefault(feature, []).append((bin_, n, total, low, high))
        return {name: Counted.of(self.bins[name], found, self.rows) for name, found in parts.items()}

    def of_group(self, group: str) -> dict[str, "Cells"]:
        """The cells of each value of a group, kept: most metrics are asked by the same few groups in turn."""
        if group not in self._by_group:
            self._by_group[group] = self.cells.of_group(group)
        return self._by_group[group]

    @property
    def rows(self) -> int:
        return int(pc.sum(self.cube.column("n")).as_py() or 0)


@dataclass(frozen=True)
class Counted:
    """The counts of one feature: of numbers by bin, the first and the last being out of range, else by category."""

    missing: int
    n: Numbers = field(default_factory=lambda: np.zeros(0))
    totals: Numbers = field(default_factory=lambda: np.zeros(0))
    lows: Numbers = field(default_factory=lambda: np.zeros(0))
    highs: Numbers = field(default_factory=lambda: np.zeros(0))
    tenth: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """In which tenth of the baseline each bin lies."""
    categories: Mapping[str, int] = field(default_factory=dict)
    other: int = 0
    """How many rows hold a category beyond the commonest."""

    @property
    def is_number(self) -> bool:
        return len(self.n) > 0

    @property
    def known(self) -> float:
        """How many rows hold a value."""
        return float(self.n.sum()) if self.is_number else float(sum(self.categories.values()) + self.other)

    def by_category(self, names: Iterable[str]) -> Numbers:
        """How many of each of `names`, and of all beyond the commonest."""
        return np.asarray([*(float(self.categories.get(name, 0)) for name in names), float(self.other)])

    @classmethod
    def of(cls, bins: Bins, found: Iterable[tuple[str, int, float, float, float]], rows: int) -> "Counted":
        """From the rows (bin, n, total, low, high) of one feature."""
        by = {name: rest for name, *rest in found}
        missing = int(by.pop(aggregates.MISSING, [0])[0])
        if bins.grid is None:
            categories = {name.removeprefix("="): int(n) for name, (n, *_rest) in by.items()}
            return cls(missing, categories=categories, other=max(0, rows - missing - sum(categories.values())))
        figures = np.tile([[0.0], [0.0], [np.nan], [np.nan]], len(bins.cuts) + 1)
        for name, rest in by.items():
            figures[:, int(name)] = rest
        n, totals, lows, highs = figures
        return cls(missing, n, totals, lows, highs, bins.tenth)


@dataclass(frozen=True)
class Words:
    """A column of text as numbers: `codes` into `names`, -1 where there was nothing."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, column: pa.ChunkedArray | pa.Array) -> "Words":
        coded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        coded = coded if pa.types.is_dictionary(coded.type) else coded.dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return cls(codes, tuple(coded.dictionary.to_pylist()))

    def are(self, name: str) -> NDArray[np.bool_]:
        return np.equal(self.codes, self.names.index(name) if name in self.names else -2)

    @property
    def known(self) -> NDArray[np.bool_]:
        return self.codes >= 0

    @cached_property
    def occurring(self) -> frozenset[str]:
        """The words that stand somewhere."""
        return frozenset(self.names[code] for code in np.unique(self.codes) if code >= 0)

    def same(self, other: "Words") -> NDArray[np.bool_]:
        """Where both hold the same word."""
        places = {name: place for place, name in enumerate(other.names)}
        mine = np.asarray([places.get(name, -2) for name in self.names] + [-3], np.int32)
        return np.equal(mine[self.codes], other.codes)

    def where(self, chosen: NDArray[np.bool_]) -> "Words":
        return Words(self.codes[chosen], self.names)


@dataclass(frozen=True)
class Cells:
    """Decisions as arrays of equal length: one place for each combination that occurred, or for each decision."""

    groups: Mapping[str, Words]
    place: NDArray[np.int64]
    """The rank of the score among `place` of the others; -1 where there is no score."""
    tenth: NDArray[np.int64]
    """In which tenth from 0 to 1 the score lies, for calibration."""
    prediction: Words
    label: Words
    ruling: Words
    sums: Mapping[str, Numbers]
    is_binned: bool = True
    """Whether scores of one place may differ."""

    @classmethod
    def of(cls, cube: pa.Table, columns: Columns) -> "Cells":
        place = cube.column("score_bin").fill_null(-1).to_numpy().astype(np.int64)
        return cls(
            {name: Words.of(cube.column(f"g.{name}")) for name in columns.groups},
            place,
            place * TENTHS // SCORE_BINS,
            Words.of(cube.column("prediction")),
            Words.of(cube.column("label")),
            Words.of(cube.column("ruling")),
            {
                name: np.asarray(cube.column(name).cast(pa.float64()).fill_null(0.0).to_numpy(), dtype=np.float64)
                for name in aggregates.SUMS
            },
        )

    def where(self, chosen: NDArray[np.bool_]) -> "Cells":
        return Cells(
            {name: words.where(chosen) for name, words in self.groups.items()},
            self.place[chosen],
            self.tenth[chosen],
            self.prediction.where(chosen),
            self.label.where(chosen),
            self.ruling.where(chosen),
            {name: values[chosen] for name, values in self.sums.items()},
            self.is_binned,
        )

    @property
    def n(self) -> Numbers:
        return self.sums["n"]

    def of_group(self, group: str) -> dict[str, "Cells"]:
        """The cells of each value of a group, or of each combination of several; who has no known value is left out."""
        parts = [self.groups[name] for name in group.split(BOTH)]
        found: dict[str, Cells] = {}
        for names in product(*(sorted(set(part.names) - {""}) for part in parts)):
            here = np.logical_and.reduce([part.are(name) for part, name in zip(parts, names, strict=True)])
            if here.any():
                found[BOTH.join(names)] = self.where(here)
        return found


BOTH = " × "
"""Between the names of groups that are looked at together, and between their values."""


@lru_cache(256)
def _queries(
    dialect: str,
    schema: tuple[tuple[str, str], ...],
    columns: Columns,
    bins: tuple[tuple[str, Bins], ...],
    joined: str,
    by: str,
) -> tuple[str, str]:
    """The two queries: writing them costs as much as running them on a few hundred thousand rows."""
    counts = aggregates.histograms(aggregates.bare(NAME, dict(schema)), dict(bins), by)
    return (
        "" if counts is None else aggregates.sql(counts, dialect),
        aggregates.sql(aggregates.cube(aggregates.bare(joined, dict(schema)), columns, by), dialect),
    )


def summed(
    engine: Backend, schema: Mapping[str, str], columns: Columns, baseline: Baseline, joined: str = NAME
) -> Sums:
    """The sums of the source that `engine` has open, whose columns are `schema`.

    Labels, rulings and groups are those of the table `joined`, where they lie apart from the features.
    """
    bins = with_fixed(baseline.bins, columns)
    return _sums(columns, bins, *_asked(engine, schema, columns, bins, joined))


def summed_by(
    by: str, engine: Backend, schema: Mapping[str, str], columns: Columns, baseline: Baseline, joined: str = NAME
) -> dict[str, Sums]:
    """The same for each value of the text column `by` that occurs: what an engine begins anew costs once."""
    bins = with_fixed(baseline.bins, columns)
    counts, cube = _asked(engine, schema, columns, bins, joined, by)
    found = {}
    for part in pc.unique(cube.column(by)).to_pylist():
        of = [table.filter(pc.equal(table.column(by), part)).drop_columns([by]) for table in (counts, cube)]
        found[part] = _sums(columns, bins, *of)
    return found


def _asked(
    engine: Backend, schema: Mapping[str, str], columns: Columns, bins: Mapping[str, Bins], joined: str, by: str = ""
) -> tuple[pa.Table, pa.Table]:
    counts, cube = _queries(engine.dialect, tuple(schema.items()), columns, tuple(bins.items()), joined, by)
    nothing = aggregates.HISTOGRAMS.empty_table()
    if by:
        nothing = nothing.append_column(by, pa.array([], pa.string()))
    return engine.rows(counts) if counts else nothing, engine.rows(cube)


def _sums(columns: Columns, bins: Mapping[str, Bins], cells: pa.Table, cube: pa.Table) -> Sums:
    counts = _binned(cells.cast(aggregates.HISTOGRAMS), bins)
    return Sums(columns, bins, counts, cube.cast(aggregates.cube_schema(columns)))


def _binned(cells: pa.Table, bins: Mapping[str, Bins]) -> pa.Table:
    """The counts by cell put together by bin: a twentieth of the rows."""
    features, places = cells.column("feature").to_pylist(), cells.column("bin").to_pylist()
    names = [
        place
        if bins[feature].grid is None or place == aggregates.MISSING
        else str(bins[feature].of_cell[int(place) + 1])
        for feature, place in zip(features, places, strict=True)
    ]
    return _together(cells.set_column(1, "bin", pa.array(names, pa.string())))


def _together(counts: pa.Table) -> pa.Table:
    found = counts.group_by(["feature", "bin"]).aggregate(list(_MERGED.items()))
    found = found.rename_columns(["feature", "bin", *_MERGED]).select(aggregates.HISTOGRAMS.names)
    return found.cast(aggregates.HISTOGRAMS)


def added(parts: Iterable[Sums]) -> Sums:
    """The sums of several disjoint sets of decisions, over the same bins and columns; at least one."""
    parts = list(parts)
    first = parts[0]
    if len(parts) == 1:
        return first
    counts = _together(pa.concat_tables([part.histograms for part in parts]))
    schema = aggregates.cube_schema(first.columns)
    keys = [name for name in schema.names if name not in aggregates.SUMS]
    cube = pa.concat_tables([part.cube for part in parts])
    cube = cube.group_by(keys).aggregate([(name, "sum") for name in aggregates.SUMS])
    cube = cube.rename_columns([*keys, *aggregates.SUMS]).select(schema.names)
    return Sums(first.columns, first.bins, counts, cube.cast(schema))
