"""A sentence names a record only to who may read it, and by the title of the version that they read."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from aims.kernel.models import Record
from aims.kernel.world import present
from tests.bank import Bank, somebody, submit_policy

Enter = Callable[..., Client]
DRAFT = "Wendelmoor"


@pytest.fixture
def rewritten(bank: Bank) -> Record:
    """A policy in force, due for review, that is being written anew under another title."""
    policy = submit_policy(bank)
    bank.does("ingrid", "policy", "approve", policy, review_due=present().today + dt.timedelta(10))
    bank.does("mei", "policy", "revise", policy)
    bank.does("mei", "policy", "edit", policy, title=DRAFT)
    return bank.does("mei", "policy", "submit", policy)


def said(client: Client, path: str, **sent: Any) -> str:
    answer = client.post(path, sent, follow=True) if sent else client.get(path)
    return answer.content.decode()


def test_today_tells_the_title_that_the_reader_reads(bank: Bank, enter: Enter, rewritten: Record) -> None:
    bank.people["olga"] = somebody("Olga Lie", "operator", bank.lending)
    theirs = said(enter("olga"), "/")
    assert "AI policy" in theirs
    assert DRAFT not in theirs
    assert DRAFT in said(enter("ingrid"), "/")


def test_what_may_not_be_opened_is_due_without_its_title(bank: Bank, enter: Enter) -> None:
    policy = bank.does("ingrid", "policy", "approve", submit_policy(bank))
    for path in ("/", "/inbox"):
        theirs = said(enter("ada"), path)
        assert "AI policy" not in theirs
        assert policy.ref not in theirs
        assert "(not visible to you)" in theirs
    assert "AI policy" in said(enter("sara"), "/inbox")


def test_what_a_comment_is_answered_tells_nothing_of_the_draft(enter: Enter, rewritten: Record) -> None:
    theirs = said(enter("sara"), f"/r/{rewritten.ref}/comment", reason="Read with care.")
    assert "AI policy" in theirs
    assert DRAFT not in theirs
    assert "comes next" not in theirs
    assert "comes next" in said(enter("mei"), f"/r/{rewritten.ref}/comment", reason="Read with care.")
