"""How close the inputs of two decisions are: Gower's similarity (Biometrics 27, 1971), from 0 to 1, the same inputs.

Of numbers one less their difference in units of the span among what is compared; of all else whether they are equal.
"""

from collections.abc import Iterable, Mapping
from typing import Any


def numbers(every: Iterable[Mapping[str, Any]]) -> dict[str, list[float]]:
    """The values of each input that is a number."""
    found: dict[str, list[float]] = {}
    for inputs in every:
        for name, value in inputs.items():
            if is_number(value):
                found.setdefault(name, []).append(value)
    return found


def spans(every: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """How far the numbers of each input lie apart."""
    return {name: max(values) - min(values) for name, values in numbers(every).items()}


def closeness(one: Mapping[str, Any], other: Mapping[str, Any], known: Mapping[str, float]) -> float:
    """Of two maps of inputs, with the `spans` of all that are compared; 0 where there are none."""
    names = one.keys() | other.keys()
    return sum(_near(one.get(name), other.get(name), known.get(name, 0.0)) for name in names) / max(1, len(names))


def _near(one: Any, other: Any, span: float) -> float:
    if is_number(one) and is_number(other):
        return 1.0 - float(min(1.0, abs(one - other) / span)) if span else float(one == other)
    return float(one == other)


def is_number(value: Any) -> bool:
    """Whether it is a number; yes and no are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)
