"""Tests of controls: when they are due, who is told, and what a failed one asks for."""

import datetime as dt

import pytest

from aims.improvement.failed_tests import unanswered
from aims.improvement.models import Nonconformity
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.risk.testing import last_test, next_test
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.risks import control, people, raised, tried_out

pytestmark = pytest.mark.django_db


def codes(bank: Bank, name: str) -> set[str]:
    return {duty.code for duty in duties_of(bank.world(), bank.people[name])}


@pytest.fixture
def tested(bank: Bank) -> Bank:
    people(bank)
    bank.kept["control"] = control(bank, "A.9.2", test_months=6)
    return bank


def test_the_interval_counts_from_coming_in_force_and_then_from_the_last_test(tested: Bank) -> None:
    one, since = tested.kept["control"], tested.at.date()
    world = tested.world()
    assert last_test(world, one) is None
    assert (next_test(world, one) - since).days in range(181, 185)
    assert "control_untested" not in codes(tested, "Arjun")
    tested.pass_days(170)
    assert "control_untested" in codes(tested, "Arjun")
    made = tried_out(tested, one.id, "passed")
    assert last_test(tested.world(), one).pk == made.pk
    assert next_test(tested.world(), one) > tested.at.date() + dt.timedelta(days=180)
    assert "control_untested" not in codes(tested, "Arjun")


@pytest.mark.parametrize("answer", ["decided", "raised", "rejected"])
def test_a_failed_test_asks_for_a_decision_or_a_nonconformity(tested: Bank, answer: str) -> None:
    made = tested.kept["test"] = tried_out(tested, tested.kept["control"].id, "failed")
    assert [one.pk for one in unanswered(tested.world())] == [made.pk]
    assert "test_failed" in codes(tested, "Arjun")
    if answer == "decided":
        tested.by("Arjun", "control_test", "answer", made.id, answer="The rota is drawn anew.")
    else:
        raised(tested)
    if answer == "rejected":
        case = tested.world().all(Nonconformity)[0]
        tested.by("Rosalind", "nonconformity", "reject", case.id)
    assert bool(unanswered(tested.world())) == (answer == "rejected")
    assert ("test_failed" in codes(tested, "Arjun")) == (answer == "rejected")


def test_a_draft_hands_no_test_to_another_owner(tested: Bank) -> None:
    """Who owns the control in force concludes no test of it, whatever a draft says (SOD-05)."""
    one = tested.kept["control"]
    tested.assign("Arjun", "verifier")
    tested.by("Liang", "control", "revise", one.id)
    tested.by("Liang", "control", "edit", one.id, owner=tested.people["Liang"])
    words = {"title": "Ten cases", "tested": one.id, "population": "All of May.", "sample": "Ten, by lot."}
    made = tested.by("Liang", "control_test", "create", **words)
    with pytest.raises(Denied) as refused:
        tested.by("Arjun", "control_test", "conclude", made.id, result="passed", found="Read each.")
    assert refused.value.code == "own_case"


def test_a_control_is_not_made_known_on_a_day_to_come(tested: Bank) -> None:
    """Such a day is taken by the move alone, and refused there as in a form."""
    ahead = {"told_on": tested.at.date() + dt.timedelta(days=400), "told_how": "In the meeting."}
    with pytest.raises(Denied) as refused:
        tested.by("Liang", "control", "make_known", tested.kept["control"].id, **ahead)
    assert (refused.value.code, [*refused.value.fields]) == ("invalid", ["told_on"])
