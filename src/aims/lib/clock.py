"""The only place that knows the time. Everything else is told an instant or asks here."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

_set_to: ContextVar[dt.datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> dt.datetime:
    """The present instant in UTC, or the instant the clock was set to."""
    return _set_to.get() or dt.datetime.now(dt.UTC)  # noqa: TID251  the one place


@contextmanager
def set_to(instant: dt.datetime) -> Iterator[None]:
    """Tell this context another time: for replaying a story, and for tests."""
    token = _set_to.set(instant)
    try:
        yield
    finally:
        _set_to.reset(token)


def day_of(instant: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day of `instant` in `zone`."""
    return instant.astimezone(zone).date()


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last instant of `day` in `zone`, in UTC."""
    if day >= dt.date.max:
        return dt.datetime.max.replace(tzinfo=dt.UTC)
    next_day = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return next_day.astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day `months` later, or the last day of that month where it is shorter; the last day there is at most."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def iso(instant: dt.datetime) -> str:
    """RFC 3339 in UTC with microseconds and `Z`: the one form that enters the ledger."""
    return instant.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
