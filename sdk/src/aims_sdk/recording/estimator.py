"""An estimator of scikit-learn, or of anything that predicts like one: each row it is asked about is one decision."""

import math
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

MOST_CATEGORY = 1_000


class Estimator:
    """Answers as the estimator does. `keys`, `subjects` and `groups`, one entry a row, are for the recording only."""

    def __init__(self, aims: "Aims", model: Any, system: str, positive: Any, fields: Mapping[str, Any]) -> None:
        self._aims, self._model, self._system = aims, model, system
        self._positive, self._fields = positive, dict(fields)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copying and pickling ask before there is a model
            raise AttributeError(name)
        return getattr(self._model, name)

    def predict(self, X: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N803  scikit-learn's name
        """The model's predictions; each row's is recorded as its output."""
        return self._asked(self._model.predict, X, args, kwargs, _outputs)

    def predict_proba(self, X: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N803
        """The model's probabilities; recorded are the likeliest class, and as score that of `positive`.

        Without `positive` that is the second of two classes, and of more than two the likeliest one.
        """
        return self._asked(self._model.predict_proba, X, args, kwargs, self._chances)

    def _asked(
        self, ask: Callable[..., Any], rows: Any, args: Any, kwargs: dict[str, Any], describe: Callable[[Any], Any]
    ) -> Any:
        own = {name: kwargs.pop(name, None) for name in ("keys", "subjects", "groups")}
        start = time.perf_counter_ns()
        try:
            answered = ask(rows, *args, **kwargs)
        except BaseException as error:
            failed = {"error": type(error).__name__}
            self._record(rows, own, start, lambda count: [failed] * count)
            raise
        self._record(rows, own, start, lambda count: describe(answered))
        return answered

    def _record(self, rows: Any, own: dict[str, Any], start: int, describe: Callable[[int], Any]) -> None:
        """Latency is the whole call's: each row waited for it."""
        latency = (time.perf_counter_ns() - start) / 1e6
        try:
            inputs = _rows(rows, getattr(self._model, "feature_names_in_", None))
            for place, (values, answered) in enumerate(list(zip(inputs, describe(len(inputs)), strict=True))):
                row = {"inputs": values, "latency_ms": latency} | answered
                for name, field in (("keys", "key"), ("subjects", "subject")):
                    if own[name] is not None:
                        row[field] = str(_plain(own[name][place]))
                if own["groups"] is not None:
                    row["groups"] = {name: str(_plain(of_rows[place])) for name, of_rows in own["groups"].items()}
                self._aims.record(self._system, **self._fields | row)
        except Exception as error:
            self._aims.miss(f"rows and predictions do not go together ({type(error).__name__})")

    def _chances(self, answered: Any) -> list[dict[str, Any]]:
        rows = _listed(answered)
        classes = [_plain(one) for one in getattr(self._model, "classes_", range(len(rows[0]) if rows else 0))]
        place = classes.index(self._positive) if self._positive is not None else 1 if len(classes) == 2 else None
        return [
            {"output": classes[row.index(max(row))], "score": max(row) if place is None else row[place]} for row in rows
        ]


def _outputs(answered: Any) -> list[dict[str, Any]]:
    return [{"output": _plain(value)} for value in _listed(answered)]


def _listed(values: Any) -> list[Any]:
    """Of an array, a series or a list."""
    for name in ("tolist", "to_list", "to_pylist"):
        if hasattr(values, name):
            return list(getattr(values, name)())
    return list(values)


def _rows(table: Any, names: Any) -> list[dict[str, Any]]:
    """Each row as a map: of a data frame by its columns (pandas, Polars, Arrow), of an array by the model's names."""
    columns = getattr(table, "column_names", None) or getattr(table, "columns", None)
    if columns is not None:
        by_name = [(str(name)[:100], _listed(table[name])) for name in columns]
        count = len(by_name[0][1]) if by_name else 0
        return [{name: _plain(values[place]) for name, values in by_name} for place in range(count)]
    rows = _listed(table.toarray() if hasattr(table, "toarray") else table)
    width = len(rows[0]) if rows else 0
    names = [str(name) for name in names] if names is not None else [f"x{place}" for place in range(width)]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    """As the schema has it: what is not known (NaN, NaT, NA) is None, what is neither number nor yes or no a text."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | bool | int):
        return value[:MOST_CATEGORY] if isinstance(value, str) else value
    return None if type(value).__name__ in ("NAType", "NaTType") else str(value)[:MOST_CATEGORY]
