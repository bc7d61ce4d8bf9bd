"""A short table that a record holds is read as a table, and two versions of it row by row."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.conformity.applicability import expected
from aims.kernel.models import Record
from aims.kernel.world import present
from tests.bank import Bank

Enter = Callable[..., Client]
LINES = [
    {"control": "A.2.2", "applies": "yes", "why": "We use AI.", "why_alt": "我们使用AI。", "drivers": "AIS-0001"},
    {"control": "A.4.5", "applies": "no", "why": "Our vendors run the tools.", "why_alt": "", "drivers": ""},
]


@pytest.fixture
def statement(bank: Bank) -> Record:
    return bank.does("mei", "statement_of_applicability", "create", title="Statement", entries=LINES)


def texts(page: str, tag: str) -> list[str]:
    return [re.sub("<[^>]+>", "", one) for one in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.S)]


def test_what_is_signed_is_read_as_a_table(enter: Enter, bank: Bank, statement: Record) -> None:
    page = enter("mei").get(f"/r/{statement.ref}/do/submit").content.decode()
    heads = ["Control", "Applies", "Reason"]
    assert [one for one in texts(page, "th") if one in heads] == heads
    assert "no" in texts(page, "td")
    assert "A.4.5 · no" not in page
    assert '<p class="small soft"><span lang="zh-hans">我们使用AI。</span></p>' in page
    assert '/A.4.5">' in page


def test_two_versions_differ_in_the_rows_that_differ(enter: Enter, bank: Bank, statement: Record) -> None:
    for said in ("no", "yes"):
        lines = [LINES[0], {**LINES[1], "applies": said}]
        bank.does("mei", "statement_of_applicability", "edit", statement, entries=lines)
    page = enter("mei").get(f"/r/{statement.ref}/compare?a=2&b=3").content.decode()
    assert [one.strip() for one in texts(page, "th")][3:] == ["Controls · A.4.5 · Applies"]
    assert (texts(page, "del"), texts(page, "ins")) == (["no"], ["yes"])
    chinese = enter("mei", "zh-hans").get(f"/r/{statement.ref}/compare?a=2&b=3").content.decode()
    assert texts(chinese, "del") == ["否"]


def test_after_approval_the_versions_are_compared_as_approved(enter: Enter, bank: Bank, statement: Record) -> None:
    """A new edition is compared with the one before it, in the comparison and on the page of the statement."""
    held = approved(bank, statement, {})
    held = approved(bank, bank.does("mei", "statement_of_applicability", "revise", held), {"A.4.5": "no"})
    mei = enter("mei")
    page = mei.get(f"/r/{held.ref}/compare").content.decode()
    assert [one.strip() for one in texts(page, "th")[:3]] == ["Field", "Version 1", "Version 2"]
    assert "Controls · A.4.5 · Applies" in page
    assert "Controls · A.4.2" not in page
    shown = mei.get(f"/r/{held.ref}/?show=changed").content.decode()
    assert "Changed since version 1" in shown
    assert "version 1: taken in" in shown
    assert len(re.findall(r'<tr id="', shown)) == 1


def approved(bank: Bank, draft: Record, out: dict[str, str]) -> Record:
    """The statement in force, everything taken in but `out`."""
    rows = [
        {"control": one, "applies": out.get(one, "yes"), "why": f"{out.get(one, 'yes')}."}
        for one in expected(present())
    ]
    values = {"entries": rows, "disclosure": "public", "additional": "None."}
    edited = bank.does("mei", "statement_of_applicability", "edit", draft, **values)
    submitted = bank.does("mei", "statement_of_applicability", "submit", edited)
    return bank.does("ingrid", "statement_of_applicability", "approve", submitted)
