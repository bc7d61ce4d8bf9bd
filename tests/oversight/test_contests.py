"""Contests: the same clock for every channel, who may not answer, what closing needs, and what the log never holds."""

import datetime as dt
import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from aims.kernel import search
from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, EventBody
from aims.kernel.policy import sees, visible
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present
from aims.lib import clock
from aims.oversight import heard
from aims.oversight.answering import letter
from aims.oversight.contests import unfit_to_answer
from aims.oversight.models import Contest, ContestPerson, ContestWords
from aims.oversight.similar import similar
from aims.telemetry.reading import browsing, lookup
from tests import bank as building
from tests.oversight.people import Desk, days, fresh, planned, rated, staffed, told

pytestmark = pytest.mark.django_db

SECRETS = ("Elke Dane", "Simeonstraße 4", "elke@dane.example", "My sister Quellenhof knows")


@pytest.fixture
def desk() -> Desk:
    return staffed(building.build())


def sent(desk: Desk, **more: Any) -> tuple[Contest, str]:
    notice = told(desk.bank)
    person = dict(zip(heard.REACHED_BY, (SECRETS[0], "", SECRETS[1], SECRETS[2]), strict=True))
    return heard.take(notice, heard.Sent("contest", SECRETS[3], "de", person=person, **more), uuid4())


def codes(about: Any, at: dt.datetime | None = None) -> set[str]:
    world = present()
    return {duty.code for duty in duties(world) if duty.about == about.pk}


# ---- the clock ----


@pytest.mark.parametrize("channel", ["page", "post", "telephone", "counter"])
def test_every_channel_meets_the_clock_of_the_day_it_came(desk: Desk, channel: str) -> None:
    assert fresh(desk.contest(channel=channel)).answer_due == days(5)


def test_the_page_meets_the_same_clock(desk: Desk) -> None:
    made, _code = sent(desk)
    assert (made.received_on, made.answer_due, made.channel) == (days(0), days(14), "page")


def test_the_days_are_those_of_the_plan_on_the_day_it_came(desk: Desk) -> None:
    before = desk.contest()
    plan = present().in_force(KINDS["oversight_plan"].model)[0]
    desk.bank.does("jonas", "oversight_plan", "revise", plan)
    desk.bank.does("jonas", "oversight_plan", "edit", plan, answer_days=7)
    desk.bank.does("jonas", "oversight_plan", "submit", plan)
    desk.bank.does("arjun", "oversight_plan", "approve", plan)
    assert fresh(desk.contest()).answer_due == days(-2)
    assert fresh(before).answer_due == days(5), "what was promised stays"


def test_a_day_that_is_put_right_moves_the_answer(desk: Desk) -> None:
    made = desk.contest()
    desk.bank.does("mei", "contest", "edit", made, received_on=days(-12))
    assert fresh(made).answer_due == days(2)
    with pytest.raises(Denied) as refused:
        desk.bank.does("mei", "contest", "edit", made, received_on=days(1))
    assert "received_on" in refused.value.fields


def test_it_is_the_duty_of_a_named_person_by_a_day(desk: Desk) -> None:
    record = desk.given_to(desk.priya)
    (duty,) = [d for d in duties(present()) if d.about == record.pk]
    assert (duty.code, duty.who, duty.due) == ("contest_answer", frozenset({desk.priya.pk}), days(5))
    assert not present().passed(duty.due)
    with clock.set_to(clock.now() + dt.timedelta(days=6)):
        (late,) = [d for d in duties(present()) if d.about == record.pk]
        assert present().passed(late.due)


# ---- who answers ----


def test_who_ruled_first_is_not_assigned(desk: Desk) -> None:
    with pytest.raises(Denied) as refused:
        desk.given_to(desk.benoit)
    assert "Benoît Laurent ruled first" in refused.value.sentence


def test_who_ruled_first_does_not_answer(desk: Desk) -> None:
    """Even where it was found out only after the case was given to them."""
    known = desk.identified()
    desk.bank.does("mei", "contest", "begin", known, owner=desk.benoit.pk)
    desk.bank.does("mei", "contest", "edit", known, first_ruling_by=desk.benoit.pk)
    with pytest.raises(Denied) as refused:
        desk.bank.does("benoit", "contest", "answer", known, outcome="not_changed", answer="No.")
    assert refused.value.code == "own_case"
    assert codes(known) == {"contest_hand_over"}
    desk.bank.does("mei", "contest", "hand_over", known, owner=desk.priya.pk, reason="Ruled first.")
    assert desk.bank.does("priya", "contest", "answer", known, outcome="not_changed", answer="No.").state == "answered"


def test_nobody_answers_but_whom_it_is_assigned_to(desk: Desk) -> None:
    record = desk.given_to(desk.priya)
    with pytest.raises(Denied) as refused:
        desk.bank.does("mei", "contest", "answer", record, outcome="told", answer="Because.")
    assert refused.value.code == "not_allowed"


