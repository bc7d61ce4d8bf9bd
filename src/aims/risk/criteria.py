"""The risk criteria in force, or our proposals where none are approved, and what they say of one risk."""

from collections.abc import Mapping
from typing import Any

from aims.kernel.checks import remembered
from aims.kernel.world import World
from aims.lib.language import language, language_code

from .models import Risk, RiskCriteria
from .scales import band, rank, rating


def criteria(world: World) -> RiskCriteria:
    """The criteria approved last; without any, an unsaved record with our proposals in the active language."""
    return remembered(world, ("risk criteria", language()), _criteria)


def _criteria(world: World) -> RiskCriteria:
    return max(world.in_force(RiskCriteria), key=lambda c: c.stamp.seq, default=None) or RiskCriteria(
        lang=language_code()
    )


def in_words(using: RiskCriteria, row: Mapping[str, Any], name: str) -> tuple[str, str]:
    """What a row of the scales says under `name`, with its language: the active one where it is written in it."""
    other = "en" if using.lang != "en" else "zh-hans"
    alt = str(row.get(f"{name}_alt") or "")
    return (alt, other) if alt and language_code() == other else (str(row[name]), using.lang)


def level(using: RiskCriteria, risk: Risk, stage: str = "current") -> str:
    """The band of a rating of `risk` by the criteria `using`; empty where it is not rated."""
    found = rating(risk, stage)
    return band(found.number, using.bands) if found else ""


def is_tolerated(using: RiskCriteria, risk: Risk) -> bool:
    """Whether `risk` is rated and within the appetite."""
    now = level(using, risk)
    return bool(now) and rank(now) <= rank(using.appetite)


def row_of(using: RiskCriteria, code: str) -> Mapping[str, Any]:
    """What the criteria say of the band `code`: where it begins, who accepts it, for how long."""
    return next(row for row in using.bands if row["band"] == code)
