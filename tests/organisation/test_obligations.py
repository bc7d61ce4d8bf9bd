"""Which obligations apply on a day, which of them nobody has confirmed, and the days of their laws."""

import datetime as dt
from typing import Any

import pytest

from aims.kernel.world import World
from aims.organisation.models import Obligation
from aims.organisation.obligations import has_begun, has_ended, law_days, unconfirmed
from tests.conformity.worlds.bank import Bank

pytestmark = pytest.mark.django_db


def law(bank: Bank, starts: int, **given: Any) -> Any:
    """A law that applies in `starts` days."""
    words = {"title": "A law", "source": "law", "text": "Tell people.", "owner": bank.people["Arjun"]}
    start = bank.at.date() + dt.timedelta(days=starts)
    return bank.by("Liang", "obligation", "create", **words | {"applies_from": start} | given)


def after(bank: Bank, days: int) -> World:
    """What is recorded now, looked at some days later."""
    now = bank.world()
    return World(now._position, now.at + dt.timedelta(days=days))


def test_an_obligation_begins_with_its_first_day_and_ends_after_its_last(bank: Bank) -> None:
    made = law(bank, 3, applies_until=bank.at.date() + dt.timedelta(days=5))
    states = []
    for days in (2, 3, 5, 6):
        world = after(bank, days)
        one = world.get(Obligation, made.id)
        assert one is not None
        states.append((has_begun(world, one), has_ended(world, one)))
    assert states == [(False, False), (True, False), (True, False), (True, True)]


def test_one_that_nobody_confirmed_is_named_from_its_first_day_until_it_is_confirmed(bank: Bank) -> None:
    made = law(bank, 1)
    assert unconfirmed(bank.world()) == []
    assert [one.id for one in unconfirmed(after(bank, 1))] == [made.id]
    bank.by("Liang", "obligation", "submit", made.id)
    assert [one.id for one in unconfirmed(after(bank, 1))] == [made.id]
    bank.assign("Ines", "legal")
    bank.by("Ines", "obligation", "approve", made.id)
    assert unconfirmed(after(bank, 1)) == []
    bank.by("Liang", "obligation", "revise", made.id)
    assert unconfirmed(after(bank, 1)) == [], "the version that was confirmed still holds"


def test_the_days_of_a_law_come_from_the_frameworks_that_obligations_name(bank: Bank) -> None:
    law(bank, 0, framework="gdpr")
    law(bank, 0)
    days = law_days(bank.world().all(Obligation))
    assert {day.framework.id for day in days} == {"gdpr"}
    assert [day.effective.date.isoformat() for day in days] == ["2016-05-24", "2018-05-25"]
