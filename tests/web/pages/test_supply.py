"""The pages of a dataset and of a supplier: a limit that is missed, a duty that nobody has, a clause that lacks."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from aims.kernel.models import Record
from aims.kernel.world import present
from tests.bank import Bank


def page(client: Client, record: Record) -> str:
    answer = client.get(f"/r/{record.ref}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def supplier(bank: Bank) -> Record:
    whole = {
        "gives": "A hosted model.",
        "country": "Ireland",
        "supplier_roles": ["ai_provider"],
        "data_concerned": "Questions.",
        "certificates": "A model card.",
        "clauses": ["exit"],
        "is_critical": True,
    }
    made = bank.does("mei", "supplier", "create", title="Northlight", **whole)
    bank.does("mei", "supplier", "assess", made)
    bank.does("arjun", "supplier", "approve_supplier", made)
    bank.does("mei", "supplier", "contract", made)
    made = bank.does("mei", "supplier", "activate", made)
    duties = {"training_data": "them", "logs": "us", "explanation": "nobody"}
    bank.does("mei", "responsibility_split", "create", title="Split", supplier=made.pk, **duties)
    return made


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_supplier_shows_who_answers_for_what_and_what_the_contract_lacks(
    enter: Callable[..., Client], supplier: Record, language: str
) -> None:
    shown = page(enter("mei", language), supplier)
    assert shown.count('<tr class="open">') == 6  # one nobody, five of which nothing is said
    assert shown.count('<span class="dot">') == 3
    assert shown.count("not said" if language == "en" else "未说明") == 5
    assert len(re.findall(r'<li class="v-unmet">', shown)) == 6
    assert ("<dd>yes</dd>" if language == "en" else "<dd>是</dd>") in shown


def test_a_supplier_is_under_review_while_a_change_is_not_handled(
    bank: Bank, enter: Callable[..., Client], supplier: Record
) -> None:
    assert "Under review" not in page(enter("mei"), supplier)
    change = {"title": "Lumen 5", "supplier": supplier.pk, "found": "notice", "what": "A new model."}
    notice = bank.does("mei", "model_change_notice", "create", **change)
    assert f"Under review: {notice.ref} has not been handled." in page(enter("mei"), supplier)
    bank.does("mei", "model_change_notice", "handle", notice, reason="Tested again.")
    assert "Under review" not in page(enter("mei"), supplier)


def test_a_dataset_shows_its_limits_and_what_learned_from_it(bank: Bank, enter: Callable[..., Client]) -> None:
    data = bank.does("mei", "dataset", "create", title="Closed loans", rights="Contract.")
    assert "No criterion set" in page(enter("mei"), data)
    given = {"title": "Missing", "dataset": data.pk, "measure": "missing_percent", "direction": "at_most", "limit": "3"}
    criterion = bank.does("mei", "quality_criterion", "create", **given)
    assert "not measured" in page(enter("mei"), data)
    day = present().today - dt.timedelta(days=2)
    for value, words in (("2.5", "limit kept"), ("3.9", "limit missed")):
        taken = {"title": "Measured", "criterion": criterion.pk, "value": value, "happened_on": day}
        bank.does("mei", "dataset_quality", "create", **taken)
        assert words in page(enter("mei"), data)
        day += dt.timedelta(days=1)
    system = next(r for r in bank.records.values() if r.kind == "ai_system")
    links = [("part_of", system.pk), ("learned_from", data.pk)]
    part = bank.does("mei", "component", "create", title="Score", sort="model", links=links)
    shown = page(enter("mei"), data)
    assert part.ref in shown
    assert system.ref in shown
