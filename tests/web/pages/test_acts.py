"""Before an act what is to be looked at is said; after it what was done, and for whom it now waits."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.duties import duties_of
from aims.kernel.models import Record
from aims.kernel.world import present
from tests.bank import Bank, somebody, submit_policy

Enter = Callable[..., Client]


@pytest.fixture
def policy(bank: Bank) -> Record:
    return bank.does("ingrid", "policy", "approve", submit_policy(bank), change_is_significant=True)


def test_a_draft_that_changes_one_language_says_so_where_it_is_decided_on(
    enter: Enter, bank: Bank, policy: Record
) -> None:
    english = "Only the English was changed since version 1, which is in force: Text."
    chinese = "Only the Simplified Chinese was changed since version 1, which is in force: Title."
    pages = {"mei": ("/r/POL-0001/", "/r/POL-0001/do/submit"), "ingrid": ("/r/POL-0001/", "/r/POL-0001/do/approve")}
    revised = bank.does("mei", "policy", "revise", policy)
    assert "was changed since" not in enter("mei").get(pages["mei"][0]).content.decode()
    texts = {"text": "A person decides, always.", "text_alt": "由人决定。\r\n", "title_alt": "人工智能方针"}
    edited = bank.does("mei", "policy", "edit", revised, **texts)
    for name, places in pages.items():
        for place in places:
            page = enter(name).get(place).content.decode()
            assert (page.count(english), page.count(chinese)) == (1, 1), place
        bank.does("mei", "policy", "submit", edited) if name == "mei" else None
    assert (
        "自现行的第1版以来，只修改了英语文本：正文。" in enter("ingrid", "zh-hans").get("/r/POL-0001/").content.decode()
    )
    assert "was changed since" not in enter("sara").get("/r/POL-0001/").content.decode(), "reads what is in force"
    bank.does("ingrid", "policy", "approve", edited, change_is_significant=True)
    assert "was changed since" not in enter("mei").get("/r/POL-0001/").content.decode()


def told(client: Client, place: str) -> list[str]:
    """What a page says was done, without its marks."""
    page = client.get(place).content.decode()
    return [re.sub("<[^>]+>", "", one) for one in re.findall(r"data-told>(.*?)</p>", page)]


def test_an_act_is_confirmed_once_with_who_comes_next(enter: Enter, bank: Bank) -> None:
    mei = enter("mei")
    assert mei.post("/r/POL-0001/do/submit", {"expected_version": "1"}).status_code == 302
    waits = "“Approve” comes next and waits for: Ingrid Solberg."
    assert told(mei, "/r/POL-0001/") == [f"Submitted: POL-0001 AI policy. {waits}"]
    assert told(mei, "/r/POL-0001/") == []
    ingrid = enter("ingrid", "zh-hans")
    back = {"expected_version": "2", "reason": "再想想。"}
    assert ingrid.post("/r/POL-0001/do/return", back, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    assert told(ingrid, "/") == ["已退回：POL-0001 AI方针。下一步是“提交”，等待：林玫。"]


def test_of_many_who_may_five_are_named(enter: Enter, bank: Bank) -> None:
    for number in range(6):
        somebody(f"Zoe{number} Zimmer", "top_management", bank.organisation)
    mei = enter("mei")
    mei.post("/r/POL-0001/do/submit", {"expected_version": "1"})
    assert told(mei, "/")[0].endswith("Zoe3 Zimmer, and 2 more.")


def test_every_way_to_act_is_confirmed(enter: Enter, bank: Bank, policy: Record) -> None:
    mei = enter("mei")
    acts = (
        ("/r/POL-0001/read", {"version": "1"}, "Acknowledgement recorded: ACK-0001"),
        ("/r/POL-0001/comment", {"reason": "Well said."}, "Commented: POL-0001 AI policy."),
        ("/r/POL-0001/do/revise", {"expected_version": "3"}, "New version begun: POL-0001 AI policy."),
        ("/r/NCR-0001/link", {"relation": "about", "target": "POL-0001"}, "Linked: NCR-0001"),
        ("/k/external_document/new", {"title": "A law", "lang": "en"}, "External document recorded: XDC-0001 A law."),
        ("/r/XDC-0001/do/review", {"reason": "As it was."}, "Done (Review: no change): XDC-0001 A law."),
    )
    for place, typed, words in acts:
        mei.post(place, typed)
        assert [said[: len(words)] for said in told(mei, "/")] == [words], place


def test_what_is_said_of_a_title_is_text(enter: Enter, bank: Bank) -> None:
    mei = enter("mei")
    bank.does("mei", "policy", "edit", bank.records["policy"], title="<b>Bold</b>")
    mei.post("/r/POL-0001/comment", {"reason": "Well said."})
    assert "&lt;b&gt;Bold&lt;/b&gt;" in mei.get("/").content.decode().split("data-told")[1]


def test_a_form_in_place_says_it_to_those_who_listen(enter: Enter, bank: Bank) -> None:
    version = {"expected_version": str(submit_policy(bank).version), "change_is_significant": "on"}
    ingrid = enter("ingrid")
    (duty,) = re.findall(r'href="(/duty/[^"]+)"[^>]*>Approve POL-0001<', ingrid.get("/inbox").content.decode())
    answer = ingrid.post(duty, version, headers={"HX-Request": "true"}).content.decode()
    assert "Approved: " in answer.split('hx-target="#said"')[1]
    assert told(ingrid, "/") == []


def test_what_is_returned_waits_for_whom_it_came_from_until_they_touch_it(enter: Enter, bank: Bank) -> None:
    def waiting(name: str, language: str = "en") -> str:
        return enter(name, language).get("/inbox").content.decode().split("<main")[1]

    draft = submit_policy(bank)
    bank.does("ingrid", "policy", "return", draft, reason="Too <short>.")
    bank.does("ingrid", "policy", "comment", draft, reason="Say more.")
    assert "AI policy was returned to you to be changed: “Too &lt;short&gt;.”" in waiting("mei")
    assert "AI方针已退回给你修改：“Too &lt;short&gt;.”" in waiting("mei", "zh-hans")
    assert "returned to you" not in waiting("ingrid")
    bank.does("mei", "policy", "edit", draft, text="A person decides, always.")
    assert "returned to you" not in waiting("mei")
    bank.does("ingrid", "policy", "return", submit_policy(bank), reason="Shorter.")
    assert "returned to you" in waiting("mei")
    bank.does("mei", "policy", "submit", draft)
    assert "returned to you" not in waiting("mei")


def test_a_returned_draft_says_so_on_its_page_until_it_is_taken_up(enter: Enter, bank: Bank) -> None:
    def page(name: str, language: str = "en") -> str:
        return enter(name, language).get("/r/POL-0001/").content.decode().split("<main")[1]

    draft = submit_policy(bank)
    shown = page("ingrid")
    assert shown.index(">Approve<") < shown.index(">Return<"), "what goes on comes before what goes back"
    bank.does("ingrid", "policy", "return", draft, reason="Too <short>.")
    assert "Too &lt;short&gt;." in page("mei").partition("Returned by")[2]
    assert "Too &lt;short&gt;." in page("mei", "zh-hans").partition("退回人")[2]
    bank.does("mei", "policy", "edit", draft, text="A person decides, always.")
    assert "Returned by" not in page("mei")


def test_what_came_back_stands_before_what_only_has_a_day(enter: Enter, bank: Bank) -> None:
    mei = bank.people["mei"].pk
    soon = {"review_due": present().today + dt.timedelta(days=5)}
    bank.does("mei", "context_issue", "create", title="Prices", side="external", effect="Cost.", owner=mei, **soon)
    bank.does("ingrid", "policy", "return", submit_policy(bank), reason="Too short.")
    codes = [duty.code for duty in duties_of(present(), mei)]
    assert codes.index("returned") < codes.index("review")


def test_to_revise_from_a_list_leads_to_the_draft(enter: Enter, bank: Bank) -> None:
    draft = submit_policy(bank)
    soon = {"review_due": present().today + dt.timedelta(days=5)}
    bank.does("ingrid", "policy", "approve", draft, **soon)
    mei = enter("mei")
    links = re.findall(r'href="(/duty/[^"]+)"[^>]*>Revise POL-0001<', mei.get("/inbox").content.decode())
    assert (
        mei.post(links[0], {"expected_version": str(present().find(draft.pk).version)})["Location"]
        == "/r/POL-0001/edit"
    )


def test_whom_a_draft_waits_for_stands_on_its_page(enter: Enter, bank: Bank) -> None:
    for number in range(6):
        somebody(f"Zoe{number} Zimmer", "top_management", bank.organisation)
    submit_policy(bank)
    page = enter("mei").get("/r/POL-0001/").content.decode().split("Who may: Approve</dt>")[1].split("</dd>")[0]
    assert re.sub("<[^>]+>", " ", page).split()[-3:] == ["and", "2", "more"]
    assert "Zoe3 Zimmer" in page


def test_line_ends_that_a_browser_or_a_file_sends_otherwise_are_no_change(bank: Bank) -> None:
    said = {"title": "Lines", "intended_use": "One.\nTwo.\n\nThree."}
    system = bank.does("mei", "ai_system", "create", **said)
    assert system.intended_use == said["intended_use"]  # type: ignore[attr-defined]
    system = bank.does("mei", "ai_system", "edit", system, intended_use="One.\r\nTwo.\r\rThree.")
    assert system.intended_use == said["intended_use"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("language", "why"), [("en", "your roles do not include it"), ("zh-hans", "不在你的角色之内")])
def test_who_has_no_role_for_an_act_is_told_so_in_half_a_sentence(
    enter: Callable[..., Client], language: str, why: str
) -> None:
    page = enter("ingrid", language).get("/requirement/iso42001:2023/A.4.2").content.decode()
    assert why in page
