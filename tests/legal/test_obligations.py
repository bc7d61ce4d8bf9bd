"""What applies on a day, by the answers in force, by role, by the days of the law; when it is stale, who may sign."""

import datetime as dt
from dataclasses import replace

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standings
from aims.kernel.world import World, present
from aims.legal import trees as reading
from aims.legal.models import Classification
from aims.legal.obligations import LegalObligation, classified, laws_for_us, obligations_on
from aims.legal.standing import is_stale
from aims.legal.trees import NO, UNSURE, YES
from aims.systems.models import AISystem
from tests.bank import Bank
from tests.legal.answers import HIGH_RISK, INSIDE, answered, rows, signed

pytestmark = pytest.mark.django_db
BEFORE, AFTER = dt.date(2026, 8, 1), dt.date(2027, 12, 3)
PLAIN = INSIDE | {"Q5": NO, "Q6": NO, "Q7": NO, "Q11": NO}


def system(bank: Bank, world: World | None = None) -> AISystem:
    found = (world or present()).get(AISystem, bank.records["system"].pk)
    assert found
    return found


def on(bank: Bank, day: dt.date) -> list[LegalObligation]:
    world = present()
    return obligations_on(world, system(bank, world), day)


def applying(bank: Bank, day: dt.date) -> set[str]:
    return {one.ask.node.place for one in on(bank, day) if one.applies}


def codes(bank: Bank, name: str) -> list[str]:
    return [duty.code for duty in duties(present()) if bank.people[name].pk in duty.who]


