"""A monitor tried on history before it is approved: when would it have raised an alarm?"""

import datetime as dt
from typing import NamedTuple

from .judging import Alarm, Judged, Level, alarms
from .measuring import Source, judged
from .models import Monitor

MOST_WINDOWS = 120
"""So many of the latest windows are tried: a year and more by weeks or months, four months by days."""
A_YEAR = 365


class Backtest(NamedTuple):
    """What a trial showed: the last day of each window, what was judged of it, and the alarms by place in both."""

    days: tuple[dt.date, ...]
    judged: tuple[Judged, ...]
    alarms: tuple[Alarm, ...]

    @property
    def unknown(self) -> int:
        return sum(one.level is Level.UNKNOWN for one in self.judged)


def window(monitor: Monitor, last: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the window that ends on `last`."""
    return last - dt.timedelta(days=monitor.window_days - 1), last


def latest_end(monitor: Monitor, today: dt.date) -> dt.date:
    """The last day of the newest window that is over on `today`, the days left out whose outcomes are not known yet."""
    return today - dt.timedelta(days=1 + monitor.lag_days)


def backtest(monitor: Monitor, today: dt.date, figures: Source | None = None) -> Backtest:
    """Judge the windows of the last year as `monitor` says, and count the alarms; one that people measure has none."""
    if monitor.is_manual:
        return Backtest((), (), ())
    end, step = latest_end(monitor, today), dt.timedelta(days=monitor.every_days)
    wanted = min(MOST_WINDOWS, A_YEAR // monitor.every_days)
    days = tuple(end - step * n for n in reversed(range(wanted)))
    found = tuple(judged(monitor, *window(monitor, day), figures) for day in days)
    return Backtest(days, found, tuple(alarms(found, monitor.limits, monitor.to_breach, monitor.to_clear)))
