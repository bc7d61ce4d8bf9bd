"""The pages of an impact assessment: itself, a card for each dimension that keeps itself, the three readings."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from aims.cli import app
from aims.impact.models import ImpactAssessment
from aims.kernel.models import Event, Record
from aims.kernel.world import present
from tests.bank import Bank, by_system
from tests.reports.stories import ASSESSED, assessed, assessing, notified

Enter = Callable[..., Client]


def drafted(bank: Bank) -> Record:
    return bank.does("mei", "impact_assessment", "create", **ASSESSED, system=bank.records["system"].pk)


def kept(one: Record, dimension: str) -> Any:
    found = present().get(ImpactAssessment, one.pk)
    assert found is not None
    return found.rows[dimension]


def state_of(one: Record) -> str:
    found = present().find(one.pk)
    assert found is not None
    return str(found.state)


def test_the_page_shows_dimensions_readings_and_the_way_to_the_paper(bank: Bank, enter: Enter) -> None:
    one = assessed(bank)
    page = enter("mei").get(f"/r/{one.ref}/").content.decode()
    for said in ("Somebody honest is refused.", "A person calls within two hours.", "Draft input: 1 of 8 missing"):
        assert said in page
    assert f'href="/reports/impact-assessment/{one.ref}"' in page
    paper = enter("mei").get(f"/reports/impact-assessment/{one.ref}?reading=fria").content.decode()
    assert "Fundamental rights" in paper
    assert "The market surveillance authority" in paper


def shown(client: Client, place: str, dimension: str) -> dict[str, str]:
    """What a card says of the row that it was drawn from."""
    found = re.search(rf'name="shown" id="shown-{dimension}" value="(\w+)"', client.get(place).content.decode())
    assert found
    return {"shown": found[1]}


def test_a_card_is_kept_when_it_changes_and_only_then(bank: Bank, enter: Enter) -> None:
    one, client = drafted(bank), enter("mei")
    place = f"/r/{one.ref}/dimensions"
    assert client.get(place).status_code == 200
    card = {"privacy-harms": "Payments | are read.", "privacy-severity": "3"}
    before = Event.objects.count()
    card |= shown(client, place, "privacy")
    answer = client.post(f"{place}/privacy", card, headers={"HX-Request": "true"})
    assert "Kept." in answer.content.decode()
    assert (kept(one, "privacy")["harms"], kept(one, "privacy")["severity"]) == ("Payments / are read.", "3")
    assert Event.objects.count() == before + 1
    card |= shown(client, place, "privacy")
    assert client.post(f"{place}/privacy", card, headers={"HX-Request": "true"}).status_code == 200
    assert Event.objects.count() == before + 1, "what did not change is no event"
    harms = {"safety-harms": "None."} | shown(client, place, "safety")
    client.post(f"{place}/safety", harms, headers={"HX-Request": "true"})
    assert kept(one, "privacy")["harms"] == "Payments / are read.", "one card leaves the others as they are"


def test_a_card_with_a_step_that_there_is_not_is_refused_on_the_card(bank: Bank, enter: Enter) -> None:
    one = drafted(bank)
    client, place = enter("mei"), f"/r/{one.ref}/dimensions"
    wrong = {"privacy-severity": "9"} | shown(client, place, "privacy")
    answer = client.post(f"{place}/privacy", wrong, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Severity" in answer.content.decode()
    assert not kept(one, "privacy")["severity"]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_card_overwrites_nothing_that_was_not_seen(bank: Bank, enter: Enter, htmx: bool) -> None:
    one, client = drafted(bank), enter("mei")
    place = f"/r/{one.ref}/dimensions"
    seen = shown(client, place, "privacy")
    client.post(f"{place}/privacy", {"privacy-harms": "By another."} | seen)
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client.post(f"{place}/privacy", {"privacy-harms": "Mine."} | seen, headers=headers)
    assert answer.status_code == 409
    assert "changed this card meanwhile" in answer.content.decode()
    assert htmx or "Mine." in answer.content.decode()
    assert kept(one, "privacy")["harms"] == "By another."
    again = {"privacy-harms": "Mine."} | shown(client, place, "privacy")
    assert client.post(f"{place}/privacy", again, headers=headers).status_code in (200, 302)
    assert kept(one, "privacy")["harms"] == "Mine."


def test_who_may_not_write_gets_no_cards_and_who_may_not_see_no_page(bank: Bank, enter: Enter) -> None:
    one = drafted(bank)
    assert enter("arjun").get(f"/r/{one.ref}/dimensions").status_code in (403, 409)
    for place in ("", "readings", "dimensions"):
        assert enter("sara").get(f"/r/{one.ref}/{place}").status_code == 404


def test_the_readings_stand_beside_each_other_and_say_that_they_are_our_own_words(bank: Bank, enter: Enter) -> None:
    one = notified(bank, assessed(bank))
    page = enter("mei").get(f"/r/{one.ref}/readings").content.decode()
    for place in ("6.1.4-b", "27(1)(a)", "27(3)", "35(7)(d)", "35(11)"):
        assert place in page
    assert "in our own words, to be checked against its text" in page
    assert f"/reports/impact-assessment/{one.ref}?reading=dpia" in page
    assert "Sign the reading" not in page, "only the legal role signs"
    chinese = enter("mei", "zh-hans").get(f"/r/{one.ref}/readings").content.decode()
    assert "须与条款原文核对" in chinese
    assert "sign_fria" in enter("rosalind").get(f"/r/{one.ref}/readings").content.decode()


def test_what_is_signed_or_recorded_already_is_not_what_is_offered_first(bank: Bank, enter: Enter) -> None:
    bank.people.pop("rosalind", None)  # of the test before, rolled back since
    one = notified(bank, assessed(bank))
    place, button = f"/r/{one.ref}/", f'href="/r/{one.ref}/do/sign_fria'
    rosalind = enter("rosalind")
    assert button in rosalind.get(place).content.decode()
    version = present().find(one.pk).version
    assert rosalind.post(f"{place}do/sign_fria", {"expected_version": version}).status_code == 302
    assert button not in enter("rosalind").get(place).content.decode()


@pytest.mark.parametrize(("who", "code"), [("mei", "own_case"), ("jonas", "own_case")])
def test_who_wrote_it_and_who_owns_it_cannot_approve_it_by_any_way(
    bank: Bank, enter: Enter, monkeypatch: pytest.MonkeyPatch, who: str, code: str
) -> None:
    one = assessing(bank, owner=bank.people["jonas"].pk)
    given = {"title": who, "person": bank.people[who].pk, "role": "designated_management"}
    by_system("assignment", **given, unit=bank.organisation.pk, starts_on=present().today)
    client = enter(who)
    said = {"decision": "It may run.", "expected_version": str(one.version)}
    assert client.post(f"/r/{one.ref}/do/approve", said).status_code in (403, 409)
    place = f"/api/v1/impact_assessment/{one.ref}/approve"
    answer = client.post(place, {"values": {"decision": "It may run."}}, content_type="application/json")
    assert answer.status_code in (403, 409), answer.content
    assert answer.json()["code"] == code
    monkeypatch.setenv("AIMS_LANG", "en")
    arguments = ["do", one.ref, "approve", "--set", "decision=It may run.", "--as", bank.people[who].ref]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 1
    assert "someone else must do this" in told.output
    assert state_of(one) == "in_review"


def test_who_neither_wrote_nor_owns_it_approves_it_on_the_page(bank: Bank, enter: Enter) -> None:
    one = assessing(bank, owner=bank.people["jonas"].pk)
    given = {"decision": "It may run.", "expected_version": str(one.version)}
    answer = enter("arjun").post(f"/r/{one.ref}/do/approve", given)
    assert answer.status_code in (302, 303)
    assert state_of(one) == "approved"


def test_what_is_for_top_management_waits_for_nobody_else(bank: Bank, enter: Enter) -> None:
    """Answered as a sensitive use: the note names whoever may decide on it, and not who may on others."""
    one = bank.does("arjun", "impact_assessment", "return", assessing(bank, screening=["shapes"]), reason="Say more.")
    page = enter("mei").post(f"/r/{one.ref}/do/submit", {"expected_version": str(one.version)}, follow=True)
    told = page.content.decode()
    assert "Ingrid Solberg" in told.split("waits for")[1][:200]
    assert "Arjun Nair" not in told.split("waits for")[1][:200]