@pytest.mark.parametrize(
    ("until", "level", "why"),
    [(-13, "3", "ended on"), (300, "2", "the plan asks for 3"), (None, "", "Nobody has rated")],
)
def test_who_is_not_competent_today_is_refused_with_the_reason(
    desk: Desk, until: int | None, level: str, why: str
) -> None:
    ada = building.somebody("Another", "human_overseer", desk.bank.organisation)
    if until is not None:
        rated(desk.bank, ada, days(until), level)
    with pytest.raises(Denied) as refused:
        desk.given_to(ada)
    assert why in refused.value.sentence
    assert "Another" in refused.value.sentence


def test_a_role_that_the_plan_does_not_name_is_refused(desk: Desk) -> None:
    with pytest.raises(Denied) as refused:
        desk.given_to(desk.bank.people["jonas"])
    assert "does not hold" in refused.value.sentence


def test_competence_that_runs_out_meanwhile_hands_the_case_on(desk: Desk) -> None:
    record = desk.given_to(desk.priya)
    with clock.set_to(clock.now() + dt.timedelta(days=301)):
        why = unfit_to_answer(present(), fresh(record))
        assert "ended on" in str(why)
        assert codes(record) == {"contest_hand_over"}


def test_without_a_plan_no_competence_is_asked() -> None:
    bank = building.build()
    priya = bank.people["priya"] = building.somebody("Priya", "human_overseer", bank.organisation)
    desk = Desk(bank, priya, bank.people["jonas"])
    assert desk.answered("told").state == "answered"


def test_an_appeal_is_answered_by_somebody_else_by_a_new_day(desk: Desk) -> None:
    record = desk.answered("not_changed")
    desk.bank.does("mei", "contest", "appeal", record, reason="She does not agree.")
    assert (fresh(record).answer_due, fresh(record).owner_id, fresh(record).state) == (days(14), None, "received")
    with pytest.raises(Denied) as refused:
        desk.bank.does("mei", "contest", "begin", record, owner=desk.priya.pk)
    assert "gave the answer before" in refused.value.sentence


def test_the_decision_is_discussed_only_with_whom_it_is_about(desk: Desk) -> None:
    with pytest.raises(Denied) as refused:
        desk.bank.does("mei", "contest", "begin", desk.contest(), owner=desk.priya.pk)
    assert "Prove first" in refused.value.sentence
    question = desk.contest(sort="question")
    assert desk.bank.does("mei", "contest", "begin", question, owner=desk.priya.pk).state == "in_review"


def test_papers_are_waited_for_while_the_clock_runs(desk: Desk) -> None:
    record = desk.given_to(desk.priya)
    desk.bank.does("priya", "contest", "ask_papers", record, papers_asked="One payslip", papers_due=days(3))
    assert codes(record) == {"contest_papers"}
    desk.bank.does("priya", "contest", "take_papers", record, reason="Came by post.")
    assert codes(record) == {"contest_answer"}


# ---- what follows ----


@pytest.mark.parametrize("outcome", ["upheld", "changed"])
def test_a_changed_outcome_is_not_closed_before_similar_cases_were_looked_for(desk: Desk, outcome: str) -> None:
    record = desk.answered(outcome)
    assert codes(record) == {"contest_similar"}
    with pytest.raises(Denied) as refused:
        desk.bank.does("priya", "contest", "close", record)
    assert "similar cases" in refused.value.sentence
    with pytest.raises(Denied) as refused:
        desk.bank.does("priya", "contest", "look_similar", record, similar_looked_on=days(0), similar_found=4)
    assert "similar_done" in refused.value.fields
    done = {"similar_looked_on": days(0), "similar_found": 4, "similar_done": "Written to all four."}
    desk.bank.does("priya", "contest", "look_similar", record, **done)
    assert codes(record) == {"contest_close"}
    assert desk.bank.does("priya", "contest", "close", record).state == "closed"


def test_a_decision_that_stays_is_closed_at_once(desk: Desk) -> None:
    assert desk.bank.does("priya", "contest", "close", desk.answered("not_changed")).state == "closed"


