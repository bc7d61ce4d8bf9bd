"""The series of a monitor: what was measured window by window, read from the log of its one record of readings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from aims.kernel.checks import remembered
from aims.kernel.models import EventBody
from aims.kernel.world import World

from .judging import Level, Rows, rows_of
from .models import Breach, Monitor, Reading

MEASURED = ("compute", "enter")
"""The actions that add a window; a second one of the same window takes the place of the first."""
LONGEST = 400
"""Windows that are read back at most: more than a year of days."""


def windows(reading: UUID, until: int | None = None, most: int = LONGEST) -> list[Mapping[str, Any]]:
    """The windows of a record of readings as they were kept, the oldest first, each in its last word.

    As they stand in the log up to event `until`: `value, low, high, n, part, parts, compared, window_first,
    window_last, level, unknown_why, interval, segments, version`; days as text. One that was erased is left out.
    """
    rows = EventBody.objects.filter(event__record=reading, event__action__in=MEASURED)
    if until is not None:
        rows = rows.filter(event__seq__lte=until)
    bodies = rows.order_by("-event__seq").values_list("body", flat=True)[:most]
    found: dict[str, Mapping[str, Any]] = {}
    for body in bodies:
        if body is not None:
            found.setdefault(body["after"]["window_last"], body["after"])
    return [found[day] for day in sorted(found)]


_DRAWN = ("value", "low", "high", "n", "part", "level", "unknown_why", "window_first", "window_last")


def drawn(readings: Iterable[Reading], most: int = LONGEST) -> dict[UUID, list[dict[str, Any]]]:
    """What pictures show of several series, by the id of the readings, the oldest first: one query, without evidence.

    Of each the last `most` windows up to the version at hand: `value, low, high, n, part, level, unknown_why`, and
    `window_first, window_last` as days.
    """
    wanted = [Q(event__record=one.id, event__version__range=(one.version - most + 1, one.version)) for one in readings]
    if not wanted:
        return {}
    rows = EventBody.objects.filter(reduce(or_, wanted), event__action__in=MEASURED).order_by("event__seq")
    names = [f"body__after__{name}" for name in _DRAWN]
    found: dict[UUID, dict[str, dict[str, Any]]] = defaultdict(dict)
    for record, *values in rows.values_list("event__record", *names):
        row = dict(zip(_DRAWN, values, strict=True))
        if last := row["window_last"]:  # an erased one says nothing
            first = row["window_first"]
            row |= {"window_last": _day(last), "window_first": _day(first) if first else None}
            found[record][last] = row
    return {record: [of[day] for day in sorted(of)] for record, of in found.items()}


def parts_of(reading: Reading, last: dt.date) -> list[Mapping[str, Any]]:
    """The fields compared in the window that ended on `last`, as they were kept up to the version at hand."""
    of = EventBody.objects.filter(
        event__record=reading.id, event__action__in=MEASURED, event__version__lte=reading.version
    )
    found = of.filter(body__after__window_last=last.isoformat()).order_by("-event__seq")
    return found.values_list("body__after__parts", flat=True).first() or []


def _day(said: str) -> dt.date:
    return dt.date.fromisoformat(said)


def rows_before(reading: Reading, window_last: dt.date) -> Rows:
    """The rows that the windows before `window_last` come to."""
    day = window_last.isoformat()
    before = windows(reading.id) if reading.version else []
    return rows_of(Level(one["level"]) for one in before if one["window_last"] < day)


def reading_of(world: World, monitor: Monitor) -> Reading | None:
    """What `monitor` measured last; None where nobody has begun."""

    def gather(world: World) -> dict[UUID, Reading]:
        return {one.monitor_id: one for one in world.in_force(Reading)}

    return remembered(world, "readings", gather).get(monitor.id)


def open_breach(world: World, monitor: UUID) -> Breach | None:
    """The breach of a monitor that is not closed; there is one at most."""
    return next((one for one in breaches_of(world).get(monitor, []) if one.is_open), None)


def breaches_of(world: World) -> dict[UUID, list[Breach]]:
    """The breaches by their monitor, the oldest first."""

    def gather(world: World) -> dict[UUID, list[Breach]]:
        found: dict[UUID, list[Breach]] = {}
        for one in world.all(Breach):
            found.setdefault(one.monitor_id, []).append(one)
        return found

    return remembered(world, "breaches", gather)


def monitors_of(world: World) -> dict[UUID, list[Monitor]]:
    """The monitors in force by their system."""

    def gather(world: World) -> dict[UUID, list[Monitor]]:
        found: dict[UUID, list[Monitor]] = {}
        for one in world.in_force(Monitor):
            found.setdefault(one.system_id, []).append(one)
        return found

    return remembered(world, "monitors of systems", gather)


def as_then(breach: Breach, monitor: Monitor) -> Monitor:
    """The monitor with the limit that was passed, which may have been changed since."""
    if breach.limit is None or breach.limit == monitor.breach_at:
        return monitor
    then = copy(monitor)
    then.breach_at, then.warn = breach.limit, None
    return then


AROUND = 12
"""Windows before and after those past the limit that tell of a breach."""


def around(world: World, breach: Breach, monitor: Monitor) -> Sequence[Mapping[str, Any]]:
    """The windows past the limit with some on both sides, as `drawn`; of an open breach all that came since."""
    reading = reading_of(world, monitor)
    rows = drawn([reading]).get(reading.pk, []) if reading else []
    past = {row["last"] for row in breach.readings} or {breach.window_last.isoformat()}
    places = [n for n, row in enumerate(rows) if row["window_last"].isoformat() in past]
    if not places:
        return []
    end = len(rows) if breach.is_open else places[-1] + AROUND + 1
    return rows[max(0, places[0] - AROUND) : end]


def windows_missing(world: World, breach: Breach) -> int:
    """How many more windows within the limit, in a row, it takes until the monitor itself shows that a breach is over.

    None where the measurement was wrong, or where the monitor is no longer in force and can show nothing.
    """
    monitor = world.get_in_force(Monitor, breach.monitor_id)
    if monitor is None or not breach.is_real:
        return 0
    found = reading_of(world, monitor)
    since = sum(row["window_last"] > breach.window_last for row in drawn([found]).get(found.id, [])) if found else 0
    return max(0, monitor.to_clear - min(found.row_within if found else 0, since))
