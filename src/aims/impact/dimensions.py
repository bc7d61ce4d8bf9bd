"""The seven dimensions of an impact, the four scales, and the level that follows. Content is in the YAML beside it.

The rule, which is our proposal and stands in no standard: the figure of a dimension is its severity times the worst of
scale, reversibility and vulnerability, from 1 to 25. What is severe for a few who cannot escape it weighs as much as
what is severe for many. The figure falls into the bands of the risk criteria, so that impacts and risks are read alike,
and the worst dimension decides for the whole.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.functional import lazy

from aims.lib.language import language
from aims.lib.text import is_bare

SCALES = ("severity", "scale", "reversibility", "vulnerability")


class Dimension(NamedTuple):
    id: str
    label: Mapping[str, str]
    controls: tuple[str, ...]
    """The controls of Annex A that a weighty impact here calls for."""
    family: str
    """The family of risk that it leads to."""
    oversight: Mapping[str, str]
    """What people must be able to do about it while the system runs."""
    questions: tuple[Mapping[str, str], ...]


def in_language(both: Mapping[str, str]) -> str:
    """The text of `both` in the active language."""
    return both[language()]


def _read(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))


@cache
def dimensions() -> Mapping[str, Dimension]:
    """Every dimension by its id, in the order in which they are judged."""
    rows = _read("dimensions.yaml")["dimensions"]
    lists = ("controls", "questions")
    return {row["id"]: Dimension(**row | {name: tuple(row[name]) for name in lists}) for row in rows}


@cache
def content() -> Mapping[str, Any]:
    """What `scales.yaml` holds: the steps of each scale, the groups, the screening."""
    found: Mapping[str, Any] = _read("scales.yaml")
    return found


def _label(dimension: str) -> str:
    return in_language(dimensions()[dimension].label)


def _said(part: str, code: str) -> str:
    return in_language(next(row for row in content()[part] if row["id"] == code))


_label_of, _words = lazy(_label, str), lazy(_said, str)


def codes(part: str) -> list[tuple[str, Any]]:
    """A list of `scales.yaml` as choices, in the language of whoever reads."""
    return [(row["id"], _words(part, row["id"])) for row in content()[part]]


DIMENSIONS = [(pk, _label_of(pk)) for pk in dimensions()]
GROUPS = codes("groups")
ASPECTS = codes("aspects")
SCREENING = codes("screening")


def blank_rows() -> list[dict[str, Any]]:
    """A row for each dimension, with nothing said yet."""
    return [{"dimension": pk} | dict.fromkeys(_SAID, "") for pk in dimensions()]


_SAID = ("benefits", "harms", "who", *SCALES, "measures", "residual", "not_rated_why")


def figure(row: Mapping[str, Any]) -> int | None:
    """The figure of a dimension, 1 to 25, where all four scales are answered."""
    given = [int(row[name]) for name in SCALES if row.get(name)]
    return given[0] * max(given[1:]) if len(given) == len(SCALES) else None


def is_judged(row: Mapping[str, Any]) -> bool:
    """Whether a dimension has benefits, harms, figures, measures and what remains, or a reason why it is left out."""
    return not is_bare(row.get("not_rated_why") or "") or is_rated(row)


def is_rated(row: Mapping[str, Any]) -> bool:
    """Whether a dimension has benefits, harms, figures, measures and what remains."""
    said = ("benefits", "harms", "measures", "residual")
    return figure(row) is not None and all(row.get(name) for name in said)


def weight(answers: Sequence[str], tier: str = "") -> int:
    """How sensitive a use is: the weights of the questions answered with yes, and of the tier where it is known."""
    known = {row["id"]: int(row["weight"]) for row in content()["screening"]}
    return sum(known[code] for code in answers) + int(content()["tiers"].get(tier, 0))


def is_slight(answers: Sequence[str], tier: str = "") -> bool:
    """Whether a screening suffices: the weight is below the threshold."""
    return weight(answers, tier) < int(content()["threshold"])


def is_sensitive(answers: Sequence[str]) -> bool:
    """Whether one of the questions that weigh by themselves was answered with yes: top management decides then."""
    known = {row["id"]: int(row["weight"]) for row in content()["screening"]}
    return any(known[code] >= int(content()["sensitive"]) for code in answers)
