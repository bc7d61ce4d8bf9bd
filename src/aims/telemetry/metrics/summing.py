"""The figures of a table on any engine, made of sums: the shape of `exact.compute`, and each with its error."""

from dataclasses import replace
from typing import Any

from . import drift, quality
from .backends import Backend
from .baselines import Baseline
from .columns import Columns, Spec, Unusable, check, features_of
from .exact import measures_of, of_cells, told
from .freezing import freeze
from .registry import Asked
from .sums import summed


def compute(engine: Backend, source: str, spec: Spec) -> dict[str, Any]:
    """Every figure that the columns of `spec` allow, of a table or files that `engine` reads.

    As `exact.compute` answers, but no row leaves the engine: a figure has `error` too, at most how far it is from
    that of every row. A reference is another table or file there. Raises `Unusable`.
    """
    columns, baseline = spec.columns, Baseline.of_nothing()
    if isinstance(spec.reference, tuple):
        raise Unusable("reference_of_sums")
    if spec.reference is not None:
        before = engine.open(spec.reference)
        check(Columns(time=columns.time, features=columns.features), before)
        features = [name for name in features_of(columns, before) if name in before]
        baseline = freeze(engine, before, Columns(features=tuple(features)))[0]
    schema = engine.open(source)
    check(columns, schema)
    sums = summed(engine, schema, replace(columns, features=tuple(baseline.bins)), baseline)
    answer = of_cells(sums.cells, spec)
    if spec.reference is not None:
        asked = Asked(sums, baseline)
        pairs = {name: _pair(asked, name) for name in baseline.bins if name in schema}
        answer["reference_rows"] = baseline.rows
        answer["drift"] = {name: _drift(pair) for name, pair in pairs.items()}
        answer["quality"] = {name: _quality(pair, spec.confidence) for name, pair in pairs.items()}
    return answer


def _pair(asked: Asked, name: str) -> drift.Pair:
    before = asked.before(name)
    assert before is not None
    return drift.Pair(before, asked.sums.counted[name])


def _drift(pair: drift.Pair) -> dict[str, float]:
    found = measures_of(pair)
    distances = [name for name in ("ks", "wasserstein") if name in found]
    return found | {f"{name}_error": drift.measure(name, pair).error for name in distances}


def _quality(pair: drift.Pair, confidence: float) -> dict[str, Any]:
    found = {"missing": quality.missing(pair.current, confidence)}
    if pair.reference.is_number:
        found["out_of_range"] = quality.out_of_range(pair.current, pair.reference, confidence)
    else:
        found["unseen_category"] = quality.unseen_category(pair.current, pair.reference, confidence)
    return {name: told(figure, is_of_sums=True) for name, figure in found.items()}
