"""What is acquired has approved suppliers, and it is agreed with each who answers for what (A.10.2, A.10.3)."""

import datetime as dt
from typing import Any

import pytest

from aims.kernel.denied import Denied
from aims.lib.clock import months_after
from aims.systems.life import LIFE
from aims.systems.models import AISystem
from aims.systems.readiness import next_lacks, next_moves
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.datasets import component
from tests.conformity.worlds.impact import screened
from tests.conformity.worlds.suppliers import assessed, split, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(founded: Bank, db: None) -> Bank:
    bank = founded.anew()
    bank.assign("Liang", "supplier_manager")
    return bank


def taken_in(bank: Bank, **given: Any) -> AISystem:
    words = {"title": "Chatbot", "intended_use": "Answers at night.", "scope_decision": "in", "ai_roles": ["ai_user"]}
    made = bank.by("Liang", "ai_system", "create", owner=bank.people["Liang"], **words | given)
    return bank.by("Arjun", "ai_system", "triage", made.id)  # type: ignore[no-any-return]


def bought(bank: Bank, **given: Any) -> AISystem:
    """A system that somebody else makes, assessed."""
    made = taken_in(bank, **given)
    bank.by("Liang", "ai_system", "edit", made.id, tier_answered_on=bank.at.date())
    screened(bank, made.id)
    return bank.by("Arjun", "ai_system", "assess", made.id)  # type: ignore[no-any-return]


def lacks(bank: Bank, system: AISystem) -> list[tuple[str, str]]:
    found = bank.world().get(AISystem, system.id)
    assert found
    return [(lack.do.kind, lack.do.action) for lack in next_lacks(bank.world(), found)]


def acquire(bank: Bank, system: AISystem) -> str:
    try:
        return str(bank.by("Liang", "ai_system", "acquire", system.id).state)
    except Denied as denied:
        return denied.code


def test_what_goes_on_has_a_next_step_in_every_state() -> None:
    assert [state for state in LIFE.states.keys() - LIFE.ended if not next_moves(AISystem(state=state))] == []


def test_nothing_is_assessed_before_its_tier_is_determined(bank: Bank) -> None:
    system = taken_in(bank, tier="low")
    screened(bank, system.id)
    assert lacks(bank, system) == [("ai_system", "edit")]
    with pytest.raises(Denied, match="seven questions"):
        bank.by("Arjun", "ai_system", "assess", system.id)
    bank.by("Liang", "ai_system", "edit", system.id, tier_answered_on=bank.at.date())
    assert lacks(bank, system) == []
    assert bank.by("Arjun", "ai_system", "assess", system.id).state == "assessed"


def test_without_a_supplier_nothing_is_acquired(bank: Bank) -> None:
    system = bought(bank)
    assert lacks(bank, system) == [("responsibility_split", "create")]
    assert acquire(bank, system) == "not_ready"


def test_the_supplier_of_a_component_is_approved_and_the_split_agreed(bank: Bank) -> None:
    system, other = bought(bank), assessed(bank)
    component(bank, ("part_of", system.id), origin="supplier", supplier=other.id)
    assert lacks(bank, system) == [("supplier", "approve_supplier"), ("responsibility_split", "create")]
    bank.by("Tan", "supplier", "approve_supplier", other.id)
    assert lacks(bank, system) == [("responsibility_split", "create")]
    assert acquire(bank, system) == "not_ready"
    split(bank, other, system=system.id)
    assert lacks(bank, system) == []
    assert acquire(bank, system) == "in_acquisition"


def test_a_split_for_every_system_serves_each(bank: Bank) -> None:
    system, other = bought(bank), supplier(bank)
    component(bank, ("part_of", system.id), origin="supplier", supplier=other.id)
    split(bank, other)
    assert acquire(bank, system) == "in_acquisition"


def test_a_split_about_another_system_does_not_serve(bank: Bank) -> None:
    system, elsewhere, other = bought(bank), bought(bank, title="Another"), supplier(bank)
    component(bank, ("part_of", system.id), origin="supplier", supplier=other.id)
    split(bank, other, system=elsewhere.id)
    assert lacks(bank, system) == [("responsibility_split", "create")]


def test_a_split_that_is_a_draft_undated_or_over_is_not_agreed(bank: Bank) -> None:
    system, other = bought(bank), supplier(bank)
    made = bank.by("Liang", "responsibility_split", "create", title="Split", supplier=other.id, system=system.id)
    assert lacks(bank, system) == [("responsibility_split", "edit")]
    bank.by("Liang", "responsibility_split", "edit", made.id, agreed_on=bank.at.date(), holds_until=bank.at.date())
    assert lacks(bank, system) == [("responsibility_split", "submit")]
    bank.put_in_force("responsibility_split", made.id)
    assert lacks(bank, system) == []
    bank.pass_days(2)
    assert lacks(bank, system) == [("responsibility_split", "revise")]
    assert acquire(bank, system) == "not_ready"


def test_a_restricted_supplier_is_not_approved_and_a_terminated_one_none(bank: Bank) -> None:
    system, other = bought(bank), supplier(bank)
    split(bank, other, system=system.id)
    bank.by("Liang", "supplier", "restrict", other.id)
    assert lacks(bank, system) == [("supplier", "lift")]
    bank.by("Liang", "supplier", "terminate", other.id)
    assert lacks(bank, system) == [("responsibility_split", "create")]


@pytest.mark.parametrize(("is_critical", "months"), [(True, 6), (False, 12)])
def test_a_critical_supplier_is_looked_at_sooner(bank: Bank, is_critical: bool, months: int) -> None:
    other = supplier(bank, is_critical=is_critical)
    bank.by("Arjun", "supplier", "edit", other.id, gives="Another model.")
    done = bank.by("Tan", "supplier", "approve", other.id)
    assert done.review_due == months_after(bank.at.date(), months)
    late = done.review_due + dt.timedelta(days=1)
    bank.by("Arjun", "supplier", "edit", other.id, gives="A third one.")
    with pytest.raises(Denied) as refused:
        bank.by("Tan", "supplier", "approve", other.id, review_due=late)
    assert refused.value.code == "review_too_late"
