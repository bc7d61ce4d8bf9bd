"""The pages of AI objectives: what they show, and a result that is added in place."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aims.kernel.models import Record
from aims.kernel.world import present
from aims.organisation.models import Measurement
from tests.bank import Bank, by_system


@pytest.fixture
def objective(bank: Bank) -> Record:
    """An objective that runs, with one result on its way and a later one that misses the line."""
    today = present().today
    whole: dict[str, Any] = {
        "title": "Fewer wrong answers",
        "title_alt": "减少错误答复",
        "policy_sentence": "A person decides.",
        "measure": "Wrong answers among a hundred",
        "measure_unit": "of 100",
        "direction": "down",
        "target": 2,
        "due_on": today + dt.timedelta(days=100),
        "interval_months": 1,
        "plan": "Read two hundred a month.",
        "resources": "Two hours a week.",
        "evaluation_how": "Count.",
        "owner": bank.people["jonas"].pk,
    }
    made = bank.does("mei", "objective", "create", **whole)
    bank.does("ingrid", "objective", "approve", made)
    start = {"baseline": 12, "baseline_on": today - dt.timedelta(days=100), "told_to": "The desk."}
    bank.does("jonas", "objective", "activate", made, **start)
    for days, value in ((60, 8), (5, 11)):
        day = today - dt.timedelta(days=days)
        bank.does("mei", "measurement", "create", title="Month", objective=made.pk, value=value, happened_on=day)
    return made


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_all_of_them_stand_with_their_last_result_and_why_one_is_off_track(
    enter: Callable[..., Client], objective: Record, language: str
) -> None:
    shown = page(enter("mei", language), "/objectives/")
    assert "11 of 100" in shown
    assert ("Off track: 11 on" if language == "en" else "有偏离") in shown
    assert shown.count('<svg class="plot') == 1


def test_one_of_them_has_its_figures_as_a_picture_and_as_a_table(
    enter: Callable[..., Client], objective: Record
) -> None:
    shown = page(enter("mei"), f"/r/{objective.ref}/")
    picture = re.search(r'<svg class="plot[^>]*aria-label="([^"]*)"', shown)
    assert picture
    assert picture[1].startswith("Baseline 12 on")
    assert "2 results, last 11" in picture[1]
    assert shown.count('<rect class="bad"') == 1
    rows = re.findall(r"<tr><td class=\"nowrap\"><time", shown)
    assert len(rows) == 2
    assert "A person decides." in shown
    assert "Two hours a week." in shown


def test_a_result_is_added_in_place(enter: Callable[..., Client], objective: Record) -> None:
    client = enter("mei")
    typed = {"title": "This month", "objective": str(objective.pk), "lang": "en", "value": "3.5", "method": "Counted."}
    answer = client.post(f"/r/{objective.ref}/measure", typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{objective.ref}/#results")
    assert "3.5 of 100" in page(client, f"/r/{objective.ref}/")
    assert "Off track" not in page(client, f"/r/{objective.ref}/")


def test_the_draft_of_a_saved_result_does_not_come_back(enter: Callable[..., Client], objective: Record) -> None:
    client, place = enter("mei"), f"/r/{objective.ref}/"

    def draft(html: str) -> str:
        return html.partition('id="measure"')[2].partition('data-draft="')[2].partition('"')[0]

    before = draft(page(client, place))
    assert objective.ref in before
    assert draft(client.post(f"{place}measure", {"title": "May"}).content.decode()) == before, "kept while refused"
    typed = {"title": "May", "objective": str(objective.pk), "lang": "en", "value": "5", "method": "Counted."}
    assert client.post(f"{place}measure", typed).status_code == 302
    assert draft(page(client, place)) not in ("", before)


def test_what_is_wrong_with_a_result_is_said_where_it_was_typed(
    enter: Callable[..., Client], objective: Record
) -> None:
    typed = {"title": "This month", "objective": str(objective.pk), "lang": "en", "value": "", "method": "By guess."}
    answer = enter("mei").post(f"/r/{objective.ref}/measure", typed)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Give the result as a figure." in shown
    assert "By guess." in shown
    assert Measurement.objects.filter(title="This month").count() == 0


def test_who_may_not_measure_has_no_form_and_is_refused(enter: Callable[..., Client], objective: Record) -> None:
    client = enter("sara")
    assert 'id="measure"' not in page(client, f"/r/{objective.ref}/")
    typed = {"title": "Mine", "objective": str(objective.pk), "value": "1"}
    assert client.post(f"/r/{objective.ref}/measure", typed).status_code == 403


def test_nothing_can_be_added_to_the_past(enter: Callable[..., Client], objective: Record) -> None:
    today = present().today.isoformat()
    shown = page(enter("mei"), f"/r/{objective.ref}/?as_of={today}")
    assert 'id="measure"' not in shown


def test_a_role_in_another_unit_has_no_form_either(enter: Callable[..., Client], bank: Bank, objective: Record) -> None:
    today = present().today
    by_system(
        "assignment", title="Sara", person=bank.people["sara"].pk, role="line_manager", unit=bank.lending.pk,
        starts_on=today,
    )  # fmt: skip
    client = enter("sara")
    assert 'id="measure"' not in page(client, f"/r/{objective.ref}/")
    typed = {"title": "Mine", "objective": str(objective.pk), "lang": "en", "value": "1"}
    assert client.post(f"/r/{objective.ref}/measure", typed).status_code == 403
    assert client.post("/k/measurement/new", typed).status_code == 403


def test_the_address_of_the_form_leads_to_the_page_that_holds_it(
    objective: Record, enter: Callable[..., Client]
) -> None:
    answer = enter("mei").get(f"/r/{objective.ref}/measure")
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/r/{objective.ref}/")
