"""A held decision: one case, one ruling by somebody who may, time to undo it, and what the clock does meanwhile."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from aims.kernel.denied import Denied
from aims.oversight import desk as the_desk
from aims.oversight import gate
from aims.oversight.models import CaseContent, ReviewCase
from aims.telemetry.reading import lookup
from aims.telemetry.storage.erasing import erase
from aims.telemetry.storage.rolling import roll

from .story import Desk


def why(refused: "pytest.ExceptionInfo[Denied]") -> str:
    return str(refused.value)


# ---- held or passed ----


def test_what_the_plan_names_is_held_and_the_rest_passes(desk: Desk) -> None:
    desk.planned()
    assert desk.submitted("a", output="grant").case is None
    declined = desk.held("b")
    assert (declined.state, declined.key, declined.title) == ("waiting", "b", f"{desk.ai.title} b")
    large = desk.held("c", output="grant", inputs={"amount": 30_000.0})
    assert [rule["field"] for rule in desk.content(large).rules] == ["inputs.amount"]
    unknown = desk.held("d", output="grant", inputs={})
    assert desk.content(unknown).rules == [], "what cannot be said is held"
    roll()
    assert all(lookup.decision(desk.ai.pk, key) for key in "abcd"), "each is recorded"


def test_without_a_plan_all_pass(desk: Desk) -> None:
    assert desk.submitted("a").case is None


def test_the_same_key_is_the_same_case(desk: Desk) -> None:
    desk.planned()
    case = desk.held("a")
    again = desk.submitted("a")
    assert again.case is not None
    assert (again.case.pk, again.is_new) == (case.pk, False)
    with pytest.raises(gate.OtherContent):
        desk.submitted("a", inputs={"amount": 1.0})
    assert ReviewCase.objects.count() == CaseContent.objects.count() == 1


def test_a_decision_that_cannot_be_kept_is_no_case(desk: Desk) -> None:
    desk.planned()
    with pytest.raises(gate.Unfit):
        desk.submitted("a", score=float("nan"))
    assert not ReviewCase.objects.exists()


# ---- who rules ----


def test_a_reviewer_takes_rules_and_it_is_released_after_the_time_to_undo(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.takes("Priya", case)
    ruled = desk.rules("Priya", case)
    assert (ruled.state, ruled.ruling, ruled.seconds, ruled.waits_by) == ("ruled", "confirmed", 30, None)
    desk.passes(59)
    assert desk.fresh(case).state == "ruled"
    desk.passes(2)
    assert desk.fresh(case).state == "released"
    with pytest.raises(Denied, match="released"):
        desk.by("Priya", "review_case", "undo", case.pk)


def test_undone_in_time_it_is_ruled_anew(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.rules("Priya", case, "rejected")
    undone = desk.by("Priya", "review_case", "undo", case.pk)
    assert (undone.state, undone.ruling, undone.why) == ("taken", "", "Seen the papers.")
    desk.passes(120)
    assert desk.fresh(case).state == "taken", "what was undone is not released"
    assert desk.rules("Priya", case).ruling == "confirmed"


def test_only_one_rules(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.takes("Priya", case)
    with pytest.raises(Denied) as taken:
        desk.takes("Amir", case)
    assert taken.value.code in ("wrong_state", "stale_edit")
    with pytest.raises(Denied):
        desk.rules("Amir", case)
    desk.rules("Priya", case)
    with pytest.raises(Denied):
        desk.rules("Amir", case, "rejected")
    assert desk.fresh(case).ruling == "confirmed"


def test_a_stale_page_is_told_who_was_there(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    seen = case.version
    desk.takes("Priya", case)
    with pytest.raises(Denied) as stale:
        desk.rules("Amir", case, expect=seen)
    assert "Priya of the desk has taken it" in why(stale)
    desk.rules("Priya", case)
    with pytest.raises(Denied, match="Priya of the desk ruled on it"):
        desk.rules("Amir", case, "rejected", expect=seen)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Benoît", "ended on"), ("Farid", "does not hold")],
)
def test_who_may_not_is_told_why(desk: Desk, name: str, said: str) -> None:
    desk.planned()
    case = desk.held()
    with pytest.raises(Denied, match=said):
        desk.takes(name, case)
    assert desk.fresh(case).state == "waiting"


def test_nobody_rules_on_their_own_decision(desk: Desk) -> None:
    desk.planned()
    case = desk.held(by=desk.people["Priya"])
    with pytest.raises(Denied, match="their own decision"):
        desk.takes("Priya", case)
    desk.takes("Amir", case)


def test_competence_that_ends_while_a_case_is_held_refuses_the_ruling(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.takes("Priya", case)
    desk.pass_days(800)
    with pytest.raises(Denied, match="ended on"):
        desk.rules("Priya", case)


def test_a_level_below_the_plan_s_is_too_little(desk: Desk) -> None:
    desk.planned(reviewer_level="4")
    with pytest.raises(Denied, match="level 3"):
        desk.takes("Priya", desk.held())


# ---- what is said ----


def test_a_change_says_what_is_released_instead(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    with pytest.raises(Denied, match="instead"):
        desk.rules("Priya", case, "changed")
    desk.rules("Priya", case, "changed", {"output": "grant", "amount": 8_000})
    assert desk.content(case).released == {"output": "grant", "amount": 8_000}


def test_what_was_asked_comes_back_to_who_asked(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.takes("Priya", case)
    desk.by("Priya", "review_case", "ask", case.pk, question="A payslip, please.")
    desk.by("Farid", "review_case", "inform", case.pk, given="Seen on 3 March.")
    assert (desk.fresh(case).state, desk.fresh(case).owner_id) == ("taken", desk.people["Priya"])


def test_two_reviewers_rule_apart_and_alike(desk: Desk) -> None:
    desk.planned(four_eyes={"field": "inputs.amount", "operator": "gt", "value": 25_000})
    assert desk.held("small").needs_two is False
    case = desk.held("large", inputs={"amount": 26_000.0})
    first = desk.rules("Priya", case)
    assert (first.state, first.first_ruling, first.ruling, first.owner_id) == ("waiting", "confirmed", "", None)
    desk.passes(600)
    assert desk.fresh(case).state == "waiting", "one of two releases nothing"
    with pytest.raises(Denied, match="ruled on it first"):
        desk.takes("Priya", case)
    desk.takes("Amir", case)
    with pytest.raises(Denied, match="otherwise"):
        desk.rules("Amir", case, "rejected")
    assert desk.rules("Amir", case).state == "ruled"


# ---- the clock ----


def test_it_escalates_step_by_step_and_then_stays_held(desk: Desk) -> None:
    desk.planned()
    case = desk.held()
    desk.passes(479 * 60)
    assert desk.fresh(case).asked_role == ""
    desk.passes(2 * 60)
    assert (desk.fresh(case).asked_role, desk.fresh(case).step) == ("system_owner", 1)
    with pytest.raises(Denied, match="does not hold"):
        desk.takes("Priya", case)
    desk.passes(480 * 60)
    assert desk.fresh(case).asked_role == "top_management"
    desk.passes(10_000 * 60)
    assert desk.fresh(case).state == "waiting"
    assert desk.rules("Tan", case, "rejected").state == "ruled"


@pytest.mark.parametrize(("late", "state"), [("refuse", "refused"), ("hand_over", "handed_over"), ("hold", "waiting")])
def test_when_nobody_rules_the_plan_says_what_happens(desk: Desk, late: str, state: str) -> None:
    desk.planned(when_late=late, escalation=[])
    case = desk.held()
    desk.passes(481 * 60)
    assert desk.fresh(case).state == state


# ---- seeded ----


def seeded(desk: Desk) -> ReviewCase:
    case = desk.held()
    CaseContent.objects.filter(pk=case.pk).update(is_seeded=True)
    return case


def test_a_seeded_case_is_never_released(desk: Desk) -> None:
    desk.planned()
    case = seeded(desk)
    desk.rules("Priya", case, "changed", "grant")
    desk.passes(120)
    assert desk.fresh(case).state == "tested"
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseContent.objects.filter(pk=case.pk).update(released="grant")


def test_nothing_releases_a_seeded_case_by_hand(desk: Desk) -> None:
    desk.planned()
    case = seeded(desk)
    desk.rules("Priya", case)
    desk.at += dt.timedelta(seconds=120)
    from aims.kernel.policy import SYSTEM

    with pytest.raises(Denied, match="never released"):
        desk.do(SYSTEM, "review_case", "release", case.pk)
    for name in ("Priya", "Tan", "Farid"):
        with pytest.raises(Denied):
            desk.by(name, "review_case", "release", case.pk)


def test_a_text_that_is_not_recorded_is_forgotten_when_the_case_is_over(desk: Desk) -> None:
    desk.planned(hold_when={"field": "sort", "operator": "eq", "value": "answer"})
    case = desk.held(sort="answer", output=None, prompt="May I pay later?", answer="You may.")
    assert desk.content(case).decision["answer"] == "You may."
    desk.rules("Priya", case)
    desk.passes(61)
    assert "answer" not in desk.content(case).decision


def test_who_is_erased_is_erased_from_cases_too(desk: Desk) -> None:
    desk.planned()
    case, other = desk.held("a", subject="p-1"), desk.held("b", subject="p-2")
    roll()
    assert erase(desk.ai.pk, "p-1") == 1
    assert not CaseContent.objects.filter(pk=case.pk).exists()
    assert desk.content(other).subject == "p-2"
    assert desk.fresh(case).digest, "the case itself stays, with its digest"


# ---- the queue ----


def test_the_next_case_is_the_first_due_that_one_may_rule_on(desk: Desk) -> None:
    desk.planned()
    own = desk.held("own", by=desk.people["Priya"])
    desk.at += dt.timedelta(minutes=1)
    other = desk.held("other")

    def following(name: str) -> Any:
        found = the_desk.next_case(desk.world(), desk.actor(name))
        return found.pk if found else None

    assert (following("Priya"), following("Amir")) == (other.pk, own.pk)
    assert following("Benoît") is None
    desk.takes("Amir", other)
    assert following("Amir") == other.pk, "what one has comes first"
    assert [case.pk for case in the_desk.queue(desk.actor("Priya"))] == [own.pk, other.pk]
    assert not the_desk.queue(desk.actor("Ines")).exists(), "cases are shown to whom they concern"
