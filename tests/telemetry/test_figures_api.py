"""What was measured, asked over HTTP: figures with intervals, windows in a row, two side by side, what arrived."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from aims.api.prometheus import SORT
from aims.monitoring.measuring import by_part
from aims.monitoring.models import Monitor
from aims.telemetry.reading import schema
from aims.telemetry.storage.rolling import roll
from tests.api.asking import STRANGER, Program, program
from tests.kernel.story import Story
from tests.telemetry.conftest import event, lines, send
from tests.telemetry.test_days import TODAY, decisions, instant, outcomes

FIRST, LAST = TODAY - dt.timedelta(days=3), TODAY - dt.timedelta(days=1)


@pytest.fixture
def came(sender: Program, system: Any) -> Any:
    for ago in (3, 2, 1):
        sent = [one | {"groups": {}, "output": "1" if row % 2 else "0"} for row, one in enumerate(decisions(ago, 60))]
        assert send(sender, system, lines(*sent)).status_code == 200
    assert send(sender, system, lines(*outcomes(3, 40, "1"))).status_code == 200
    roll()
    return system


@pytest.fixture
def reader(story: Story) -> Program:
    return program(story.person("aims_manager", "top"))


def ask(who: Program, system: Any, what: str, first: Any = FIRST, last: Any = LAST, **query: Any) -> Any:
    said = "&".join(f"{name}={value}" for name, value in {"first": first, "last": last, **query}.items())
    return who.get(f"/telemetry/{system.ref}/{what}?{said}")


def test_a_figure_has_its_interval_cases_and_bound(came: Any, reader: Program) -> None:
    found = ask(reader, came, "figures", metric="accuracy").json()
    assert found["rows"] == 180
    (figure,) = found["figures"]
    assert (figure["part"], figure["value"], figure["n"], figure["why"]) == ("", 0.5, 40, "")
    assert figure["low"] < 0.5 < figure["high"]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"metric": "accuracy", "first": LAST}, "no_labels"),
        ({"metric": "accuracy", "minimum": 41}, "too_few"),
        ({"metric": "selection_rate", "group": "sex"}, "no_groups"),
        ({"metric": "psi"}, "no_baseline"),
        ({"metric": "psi", "feature": "age"}, "no_baseline"),
        ({"metric": "volume", "first": "2022-01-01", "last": "2022-01-09"}, "no_decisions"),
    ],
)
def test_what_is_unknown_says_why(came: Any, reader: Program, query: dict[str, Any], why: str) -> None:
    answer = ask(reader, came, "figures", **query)
    assert answer.status_code == 200, answer.content
    assert {(one["value"], one["why"]) for one in answer.json()["figures"]} == {(None, why)}


def test_a_series_is_windows_that_end_on_the_last_day(came: Any, reader: Program) -> None:
    found = ask(reader, came, "series", metric="volume", days=2, first=FIRST - dt.timedelta(days=2)).json()["windows"]
    assert [(one["first"], one["last"], one["rows"]) for one in found] == [
        (str(LAST - dt.timedelta(days=3)), str(LAST - dt.timedelta(days=2)), 60),
        (str(LAST - dt.timedelta(days=1)), str(LAST), 120),
    ]
    assert [one["figures"][0]["value"] for one in found] == [60, 120]


def test_two_windows_side_by_side(came: Any, reader: Program) -> None:
    found = ask(reader, came, "compare", last=FIRST, with_first=LAST, with_last=LAST).json()
    assert found["rows"] == [60, 60]
    rate = next(one for one in found["metrics"] if one["metric"] == "selection_rate")
    assert (rate["before"]["value"], rate["after"]["value"], rate["is_apart"]) == (0.5, 0.5, False)
    assert {one["field"] for one in found["fields"]} == {"age", "town", "score", "output"}


def test_arrivals_show_what_came_and_which_inputs_changed(sender: Program, came: Any, reader: Program) -> None:
    changed = event("new-1", at=instant(0, 1), inputs={"age": "old", "income": 3.5})
    assert send(sender, came, lines(changed, {"type": "decision"})).json()["rejected"] == 1
    roll()
    found = ask(reader, came, "arrivals", last=TODAY).json()
    assert (found["days"][-1]["day"], found["days"][-1]["rejected"]) == (str(TODAY), 1)
    assert [(one["field"], one["what"]) for one in found["changes"]] == [
        ("age", "type"),
        ("income", "new"),
        ("town", "missing"),
    ]
    assert {one["compared_with_days"] for one in found["changes"]} == {3}
    assert found["changes"][0]["before"] == ["number"]
    assert found["changes"][0]["now"] == ["text"]


def test_a_monitor_counts_the_inputs_that_changed(sender: Program, came: Any) -> None:
    changed = event("new-1", at=instant(0, 1), inputs={"age": "old", "income": 3.5})
    assert send(sender, came, lines(changed)).status_code == 200
    roll()
    monitor = Monitor(system_id=came.pk, measure="schema_changes", minimum=1, warn=0, breach_at=2)
    found = {day: by_part(monitor, day, day) for day in (FIRST, LAST, TODAY)}
    assert (found[FIRST].level, found[FIRST].why) == ("unknown", "no_baseline")
    assert (found[LAST].level, found[LAST].value, found[LAST].n) == ("within", 0, 60)
    assert (found[TODAY].level, found[TODAY].value, found[TODAY].part) == ("breach", 3, "age, income, town")
    assert by_part(monitor, FIRST - dt.timedelta(9), FIRST - dt.timedelta(8)).why == "no_decisions"


def test_without_days_before_nothing_changed(came: Any) -> None:
    first, *others = schema.changes(came.pk, FIRST, LAST)
    assert (first.days, first.found) == (0, ())
    assert [(one.days, one.found) for one in others] == [(1, ()), (2, ())]


@pytest.mark.parametrize(
    ("what", "query", "code"),
    [
        ("figures", {"metric": "no_such"}, "unreadable"),
        ("figures", {"metric": "psi", "first": "1.2.2026"}, "unreadable"),
        ("figures", {"metric": "psi", "first": LAST, "last": FIRST}, "window"),
        ("figures", {"metric": "psi", "first": "2020-01-01"}, "window"),
        ("figures", {"metric": "psi", "minimum": 1}, "unreadable"),
        ("figures", {"metric": "psi", "group": "%00"}, "unstorable"),
        ("figures", {"metric": "psi", "against": "BAS-9999"}, "ref_unknown"),
        ("series", {"metric": "psi", "days": 0}, "unreadable"),
        ("compare", {"first": "2022-01-01", "last": "2022-01-02"}, "nothing_to_compare"),
        ("arrivals", {"first": LAST, "last": FIRST}, "window"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    came: Any, reader: Program, what: str, query: dict[str, Any], code: str
) -> None:
    answer = ask(reader, came, what, **query)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code, answer.content


@pytest.mark.parametrize("what", ["figures?metric=volume&", "series?metric=volume&", "compare?", "arrivals?"])
def test_only_who_may_read_decisions_may(came: Any, story: Story, sender: Program, what: str) -> None:
    path = f"/telemetry/{came.ref}/{what}first={FIRST}&last={LAST}"
    assert STRANGER.get(path).status_code == 401
    assert sender.get(path).status_code == 401  # its token may record and nothing else
    assert program(story.person("staff_member", "top")).get(path).status_code in (403, 404)
    assert program(story.person("auditor", "top")).get(path).status_code == 200


def test_prometheus_is_told_with_a_token_that_reads(reader: Program, sender: Program) -> None:
    answer = Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {reader.key}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == SORT
    for held in ("", f"Bearer {sender.key}", "Bearer aims_wrong", "Basic abc"):
        refused = Client().get("/metrics", HTTP_AUTHORIZATION=held)
        assert refused.status_code == 401
        assert refused["WWW-Authenticate"].startswith("Bearer")
    assert Client().post("/metrics").status_code == 405
