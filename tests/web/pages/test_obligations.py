"""The timeline of obligations: what is ahead, what applies, what is over, and the days of the laws themselves."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from aims import catalogue
from aims.kernel.wording import day_text
from aims.kernel.world import present
from tests.bank import Bank, somebody


@pytest.fixture
def legal(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(bank.people, "clara", somebody("Clara Holm", "legal", bank.organisation))


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/obligations/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def law(bank: Bank, title: str, days: int, **given: Any) -> Any:
    start = present().today + dt.timedelta(days=days)
    words = {"title": title, "source": "law", "text": "Tell people.", "applies_from": start}
    return bank.does("mei", "obligation", "create", **words | {"owner": bank.people["jonas"].pk} | given)


def groups(shown: str) -> dict[str, list[str]]:
    """The refs under each heading, in order."""
    found = {}
    for body in re.findall(r"<tbody><tr class=\"grp\">(.*?)</tbody>", shown, re.S):
        heading = re.search(r"rowgroup\"[^>]*>(.*?) <span", body)
        assert heading
        found[heading[1]] = re.findall(r'class="ref" href="/r/([^/]+)/', body)
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_they_stand_by_when_they_apply(enter: Callable[..., Client], bank: Bank, language: str) -> None:
    far, near = law(bank, "Far", 400), law(bank, "Near", 12)
    old, new = law(bank, "Old", -900), law(bank, "New", 0)
    over = law(bank, "Over", -900, applies_until=present().today - dt.timedelta(days=1))
    shown = page(enter("mei", language))
    words = ["Ahead", "Apply today", "No longer"] if language == "en" else ["即将适用", "目前适用", "不再适用"]
    assert groups(shown) == dict(zip(words, [[near.ref, far.ref], [new.ref, old.ref], [over.ref]], strict=True))
    assert ("in 12 days" if language == "en" else "12天后") in shown
    # Confirmed is none; the one that is over is not asked about any more.
    assert shown.count("Nobody has confirmed yet" if language == "en" else "尚无人确认其对") == 4
    assert shown.count("nothing linked" if language == "en" else "未关联") == 4
    assert shown.count('<span class="flag">') == 2, "only what applies already lacks it"


@pytest.mark.usefixtures("legal")
def test_what_was_confirmed_and_is_met_says_so(enter: Callable[..., Client], bank: Bank) -> None:
    made, policy = law(bank, "New", 0), bank.records["policy"]
    bank.does("mei", "obligation", "link", made, relation="met_by", target=policy.pk)
    bank.does("mei", "obligation", "submit", made)
    bank.does("clara", "obligation", "approve", made)
    shown = page(enter("mei"))
    assert "Nobody has confirmed yet" not in shown
    assert "nothing linked" not in shown
    assert 'class="span unsure"' not in shown
    assert f'<a href="/r/{policy.ref}/">' in shown


def test_a_day_of_the_law_offers_the_obligation_that_follows_until_it_is_recorded(
    enter: Callable[..., Client], bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = (present().today + dt.timedelta(days=days) for days in (40, 400))
    act = catalogue.framework("eu-ai-act")
    moved = replace(act.effective[0], date=last, instead_of=first)
    monkeypatch.setattr(catalogue, "frameworks", lambda: (replace(act, effective=(moved,)),))
    law(bank, "AI Act", -1, framework="eu-ai-act")
    client = enter("mei")
    offer = re.search(rf'href="(/k/obligation/new\?[^"]*applies_from={last})"', page(client))
    assert offer
    form = client.get(offer[1].replace("&amp;", "&")).content.decode()
    assert f'value="{last}"' in form
    assert 'value="eu-ai-act"' in form
    recorded = law(bank, "Annex I", 400, framework="eu-ai-act")
    shown = page(client)
    assert f"applies_from={last}" not in shown
    assert f"moved from {day_text(first)}" in shown
    assert f"/r/{recorded.ref}/" in shown.partition("Days of the laws")[2]


def test_whoever_reads_only_what_is_in_force_sees_no_draft(enter: Callable[..., Client], bank: Bank) -> None:
    made = law(bank, "Not yet confirmed", 0)
    assert "Not yet confirmed" in page(enter("mei"))
    bank.does("mei", "obligation", "submit", made)
    assert "Not yet confirmed" not in page(enter("sara"))


def test_without_any_it_says_what_to_do(enter: Callable[..., Client], bank: Bank) -> None:
    assert "/k/obligation/new" in page(enter("mei"))
    assert "timeline" not in page(enter("mei"))
