"""The pages of the law: questions one by one, kept as they are answered; what applies on the day that is asked."""

import datetime as dt
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from aims.kernel.duties import duties_of
from aims.kernel.world import present
from aims.legal.models import Classification
from aims.web.panels.gaps import duty_key
from tests.bank import Bank, somebody
from tests.legal.answers import HIGH_RISK, answered, signed


@pytest.fixture(autouse=True)
def _legal(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bank.people, "clara", somebody("Clara Holm", "legal", bank.organisation))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def kept(made: Classification) -> dict[str, str]:
    now = Classification.objects.get(pk=made.pk)
    return {row["question"]: row["answer"] for row in now.answers}


def test_the_questions_are_asked_one_by_one_and_kept(enter: Callable[..., Client], bank: Bank) -> None:
    made, client = answered(bank, {}), enter("jonas")
    shown = page(client, f"/r/{made.ref}/")
    assert "Article 3(1)" in shown
    assert "Nothing is answered yet." in shown
    said = {"answer": "yes", "reason": "It learns from past loans."}
    sent = client.post(f"/r/{made.ref}/answer?q=Q1", said)
    assert sent.status_code == 302
    assert sent["Location"].endswith("#question")
    client.post(f"/r/{made.ref}/answer?q=Q2", {"answer": "unsure", "reason": ""})
    assert kept(made) == {"Q1": "yes", "Q2": "unsure"}
    shown = page(client, f"/r/{made.ref}/")
    assert "It learns from past loans." in shown
    assert "counts as yes" in shown
    assert "no reason yet" in shown
    assert "One answer is “not sure”" in shown
    assert f"/r/{made.ref}/answer?q=Q3" in shown, "the next question waits"
    client.post(f"/r/{made.ref}/answer?q=Q2", {"answer": "no", "reason": "Nobody there uses it."})
    shown = page(client, f"/r/{made.ref}/")
    assert "Your answers point to" in shown
    assert "no link to the EU" in shown
    assert "Other law may apply" in shown
    assert "no obligation" not in shown.lower()


def test_what_is_not_answered_is_asked_again(enter: Callable[..., Client], bank: Bank) -> None:
    made, client = answered(bank, {}), enter("jonas")
    refused = client.post(f"/r/{made.ref}/answer?q=Q1", {"answer": "", "reason": "Because it learns."})
    assert refused.status_code == 422
    assert "Because it learns." in refused.content.decode(), "what was typed is not lost"
    assert client.post(f"/r/{made.ref}/answer?q=Q77", {"answer": "yes"}).status_code == 404
    assert kept(made) == {}


def test_an_answer_to_a_page_that_somebody_changed_since_is_refused(enter: Callable[..., Client], bank: Bank) -> None:
    made, client = answered(bank, {}), enter("jonas")
    version = made.version
    client.post(f"/r/{made.ref}/answer?q=Q1", {"answer": "yes", "expected_version": str(version)})
    late = client.post(f"/r/{made.ref}/answer?q=Q1", {"answer": "no", "expected_version": str(version)})
    assert late.status_code == 409
    assert kept(made) == {"Q1": "yes"}


