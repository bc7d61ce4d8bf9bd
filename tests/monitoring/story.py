"""A monitored system: monitors made through the one door, and figures as a test wants them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from aims.kernel.reactions import run_reactions
from aims.monitoring import running
from aims.monitoring.measuring import measured_from
from aims.monitoring.models import Breach, Monitor, Reading
from aims.monitoring.series import reading_of
from aims.systems.models import AISystem
from tests.conformity.worlds.bank import Bank

from .figures import Given, Told

MONITOR: dict[str, Any] = {
    "title": "Accuracy of the score",
    "why": "Wrong holds cost customers their payments.",
    "limit_why": "Below it a person would do better.",
    "measure": "accuracy",
    "minimum": 300,
    "window_days": 7,
    "every_days": 7,
    "warn": 0.85,
    "breach_at": 0.80,
    "to_clear": 2,
}


def monitored(bank: Bank, told: Told | None = None, **given: Any) -> Monitor:
    """A monitor in force, of a system in use, written by Liang, owned by Arjun and approved by Tan."""
    system = next(iter(bank.world().all(AISystem)), None) or bank.system()
    values = MONITOR | {"system": system.id, "owner": bank.people["Arjun"]} | given
    made = bank.by("Liang", "monitor", "create", **values)
    with measured_from(told or Told()):
        bank.by("Liang", "monitor", "submit", made.id)
    held: Monitor = bank.by("Tan", "monitor", "approve", made.id)
    react(bank)
    return held


def react(bank: Bank) -> None:
    with bank.now():
        run_reactions()


def run(bank: Bank, told: Told) -> list[Reading]:
    """The worker's step, and what follows from it."""
    with bank.now(), measured_from(told):
        found = running.run()
    react(bank)
    return found


def line(bank: Bank, monitor: Monitor) -> Reading:
    found = reading_of(bank.world(), monitor)
    assert found is not None
    return found


def enter(bank: Bank, monitor: Monitor, value: float, n: int = 400, who: str = "Liang", **given: Any) -> Reading:
    """A reading that a person found today."""
    values = {"value": value, "n": n, "window_last": bank.at.date(), "how": "Every tenth case."} | given
    found: Reading = bank.by(who, "reading", "enter", line(bank, monitor).id, **values)
    react(bank)
    return found


def breaches(bank: Bank) -> list[Breach]:
    return bank.world().all(Breach)


def answered(bank: Bank, breach: Breach, **given: Any) -> Breach:
    bank.by("Arjun", "breach", "acknowledge", breach.id)
    said = {"cause_sort": "input", "cause": "A feed sent zeros.", "done": "The feed was mended."} | given
    found: Breach = bank.by("Arjun", "breach", "answer", breach.id, **said)
    return found


def weeks(bank: Bank, told: Told, *values: Mapping[str, Given]) -> list[Reading]:
    """A week passes for each of `values`, and its window shows them."""
    found = []
    for figures in values:
        bank.pass_days(7)
        told.on[bank.at.date() - dt.timedelta(days=1)] = figures
        found += run(bank, told)
    return found
