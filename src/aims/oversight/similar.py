"""Which other decisions are like the one that was contested: the same output, upon inputs close to it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from aims.telemetry.reading import browsing, lookup

from .closeness import closeness, spans
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
    known = spans([inputs, *(row.get("inputs", {}) for row in others)])
    found = (
        Like(row["key"], row["at"], str(row["output"]), closeness(inputs, row.get("inputs", {}), known))
        for row in others
    )
    return sorted(found, key=lambda one: -one.closeness)[:SHOWN]
