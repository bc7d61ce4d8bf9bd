"""A monitor tried on a year of history before it is approved, and the result in what is signed."""

import datetime as dt

import pytest

from aims.monitoring.backtesting import backtest
from aims.monitoring.models import Monitor
from tests.conformity.worlds.bank import Bank

from .figures import Told, whole
from .story import monitored

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


def history(bank: Bank, *faults: int) -> Told:
    """A year of weeks, those `faults` weeks ago past the limit."""
    end = bank.at.date() - dt.timedelta(days=1)
    return Told(on={end - WEEK * n: whole(0.7 + n / 1000) for n in faults})


def test_each_fault_is_one_alarm_and_the_worst_window_is_named(bank: Bank) -> None:
    told = history(bank, 40, 39, 10, 3)
    monitor = monitored(bank, told)
    assert (monitor.tried_windows, monitor.tried_unknown) == (52, 0)
    assert monitor.tried_until == bank.at.date() - dt.timedelta(days=1)
    assert monitor.tried_from == monitor.tried_until - WEEK * 51
    assert [(row["first"], row["value"]) for row in monitor.alarms] == [
        (str(monitor.tried_until - WEEK * 40), 0.739),
        (str(monitor.tried_until - WEEK * 10), 0.71),
        (str(monitor.tried_until - WEEK * 3), 0.703),
    ]


def test_as_it_would_have_run(bank: Bank) -> None:
    """Two windows in a row are asked for: the single bad weeks raise nothing."""
    monitor = monitored(bank, history(bank, 40, 39, 10, 3), to_breach=2)
    assert [row["first"] for row in monitor.alarms] == [str(monitor.tried_until - WEEK * 39)]


def test_unknown_windows_are_counted_and_are_no_alarm(bank: Bank) -> None:
    told = history(bank)
    told.on = {day: whole(0.1, n=5) for day in history(bank, 8, 9).on}
    monitor = monitored(bank, told)
    assert (monitor.tried_unknown, monitor.alarms) == (2, [])


def test_what_was_shown_is_in_the_version_that_is_signed(bank: Bank) -> None:
    monitor = monitored(bank, history(bank, 5))
    held = bank.world().get_in_force(Monitor, monitor.id)
    assert held is not None
    assert len(held.alarms) == 1
    bank.by("Liang", "monitor", "revise", monitor.id)
    bank.by("Liang", "monitor", "edit", monitor.id, breach_at=0.6, warn=0.65)
    bank.by("Liang", "monitor", "submit", monitor.id)
    assert bank.world().get(Monitor, monitor.id).tried_unknown == 52, "nothing gives figures now"


def test_what_people_measure_has_no_history_to_be_tried_on(bank: Bank) -> None:
    monitor = monitored(bank, history(bank, 5), source="people_sample", measure="sample_correct")
    assert (monitor.tried_windows, monitor.tried_from, monitor.alarms) == (None, None, [])


def test_a_daily_monitor_is_tried_on_the_latest_days(bank: Bank) -> None:
    found = backtest(monitored(bank, every_days=1), bank.at.date(), Told())
    assert len(found.days) == 120
    assert found.days[-1] - found.days[0] == dt.timedelta(days=119)
