"""The decisions of a system on pages: found, filtered, opened with why and proof; refused to who may not."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from aims_sdk.decisions import Decision, Event
from django.conf import settings
from django.test import Client

from aims.lib import clock
from aims.telemetry import rules as rules_module
from aims.telemetry.arrival.taking import BatchName, _lately, take
from aims.telemetry.rules import Rules
from aims.telemetry.storage import rolling
from tests.bank import Bank

TODAY = clock.now().date()
WHEN = dt.datetime.combine(TODAY - dt.timedelta(days=1), dt.time(8), dt.UTC)
GROUP = "northern-origin"


def said(key: str, **more: Any) -> dict[str, Any]:
    return {"type": "decision", "key": key, "at": WHEN.isoformat(), "version": "1.0"} | more


SENT: list[dict[str, Any]] = [
    *(
        said(f"k-{n:03}", inputs={"income": 1000.0 + n, "region": "south"}, output="yes", score=n / 100)
        for n in range(60)
    ),
    said(
        "why/1?#",
        version="2.0",
        output="no",
        score=0.25,
        inputs={"income": 12.5},
        groups={"origin": GROUP},
        explanation={"contributions": {"income": -0.4, "age": 0.1}, "method": "shap", "method_version": "0.4"},
    ),
    said(
        "a-1", sort="answer", prompt="Pay whom?", answer="Pay to GB29 NWBK 6016 1331 9268 19 <b>now</b>.", tokens_in=7
    ),
    said("r-1", explanation={"unavailable": "a vendor's model"}, output="no"),
    {"type": "outcome", "key": "why/1?#", "at": WHEN.isoformat(), "label": "yes"},
    {
        "type": "ruling",
        "key": "why/1?#",
        "at": (WHEN + dt.timedelta(hours=1)).isoformat(),
        "ruling": "changed",
        "by": "KL",
    },
]


@pytest.fixture
def came(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(rules_module, "_asked", [lambda _system: Rules(texts="keep", groups={"origin": 12})])
    body = b"\n".join(map(msgspec.json.encode, SENT))
    assert msgspec.json.decode(msgspec.json.encode(SENT[0]), type=Event).__class__ is Decision
    answer = take(bank.records["system"].pk, body, "application/x-ndjson", "", BatchName())
    assert answer["problems"] == []
    rolling.roll()
    yield f"/r/{bank.records['system'].ref}"
    shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()


def page(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_newest_day_is_listed_by_pages(enter: Callable[..., Client], came: str, language: str) -> None:
    client = enter("mei", language)
    shown = page(client, f"{came}/decisions")
    assert "a-1" in shown
    assert "why/1" not in shown  # on the second page
    assert 'rel="next"' in shown
    further = page(client, f"{came}/decisions", after="k-047")
    assert "why/1" in further
    assert "decision?key=k-047" not in further


def test_filters_let_through_what_they_say(enter: Callable[..., Client], came: str) -> None:
    client = enter("mei")
    wrong = page(client, f"{came}/decisions", label="wrong")
    assert "why/1" in wrong
    assert "k-001" not in wrong
    assert "k-055" in page(client, f"{came}/decisions", low="0.55", high="0.55")
    assert "No decision is so." in page(client, f"{came}/decisions", version="9.9")
    assert "The last day lies before the first." in page(
        client, f"{came}/decisions", first="2026-02-02", last="2026-02-01"
    )
    other = page(client, f"{came}/decisions", first="2020-01-01", last="2020-01-02")
    assert "k-001" not in other


def test_a_key_leads_to_its_decision(enter: Callable[..., Client], came: str) -> None:
    client = enter("mei")
    answer = client.get(f"{came}/decisions", {"key": "why/1?#"})
    assert answer.status_code == 302
    shown = page(client, answer["Location"])
    assert "shap 0.4" in shown
    assert shown.index("-0.4") < shown.index("+0.1")
    assert shown.index("Outcome") < shown.index("Ruling")
    assert GROUP not in shown
    assert "SHA-256" in shown
    assert "Event " in shown
    assert "There is no decision with the key" in page(client, f"{came}/decisions", key="nothing-here")


def test_what_checks_find_is_marked_and_nothing_else_is_markup(enter: Callable[..., Client], came: str) -> None:
    shown = page(enter("mei"), f"{came}/decision", key="a-1")
    marked = shown.partition("<mark")[2].partition("</mark>")[0]
    assert "GB29 NWBK" in marked
    assert "&lt;b&gt;now&lt;/b&gt;" in shown


def test_why_there_is_no_explanation_is_said(enter: Callable[..., Client], came: str) -> None:
    client = enter("mei")
    assert "a vendor&#x27;s model" in page(client, f"{came}/decision", key="r-1")
    assert "None was sent with the decision" in page(client, f"{came}/decision", key="k-001")


@pytest.mark.parametrize("path", ["decisions", "decision?key=k-001"])
def test_only_who_may_reads(enter: Callable[..., Client], came: str, path: str) -> None:
    assert enter("mei").get(f"{came}/{path}").status_code == 200
    assert enter("jonas").get(f"{came}/{path}").status_code == 200  # owns it
    for name in ("ingrid", "sara", "ada"):
        answer = enter(name).get(f"{came}/{path}")
        assert answer.status_code in (403, 404), name
        assert b"1001" not in answer.content


def test_other_addresses_are_refused(bank: Bank, enter: Callable[..., Client], came: str) -> None:
    client = enter("mei")
    assert client.get("/r/POL-0001/decisions").status_code == 404
    assert client.get(f"{came}/decision?key=none").status_code == 404
    assert client.get(f"{came}/decision?key=%00").status_code == 404
    tool = bank.records["tool"].ref
    for day in ("0001-01-01", "9999-12-31"):
        assert "The year must be between" in client.get(f"{came}/decisions?first={day}&last={day}").content.decode()
    assert "No decision of it was ever recorded here." in page(client, f"/r/{tool}/decisions")
    assert client.get(f"/r/{tool}/decision?key=k-001").status_code == 404


def test_two_versions_side_by_side(enter: Callable[..., Client], came: str) -> None:
    day = WHEN.date().isoformat()
    days = {"first": day, "last": day, "with_first": day, "with_last": day}
    shown = page(enter("mei"), f"{came}/windows", **days, version="1.0")
    assert "The decisions of the first: 62" in shown
    assert "The decisions of the second: 63" in shown
    assert shown.index("Share of positive outputs") < shown.index("What is not known of one of them")
    assert "No outcomes are known" in shown
    assert "income" in shown
    nothing = page(enter("mei"), f"{came}/windows", **days, version="none such")
    assert "Nothing was decided in the first" in nothing
    assert enter("sara").get(f"{came}/windows").status_code == 404
