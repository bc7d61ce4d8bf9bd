"""Which inputs came new, are missing or changed their type, by the columns of the files of each day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple
from uuid import UUID

from aims.telemetry.columns import NUMBER, input_of
from aims.telemetry.storage import segments

BEFORE = 28
"""Days that one day is held against."""
type Kinds = frozenset[Literal["number", "text"]]


class Change(NamedTuple):
    """An input that came otherwise than before."""

    name: str
    what: Literal["new", "missing", "type"]
    before: Kinds
    now: Kinds


class Changes(NamedTuple):
    """What changed on a day; `days` before it with decisions, of which none leaves nothing to compare."""

    day: dt.date
    days: int
    found: tuple[Change, ...]


def changes(system: UUID, first: dt.date, last: dt.date) -> list[Changes]:
    """What changed on each day with decisions from `first` to `last`, against the 28 days before it.

    New is an input that came on none of them, missing one that came on each; the type changed where an input came as a
    number and never did before, or as text. A day with nothing before it shows no change.
    """
    by_day = _by_day(system, first - dt.timedelta(days=BEFORE), last)
    found = []
    for day in sorted(by_day):
        if day >= first:
            near = [kinds for d, kinds in by_day.items() if day - dt.timedelta(days=BEFORE) <= d < day]
            found.append(Changes(day, len(near), tuple(_between(near, by_day[day])) if near else ()))
    return found


def _by_day(system: UUID, first: dt.date, last: dt.date) -> dict[dt.date, dict[str, Kinds]]:
    columns: dict[dt.date, set[str]] = defaultdict(set)
    for segment in segments.current(system, first, last):
        columns[segment.day] |= set(segment.columns)
    return {day: _kinds(names) for day, names in columns.items()}


def _kinds(columns: Iterable[str]) -> dict[str, Kinds]:
    found: dict[str, Kinds] = {}
    for column in columns:
        if name := input_of(column):
            found[name] = found.get(name, frozenset()) | {"number" if column.startswith(NUMBER) else "text"}
    return found


def _between(before: list[dict[str, Kinds]], now: dict[str, Kinds]) -> Iterable[Change]:
    nothing: Kinds = frozenset()
    for name in sorted({name for kinds in before for name in kinds} | set(now)):
        held = [kinds[name] for kinds in before if name in kinds]
        was, comes = nothing.union(*held), now.get(name, nothing)
        if not held:
            yield Change(name, "new", was, comes)
        elif not comes:
            if len(held) == len(before):
                yield Change(name, "missing", was, comes)
        elif comes - was:
            yield Change(name, "type", was, comes)
