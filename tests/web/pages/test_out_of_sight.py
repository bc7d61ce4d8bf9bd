"""What leads to a record that the reader does not see is offered to those who see it, and no fault stays unsaid."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.models import Record
from tests.bank import Bank, by_system, somebody

Enter = Callable[..., Client]
PLACE = "/requirement/iso42001:2023/4.4-a"


@pytest.fixture
def process(bank: Bank) -> Record:
    """One that never ran; Lone may record runs and does not see it."""
    bank.people["lone"] = somebody("Lone Bakke", "system_owner", bank.lending)
    words = {"title": "Yearly look", "purpose": "p", "clause": "7", "cycle_months": 12}
    made = by_system("process", lang="en", unit=bank.organisation.pk, owner=bank.people["mei"].pk, **words)
    bank.does("mei", "process", "submit", made)
    return bank.does("ingrid", "process", "approve", made)


def gap(client: Client, words: str) -> str:
    lines = client.get(PLACE).content.decode().split("<article")
    return next(line for line in lines if words in line).split("</article>")[0]


def test_a_gap_whose_act_needs_it_names_who_sees_it(bank: Bank, enter: Enter, process: Record) -> None:
    assert "Record that it ran<" in gap(enter("mei"), f"{process.ref}</span> has left no record yet")
    hidden = gap(enter("lone"), "has left no record yet")
    assert "<button" not in hidden
    assert 'href="/gap' not in hidden
    assert "Mei Lindqvist" in hidden
    assert "</span>A record that is not visible to you has left" in re.sub(r"\s+<", "<", hidden)
    assert "Record that it ran<" not in enter("lone").get("/inbox").content.decode()


def test_a_fault_of_a_field_that_is_not_drawn_is_said(bank: Bank, enter: Enter, process: Record) -> None:
    mei = enter("mei")
    url = re.search(r'href="(/gap/[^"]+)"', gap(mei, "has left no record yet"))
    assert url
    place, brief = url[1].replace("&amp;", "&"), {"HX-Request": "true"}
    asked = {"title": "Ran", "done": "All.", "outcome": "Good.", "happened_on": "2026-01-02", "lang": "en"}
    for given, count in ((asked, "One field needs"), ({}, None)):
        answer = mei.post(place, {**given, "process": str(bank.organisation.pk)}, headers=brief)
        page = answer.content.decode()
        assert answer.status_code == 422
        summary = page.split("data-summary>")[1].split("</ul>")[0]
        assert "Process: " in re.sub("<[^>]+>", "", summary)
        said = re.search(r"(\d+) fields", summary)
        assert summary.count("<li>") == (int(said[1]) if said else 1), count
