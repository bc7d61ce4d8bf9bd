"""What the clock and other records make of risks: at the last instant before, and after."""

import datetime as dt

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.standing import Standing
from aims.risk.models import RiskAssessment
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.risks import (
    HIGH,
    accepted,
    assessed_anew,
    assessment,
    criteria,
    people,
    risk,
    treatment,
)
from tests.kinds.test_standings import around, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(bank: Bank) -> Bank:
    people(bank)
    bank.kept["criteria"] = criteria(bank)
    return bank


def of(bank: Bank, record: object) -> list[str]:
    """The codes of the duties about `record`."""
    return [duty.code for duty in duties(bank.world()) if duty.do.record == record]


def test_an_acceptance_is_over_after_its_last_day(bank: Bank) -> None:
    bank.kept["risk"] = one = risk(bank)
    accepted(bank)
    until = bank.world().get(type(one), one.id).accepted_until
    before, after = around(bank, until - dt.timedelta(days=31))
    assert seen(before, one) == ("accepted", [])
    before, after = around(bank, until)
    assert seen(before, one) == ("accepted", [Standing.EXPIRING])
    assert seen(after, one) == ("accepted", [Standing.EXPIRED])
    assert "acceptance_ends" in of(bank, one.id)
    bank.by("Liang", "risk", "reopen", one.id)
    assert seen(bank.world(), one) == ("identified", [])


def test_an_acceptance_dies_when_the_risk_changes(bank: Bank) -> None:
    """What was accepted is not edited; judged anew it begins where nobody has accepted anything."""
    bank.kept["risk"] = one = risk(bank)
    accepted(bank)
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "risk", "edit", one.id, current_likelihood=2, consequence="More people than we thought.")
    assert refused.value.code == "not_editable"
    bank.by("Liang", "risk", "reopen", one.id)
    bank.by("Liang", "risk", "edit", one.id, consequence="More people than we thought.")
    found = bank.world().get(type(one), one.id)
    assert (found.state, found.accepted_until, found.condition) == ("identified", None, "")


def test_nobody_accepts_more_than_their_authority_or_their_own(bank: Bank) -> None:
    bank.assign("Arjun", "risk_acceptor")
    until = {"accepted_until": bank.at.date() + dt.timedelta(days=30)}
    small, high = risk(bank), risk(bank, **HIGH | {"current_likelihood": 3})
    worst = risk(bank, **HIGH)
    for who, one, move, code in (
        ("Arjun", small, "accept", "own_case"),  # its owner
        ("Liang", small, "accept", "not_granted"),
        ("Ines", high, "accept", "not_ready"),  # high takes designated management
        ("Tan", worst, "accept_as_top", "not_ready"),  # nobody accepts what is very high
    ):
        with pytest.raises(Denied) as refused:
            bank.by(who, "risk", move, one.id, **until)
        assert refused.value.code == code, (who, one.ref)
    assert bank.by("Arjun", "risk", "retain", small.id, **until).state == "accepted"
    assert bank.by("Tan", "risk", "accept_as_management", high.id, **until).state == "accepted"


def test_a_treatment_is_overdue_after_its_day(bank: Bank) -> None:
    one = treatment(bank, risk(bank, **HIGH).id, "begin")
    before, after = around(bank, one.due_on)
    assert seen(before, one) == ("in_progress", [])
    assert seen(after, one) == ("in_progress", [Standing.OVERDUE])
    assert "treatment_due" in of(bank, one.id)
    later = bank.at.date() + dt.timedelta(days=30)
    with pytest.raises(Denied):
        bank.by("Liang", "treatment", "extend", one.id, due_on=later)
    bank.by("Arjun", "treatment", "extend", one.id, due_on=later, reason="The course is full.")
    assert seen(bank.world(), one) == ("in_progress", [])


def test_an_assessment_is_stale(bank: Bank) -> None:
    """By its interval, by criteria that changed significantly, and by a significant change of the system."""
    one = assessment(bank, risk(bank).system_id)
    assert seen(bank.world(), one) == ("approved", [])
    before, after = around(bank, one.review_due)
    assert seen(before, one)[1] == []
    assert seen(after, one)[1] == [Standing.REVIEW_OVERDUE]
    assessed_anew(bank, one.id)
    bank.renewed("risk_criteria", bank.kept["criteria"].id, method="By three people.")
    assert seen(bank.world(), one)[1] == [Standing.STALE]
    assessed_anew(bank, one.id)
    assert seen(bank.world(), one)[1] == []
    bank.by("Liang", "ai_system", "edit", one.system_id, intended_use="Close accounts.")
    bank.by("Arjun", "ai_system", "approve", one.system_id, change_is_significant=True)
    assert seen(bank.world(), one)[1] == [Standing.STALE]


def test_the_interval_follows_the_tier(bank: Bank) -> None:
    for tier, days in (("high", 184), ("medium", 365), ("low", 731)):
        system = bank.system(tier=tier, title=f"A {tier} one").id
        risk(bank, system=system)
        due = assessment(bank, system).review_due
        assert abs((due - bank.at.date()).days - days) <= 1, tier


def test_the_next_assessment_takes_its_place(bank: Bank) -> None:
    one = assessment(bank, risk(bank).system_id)
    first = bank.world().get_in_force(RiskAssessment, one.id)
    assert [row["ref"] for row in first.results] == ["RSK-0001"]
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "risk_assessment", "edit", one.id, conclusion="Another.")
    assert refused.value.code == "not_editable"
    bank.by("Liang", "risk_assessment", "assess_anew", one.id)
    risk(bank, title="A second one", system=one.system_id)
    bank.by("Liang", "risk_assessment", "edit", one.id, conclusion="Another.")
    still = bank.world().get_in_force(RiskAssessment, one.id)
    assert (still.conclusion, still.results) == (first.conclusion, first.results)
    bank.by("Liang", "risk_assessment", "submit", one.id)
    bank.assign("Liang", "designated_management")
    with pytest.raises(Denied) as own:
        bank.by("Liang", "risk_assessment", "approve", one.id)
    assert own.value.code == "own_work"
    bank.by("Arjun", "risk_assessment", "approve", one.id)
    new = bank.world().get_in_force(RiskAssessment, one.id)
    assert (new.edition, [row["ref"] for row in new.results]) == (2, ["RSK-0001", "RSK-0002"])


def test_the_owner_does_not_approve_their_own_assessment(bank: Bank) -> None:
    one = risk(bank)
    made = assessment(bank, one.system_id, until="submit", owner=bank.people["Arjun"])
    with pytest.raises(Denied) as refused:
        bank.by("Arjun", "risk_assessment", "approve", made.id)
    assert refused.value.code == "own_case"


def test_nobody_signs_a_result_that_the_register_no_longer_shows(bank: Bank) -> None:
    one = risk(bank)
    made = assessment(bank, one.system_id, until="submit")
    bank.by("Liang", "risk", "comment", one.id)
    bank.by("Liang", "risk", "edit", one.id, current_likelihood=1)
    with pytest.raises(Denied) as refused:
        bank.by("Arjun", "risk_assessment", "approve", made.id)
    assert refused.value.code == "not_ready"
    bank.by("Arjun", "risk_assessment", "return", made.id)
    bank.by("Liang", "risk_assessment", "submit", made.id)
    assert bank.by("Arjun", "risk_assessment", "approve", made.id).is_in_force
