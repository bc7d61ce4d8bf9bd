"""The tier follows seven answers: raised freely, lowered by another person with a reason, and never by an edit."""

import itertools

import pytest

from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.world import present
from aims.systems import tier as tiers
from aims.systems.models import AISystem
from tests.bank import Bank

pytestmark = pytest.mark.django_db
WEIGHTY = ["decides", "weighs"]


@pytest.mark.parametrize(
    ("yes", "expected"),
    [
        ([], "low"),
        (["decides"], "low"),
        (["many"], "low"),
        (["acts_alone"], "medium"),
        (["public"], "medium"),
        (["decides", "many"], "medium"),
        (["personal", "vulnerable", "many"], "medium"),
        (WEIGHTY, "high"),
        ([*WEIGHTY, "public"], "high"),
    ],
)
def test_the_rule(yes: list[str], expected: str) -> None:
    assert tiers.read(yes).tier == expected


def test_one_more_yes_never_lowers_the_tier() -> None:
    keys = [question.key for question in tiers.questions()]
    for n in range(len(keys)):
        for yes in itertools.combinations(keys, n):
            for more in set(keys) - set(yes):
                assert not tiers.is_lower(tiers.read([*yes, more]).tier, tiers.read(yes).tier)


def answered(bank: Bank, yes: list[str], **more: str) -> Record:
    system = bank.records["system"]
    return bank.does("jonas", "ai_system", "edit", system, tier_answers=yes, tier_answered_on=present().today, **more)


def test_a_tier_without_answers_is_told_and_may_be_edited_either_way(bank: Bank) -> None:
    system = bank.does("jonas", "ai_system", "edit", bank.records["system"], tier="low")
    assert system.tier == "low"
    assert bank.does("jonas", "ai_system", "edit", system, tier="medium").tier == "medium"


def test_an_empty_tier_is_filled_from_the_answers(bank: Bank) -> None:
    assert answered(bank, WEIGHTY, tier="").tier == "high"


def test_no_edit_sets_it_below_the_answers_and_the_refusal_says_the_way(bank: Bank) -> None:
    answered(bank, WEIGHTY)
    with pytest.raises(Denied) as denied:
        bank.does("jonas", "ai_system", "edit", bank.records["system"], tier="medium")
    assert "tier" in denied.value.fields
    assert "Another person may set it lower" in denied.value.sentence


def test_raising_is_free(bank: Bank) -> None:
    assert answered(bank, [], tier="high").tier == "high"


def lowered(bank: Bank, by: str = "arjun", to: str = "medium", reason: str = "Used on ten cases a year.") -> Record:
    return bank.does(by, "ai_system", "lower_tier", bank.records["system"], lowered_tier=to, reason=reason)


def test_another_person_sets_it_lower_with_a_reason(bank: Bank) -> None:
    answered(bank, WEIGHTY)
    with pytest.raises(Denied, match="A reason is needed"):
        lowered(bank, reason="")
    system = lowered(bank)
    assert (system.tier, system.is_lowered, system.lowered_from) == ("medium", True, "high")
    with pytest.raises(Denied):
        bank.does("jonas", "ai_system", "edit", bank.records["system"], tier="low")


def test_who_wrote_it_does_not_lower_it(bank: Bank) -> None:
    answered(bank, WEIGHTY)
    bank.does("mei", "ai_system", "edit", bank.records["system"], out_of_bounds_use="Marketing.")
    with pytest.raises(Denied, match="someone else must"):
        lowered(bank, by="mei")


def test_lower_means_lower(bank: Bank) -> None:
    answered(bank, ["public"], tier="medium")
    with pytest.raises(Denied) as denied:
        lowered(bank, to="medium")
    assert "lowered_tier" in denied.value.fields


def test_a_tier_raised_again_is_not_low_by_the_old_word(bank: Bank) -> None:
    answered(bank, WEIGHTY)
    lowered(bank)
    system = bank.does("jonas", "ai_system", "edit", bank.records["system"], tier="high")
    assert (system.tier, system.lowered_tier) == ("high", "")
    with pytest.raises(Denied):
        bank.does("jonas", "ai_system", "edit", bank.records["system"], tier="medium")


def test_answers_that_give_more_than_then_end_what_was_lowered(bank: Bank) -> None:
    answered(bank, ["public"], tier="medium")
    lowered(bank, to="low")
    with pytest.raises(Denied):
        answered(bank, WEIGHTY)
    assert answered(bank, WEIGHTY, tier="high").tier == "high"


@pytest.mark.parametrize("tier", ["high", "low"])
def test_answers_are_given_anew_and_not_taken_back(bank: Bank, tier: str) -> None:
    answered(bank, WEIGHTY)
    with pytest.raises(Denied) as denied:
        bank.does("jonas", "ai_system", "edit", bank.records["system"], tier_answered_on=None, tier=tier)
    assert "tier_answered_on" in denied.value.fields


def test_who_answers_anew_lowers_nothing(bank: Bank) -> None:
    """Fewer answers with yes give a lower tier only when another person sets it so, with a reason."""
    given = {"tier_answers": WEIGHTY, "tier_answered_on": "2026-01-01"}
    system = bank.does("jonas", "ai_system", "create", title="Scores", intended_use="Scores.", **given)
    assert AISystem.objects.get(pk=system.pk).tier == "high"
    with pytest.raises(Denied) as refused:
        bank.does("jonas", "ai_system", "edit", system, tier_answers=[], tier="low")
    assert "tier" in refused.value.fields
    bank.does("jonas", "ai_system", "edit", system, tier_answers=[])
    assert AISystem.objects.get(pk=system.pk).tier == "high"
