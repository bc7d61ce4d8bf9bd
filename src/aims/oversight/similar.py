"""Which other decisions are like the one that was contested: the same output, upon inputs close to it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aims.telemetry.reading import browsing, lookup

from .models import Contest

DAYS = 90
"""Decisions so many days before and after it are compared."""
LOOKED_THROUGH = 500
SHOWN = 20


@dataclass(frozen=True)
class Like:
    """A decision that is like another: from 0, nothing in common, to 1, the same inputs."""

    key: str
    at: str
    output: str
    closeness: float


def similar(system: UUID, contest: Contest) -> list[Like] | None:
    """The decisions closest to the contested one, the closest first; None where it is not known which that is."""
    ours = lookup.decision(system, contest.decision_key) if contest.decision_key else None
    if ours is None or "output" not in ours:
        return None
    day = dt.datetime.fromisoformat(ours["at"]).date()
    span = dt.timedelta(days=DAYS)
    wanted = browsing.Wanted(day - span, day + span, output=str(ours["output"]))
    rows, _more = browsing.browse(system, wanted, limit=LOOKED_THROUGH)
    others = [row for row in rows if row["key"] != contest.decision_key]
    inputs = ours.get("inputs", {})
    widths = _widths(inputs, [row.get("inputs", {}) for row in others])
    found = (
        Like(row["key"], row["at"], str(row["output"]), _closeness(inputs, row.get("inputs", {}), widths))
        for row in others
    )
    return sorted(found, key=lambda one: -one.closeness)[:SHOWN]


def _widths(ours: Mapping[str, Any], others: list[Mapping[str, Any]]) -> dict[str, float]:
    """How far the numbers of each input lie apart among what is compared."""
    found = {}
    for name, value in ours.items():
        if _is_number(value):
            values = [value, *(other[name] for other in others if _is_number(other.get(name)))]
            found[name] = max(values) - min(values)
    return found


def _closeness(ours: Mapping[str, Any], other: Mapping[str, Any], widths: Mapping[str, float]) -> float:
    if not ours:
        return 0.0
    return sum(_near(value, other.get(name), widths.get(name, 0.0)) for name, value in ours.items()) / len(ours)


def _near(one: Any, other: Any, width: float) -> float:
    if _is_number(one) and _is_number(other):
        return 1.0 - abs(one - other) / width if width else 1.0
    return float(one == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
