"""Which column of a table of decisions means what: the same words for a file, a table elsewhere, our own segments."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

MOST_GROUPS = 6
"""Columns that fairness is asked by: the sums are kept for each combination of their values."""
LATENCY, COST = "latency", "cost"


class Unusable(ValueError):
    """A specification, a file or a table that cannot be measured; `code` and `params` make the sentence."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Columns:
    """The names of columns; an empty name says that there is none. `features` are what drift is looked for in."""

    time: str = ""
    prediction: str = ""
    score: str = ""
    """Of the positive output, from 0 to 1."""
    label: str = ""
    positive: str = "1"
    """The value of `prediction` and `label` that counts as positive, as text; what is true is 1."""
    groups: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    latency: str = ""
    cost: str = ""
    error: str = ""
    checks: tuple[str, ...] = ()
    """Scores from 0 to 1 that checks of texts gave."""
    ruling: str = ""
    """What a person ruled about the decision: confirmed, changed or rejected."""
    is_regression: bool = False
    """Prediction and label are figures, and their difference is what counts."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """The columns that must hold numbers."""
        figures = (self.prediction, self.label) if self.is_regression else ()
        return tuple(name for name in (self.score, self.latency, self.cost, *figures) if name)

    @property
    def asked(self) -> tuple[str, ...]:
        """Every column that is named, each once."""
        single = (self.time, self.prediction, self.score, self.label, self.latency, self.cost, self.error, self.ruling)
        return tuple(dict.fromkeys(name for name in (*single, *self.groups, *self.features, *self.checks) if name))


def check(columns: Columns, schema: Mapping[str, str]) -> None:
    """Raise `Unusable` for a column that a table does not have, or that holds text where numbers are needed."""
    for name in columns.asked:
        if name not in schema:
            raise Unusable("no_column", name=name, known=", ".join(sorted(schema)[:50]))
    for name in columns.numbers:
        if schema[name] not in ("float64", "int64"):
            raise Unusable("not_numeric", name=name)


def features_of(columns: Columns, schema: Mapping[str, str]) -> tuple[str, ...]:
    """What was named, or every column that has no other meaning."""
    unnamed = (name for name, kind in schema.items() if name not in columns.asked and kind != "timestamp")
    return columns.features or tuple(unnamed)


@dataclass(frozen=True)
class Spec:
    """What `aims metrics compute` is asked: the columns, and against what drift is measured."""

    columns: Columns
    reference: str | tuple[str, str] | None = None
    """Another file, or the first and the last instant of a range of `time`."""
    minimum: int = 20
    """Rows that a group must have to be compared with others."""
    confidence: float = 0.95


_NAMES = {f.name for f in fields(Columns)} - {"checks"} | {"reference", "minimum_group", "confidence"}


def read_spec(said: object, beside: Path | None = None) -> Spec:
    """The specification in `said`, as YAML or JSON was read. Raises `Unusable` naming what is wrong.

    A reference that is no file here is looked for in the folder `beside`, where the specification lies.
    """
    if not isinstance(said, Mapping):
        raise Unusable("spec_not_mapping")
    if unknown := sorted(str(key) for key in said if key not in _NAMES):
        raise Unusable("spec_unknown", names=", ".join(unknown), known=", ".join(sorted(_NAMES)))
    given: dict[str, Any] = {}
    for name in _NAMES - {"groups", "features", "reference", "minimum_group", "confidence", "is_regression", "checks"}:
        if said.get(name) is not None:
            given[name] = _text(name, said[name])
    given["is_regression"] = said.get("is_regression") is True
    given |= {name: _names(name, said.get(name)) for name in ("groups", "features")}
    if len(given["groups"]) > MOST_GROUPS:
        raise Unusable("spec_groups", most=MOST_GROUPS)
    columns = Columns(**given)
    reference = _reference(said.get("reference"), columns)
    if isinstance(reference, str) and beside and not Path(reference).is_file() and (beside / reference).is_file():
        reference = str(beside / reference)
    if columns.is_regression and not (columns.prediction and columns.label):
        raise Unusable("spec_regression")
    if not (columns.prediction or columns.score or reference):
        raise Unusable("spec_empty")
    return Spec(
        columns,
        reference,
        _number(said, "minimum_group", 20, 1, 10**9),
        _number(said, "confidence", 0.95, 0.5, 0.9999),
    )


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if not isinstance(value, (str, int, float)) or (name != "positive" and not isinstance(value, str)):
        raise Unusable("spec_text", name=name)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _names(name: str, value: object) -> tuple[str, ...]:
    value = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise Unusable("spec_names", name=name)
    return tuple(dict.fromkeys(value))


def _reference(value: object, columns: Columns) -> str | tuple[str, str] | None:
    if value is None:
        return None
    if isinstance(value, str) and value:
        return value
    if isinstance(value, Mapping) and "file" in value and isinstance(value["file"], str):
        return str(value["file"])
    pair = (value.get("from"), value.get("to")) if isinstance(value, Mapping) else value
    if not isinstance(pair, (list, tuple)) or len(pair) != 2 or None in pair:
        raise Unusable("spec_reference")
    if not columns.time:
        raise Unusable("spec_reference_time")
    return str(pair[0]), str(pair[1])


def _number[N: (int, float)](said: Mapping[Any, Any], name: str, default: N, low: N, high: N) -> N:
    value = said.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise Unusable("spec_number", name=name, low=low, high=high)
    return type(default)(value)
