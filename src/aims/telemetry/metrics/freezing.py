"""A baseline is made once, from the decisions of a period or a file."""

from collections.abc import Mapping

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from . import aggregates
from .backends import NAME, Backend
from .baselines import CATEGORIES, Baseline, Bins, quantile_bins
from .columns import Columns, Unusable
from .registry import METRICS, Asked, measure
from .sums import Sums, summed

SAMPLE = 200_000
"""Rows that quantiles are taken from, where there are more: an edge is then off by 0.1 to 0.4 points of rank."""


def freeze(engine: Backend, schema: Mapping[str, str], columns: Columns, joined: str = NAME) -> tuple[Baseline, Sums]:
    """The baseline of the source that `engine` has open, and its sums. Raises `Unusable` where nothing has a value."""
    first = summed(engine, schema, columns, Baseline.of_nothing(), joined)
    if not first.rows:
        raise Unusable("no_rows")
    table = aggregates.bare(NAME, schema)
    held = [name for name in columns.features if name in schema]
    numbers = [name for name in held if schema[name] in ("float64", "int64")]
    ends = (
        engine.rows(aggregates.sql(aggregates.ends(table, numbers), engine.dialect)).to_pylist()[0] if numbers else {}
    )

    def rows(wanted: ir.Table) -> pa.Table:
        return engine.rows(aggregates.sql(wanted, engine.dialect))

    bins: dict[str, Bins] = {}
    for name in held:
        if name not in numbers:
            bins[name] = _categories(rows(aggregates.histograms(table, {name: Bins()})))
        elif ends[f"low.{name}"] is not None:
            sample = rows(aggregates.values(table, name, min(1.0, SAMPLE / first.rows))).column(0)
            values = np.asarray(sample.to_numpy(zero_copy_only=False), dtype=np.float64)
            bins[name] = quantile_bins(values, ends[f"low.{name}"], ends[f"high.{name}"])
    bare = Baseline(bins, first.rows)
    if columns.features and not bare.bins:
        raise Unusable("no_values")
    return with_counts(bare, sums := summed(engine, schema, columns, bare, joined)), sums


def _categories(found: pa.Table) -> Bins:
    """The commonest categories; a feature that never had a value has none."""
    named = [name for name in found.column("bin").to_pylist() if name != aggregates.MISSING]
    return Bins(categories=tuple(sorted(name.removeprefix("=") for name in named)[:CATEGORIES]))


def with_counts(bare: Baseline, sums: Sums) -> Baseline:
    """The baseline with the sums of what it was made of, and how often each score was right."""
    counts: dict[str, dict[str, tuple[int, float, float, float]]] = {}
    for row in sums.histograms.to_pylist():
        if row["feature"] in bare.bins:
            figures = tuple(0.0 if row[name] is None else row[name] for name in ("total", "low", "high"))
            counts.setdefault(row["feature"], {})[row["bin"]] = (row["n"], *figures)
    return Baseline(bare.bins, bare.rows, counts, _scores(sums), _figures(bare, sums))


def _figures(bare: Baseline, sums: Sums) -> dict[str, float]:
    """The metrics of the whole that are known; how many decisions there were depends on the days that were chosen."""
    asked = Asked(sums, bare)
    whole = [name for name, metric in METRICS.items() if metric.by in ("", "group") and name != "volume"]
    found = {name: measure(name, asked).get("") for name in whole}
    return {name: figure.value for name, figure in found.items() if figure is not None and figure.value is not None}


def _scores(sums: Sums) -> dict[str, tuple[int, float, int]]:
    cells = sums.cells
    labelled, right = cells.label.known & (cells.place >= 0), cells.label.are(sums.columns.positive)
    found: dict[str, tuple[int, float, int]] = {}
    for place in np.unique(cells.place[labelled]):
        here = labelled & (cells.place == place)
        found[str(place)] = (
            int(cells.n[here].sum()),
            float(cells.sums["total"][here].sum()),
            int(cells.n[here & right].sum()),
        )
    return found
