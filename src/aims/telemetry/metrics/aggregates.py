"""What a metric needs of a table, as two sums that add up over parts of it. The only module that speaks Ibis.

`histograms`: for each feature and cell, how many rows, their sum, smallest and largest; each column is read once.
`cube`: for each combination of groups, score bin, prediction, label and ruling, how many rows, and their sums.
Both are GROUP BY with COUNT, SUM, MIN and MAX, so the sums of two disjoint parts are the sums of the whole.
"""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from .baselines import CATEGORIES, SCORE_BINS, Bins, Grid
from .columns import Columns

HISTOGRAMS = pa.schema(
    [
        ("feature", pa.string()),
        ("bin", pa.string()),
        ("n", pa.int64()),
        ("total", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
MISSING = "-2"
"""The bin of rows without a value. A category has its own value after `=` for a bin, a number the place of its bin."""
LARGEST_WHOLE = 9.2e18
FINITE = 1.7976931348623157e308
_COUNTS = ("n", "truths")
SUMS = (*_COUNTS, "total", "squares", "off", "off_squares", "off_absolute", "truth", "truth_squares", "errors")
"""Of a score: `total` and `squares`. Of a regression: what the prediction is off by, and the truths."""


def cube_schema(columns: Columns) -> pa.Schema:
    """The columns of a cube: a key for each group, then score bin, prediction, label, ruling, then the sums."""
    keys = [(f"g.{name}", pa.string()) for name in columns.groups]
    keys += [("score_bin", pa.int64()), *((name, pa.string()) for name in ("prediction", "label", "ruling"))]
    return pa.schema([*keys, *((name, pa.int64() if name in _COUNTS else pa.float64()) for name in SUMS)])


def histograms(table: ir.Table, bins: Mapping[str, Bins], by: str = "") -> ir.Table | None:
    """The counts of every feature in `bins` that the table has, numbers by cell; None where it has none of them.

    With `by` those of each value of that column, which comes first.
    """
    keys = [by] if by else []
    parts = [
        _numbers(table, name, of.grid, keys) if of.grid else _categories(table, name, keys)
        for name, of in bins.items()
        if name in table.columns
    ]
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0] if parts else None


def _numbers(table: ir.Table, name: str, grid: Grid, keys: list[str]) -> ir.Table:
    x = table[name].cast("float64")
    curve = x.sign() * (1 + x.abs() / grid.unit).ln() if grid.unit else x
    place = (curve - _double(grid.low)) * _double(grid.scale)
    above = ibis.ifelse(place < _double(grid.cells), place.floor().cast("int16"), _small(grid.cells))
    # What is no finite number is missing: nothing else compares as at most the largest number there is.
    cell = ibis.ifelse(x.abs() <= _double(FINITE), ibis.ifelse(place < _double(0), _small(-1), above), _small(MISSING))
    found = table.select(*keys, x=x, bin=cell)
    counted = found.group_by([*keys, "bin"]).agg(
        n=lambda t: t.count(), total=lambda t: t.x.sum(), low=lambda t: t.x.min(), high=lambda t: t.x.max()
    )
    return counted.select(
        *keys,
        feature=ibis.literal(name),
        bin=counted.bin.cast("string"),
        n=counted.n.cast("int64"),
        total=counted.total,
        low=counted.low,
        high=counted.high,
    )


def _double(number: float) -> ir.FloatingScalar:
    """A literal that no engine takes for a decimal, which it would reckon with exactly and slowly."""
    return ibis.literal(float(number), type="float64")


def _small(number: int | str) -> ir.IntegerScalar:
    return ibis.literal(int(number), type="int16")


def _categories(table: ir.Table, name: str, keys: list[str]) -> ir.Table:
    found = table.select(*keys, bin=as_text(table[name])).group_by([*keys, "bin"])
    counted = found.agg(n=lambda t: t.count().cast("int64"))
    rank = ibis.row_number().over(group_by=keys, order_by=[counted.n.desc(), counted.bin])
    commonest = counted.mutate(rank=rank)
    commonest = commonest.filter(commonest.rank < CATEGORIES)
    nothing = ibis.null("float64")
    return commonest.select(
        *keys,
        feature=ibis.literal(name),
        bin=ibis.coalesce(ibis.literal("=") + commonest.bin, MISSING),
        n=commonest.n,
        total=nothing,
        low=nothing,
        high=nothing,
    )


def as_text(value: ir.Value, yes: str = "true", no: str = "false") -> ir.StringValue:
    """A category as text: numbers without a fraction as whole numbers; what is true or false as told."""
    kind = value.type()
    if kind.is_string():
        return value
    if kind.is_boolean():
        return ibis.ifelse(value, yes, ibis.ifelse(value.isnull(), ibis.null("string"), no))
    if kind.is_floating() or kind.is_decimal():
        number = value.cast("float64")
        is_whole = (number == number.floor()) & (number.abs() < _double(LARGEST_WHOLE))
        whole = ibis.ifelse(is_whole, number, _double(0))  # an engine may work out both sides
        return ibis.ifelse(is_whole, whole.cast("int64").cast("string"), number.cast("string"))
    return value.cast("string")


def cube(table: ir.Table, columns: Columns, by: str = "") -> ir.Table:
    """The sums over each combination of groups, score bin, prediction, label and ruling; `cube_schema` names them.

    With `by` those of each value of that column, which comes first.
    """
    parts: dict[str, ir.Value] = {by: table[by]} if by else {}
    keys = parts | {f"g.{name}": ibis.coalesce(as_text(table[name]), "") for name in columns.groups}
    text, number = ibis.null("string"), ibis.null("float64")
    for key in ("prediction", "label", "ruling"):
        name = getattr(columns, key)
        is_value = bool(name) and not (columns.is_regression and key != "ruling")
        keys[key] = as_text(table[name], "1", "0") if is_value else text
    score = _score(table, columns.score) if columns.score else number
    keys["score_bin"] = score_bin(score) if columns.score else ibis.null("int64")
    truth, said = number, number
    if columns.is_regression:
        truth, said = table[columns.label].cast("float64"), table[columns.prediction].cast("float64")
    failed = ibis.literal(0.0)
    if columns.error:
        failed = ibis.ifelse(as_text(table[columns.error]).coalesce("") == "", 0.0, 1.0)
    off = said - truth
    seen = table.select(**keys, score=score, off=off, truth=ibis.ifelse(off.isnull(), number, truth), failed=failed)
    found = seen.group_by(list(keys)).agg(
        n=seen.count().cast("int64"),
        total=seen.score.sum(),
        squares=(seen.score * seen.score).sum(),
        off=seen.off.sum(),
        off_squares=(seen.off * seen.off).sum(),
        off_absolute=seen.off.abs().sum(),
        truths=seen.off.count().cast("int64"),
        truth=seen.truth.sum(),
        truth_squares=(seen.truth * seen.truth).sum(),
        errors=seen.failed.sum(),
    )
    return found.select(*parts, *cube_schema(columns).names)


def _score(table: ir.Table, name: str) -> ir.FloatingValue:
    score = table[name].cast("float64")
    return ibis.ifelse(score.abs() <= _double(FINITE), score, ibis.null("float64"))


def score_bin(score: ir.FloatingValue) -> ir.IntegerValue:
    """One of a thousand bins of equal width from 0 to 1; what lies outside is in the first or the last."""
    place, last = score * _double(SCORE_BINS), ibis.literal(SCORE_BINS - 1, type="int64")
    above = ibis.ifelse(place < _double(SCORE_BINS), place.floor().cast("int64"), last)
    bin_ = ibis.ifelse(place < _double(0), ibis.literal(0, type="int64"), above)
    return ibis.ifelse(score.isnull(), ibis.null("int64"), bin_)


def sql(table: ir.Table, dialect: str) -> str:
    """The expression in the words of an engine."""
    if dialect == "pyspark" and ibis.options.pyspark is None:
        _ = ibis.pyspark  # loads the options that its compiler reads
    return str(ibis.to_sql(table, dialect=dialect))


def bare(name: str, schema: Mapping[str, str]) -> ir.Table:
    """A table that is only named: its columns by the types `float64`, `int64`, `string`, `boolean` or `timestamp`."""
    return ibis.table(dict(schema), name=name)


def values(table: ir.Table, name: str, share: float) -> ir.Table:
    """The finite values of a feature of numbers, or a random share of them: what quantiles are taken from."""
    x = table[name].cast("float64")
    chosen = table.select(x=x).filter(x.abs() <= _double(FINITE))
    return chosen if share >= 1 else chosen.sample(share)


def ends(table: ir.Table, names: Sequence[str]) -> ir.Table:
    """One row: the smallest and the largest finite value of each feature, as `low.NAME` and `high.NAME`."""
    found: dict[str, ir.Value] = {}
    for name in names:
        x = table[name].cast("float64")
        x = ibis.ifelse(x.abs() <= _double(FINITE), x, ibis.null("float64"))
        found |= {f"low.{name}": x.min(), f"high.{name}": x.max()}
    return table.aggregate(**found)


def rows(table: ir.Table, columns: Columns) -> ir.Table:
    """Every decision by itself, with the keys that `cube` has and its score: what exact figures are made of."""
    text, number = ibis.null("string"), ibis.null("float64")
    named = {f"g.{name}": as_text(table[name]) for name in columns.groups}
    for key in ("prediction", "label", "ruling"):
        name = getattr(columns, key)
        is_value = bool(name) and not (columns.is_regression and key != "ruling")
        named[key] = as_text(table[name], "1", "0") if is_value else text
    named["score"] = _score(table, columns.score) if columns.score else number
    for key in ("prediction", "label"):
        name = getattr(columns, key)
        named[f"{key}_number"] = table[name].cast("float64") if name and columns.is_regression else number
    return table.select(**named)


def between(table: ir.Table, column: str, first: str, last: str) -> ir.BooleanValue:
    """Whether the time of a row lies from `first` to `last`, both included; days and instants are both understood."""
    time = table[column]
    if time.type().is_string():
        return (time >= first) & (time <= last)
    if time.type().is_numeric():
        return (time >= float(first)) & (time <= float(last))
    day = time.cast("timestamp")
    end = ibis.literal(last).cast("timestamp")
    end = end + ibis.interval(days=1) if len(last) == len("2026-01-31") else end + ibis.interval(microseconds=1)
    return (day >= ibis.literal(first).cast("timestamp")) & (day < end)
