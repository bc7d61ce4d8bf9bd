"""Past cases beside one case: how its inputs lie among theirs, and which were most like it; never chosen by outcome."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .models import CaseContent, ReviewCase

LOOKED_AT = 200
"""Cases of the system that are looked back at, the newest first."""
LEAST = 20
"""Cases below which nothing is said of where a value lies among them."""
SHOWN = 3


class LookBack(NamedTuple):
    """What past cases say about one."""

    similar: Sequence[tuple[ReviewCase, CaseContent]]
    """Released ones, the most alike first."""
    above: Mapping[str, float]
    """By the name of an input that is a number: the share of past cases below it."""
    outputs: Sequence[str]
    """What the system has answered, to choose from."""


def look_back(case: ReviewCase, content: CaseContent) -> LookBack:
    """From the last cases of the same system; two queries."""
    past = CaseContent.objects.filter(system=content.system, is_seeded=False).exclude(pk=case.pk)
    contents = list(past.order_by("-pk")[:LOOKED_AT])
    inputs = content.decision.get("inputs", {})
    spans = _spans(contents)
    ordered = sorted(contents, key=lambda one: _distance(inputs, one.decision.get("inputs", {}), spans))
    over = ReviewCase.objects.filter(pk__in=[one.pk for one in contents], state="released").in_bulk()
    similar = [(over[one.pk], one) for one in ordered if one.pk in over][:SHOWN]
    outputs = {str(one.decision["output"]) for one in (content, *contents) if one.decision.get("output") is not None}
    return LookBack(similar, _above(inputs, contents), sorted(outputs))


def _numbers(contents: Sequence[CaseContent]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for one in contents:
        for name, value in one.decision.get("inputs", {}).items():
            if _is_number(value):
                found.setdefault(name, []).append(value)
    return found


def _spans(contents: Sequence[CaseContent]) -> dict[str, float]:
    return {name: (max(values) - min(values)) or 1.0 for name, values in _numbers(contents).items()}


def _distance(one: Mapping[str, Any], other: Mapping[str, Any], spans: Mapping[str, float]) -> float:
    """Gower's: of numbers the difference in units of their span, of all else whether they differ; the mean of both."""
    names = one.keys() | other.keys()
    if not names:
        return 1.0
    return sum(_apart(one.get(name), other.get(name), spans.get(name, 1.0)) for name in names) / len(names)


def _apart(one: Any, other: Any, span: float) -> float:
    if _is_number(one) and _is_number(other):
        return float(min(1.0, abs(one - other) / span))
    return float(one != other)


def _above(inputs: Mapping[str, Any], contents: Sequence[CaseContent]) -> dict[str, float]:
    return {
        name: sum(value < inputs[name] for value in values) / len(values)
        for name, values in _numbers(contents).items()
        if len(values) >= LEAST and _is_number(inputs.get(name))
    }


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
