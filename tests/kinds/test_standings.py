"""What the clock makes of a record in force that was to be looked at again: at the last instant before, and after."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from aims.kernel.kinds import KINDS
from aims.kernel.standing import Standing, changed_alone, standings
from aims.kernel.world import World
from aims.lib import clock
from aims.systems.models import Supplier
from aims.systems.supply import is_under_review
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.suppliers import notice, supplier

pytestmark = pytest.mark.django_db
INSTANT = dt.timedelta(microseconds=1)


def around(bank: Bank, day: dt.date) -> tuple[World, World]:
    """The bank at the last instant of `day`, and at the first of the next."""
    end = clock.end_of(day, ZoneInfo(settings.TIME_ZONE))
    bank.at = end
    before = bank.world()
    bank.at = end + INSTANT
    return before, bank.world()


def seen(world: World, record: Any) -> tuple[str, list[Standing]]:
    found = world.get(KINDS[record.kind].model, record.id)
    assert found is not None
    return found.state, standings(found, world)


def assert_overdue_after(bank: Bank, record: Any) -> None:
    """Its state stays what a person decided; what the clock says lies over it."""
    before, after = around(bank, record.review_due)
    assert seen(before, record) == (record.state, [])
    assert seen(after, record) == (record.state, [Standing.REVIEW_OVERDUE])


def test_a_policy_is_under_review(bank: Bank) -> None:
    policy = bank.policy()
    assert_overdue_after(bank, policy)
    renewed = bank.renewed("policy", policy.id)
    assert seen(bank.world(), renewed) == ("approved", [])
    assert_overdue_after(bank, renewed)


def test_a_policy_is_looked_at_again_when_its_scope_changes_significantly(bank: Bank) -> None:
    scope = bank.scope()
    policy = bank.policy(links=[("within", scope.id)])
    for significant, expected in ((False, []), (True, [Standing.STALE])):
        bank.by("Liang", "scope_statement", "revise", scope.id)
        bank.by("Liang", "scope_statement", "edit", scope.id, text=f"All units, {significant}.")
        bank.by("Liang", "scope_statement", "submit", scope.id)
        assert seen(bank.world(), policy)[1] == []
        bank.by("Tan", "scope_statement", "approve", scope.id, change_is_significant=significant)
        assert seen(bank.world(), policy) == ("approved", expected)


def test_a_system_is_evaluated_again(bank: Bank) -> None:
    system = bank.system()
    assert system.state == "operating"
    assert_overdue_after(bank, system)
    confirmed = bank.taken_in(system.id)
    assert seen(bank.world(), confirmed) == ("operating", [])


def test_a_supplier_is_under_review(bank: Bank) -> None:
    one = supplier(bank)
    before, after = around(bank, one.review_due)
    assert (under_review(before, one), under_review(after, one)) == (False, True)
    assert_overdue_after(bank, one)
    bank.by("Tan", "supplier", "approve", one.id)
    assert not under_review(bank.world(), one)


def test_a_supplier_is_under_review_from_a_change_of_its_model_until_that_is_handled(bank: Bank) -> None:
    one, other = supplier(bank), supplier(bank, title="Another")
    told = notice(bank, one)
    assert (under_review(bank.world(), one), under_review(bank.world(), other)) == (True, False)
    bank.by("Liang", "model_change_notice", "handle", told.id, read_by=bank.people["Liang"], handling="Tested anew.")
    assert not under_review(bank.world(), one)


def under_review(world: World, record: Any) -> bool:
    found = world.get(Supplier, record.id)
    assert found is not None
    return is_under_review(world, found)


def test_a_text_changed_in_one_of_its_two_languages_is_known(bank: Bank) -> None:
    def changed(**values: str) -> list[str]:
        edited = bank.by("Liang", "policy", "edit", policy.id, **values)
        world = bank.world()
        return changed_alone(world.get(type(edited), edited.id), world)

    policy = bank.policy(text="A person decides.", text_alt="由人决定。", purpose="We lend.")
    assert changed_alone(policy, bank.world()) == []
    bank.by("Liang", "policy", "revise", policy.id)
    assert changed(purpose="We lend and save.") == [], "stands in one language"
    assert changed(text="A person always decides.") == ["text"]
    assert changed(title="Policy on AI", title_alt="AI方针") == ["text"], "a translation that was added"
    assert changed(text_alt="始终由人决定。") == []
    assert changed(text="A person decides.") == ["text_alt"]
