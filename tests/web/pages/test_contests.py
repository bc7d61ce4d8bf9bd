"""The page without an account, and the page of a contest: both languages, nothing leaks, nobody tries too often."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from aims.lib.ids import uuid7
from aims.oversight import heard
from aims.oversight.models import Contest, ContestPerson, ContestWords
from aims.web.pages import ask
from tests.bank import Bank
from tests.oversight.people import Desk, fresh, staffed, told
from tests.web.pages.test_decisions import came

__all__ = ["came"]

WORDS = "Why was I declined? Quellenhof says others were not."


@pytest.fixture(autouse=True)
def nobody_tried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(bank: Bank) -> Desk:
    return staffed(bank)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def form(page: str, **more: str) -> dict[str, str]:
    """What a browser sends of the form on `page`."""
    (use,) = re.findall(r'name="use" value="([^"]+)"', page)
    (sending,) = re.findall(r'name="sending" value="([^"]+)"', page)
    return {"use": use, "sending": sending, "sort": "contest", "words": WORDS} | more


def send(client: Client, **more: str) -> tuple[str, str, str]:
    answer = client.post("/ask/", form(text(client.get("/ask/")), **more))
    number, code = re.findall(r'<dd class="mono">([^<]+)</dd>', text(answer))
    return number, code, text(answer)


@pytest.mark.parametrize(
    ("language", "use", "heading", "sent"),
    [
        ("en", "Deciding on your loan", "Ask, contest, reach a person", "A person answers you by"),
        ("zh-hans", "贷款审批", "提问、提出异议、联系工作人员", "前答复你"),
    ],
)
def test_somebody_asks_without_an_account(desk: Desk, language: str, use: str, heading: str, sent: str) -> None:
    told(desk.bank)
    client = Client(enforce_csrf_checks=True)
    page = text(client.get(f"/ask/?in={language}"))
    assert heading in page
    assert use in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    answer = client.post(f"/ask/?in={language}", form(page, name="Elke", csrfmiddlewaretoken=token[1]))
    assert sent in text(answer)
    assert set(client.cookies) == {"csrftoken"}
    made = Contest.objects.get()
    assert (made.writes_in, made.channel, made.author_id) == (language, "page", None)
    assert ContestPerson.objects.get(pk=made.pk).name == "Elke"
    assert made.asked == "", "what they wrote is not in the record"
    assert ContestWords.objects.get(contest=made.pk).text == WORDS


def test_a_form_of_another_site_is_refused(desk: Desk) -> None:
    told(desk.bank)
    page = text(Client().get("/ask/"))
    assert Client(enforce_csrf_checks=True).post("/ask/", form(page)).status_code == 403


def test_nothing_of_the_organisation_is_told(desk: Desk) -> None:
    told(desk.bank)
    page = text(Client().get("/ask/")) + text(Client().get(f"/ask/{desk.system.ref}/"))
    for hidden in ("Harbourline", "Retail credit scoring", "Minutes writer", "Jonas", "Priya", "Page 2 of the form"):
        assert hidden not in page


def test_a_system_that_nobody_is_told_of_has_no_page(desk: Desk) -> None:
    told(desk.bank)
    assert Client().get(f"/ask/{desk.system.ref}/").status_code == 200
    hidden, never = (Client().get(f"/ask/{ref}/") for ref in (desk.bank.records["tool"].ref, "AIS-9999"))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.content.replace(desk.bank.records["tool"].ref.encode(), b"") == never.content.replace(
        b"AIS-9999", b""
    )


def test_the_same_form_sent_twice_is_one_contest(desk: Desk) -> None:
    told(desk.bank)
    client = Client()
    sent = form(text(client.get("/ask/")))
    client.post("/ask/", sent)
    assert "sent already" in text(client.post("/ask/", sent))
    assert Contest.objects.count() == 1


def test_what_is_missing_is_said_and_nothing_is_sent(desk: Desk) -> None:
    told(desk.bank)
    client = Client()
    answer = client.post("/ask/", form(text(client.get("/ask/")), words=" ", decision_on="2999-01-01"))
    assert answer.status_code == 422
    assert "Nothing was sent" in text(answer)
    assert not Contest.objects.exists()


def test_the_code_shows_what_became_of_it(desk: Desk) -> None:
    told(desk.bank)
    client = Client()
    number, code, _page = send(client)
    assert WORDS not in text(client.get(f"/ask/{number}/"))
    shown = client.post(f"/ask/{number}/", {"code": code})
    assert "You get an answer by" in text(shown)
    assert WORDS in text(shown).replace("&#x27;", "'")
    assert "no-store" in shown["Cache-Control"]
    more = client.post(f"/ask/{number}/", {"code": code, "more": "Here is a payslip."})
    assert "has arrived" in text(more)
    assert ContestWords.objects.filter(text="Here is a payslip.").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_answer_is_read_with_the_code(desk: Desk, language: str) -> None:
    record = desk.answered()
    code = heard.give_code(record.pk)
    page = text(Client().post(f"/ask/{record.ref}/?in={language}", {"code": code}))
    for said in ("The figure was wrong.", "Priya Menon", "Answered on" if language == "en" else "答复"):
        assert said in page


def test_a_wrong_code_and_an_unknown_number_answer_the_same(desk: Desk) -> None:
    told(desk.bank)
    number, _code, _page = send(Client())
    wrong, unknown = (Client().post(f"/ask/{ref}/", {"code": "aaaa-bbbb-cccc"}) for ref in (number, "CTS-9999"))
    assert wrong.status_code == unknown.status_code == 422

    def bare(answer: object, ref: str) -> str:
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", text(answer).replace(ref, ""))

    assert bare(wrong, number) == bare(unknown, "CTS-9999")
    assert Client().get(f"/ask/{number}/").status_code == Client().get("/ask/CTS-9999/").status_code == 200


def test_nobody_tries_too_often(desk: Desk) -> None:
    told(desk.bank)
    number, code, _page = send(Client())
    cache.clear()
    most, _seconds = ask.LOOKS
    answers = [Client().post(f"/ask/{number}/", {"code": "wrong"}).status_code for _n in range(most + 1)]
    assert answers == [422] * most + [429]
    assert Client().post(f"/ask/{number}/", {"code": code}).status_code == 429, "the right one neither"


def test_nobody_sends_too_often(desk: Desk) -> None:
    told(desk.bank)
    client = Client()
    most, _seconds = ask.SENDINGS
    page = text(client.get("/ask/"))
    for _n in range(most):
        send(client)
    assert client.post("/ask/", form(page)).status_code == 429
    assert Contest.objects.count() == most


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_contest(enter: Callable[..., Client], desk: Desk, language: str) -> None:
    record = desk.given_to(desk.priya)
    heard.keep_person(record.pk, {"name": "Elke Dane", "representative": "", "address": "Trier", "reach": ""})
    for name in ("mei", "priya"):
        page = text(enter(name, language).get(f"/r/{record.ref}/"))
        for said in ("Elke Dane", "Why was I declined?", "Benoît Laurent", "passport seen"):
            assert said in page, (name, said)
    page = text(enter("jonas", language).get(f"/r/{record.ref}/"))
    assert "Why was I declined?" in page
    assert "Elke Dane" not in page, "who it is, only those read who must reach them"
    assert enter("benoit", language).get(f"/r/{record.ref}/").status_code == 404


def test_who_it_is_is_said_apart_and_nowhere_in_the_history(enter: Callable[..., Client], desk: Desk) -> None:
    record = desk.contest()
    client = enter("mei")
    said = {"name": "Elke Dane", "representative": "", "address": "Simeonstraße 4", "reach": ""}
    assert client.post(f"/r/{record.ref}/person", said).status_code == 302
    assert "Simeonstraße 4" in text(client.get(f"/r/{record.ref}/"))
    for place in (f"/r/{record.ref}/history", "/k/contest/", "/k/contest/?format=csv", "/search?q=Elke"):
        answer = client.get(place, follow=True)
        body = b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)
        assert "Simeonstraße" not in body
        assert "Elke Dane" not in body
    assert enter("jonas").get(f"/r/{record.ref}/person").status_code == 403
    shown = text(client.post(f"/r/{record.ref}/person", {"code": "new"}))
    (code,) = re.findall(r"[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}", shown)
    assert heard.opened(record.ref, code) == fresh(record)
    assert ContestPerson.objects.get(pk=record.pk).name == "Elke Dane", "a new code changes nothing else"


def test_a_letter_is_entered_for_the_day_it_came(enter: Callable[..., Client], desk: Desk) -> None:
    told(desk.bank)
    client = enter("mei")
    assert "received_on" in text(client.get(f"/k/contest/new?system={desk.system.pk}"))
    sent = {
        "system": str(desk.system.pk),
        "sort": "contest",
        "channel": "telephone",
        "received_on": "2026-01-05",
        "writes_in": "de",
        "asked": "Warum ich?",
        "new_id": str(uuid7()),
    }
    answer = client.post(f"/k/contest/new?system={desk.system.pk}", sent)
    assert answer.status_code == 302, text(answer)
    assert Contest.objects.get().answer_due.isoformat() == "2026-01-19"


def test_the_decision_and_those_like_it_stand_on_the_page(enter: Callable[..., Client], desk: Desk, came: str) -> None:
    record = desk.contest(decision_key="k-007")
    page = text(enter("mei").get(f"/r/{record.ref}/"))
    for said in (f"{came}/decision?key=k-007", "1007", f"{came}/decision?key=k-008", "Inputs alike"):
        assert said in page
    ruled = desk.contest(decision_key="why/1?#")
    page = text(enter("mei").get(f"/r/{ruled.ref}/"))
    assert "changed" in page, "the first ruling, where the program sent it"
    assert "KL" in page


@pytest.mark.parametrize("typed", ["CTS-0001", " cts-0001 "])
def test_a_number_leads_to_its_page(desk: Desk, typed: str) -> None:
    answer = Client().get("/ask/", {"number": typed})
    assert answer["Location"] == "/ask/CTS-0001/?in=en"