def test_who_may_not_answer_reads(enter: Callable[..., Client], bank: Bank) -> None:
    made = answered(bank, {"Q1": "yes"})
    shown = page(enter("arjun"), f"/r/{made.ref}/")
    assert "The path taken" in shown
    assert f"/r/{made.ref}/answer" not in shown
    assert enter("arjun").post(f"/r/{made.ref}/answer?q=Q1", {"answer": "no"}).status_code == 403
    assert kept(made) == {"Q1": "yes"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_applies_on_two_days(enter: Callable[..., Client], bank: Bank, language: str) -> None:
    signed(bank, HIGH_RISK)
    client, system = enter("jonas", language), bank.records["system"]
    early, late = (page(client, f"/r/{system.ref}/law?on={day}") for day in ("2026-08-01", "2027-12-03"))
    applies, will = ("Applies on this day", "Will apply") if language == "en" else ("当日适用", "将适用")
    article = "Article 26" if language == "en" else "第26条"
    assert early.index(applies) < early.index(will) < early.index(article)
    assert will not in late
    assert late.index(applies) < late.index(article)
    assert "2026/1744" in late


def test_a_day_that_is_none_is_today(enter: Callable[..., Client], bank: Bank) -> None:
    shown = page(enter("jonas"), f"/r/{bank.records['system'].ref}/law?on=soon")
    assert f'value="{present().today.isoformat()}"' in shown
    assert "No signed answers point to anything on this day." in shown


def test_the_page_of_the_system_leads_there(enter: Callable[..., Client], bank: Bank) -> None:
    system, given = bank.records["system"], {"source": "law", "text": "It asks.", "applies_from": dt.date(2025, 2, 2)}
    shown = page(enter("jonas"), f"/r/{system.ref}/")
    assert "That is unknown, not none." in shown
    bank.does(
        "mei", "obligation", "create", title="The Act", framework="eu-ai-act", owner=bank.people["mei"].pk, **given
    )
    client = enter("jonas")
    shown = page(client, f"/r/{system.ref}/")
    assert "nobody has answered its questions" in shown
    assert f"/r/{system.ref}/classify" in shown
    made = signed(bank, HIGH_RISK)
    shown = page(client, f"/r/{system.ref}/")
    assert made.ref in shown
    assert "high-risk, by a use of Annex III" in shown
    assert "Signed by Clara Holm" in shown


def test_one_press_begins_and_a_second_one_leads_to_the_same_draft(enter: Callable[..., Client], bank: Bank) -> None:
    system, client = bank.records["system"], enter("jonas")
    for _press in range(2):
        sent = client.post(f"/r/{system.ref}/classify", {"law": "gdpr"})
        assert sent.status_code == 302
    made = Classification.objects.get()
    assert sent["Location"] == f"/r/{made.ref}/"
    assert (made.title, made.system_id, made.unit_id) == ("GDPR: Retail credit scoring", system.pk, system.unit_id)
    assert made.title_alt.endswith(f"：{system.title_alt or system.title}"), "in Chinese too"
    assert "Article 4(1)" in page(client, f"/r/{made.ref}/")
    assert client.post(f"/r/{system.ref}/classify", {"law": "nolaw"}).status_code == 404
    assert enter("sara").post(f"/r/{system.ref}/classify", {"law": "sg-pdpa"}).status_code in (403, 404)
    assert Classification.objects.count() == 1


def test_the_duties_lead_to_the_questions(enter: Callable[..., Client], bank: Bank) -> None:
    system, given = bank.records["system"], {"source": "law", "text": "It asks.", "applies_from": dt.date(2025, 2, 2)}
    bank.does("mei", "obligation", "create", title="The Act", framework="gdpr", owner=bank.people["mei"].pk, **given)
    assert _leads_to(enter, bank, "jonas", "law_unanswered") == f"/r/{system.ref}/law"
    made = answered(bank, {"D1": "unsure"}, "gdpr")
    assert _leads_to(enter, bank, "clara", "law_unsure") == f"/r/{made.ref}/"


def _leads_to(enter: Callable[..., Client], bank: Bank, name: str, code: str) -> str:
    waiting = [d for d in duties_of(present(), bank.people[name].pk) if d.code == code]
    duty = next(d for d in waiting if d.about in (bank.records["system"].pk, *_drafts()))
    return str(enter(name).get(f"/duty/{duty_key(duty)}").get("Location"))


def _drafts() -> list[UUID]:
    return list(Classification.objects.values_list("pk", flat=True))


def test_a_reason_of_two_lines_rewrites_no_other_answer(enter: Callable[..., Client], bank: Bank) -> None:
    made, client = answered(bank, {}), enter("jonas")
    client.post(f"/r/{made.ref}/answer?q=Q1", {"answer": "yes", "reason": "It learns.\nQ2 | no | a | b"})
    client.post(f"/r/{made.ref}/answer?q=Q2", {"answer": "unsure", "reason": ""})
    rows = Classification.objects.get(pk=made.pk).answers
    field = Classification._meta.get_field("answers")
    assert field.clean(field.lines(rows), None) == rows
    assert kept(made) == {"Q1": "yes", "Q2": "unsure"}


def test_answers_are_given_to_questions_and_not_as_lines(enter: Callable[..., Client], bank: Bank) -> None:
    assert 'name="answers"' not in page(enter("mei"), "/k/classification/new")