def test_similar_decisions_are_those_with_close_inputs_and_the_same_output(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {"key": "k-1", "at": "2026-10-06T08:00:00Z", "output": "declined", "inputs": {"check": 0.18, "where": "DE"}}
    rows = [
        ours,
        ours | {"key": "far", "inputs": {"check": 0.9, "where": "FR"}},
        ours | {"key": "near", "inputs": {"check": 0.2, "where": "DE"}},
    ]
    asked = []
    monkeypatch.setattr(lookup, "decision", lambda _system, key: ours if key == "k-1" else None)
    monkeypatch.setattr(browsing, "browse", lambda _system, wanted, **_more: (asked.append(wanted), (rows, ""))[1])
    found = similar(desk.system.pk, fresh(desk.contest(decision_key="k-1")))
    assert [one.key for one in found or ()] == ["near", "far"]
    assert asked[0].output == "declined"
    assert similar(desk.system.pk, fresh(desk.contest())) is None


def test_the_letter_is_in_their_language_and_names_who_answers(desk: Desk) -> None:
    record = desk.answered("upheld")
    desk.bank.does("mei", "contest", "reopen", record, reason="In Chinese, please.")
    desk.bank.does("mei", "contest", "edit", record, writes_in="zh-hans")
    desk.bank.does("priya", "contest", "answer", record, outcome="upheld", answer="数字有误。")
    text = letter(present(), fresh(record), ContestPerson(name="埃尔克"))
    assert "尊敬的埃尔克" in text
    assert "数字有误。" in text
    assert "Priya Menon" in text
    assert letter(present(), fresh(desk.contest()), None) == ""


# ---- what is kept apart ----


def everything_logged() -> str:
    rows = json.dumps(list(EventBody.objects.values_list("body", flat=True)), ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kernel_search")
        return rows + repr(cursor.fetchall()).lower()


def test_nothing_personal_is_in_the_log_or_the_search_index(desk: Desk) -> None:
    made, code = sent(desk)
    heard.add(made, SECRETS[3] + " too")
    heard.keep_person(made.pk, ContestPerson.objects.values(*heard.REACHED_BY).get(pk=made.pk))
    kept = everything_logged()
    for secret in (*SECRETS, code, ContestPerson.objects.get(pk=made.pk).code_hash, "quellenhof", "simeonstraße"):
        assert secret not in kept
    actor = desk.bank.actor("mei")
    assert search.find("Quellenhof", visible_to(actor)) == []
    assert ContestWords.objects.filter(contest=made.pk).count() == 2, "and yet it is here"


def visible_to(actor: Any) -> Any:
    from aims.kernel.policy import visible_records

    return visible_records(actor)


def test_only_a_hash_of_the_code_is_kept_and_it_opens_one_contest(desk: Desk) -> None:
    made, code = sent(desk)
    row = ContestPerson.objects.get(pk=made.pk)
    assert code not in repr(row.__dict__)
    assert len(row.code_hash) == 64
    assert heard.opened(made.ref, code) == made
    assert heard.opened(made.ref.lower(), f" {code.upper().replace('-', ' ')}") == made, "as people type it"
    assert heard.opened(made.ref, code[:-1]) is None
    assert heard.opened("CTS-9999", code) is None
    assert heard.opened(desk.contest().ref, code) is None
    renewed = heard.give_code(made.pk)
    assert heard.opened(made.ref, code) is None
    assert heard.opened(made.ref, renewed) == made


def test_the_hash_is_of_this_installation(desk: Desk) -> None:
    made, code = sent(desk)
    settings.HOME.forget_secret("contests")
    assert heard.opened(made.ref, code) is None


def test_who_it_was_is_forgotten_and_the_record_stays(desk: Desk) -> None:
    made, code = sent(desk)
    desk.bank.does("mei", "contest", "withdraw", made, reason="By telephone.")
    desk.bank.does("mei", "contest", "forget", made, reason="Five years are over.")
    run_reactions()
    assert not ContestPerson.objects.filter(pk=made.pk).exists()
    assert not ContestWords.objects.filter(contest=made.pk).exists()
    assert heard.opened(made.ref, code) is None
    assert fresh(made).state == "closed"


def test_what_they_add_after_the_answer_is_looked_at(desk: Desk) -> None:
    record = desk.answered("not_changed")
    heard.add(fresh(record), "I found a payslip.")
    heard.add(fresh(record), "I found a payslip.")
    assert Event.objects.filter(record=record.pk, action="hear").count() == 1
    assert "contest_heard" in codes(record)
    desk.bank.does("mei", "contest", "comment", record, reason="It is the one we had.")
    assert "contest_heard" not in codes(record)


def test_it_is_seen_by_those_alone_who_handle_it(desk: Desk) -> None:
    record = fresh(desk.given_to(desk.priya))
    kind = KINDS.of(Contest)
    seeing = {name for name in desk.bank.people if sees(desk.bank.actor(name), kind, record)}
    assert seeing == {"mei", "jonas", "priya"}
    for name in desk.bank.people:
        listed = visible(desk.bank.actor(name), kind).filter(pk=record.pk).exists()
        assert listed == (name in seeing)


# ---- notices ----


def test_a_notice_is_named_on_the_page_while_it_is_in_force(desk: Desk) -> None:
    later = told(desk.bank, title="Later", title_alt="", shown_from=days(3))
    notice = told(desk.bank)
    assert [n.title for n in heard.notices_shown(present())] == ["Deciding on your loan"]
    desk.bank.does("mei", "affected_notice", "retire", notice, reason="No longer used.")
    assert heard.notices_shown(present()) == []
    assert codes(later) == set()


def test_a_notice_waits_for_the_proof_that_it_was_shown(desk: Desk) -> None:
    notice = told(desk.bank)
    assert codes(notice) == {"notice_unproven"}
    with pytest.raises(Denied):
        desk.bank.does("jonas", "affected_notice", "prove", notice, proof="Seen", proven_on=days(-40))
    desk.bank.does("jonas", "affected_notice", "prove", notice, proof="Three forms looked at.", proven_on=days(-2))
    assert codes(notice) == set()


def test_a_plan_says_when_they_are_answered() -> None:
    bank = building.build()
    planned(bank, answer_days=3)
    made = Desk(bank, bank.people["mei"], bank.people["mei"]).contest()
    assert fresh(made).answer_due == days(-6)
