"""A sentence names a record only to who may read it, and by the title of the version that they read."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from aims.kernel.models import Record
from aims.kernel.world import present
from aims.lib import clock
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


def test_a_look_back_opens_nothing_to_programs(bank: Bank, enter: Enter) -> None:
    bank.people["lee"] = somebody("Lee Moe", "line_manager", bank.lending)
    words = {"title": "Nobody asked", "lang": "en", "requirement": "iso42001:2023/5.3-a", "grade": "minor"}
    found = bank.does("mei", "nonconformity", "create", **words, statement="Seen.", unit=bank.lending.pk)
    before = present().today
    places = (
        "/api/v1/posture",
        "/api/v1/requirements/iso42001:2023/5.3-a",
        "/api/v1/requirements/iso42001:2023/10.2-b",
    )
    with time_machine.travel(clock.now() + dt.timedelta(2)):
        assert any(found.ref in said(enter("lee"), f"{place}?as_of={before}") for place in places)
        bank.does("mei", "nonconformity", "edit", found, unit=bank.organisation.pk)
        for place in places:
            assert found.ref not in said(enter("lee"), f"{place}?as_of={before}"), place
            assert found.ref in said(enter("mei"), f"{place}?as_of={before}") or place != places[0]


@pytest.fixture
def weighed(bank: Bank) -> Record:
    """A law that binds one unit and was taken up after the AI policy was approved."""
    bank.does("ingrid", "policy", "approve", submit_policy(bank), review_due=present().today + dt.timedelta(200))
    words = {"title": "AI Act", "lang": "en", "source": "law", "text": "It asks.", "applies_from": present().today}
    made = bank.does("mei", "obligation", "create", **words, unit=bank.lending.pk)
    bank.does("mei", "obligation", "submit", made)
    bank.people["clara"] = somebody("Clara Holm", "legal", bank.organisation)
    return bank.does("clara", "obligation", "approve", made)


def test_a_gap_names_no_other_record_that_is_hidden(bank: Bank, enter: Enter, weighed: Record) -> None:
    other = bank.does("mei", "unit", "create", title="Treasury", lang="en", parent=bank.organisation.pk)
    bank.people["tor"] = somebody("Tor Eik", "line_manager", other)
    for place in ("/requirement/iso42001:2023/A.2.4", "/api/v1/requirements/iso42001:2023/A.2.4"):
        assert weighed.ref in said(enter("mei"), place)
        theirs = said(enter("tor"), place)
        assert weighed.ref not in theirs, place
        assert "POL-0001" in theirs, place
        assert "a record that is not visible to you" in theirs, place


def test_a_form_does_not_name_what_is_hidden(bank: Bank, enter: Enter) -> None:
    supplier = bank.does(
        "mei", "supplier", "create", title=DRAFT, lang="en", gives="Scores.", unit=bank.organisation.pk
    )
    made = {"title": "Scores", "lang": "en", "sort": "model", "supplier": supplier.pk}
    part = bank.does("mei", "component", "create", **made, unit=bank.lending.pk)
    bank.people["dev"] = somebody("Dev Aas", "developer", bank.lending)
    form = said(enter("dev"), f"/r/{part.ref}/edit")
    assert str(supplier.pk) in form
    assert "not visible to you" in form
    assert DRAFT not in form
    assert DRAFT in said(enter("mei"), f"/r/{part.ref}/edit")
    sent = {
        "title": "Scores of people",
        "lang": "en",
        "sort": "model",
        "supplier": supplier.pk,
        "unit": bank.lending.pk,
    }
    said(enter("dev"), f"/r/{part.ref}/edit", **sent, reason="Clearer.")
    changed = present().find(part.pk)
    assert (changed.title, changed.supplier_id) == ("Scores of people", supplier.pk)
