"""The pages of intake, pressed as people press them: proposing, tier, duplicates, lists from elsewhere, campaigns."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aims.kernel.world import present
from aims.organisation.models import AllowedTool
from aims.systems.models import AISystem, DuplicateDecision, Proposal, UndeclaredTool
from tests.bank import Bank

Enter = Callable[..., Client]
LIST = b"date,employee,unit,merchant\n2026-09-01,Sara,Retail Lending,OPENAI CHATGPT\n2026-09-02,Mei,,Grab ride\n"


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def sent(door: str) -> dict[str, str]:
    return {
        "door": door,
        "lang": "en",
        "title": "Letter drafts",
        "purpose": "Drafts letters.",
        "supplier": "Brightdesk",
        "data_about": "public",
        "reaches": "public",
        "checked": "always",
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("door", ["system", "tool", "in_use"])
def test_staff_propose_by_each_door_with_at_most_seven_questions(enter: Enter, door: str, language: str) -> None:
    client = enter("sara", language)
    assert client.get("/propose").status_code == 200
    page = client.get(f"/propose?door={door}").content.decode()
    asked = re.findall(r'<(?:input|select|textarea)[^>]*\bname="(\w+)"[^>]*>', page.split("<main", 1)[1])
    hidden = re.findall(r'<input type="hidden" name="(\w+)"', page)
    assert len(set(asked) - set(hidden)) == 7
    answer = client.post(f"/propose?door={door}", sent(door))
    assert answer.status_code == 302
    [made] = Proposal.objects.all()
    assert (made.door, made.purpose, made.state) == (door, "Drafts letters.", "received")
    assert client.get(answer["Location"]).status_code == 200


def test_what_is_missing_is_said_and_nothing_typed_is_lost(enter: Enter) -> None:
    answer = enter("sara").post("/propose?door=tool", sent("tool") | {"title": ""})
    assert answer.status_code == 422
    assert "Drafts letters." in answer.content.decode()
    assert not Proposal.objects.exists()


def test_sent_twice_it_is_made_once(enter: Enter) -> None:
    client = enter("sara")
    page = client.get("/propose?door=tool").content.decode()
    new_id = re.search(r'name="new_id" value="([^"]+)"', page)
    assert new_id is not None
    for _turn in range(2):
        assert client.post("/propose?door=tool", sent("tool") | {"new_id": new_id[1]}).status_code == 302
    assert Proposal.objects.count() == 1


def test_its_author_reads_the_decision_and_one_press_puts_it_in_the_register(bank: Bank, enter: Enter) -> None:
    place = enter("sara").post("/propose?door=in_use", sent("in_use"))["Location"]
    made = Proposal.objects.get()
    bank.does("mei", "proposal", "accept", made, decision_why="Read each time.", conditions="No names of customers.")
    assert "No names of customers." in text(enter("sara").get(place))
    standing = text(enter("mei").get(place)).split("Standing")[1]
    assert re.search(r"Say yes Mei Lindqvist \d+ \w+ \d{4}", standing), "who decided, and when"
    assert "accepted, with conditions" in text(enter("sara").get("/propose")).lower()
    assert "Add to the register" not in text(enter("sara").get(place))
    mei = enter("mei")
    assert "Add to the register" in text(mei.get(place))
    answer = mei.post(f"{place}take-in")
    assert answer.status_code == 302
    entry = AISystem.objects.get(title="Letter drafts")
    assert answer["Location"] == f"/r/{entry.ref}/"
    assert entry.ref in mei.get(place).content.decode()
    assert mei.post(f"{place}take-in")["Location"] == f"/r/{entry.ref}/", "a second press leads there"
    assert AISystem.objects.filter(title="Letter drafts").count() == 1


def test_whoever_says_yes_adds_it_too_and_is_led_there_from_today(bank: Bank, enter: Enter) -> None:
    place = enter("sara").post("/propose?door=tool", sent("tool"))["Location"]
    bank.does("mei", "proposal", "accept", Proposal.objects.get(), decision_why="Read each time.")
    arjun = enter("arjun")
    duty = re.search(r'href="(/duty/[^"]+)"', arjun.get("/").content.decode())
    assert duty is not None
    assert arjun.get(duty[1].replace("&amp;", "&"))["Location"] == place
    assert "Allow it at work" not in text(arjun.get(place))
    assert arjun.post(f"{place}take-in").status_code == 302
    assert Proposal.objects.get().system_id == AISystem.objects.get(title="Letter drafts").pk
    page = enter("mei").get(place).content.decode()
    allow = re.search(r'href="(/k/allowed_tool/new[^"]+)"[^>]*>Allow it at work<', page)
    assert allow is not None
    form = enter("mei").get(allow[1].replace("&amp;", "&")).content.decode()
    assert all(words in form for words in ("Letter drafts", "Drafts letters.", "Brightdesk"))
    entry = AISystem.objects.get(title="Letter drafts")
    assert entry.ref in form, "where it will lead"
    said = {"title": "Letter drafts", "lang": "en", "data_classes": "public", "use": "Letters.", "check_before": "All."}
    assert enter("mei").post(allow[1].replace("&amp;", "&"), said).status_code == 302
    [tool] = present().all(AllowedTool)
    assert present().linked(tool, "entry") == [present().get(AISystem, entry.pk)]
    assert "Allow it at work" not in text(enter("mei").get(place))


def test_a_tool_that_was_taken_in_waits_to_be_allowed_on_its_page_and_among_the_tools(bank: Bank, enter: Enter) -> None:
    tool = bank.records["tool"]
    said = {
        f"/r/{tool.ref}/": f"{tool.ref} is in the register, and not among the tools that people may use.",
        "/use/": f"In the register, and not on this page {tool.ref} Minutes writer Allow it at work",
    }

    def waits() -> set[str]:
        return {place for place, words in said.items() if words in text(enter("mei").get(place))}

    assert not waits(), "it is only proposed"
    described = {"intended_use": "Minutes.", "ai_roles": ["ai_user"], "scope_decision": "in"}
    bank.does("mei", "ai_system", "edit", tool, owner=bank.people["jonas"].pk, **described)
    bank.does("arjun", "ai_system", "triage", tool)
    assert waits() == set(said)
    assert "Allow it at work" not in text(enter("sara").get("/use/")), "she may not make one"
    allow = re.search(r'href="(/k/allowed_tool/new[^"]+)"', enter("mei").get("/use/").content.decode())
    assert allow is not None
    values = {"title": "Minutes", "lang": "en", "data_classes": "public", "use": "Minutes.", "check_before": "All."}
    assert enter("mei").post(allow[1].replace("&amp;", "&"), values).status_code == 302
    assert not waits()


@pytest.mark.parametrize(("language", "words"), [("en", "Open"), ("zh-hans", "打开")])
def test_a_button_that_leads_to_the_page_of_a_proposal_or_tool_says_so(
    bank: Bank, enter: Enter, language: str, words: str
) -> None:
    enter("sara").post("/propose?door=tool", sent("tool"))
    found = {"title": "Otter", "source": "sso", "found_on": present().today, "owner": bank.people["mei"].pk}
    bank.does("mei", "undeclared_tool", "create", **found)
    client = enter("mei", language)
    led = re.findall(r'<a[^>]*href="(/duty/[^"]+)"[^>]*>([^<]+)<', client.get("/inbox").content.decode())
    led = {client.get(url.replace("&amp;", "&")).headers.get("Location"): label for url, label in led}
    for ref in (Proposal.objects.get().ref, UndeclaredTool.objects.get().ref):
        assert re.sub(r"\s", "", led[f"/r/{ref}/"]) == f"{words}{ref}"


@pytest.mark.parametrize(("action", "field"), [("accept", "decision_why"), ("register", "system")])
def test_what_a_step_needs_is_not_called_optional(bank: Bank, enter: Enter, action: str, field: str) -> None:
    enter("sara").post("/propose?door=tool", sent("tool"))
    made = Proposal.objects.get()
    if action == "register":
        bank.does("arjun", "proposal", "accept", made, decision_why="Read each time.")
    page = enter("mei").get(f"/r/{made.ref}/do/{action}").content.decode()
    label = re.search(rf'<label for="id_{field}">(.*?)</label>', page)
    assert label is not None
    assert "optional" not in label[1]


def test_the_like_is_pointed_out_and_hidden_from_who_may_not_see_it(enter: Enter) -> None:
    asked = {"title": "Retail credit scoring"}
    assert "Retail credit scoring" in text(enter("mei").post("/systems/similar", asked))
    said = text(enter("sara").post("/systems/similar", asked))
    assert "Retail credit scoring" not in said
    assert "One entry that you do not see" in said
    assert text(enter("mei").post("/systems/similar", {"title": "Weather"})).strip() == ""


def test_the_form_of_a_new_system_asks_for_the_like(enter: Enter) -> None:
    assert 'hx-post="/systems/similar"' in enter("mei").get("/k/ai_system/new").content.decode()


def test_the_seven_answers_give_the_tier_and_the_page_says_why(bank: Bank, enter: Enter) -> None:
    system = bank.does("mei", "ai_system", "create", title="Note taker", tier="low")
    client, place = enter("mei"), f"/r/{system.ref}/tier"
    assert "the seven questions are not answered" in text(client.get(place))
    answers = dict.fromkeys(("decides", "weighs", "acts_alone", "public", "personal", "vulnerable", "many"), "no")
    assert client.post(place, {"decides": "yes"}).status_code == 422, "all seven"
    assert client.post(place, answers | {"decides": "yes", "weighs": "yes"}).status_code == 302
    found = present().get(AISystem, system.pk)
    assert found is not None
    assert (found.tier, found.tier_answers) == ("high", ["decides", "weighs"])
    assert "It decides about people" in text(client.get(place))
    bank.does("arjun", "ai_system", "lower_tier", system, lowered_tier="medium", reason="Ten cases a year.")
    assert "Another person set it lower: Ten cases a year." in text(client.get(place))
    assert client.post(place, answers | {"decides": "yes", "weighs": "yes"}).status_code == 302
    assert AISystem.objects.get(pk=system.pk).tier == "medium", "answered the same again, it stays as decided"


def test_duplicates_are_decided_on(bank: Bank, enter: Enter) -> None:
    for _turn in range(2):
        bank.does("mei", "ai_system", "create", title="Meeting note taker", intended_use="Minutes of meetings.")
    client = enter("mei")
    shown = client.get("/systems/duplicates")
    assert "Pointed out because these are alike or the same: title, intended use, unit." in text(shown)
    chinese = text(enter("mei", "zh-hans").get("/systems/duplicates"))
    assert "匹配依据（相近或相同）：标题、预期用途、组织单元。" in chinese
    page = shown.content.decode()
    first, second = re.findall(r'name="(?:first|second)" value="([^"]+)"', page)[:2]
    answer = client.post("/systems/duplicates", {"first": first, "second": second, "conclusion": "not_same"})
    assert answer.status_code == 302
    assert DuplicateDecision.objects.get().conclusion == "not_same"
    assert "No two entries look alike" in text(client.get("/systems/duplicates"))
    assert enter("sara").get("/systems/duplicates").status_code == 200
    assert "Meeting note" not in text(enter("sara").get("/systems/duplicates"))


def test_a_list_is_compared_before_anything_is_recorded(bank: Bank, enter: Enter) -> None:
    client = enter("mei")
    shown = client.post("/systems/reconcile", {"file": SimpleUploadedFile("claims.csv", LIST), "sort": "expenses"})
    assert shown.status_code == 200
    assert "2 rows: 0 in the register, 1 an AI product that is not, 1 neither" in text(shown)
    assert not UndeclaredTool.objects.exists()
    hidden = dict(re.findall(r'<input type="hidden" name="(token|name|sort)" value="([^"]+)"', shown.content.decode()))
    assert client.post("/systems/reconcile", hidden).status_code == 200
    tool = UndeclaredTool.objects.get()
    assert (tool.product, tool.source, tool.unit_id) == ("chatgpt", "expenses", bank.lending.pk)
    assert "1 tool was found in use" in text(client.get("/systems/"))
    again = client.post("/systems/reconcile", {"file": SimpleUploadedFile("claims.csv", LIST), "sort": "expenses"})
    assert "Nothing here is undeclared that was not recorded before" in text(again)


def test_a_file_that_is_no_list_is_refused_with_a_sentence(enter: Enter) -> None:
    given = {"file": SimpleUploadedFile("claims.csv", b"%PDF-1.7 \x00\x01"), "sort": "expenses"}
    answer = enter("mei").post("/systems/reconcile", given)
    assert answer.status_code == 422
    assert "Nothing was changed" in text(answer)


def test_lists_are_for_those_who_may(enter: Enter) -> None:
    assert enter("sara").get("/systems/reconcile").status_code == 403


def test_a_campaign_shows_who_has_answered(bank: Bank, enter: Enter) -> None:
    due = present().today + dt.timedelta(days=21)
    campaign = bank.does("mei", "attestation_campaign", "create", title="Autumn", due_on=due)
    bank.does("mei", "attestation_campaign", "open", campaign)
    said = {"title": "Ours", "statement": "Asked.", "systems_known": 1, "unit": bank.lending.pk}
    made = bank.does("mei", "completeness_attestation", "create", **said)
    page = text(enter("mei").get(f"/r/{campaign.ref}/"))
    assert made.ref in page
    assert "not yet" in page
    assert "units have answered" in text(enter("mei").get("/systems/"))


@pytest.mark.parametrize("place", ["/propose", "/propose?door=tool", "/systems/duplicates", "/systems/reconcile"])
def test_signing_in_comes_first(bank: Bank, place: str) -> None:
    assert Client().get(place).status_code == 302