def test_the_same_system_on_two_days(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    early, late = applying(bank, BEFORE), applying(bank, AFTER)
    assert early == {"art-4"}
    assert {"art-9", "art-14", "art-16", "art-17", "art-26", "art-50"} <= late
    ahead = next(one for one in on(bank, BEFORE) if one.ask.node.place == "art-26")
    assert not ahead.applies
    assert ahead.begin
    assert (ahead.begin.begins, ahead.moved_from) == (dt.date(2027, 12, 2), dt.date(2026, 8, 2))
    assert ahead.begin.day.state == "partly_checked"
    assert "2026/1744" in ahead.begin.day.source


def test_the_day_it_begins_is_the_first_on_which_it_applies(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    assert "art-26" not in applying(bank, dt.date(2027, 12, 1))
    assert "art-26" in applying(bank, dt.date(2027, 12, 2))


def test_a_day_of_the_past_reads_the_law_of_that_day(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    then = next(one for one in on(bank, dt.date(2026, 7, 1)) if one.ask.node.place == "art-26")
    assert then.begin
    assert then.begin.begins == dt.date(2026, 8, 2)
    assert on(bank, dt.date(2024, 1, 1)) == [], "there was no such law"


def test_only_for_our_roles(bank: Bank) -> None:
    signed(bank, HIGH_RISK | {"P1": NO, "P2": NO})
    late = applying(bank, AFTER)
    assert "art-26" in late
    assert "art-16" not in late, "the answers make us deployer only"
    bank.does("jonas", "ai_system", "edit", bank.records["system"], legal_roles=["ai_act_provider"])
    assert "art-16" in applying(bank, AFTER), "a role of the register counts beside those of the answers"


def test_the_impact_on_rights_is_asked_only_where_its_answer_says_so(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    assert "art-27" not in applying(bank, AFTER)
    signed(bank, HIGH_RISK | {"P5": YES})
    assert "art-27" in applying(bank, AFTER)


def test_a_transitional_rule_holds_high_risk_off_and_nothing_else(bank: Bank) -> None:
    signed(bank, HIGH_RISK | {"P6": YES})
    assert applying(bank, AFTER) == {"art-4", "art-50"}
    assert {one.ask.node.place for one in on(bank, AFTER) if one.held_off} >= {"art-16", "art-26"}


def test_a_prohibition_of_2026_begins_on_its_own_day(bank: Bank) -> None:
    stopped = {key: INSIDE[key] for key in ("Q1", "Q2", "Q3", "Q4a", "Q4b")} | {"Q4c": YES}
    signed(bank, stopped)
    assert applying(bank, dt.date(2026, 12, 1)) == set()
    assert applying(bank, dt.date(2026, 12, 2)) == {"art-5"}


def test_a_draft_brings_nothing(bank: Bank) -> None:
    answered(bank, HIGH_RISK)
    assert on(bank, AFTER) == []
    assert classified(present(), system(bank), "eu-ai-act") is None


def test_our_recorded_obligation_stands_beside_the_day_of_its_law(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    given = {"source": "law", "text": "Oversee it.", "framework": "eu-ai-act", "owner": bank.people["mei"].pk}
    ours = bank.does("mei", "obligation", "create", title="High risk", applies_from=dt.date(2027, 12, 2), **given)
    found = {one.ask.node.place: one.recorded for one in on(bank, AFTER)}
    assert [one.pk for one in found["art-26"]] == [ours.pk]
    assert found["art-4"] == ()


def test_who_answered_does_not_sign_and_nobody_but_legal_may(bank: Bank) -> None:
    made = bank.does("jonas", "classification", "submit", answered(bank, HIGH_RISK))
    for name in ("jonas", "mei", "arjun"):
        with pytest.raises(Denied):
            bank.does(name, "classification", "approve", made)
    hers = bank.does(
        "clara", "classification", "create", system=bank.records["system"].pk, law="gdpr", answers=rows({"D1": NO})
    )
    hers = bank.does("clara", "classification", "submit", hers)
    with pytest.raises(Denied) as denied:
        bank.does("clara", "classification", "approve", hers)
    assert denied.value.code == "own_work"
    done = bank.does("clara", "classification", "approve", made)
    assert done.in_force_version == done.version


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (rows(HIGH_RISK)[:-1], "Question P6 waits for an answer."),
        ([*rows(HIGH_RISK)[:-1], *rows({"P6": NO}, " ")], "Give the reason of each answer: P6."),
        ([], "Question Q1 waits for an answer."),
    ],
)  # fmt: skip
def test_what_is_not_answered_is_not_submitted(bank: Bank, answers: list[dict[str, str]], sentence: str) -> None:
    made = answered(bank, {})
    made = bank.does("jonas", "classification", "edit", made, answers=answers)
    with pytest.raises(Denied) as denied:
        bank.does("jonas", "classification", "submit", made)
    assert sentence in denied.value.sentence


@pytest.mark.parametrize("answers", [rows({"Q99": YES}), [*rows({"Q1": YES}), *rows({"Q1": NO})]])
def test_answers_to_no_question_or_twice_are_refused(bank: Bank, answers: list[dict[str, str]]) -> None:
    made = answered(bank, {})
    with pytest.raises(Denied) as denied:
        bank.does("jonas", "classification", "edit", made, answers=answers)
    assert "answers" in denied.value.fields


def test_not_sure_puts_a_duty_on_legal_until_it_is_settled(bank: Bank) -> None:
    made = signed(bank, HIGH_RISK | {"Q8": UNSURE})
    assert "art-26" in applying(bank, AFTER), "the stricter answer counts"
    assert "law_unsure" in codes(bank, "clara")
    assert "law_unsure" not in codes(bank, "jonas")
    made = bank.does("jonas", "classification", "revise", made)
    made = bank.does("jonas", "classification", "edit", made, answers=rows(HIGH_RISK))
    assert "law_unsure" not in codes(bank, "clara")


def test_a_system_without_a_classification_is_a_duty_where_we_know_the_law(bank: Bank) -> None:
    assert "law_unanswered" not in codes(bank, "jonas")
    given = {"source": "law", "text": "It asks.", "owner": bank.people["mei"].pk, "applies_from": dt.date(2025, 2, 2)}
    bank.does("mei", "obligation", "create", title="The Act", framework="eu-ai-act", **given)
    assert [tree.id for tree in laws_for_us(present())] == ["eu-ai-act"]
    waiting = [d for d in duties(present()) if d.code == "law_unanswered" and d.about == bank.records["system"].pk]
    assert len(waiting) == 1
    assert waiting[0].do.prefill == {"system": bank.records["system"].pk, "law": "eu-ai-act"}
    answered(bank, {})
    again = [d for d in duties(present()) if d.code == "law_unanswered" and d.about == bank.records["system"].pk]
    assert not again, "it was begun"


def standing(made: Classification) -> list[Standing]:
    world = present()
    found = world.get(Classification, made.pk)
    assert found
    return standings(found, world)


def test_stale_when_the_questions_change(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    made = signed(bank, HIGH_RISK)
    assert standing(made) == []
    known = reading.trees()
    monkeypatch.setitem(known, "eu-ai-act", replace(known["eu-ai-act"], edition="2031-01-01"))
    assert standing(made) == [Standing.STALE]
    assert "law_moved" in codes(bank, "jonas")
    made = bank.does("jonas", "classification", "revise", made)
    assert isinstance(made, Classification)
    assert made.tree_edition == "2031-01-01"
    bank.does("clara", "classification", "approve", bank.does("jonas", "classification", "submit", made))
    assert standing(made) == []


def test_stale_when_our_roles_are_determined_otherwise(bank: Bank) -> None:
    made = signed(bank, HIGH_RISK)
    both = ["ai_act_provider", "ai_act_deployer"]
    given = {"legal_roles_on": present().today, "legal_roles": both}
    record = bank.does("jonas", "ai_system", "edit", bank.records["system"], **given)
    assert standing(made) == [], "as the answers have them"
    bank.does("jonas", "ai_system", "edit", record, legal_roles=both[:1])
    assert standing(made) == [Standing.STALE]


@pytest.mark.parametrize("is_taken_in_first", [True, False])
def test_stale_when_the_system_changes_significantly(bank: Bank, is_taken_in_first: bool) -> None:
    taken, made = _described(bank), None
    for step in ("adopt", "sign") if is_taken_in_first else ("sign", "adopt"):
        if step == "sign":
            made = signed(bank, HIGH_RISK)
        else:
            taken = bank.does("mei", "ai_system", "adopt", taken, reason="It runs.")
    assert made
    assert not is_stale(made, present())
    edited = bank.does("jonas", "ai_system", "edit", taken, intended_use="Decides alone.")
    assert not is_stale(made, present()), "an edit that nobody confirmed is not in force"
    bank.does("mei", "ai_system", "approve", edited, change_is_significant=True)
    assert standing(made) == [Standing.STALE]


def _described(bank: Bank) -> Record:
    given = {"ai_roles": ["ai_user"], "scope_decision": "in", "scope_why": "It decides about people."}
    return bank.does("jonas", "ai_system", "edit", bank.records["system"], **given, owner=bank.people["jonas"].pk)


def test_a_system_is_classified_by_a_law_once(bank: Bank) -> None:
    signed(bank, HIGH_RISK)
    values = {"system": bank.records["system"].pk, "law": "eu-ai-act", "answers": []}
    with pytest.raises(Denied) as refused:
        bank.does("jonas", "classification", "create", **values)
    assert refused.value.code == "unique"
    other = bank.does("jonas", "classification", "create", **values | {"law": "gdpr"})
    other = bank.does("jonas", "classification", "edit", other, law="eu-ai-act", answers=rows(HIGH_RISK))
    with pytest.raises(Denied) as refused:
        bank.does("jonas", "classification", "submit", other)
    assert "CLS-0001" in refused.value.sentence
