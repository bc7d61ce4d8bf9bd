"""Before an act what is to be looked at is said; after it what was done, and for whom it now waits."""

from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.models import Record
from tests.bank import Bank, submit_policy

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
    edited = bank.does("mei", "policy", "edit", revised, text="A person decides, always.", title_alt="人工智能方针")
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
