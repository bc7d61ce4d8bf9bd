"""What the system adds to a reading and to a monitor with a move: level, rows of windows, the trial on history."""

from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.wording import filled
from aims.kernel.world import World

from .backtesting import backtest
from .judging import Level, interval_of, level_of
from .models import Breach, Monitor, Reading
from .series import reading_of, rows_before, windows


def settle(reading: Reading, world: World) -> None:
    """Judge the window at hand by the monitor in force, and count it on. Raises `Denied` for one before the last."""
    _refuse_earlier(reading)
    monitor = world.get_in_force(Monitor, reading.monitor_id)
    reading.level, reading.interval = Level.UNKNOWN.value, Reading.Interval.NONE.value
    if monitor is None:
        reading.unknown_why = "not_in_force"
    elif reading.value is None:
        reading.unknown_why = reading.unknown_why or "no_decisions"
    elif reading.n < monitor.minimum:
        reading.unknown_why = "too_few"
    else:
        limits = monitor.limits
        reading.unknown_why = ""
        reading.level = level_of(limits, reading.value).value
        reading.interval = interval_of(limits, reading, reading.compared or 1)
    if reading.window_last:
        rows = rows_before(reading, reading.window_last).then(Level(reading.level))
        reading.row_breach, reading.row_within, reading.row_unknown = rows


def _refuse_earlier(reading: Reading) -> None:
    before = windows(reading.id, most=1)
    if before and reading.window_last and reading.window_last.isoformat() < before[0]["window_last"]:
        why = filled(_("A later window is entered already, up to %(date)s."), {"date": before[0]["window_last"]})
        raise Denied("not_ready", ref=reading.ref, why=why)


def try_on_history(monitor: Monitor, world: World) -> None:
    """How often it would have raised an alarm in the last year: part of what the approver signs."""
    found = backtest(monitor, world.today)
    monitor.tried_from = found.days[0] if found.days else None
    monitor.tried_until = found.days[-1] if found.days else None
    monitor.tried_windows = len(found.days) if found.days else None
    monitor.tried_unknown = found.unknown if found.days else None
    monitor.alarms = [
        {
            "first": found.days[alarm.first].isoformat(),
            "last": found.days[alarm.last].isoformat(),
            "value": alarm.worst.value,
            "part": alarm.worst.part,
        }
        for alarm in found.alarms
    ]


MOST_SHOWN = 12
"""Windows of a row that are kept as evidence of a breach: the last ones."""


def show_evidence(breach: Breach, world: World) -> None:
    """Of which system it is, by which limit, and the row of windows past it with the segments they rest on.

    The row is the one that ends with the window of the breach; later ones may have been measured since.
    """
    monitor = world.get_in_force(Monitor, breach.monitor_id) or breach.monitor
    breach.system_id, breach.limit = monitor.system_id, monitor.breach_at
    reading, day = reading_of(world, monitor), breach.window_last.isoformat()
    until = [one for one in windows(reading.id, world.seq) if one["window_last"] <= day] if reading else []
    if not until or not until[-1]["row_breach"]:
        return
    past = [one for one in until if one["level"] == Level.BREACH]
    row = past[-min(until[-1]["row_breach"], MOST_SHOWN) :]
    breach.readings = [
        {"version": one["version"], "last": one["window_last"], "value": one["value"], "n": one["n"]} for one in row
    ]
    digests = dict.fromkeys(segment["digest"] for one in row for segment in one["segments"])
    breach.segments = [{"digest": digest} for digest in digests]
