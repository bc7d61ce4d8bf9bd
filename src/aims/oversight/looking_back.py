"""Past cases beside one case: how its inputs lie among theirs, and which were most like it; never chosen by outcome."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .closeness import closeness, is_number, numbers, spans
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
    inputs = _inputs(content)
    known = spans(map(_inputs, (content, *contents)))
    ordered = sorted(contents, key=lambda one: -closeness(inputs, _inputs(one), known))
    over = ReviewCase.objects.filter(pk__in=[one.pk for one in contents], state="released").in_bulk()
    similar = [(over[one.pk], one) for one in ordered if one.pk in over][:SHOWN]
    outputs = {str(one.decision["output"]) for one in contents if one.decision.get("output") is not None}
    return LookBack(similar, _above(inputs, contents), sorted(outputs))


def _inputs(content: CaseContent) -> dict[str, Any]:
    found: dict[str, Any] = content.decision.get("inputs", {})
    return found


def _above(inputs: Mapping[str, Any], contents: Sequence[CaseContent]) -> dict[str, float]:
    return {
        name: sum(value < inputs[name] for value in values) / len(values)
        for name, values in numbers(map(_inputs, contents)).items()
        if len(values) >= LEAST and is_number(inputs.get(name))
    }
