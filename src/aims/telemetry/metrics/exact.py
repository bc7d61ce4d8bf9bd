"""Exact figures of a file, as `aims metrics compute` answers: every row is read, scores are ranked, none binned."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from . import aggregates, drift, fairness, performance, quality
from .backends import NAME, Embedded
from .baselines import SCORE_BINS, quantile_bins
from .columns import Columns, Spec, Unusable, check, features_of
from .figures import OTHER_WORDS, Figure
from .sums import BOTH, TENTHS, Cells, Counted, Numbers, Words

CLASSIFICATION: dict[str, performance.Measure] = {
    "accuracy": performance.accuracy,
    "precision": performance.precision,
    "recall": performance.true_positive_rate,
    "f1": performance.f1,
    "selection_rate": performance.selection_rate,
    "true_positive_rate": performance.true_positive_rate,
    "false_positive_rate": performance.false_positive_rate,
}
SCORED: dict[str, performance.Measure] = {
    "roc_auc": performance.roc_auc,
    "brier": performance.brier,
    "calibration_error": performance.calibration_error,
}
REGRESSION: dict[str, performance.Measure] = {
    "mean_absolute_error": performance.mean_absolute_error,
    "mean_error": performance.mean_error,
    "root_mean_squared_error": performance.root_mean_squared_error,
    "r2": performance.r2,
}


def scores_in(score: Numbers, bins: int) -> NDArray[np.int64]:
    """The bin of each score among bins of equal width from 0 to 1, as `aggregates.score_bin` has it."""
    return np.clip(np.floor(score * bins), 0, bins - 1).astype(np.int64)


class Part:
    """The rows of a source that are looked at: all of it, or those inside or outside a range of time."""

    def __init__(
        self, source: str, columns: Columns, within: tuple[str, str] | None = None, inside: bool = True
    ) -> None:
        self.engine = Embedded()
        self.schema = self.engine.open(source)
        self.columns = columns
        check(columns, self.schema)
        table = aggregates.bare(NAME, self.schema)
        if within:
            chosen = aggregates.between(table, columns.time, *within)
            table = table.filter(chosen if inside else ~chosen)
        self.table: ir.Table = table

    def rows(self, expression: ir.Table) -> pa.Table:
        return self.engine.rows(aggregates.sql(expression, self.engine.dialect))

    def cells(self) -> Cells:
        """One place for each row; the place of a score is its rank among the distinct ones."""
        found = self.rows(aggregates.rows(self.table, self.columns))
        score = found.column("score").to_numpy(zero_copy_only=False).astype(np.float64)
        known = ~np.isnan(score)
        place = np.full(len(score), -1, np.int64)
        place[known] = np.unique(score[known], return_inverse=True)[1]
        tenth = np.where(known, scores_in(np.where(known, score, 0.0), SCORE_BINS) * TENTHS // SCORE_BINS, -1)
        return Cells(
            {name: Words.of(found.column(f"g.{name}")) for name in self.columns.groups},
            place,
            tenth,
            Words.of(found.column("prediction")),
            Words.of(found.column("label")),
            Words.of(found.column("ruling")),
            _sums(np.where(known, score, 0.0), *_off(found)),
            is_binned=False,
        )

    def values(self, name: str) -> Numbers | pa.Array:
        """A feature: its numbers with NaN where there is none, or its categories as text."""
        column = self.table[name]
        if self.schema[name] in ("float64", "int64"):
            found = self.rows(self.table.select(x=column.cast("float64"))).column(0)
            return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.float64)
        return self.rows(self.table.select(x=aggregates.as_text(column))).column(0).combine_chunks()


def _off(found: pa.Table) -> tuple[Numbers, Numbers]:
    """What the prediction of each row is off by, and the truth; both NaN where one of the two is not known."""
    said, truth = (
        found.column(name).to_numpy(zero_copy_only=False).astype(np.float64)
        for name in ("prediction_number", "label_number")
    )
    off = said - truth
    return off, np.where(np.isnan(off), np.nan, truth)


def _sums(score: Numbers, off: Numbers, truth: Numbers) -> dict[str, Numbers]:
    known = ~np.isnan(off)
    off, truth = np.where(known, off, 0.0), np.where(known, truth, 0.0)
    return {
        "n": np.ones(len(score)),
        "truths": known.astype(np.float64),
        "total": score,
        "squares": score * score,
        "off": off,
        "off_squares": off * off,
        "off_absolute": np.abs(off),
        "truth": truth,
        "truth_squares": truth * truth,
        "errors": np.zeros(len(score)),
    }


def compute(source: str, spec: Spec) -> dict[str, Any]:
    """Every figure that the columns of `spec` allow, of all rows of a CSV or Parquet file.

    `{"rows", "overall": {METRIC: FIGURE}, "groups": {COLUMN: {GROUP: {METRIC: FIGURE}}}, "gaps": {COLUMN: {METRIC:
    FIGURE}}, "drift": {FEATURE: {MEASURE: number}}, "quality": {FEATURE: {MEASURE: FIGURE}}}`. A figure is `{"value",
    "low", "high", "n"}`, and `why` where its value is null. Raises `Unusable` for what cannot be read.
    """
    columns, reference = spec.columns, spec.reference
    within = reference if isinstance(reference, tuple) else None
    now = Part(source, columns, within, inside=False)
    before = None
    if reference is not None:
        before = Part(source if within else str(reference), _for_drift(columns), within)
    answer = of_cells(now.cells(), spec)
    if before is not None:
        features = [name for name in features_of(columns, now.schema) if name in before.schema]
        answer["reference_rows"] = int(before.rows(before.table.aggregate(n=before.table.count())).column(0)[0].as_py())
        pairs = {name: pair_of(before.values(name), now.values(name)) for name in features}
        answer["drift"] = {name: measures_of(pair) for name, pair in pairs.items()}
        answer["quality"] = {name: _quality(pair, spec.confidence) for name, pair in pairs.items()}
    return answer


def of_cells(cells: Cells, spec: Spec) -> dict[str, Any]:
    """The part of the answer that needs no reference: `rows`, `overall`, `groups`, `gaps`."""
    columns, rows = spec.columns, int(cells.n.sum())
    if not rows:
        raise Unusable("no_rows")
    spec = replace(spec, columns=replace(columns, positive=_positive(cells, columns.positive)))
    measures = _measures(columns)
    if columns.label and not columns.is_regression:
        _check_words(cells, spec.columns.positive)
    return {
        "rows": rows,
        "overall": _told(cells, measures, spec),
        "groups": {
            name: {value: _told(part, measures, spec) for value, part in cells.of_group(name).items()}
            for name in columns.groups
        },
        "gaps": {name: gaps(cells, name, spec) for name in _looked_at(columns)},
    }


TRUE = frozenset({"1", "true", "yes", "y", "t"})


def _positive(cells: Cells, said: str) -> str:
    """The positive value as the file writes it: `yes` or `TRUE` where 1 was said, or nothing was.

    Raises `Unusable` where no prediction and no label holds such a value: every rate would be nought.
    """
    held = dict.fromkeys((*cells.prediction.names, *cells.label.names))
    if not held or said in held:
        return said
    alike = [name for name in held if name.lower() in TRUE] if said.lower() in TRUE else []
    if not alike:
        raise Unusable("no_positive", value=said, known=", ".join(sorted(held)[:20]))
    return alike[0]


def _check_words(cells: Cells, positive: str) -> None:
    """Raises `Unusable` where labels and predictions have no word in common."""
    if performance.no_truth(cells, positive) == OTHER_WORDS:
        words = {"said": cells.prediction.occurring, "true": cells.label.occurring}
        raise Unusable("other_words", **{name: ", ".join(sorted(found)[:10]) for name, found in words.items()})


def _for_drift(columns: Columns) -> Columns:
    """A reference needs the features and the time; its labels or groups may be missing."""
    return Columns(time=columns.time, features=columns.features)


def _measures(columns: Columns) -> dict[str, performance.Measure]:
    if columns.is_regression:
        return REGRESSION
    found: dict[str, performance.Measure] = {}
    if columns.prediction:
        found |= CLASSIFICATION if columns.label else {"selection_rate": performance.selection_rate}
    return found | SCORED if columns.score and columns.label else found


def _told(cells: Cells, measures: Mapping[str, performance.Measure], spec: Spec) -> dict[str, Any]:
    asked = (spec.columns.positive, spec.confidence)
    return {name: told(of(cells, *asked), cells.is_binned) for name, of in measures.items()}


def told(figure: Figure, is_of_sums: bool = False) -> dict[str, Any]:
    """A figure as JSON: `why` and `of` only where they say something, `error` where it is made of sums."""
    said: dict[str, Any] = {"value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}
    if is_of_sums:
        said["error"] = figure.error
    return said | {name: value for name in ("why", "of") if (value := getattr(figure, name))}


def _looked_at(columns: Columns) -> Iterator[str]:
    """Each group by itself, and all of them together."""
    if columns.prediction and not columns.is_regression:
        yield from columns.groups
        if len(columns.groups) > 1:
            yield BOTH.join(columns.groups)


def gaps(cells: Cells, group: str, spec: Spec) -> dict[str, Any]:
    """The comparisons of one group column (or of a combination), and which groups are too small for them."""
    groups, positive = cells.of_group(group), spec.columns.positive
    asked = (positive, spec.minimum, spec.confidence)
    found = {
        "demographic_parity_difference": fairness.difference(groups, fairness.selected, *asked),
        "demographic_parity_ratio": fairness.ratio(groups, fairness.selected, *asked),
    }
    if spec.columns.label:
        found |= {
            "equalized_odds_difference": fairness.equalized_odds(groups, *asked),
            "equal_opportunity_difference": fairness.difference(groups, fairness.recognised, *asked),
            "accuracy_difference": fairness.difference(groups, fairness.right, *asked),
        }
        if spec.columns.score:
            found["calibration_gap"] = fairness.calibration_gap(groups, *asked)
    small = {name: int(part.n.sum()) for name, part in groups.items() if part.n.sum() < spec.minimum}
    answer = {name: told(figure, cells.is_binned) for name, figure in found.items()}
    return answer | ({"too_few": small} if small else {})


def pair_of(before: Numbers | pa.Array, now: Numbers | pa.Array) -> drift.Pair:
    """A feature at two times, each distinct value a bin of its own. A column that became text is text in both."""
    if isinstance(before, np.ndarray) and isinstance(now, np.ndarray):
        return _numbers(before, now)
    texts = [one if isinstance(one, pa.Array) else _as_text(one) for one in (before, now)]
    return drift.Pair(*(_categories(one) for one in texts))


def _as_text(values: Numbers) -> pa.Array:
    whole = [None if np.isnan(v) else str(int(v)) if v == int(v) else str(v) for v in values]
    return pa.array(whole, pa.string())


def _numbers(before: Numbers, now: Numbers) -> drift.Pair:
    known = [values[np.isfinite(values)] for values in (before, now)]
    support = np.unique(np.concatenate(known))
    tenth = np.zeros(len(support), np.int64)
    if len(known[0]):
        bins = quantile_bins(known[0])
        assert bins.grid is not None
        tenth = bins.tenth_of(bins.grid.cell(support))

    def counted(values: Numbers, whole: Numbers) -> Counted:
        n = np.bincount(np.searchsorted(support, values), minlength=len(support)).astype(np.float64)
        return Counted(int(len(whole) - len(values)), n, n * support, support, support, tenth)

    return drift.Pair(counted(known[0], before), counted(known[1], now))


def _categories(values: pa.Array) -> Counted:
    counts = {one["values"]: one["counts"] for one in values.value_counts().to_pylist()}
    return Counted(counts.pop(None, 0), categories=counts)


def measures_of(pair: drift.Pair) -> dict[str, float]:
    """Every measure of drift that the feature has; nothing where one side holds no value."""
    names = ["psi", "jensen_shannon"] + (["ks", "wasserstein"] if pair.reference.is_number else [])
    found = {name: figure.value for name in names if (figure := drift.measure(name, pair)).value is not None}
    if not found:
        return {}
    reference, current = pair.coarse()
    statistic, p, size = drift.chi_square(reference, current)
    noise = drift.psi_noise(reference, current)
    return found | {"chi_square": statistic, "chi_square_p": p, "cramers_v": size, "psi_noise": noise}


def _quality(pair: drift.Pair, confidence: float) -> dict[str, Any]:
    found = {"missing": quality.missing(pair.current, confidence)}
    if pair.reference.is_number:
        found["out_of_range"] = _outside(pair, confidence)
    else:
        found["unseen_category"] = quality.unseen_category(pair.current, pair.reference, confidence)
    return {name: told(figure) for name, figure in found.items()}


def _outside(pair: drift.Pair, confidence: float) -> Figure:
    """Out of the range of the reference, by its smallest and largest value."""
    held = np.flatnonzero(pair.reference.n)
    if not len(held):
        return quality.out_of_range(pair.current, None, confidence)
    n = np.concatenate(
        [
            [pair.current.n[: held[0]].sum()],
            pair.current.n[held[0] : held[-1] + 1],
            [pair.current.n[held[-1] + 1 :].sum()],
        ]
    )
    return quality.out_of_range(replace(pair.current, n=n), pair.reference, confidence)
