"""The pages of monitors: where one stands and why, who sees single groups, what is watched of a system, files of it."""

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aims.kernel.models import EventBody
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present
from aims.lib import clock
from aims.monitoring import running
from aims.monitoring.measuring import frozen, measured_from
from aims.monitoring.models import Baseline, Breach, Monitor, Reading
from aims.telemetry.arrival.taking import BatchName, _lately, take
from aims.telemetry.storage.rolling import roll
from tests.bank import Bank, by_system
from tests.conformity.worlds.bank import SYSTEM_WHOLE
from tests.monitoring.figures import Given, Told
from tests.web.language import english_left
from tests.web.pages.test_words import CLAIMS, COMMAND, OWN_NAMES

MONITOR: dict[str, Any] = {
    "title": "Share right",
    "title_alt": "判断准确率",
    "lang": "en",
    "why": "Wrong holds cost customers.",
    "limit_why": "Below it a person does better.",
    "measure": "accuracy",
    "minimum": 300,
    "window_days": 7,
    "every_days": 7,
    "warn": 0.85,
    "breach_at": 0.80,
    "to_clear": 2,
}
PLAN: dict[str, Any] = {
    "title": "What is recorded",
    "title_alt": "记录的内容",
    "lang": "en",
    "inputs": [
        {"name": name, "sort": sort, "personal": "none", "treatment": "keep", "lowest": None, "highest": None}
        | {"categories": ""}
        for name, sort in (("age", "number"), ("town", "category"))
    ],
    "others": "keep",
    "texts": "drop",
    "positive": "yes",
    "readers": ["system_owner"],
    "groups": [{"name": "sex", "purpose": "unequal treatment", "basis": "consent", "months": 12}],
}
TODAY = clock.now().date()
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def own_files() -> Iterator[None]:
    yield
    shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()


@pytest.fixture
def bank(bank: Bank) -> Bank:
    """With a system that is in use."""
    named = {"title_alt": "反欺诈评分", "lang": "en", "ai_roles_on": TODAY - dt.timedelta(days=1)}
    owned = {"unit": bank.lending.pk, "owner": bank.people["jonas"].pk}
    made = by_system("ai_system", **SYSTEM_WHOLE | named | owned)
    bank.records["system"] = bank.does("mei", "ai_system", "adopt", made, reason="It is in use.")
    assert bank.records["system"].state == "operating"
    return bank


def monitored(bank: Bank, **given: Any) -> Monitor:
    """A monitor in force, written by Jonas and approved by Arjun."""
    values = MONITOR | {"system": bank.records["system"].pk, "owner": bank.people["jonas"].pk} | given
    made = bank.does("jonas", "monitor", "create", **{"unit": bank.lending.pk} | values)
    with measured_from(Told()):
        bank.does("jonas", "monitor", "submit", made)
    held = bank.does("arjun", "monitor", "approve", made)
    run_reactions()
    assert isinstance(held, Monitor)
    return held


def measured(*windows: Mapping[str, Given]) -> None:
    """Weeks, the last of which ended yesterday, show `windows`."""
    today = present().today
    ends = [today - dt.timedelta(days=1 + 7 * n) for n in reversed(range(len(windows)))]
    told = Told(on=dict(zip(ends, windows, strict=True)))
    with measured_from(told):
        for end in ends:
            running.run(end + dt.timedelta(days=1))
            run_reactions()


def whole(value: float | None, **more: Any) -> dict[str, Given]:
    return {"": Given(value, **more)}


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:600]
    return answer.content.decode()


def pill(shown: str) -> str:
    found = re.search(r'class="verdict v-(\w+) pill big"', shown)
    assert found, "the page says where the monitor stands"
    return found[1]


# ---- one monitor ----


def test_within_its_limit(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.91, low=0.89, high=0.93), whole(0.93, low=0.91, high=0.95))
    shown = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert pill(shown) == "met"
    assert "0.93 now" in shown
    assert 'class="bandf"' in shown
    assert "No breach yet." in shown
    assert "0.910 to 0.950" in shown


def test_past_its_limit_with_what_it_set_off(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank, opens="nonconformity")
    measured(whole(0.91), whole(0.70, low=0.66, high=0.74))
    shown = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert pill(shown) == "unmet"
    assert 'class="bad"' in shown
    assert "0.70 against 0.80" in shown
    assert "BRC-0001" in shown
    assert "NCR-0002" in shown, "the nonconformity that the breach opened"
    assert "Not before 2 more windows" in shown
    assert "Acknowledge BRC-0001" in shown
    assert "Acknowledge BRC-0001" not in page(enter("ingrid"), f"/r/{monitor.ref}/"), "it is not hers to do"


def test_a_breach_shows_what_was_seen_and_what_comes_next(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank, opens="nonconformity", to_breach=2)
    measured(whole(0.91), whole(0.70, low=0.66, high=0.74), whole(0.685, low=0.65, high=0.72), whole(0.93))
    shown = page(enter("jonas"), "/r/BRC-0001/")
    assert f'href="/r/{monitor.ref}/"' in shown
    assert 'class="bad"' in shown, "the windows around it are drawn"
    table = shown[shown.index('id="windows"') : shown.index('id="answer"')]
    assert ("0.700" in table, "0.685" in table) == (True, True), "both windows past the limit"
    assert ("0.910" in table, "0.930" in table) == (False, False), "and no other"
    assert "0.69, limit 0.80" in shown, "rounded"
    assert "Not answered yet" in shown
    assert "NCR-0002" in shown
    assert "Not before 1 more window lies within" in shown


def test_a_breach_keeps_the_limit_that_was_passed(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.70))
    opened = bank.does("jonas", "monitor", "revise", monitor)
    changed = bank.does("jonas", "monitor", "edit", opened, breach_at=0.4, warn=0.5)
    with measured_from(Told()):
        bank.does("jonas", "monitor", "submit", changed)
    bank.does("arjun", "monitor", "approve", changed)
    shown = page(enter("jonas"), "/r/BRC-0001/")
    assert "below 0.80 is past the limit" in shown
    assert "0.70, limit 0.80" in shown
    assert "The limit is 0.40 today." in shown


def test_a_breach_outlives_its_monitor(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.70))
    bank.does("arjun", "monitor", "retire", monitor, reason="Another one takes its place.")
    assert "0.70, limit 0.80" in page(enter("jonas"), "/r/BRC-0001/")


def test_figures_of_decisions_are_for_those_who_read_them(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank)
    monitored(bank)
    mine, hers = (page(enter(name), watched(bank)) for name in ("jonas", "ingrid"))
    assert ("Accepted" in mine, "Accepted" in hers) == (True, False)
    assert "Figures of recorded decisions are for those who may read them." in hers
    assert "Share right" in hers, "monitors are seen as records are"
    page(enter("ingrid"), f"{watched(bank)}?vega=drift", 403)


def test_days_are_filled_in_whatever_the_language(enter: Enter, bank: Bank) -> None:
    came(bank)
    shown = page(enter("jonas", "zh-hans"), watched(bank))
    assert re.search(r'type="date" name="first_day" value="\d{4}-\d\d-\d\d"', shown)


def test_a_warning_is_neither(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.82))
    assert pill(page(enter("jonas"), f"/r/{monitor.ref}/")) == "partly"


def test_too_few_is_said_and_not_drawn(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.99, n=38))
    shown = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert pill(shown) == "unknown"
    assert "n = 38, fewer than 300: not shown" in shown
    assert "0.990" not in shown
    assert '<svg class="plot"' not in shown, "there is nothing to draw"


def test_nothing_measured_and_not_in_force_are_unknown(enter: Enter, bank: Bank) -> None:
    values = MONITOR | {"system": bank.records["system"].pk, "unit": bank.lending.pk}
    draft = bank.does("jonas", "monitor", "create", **values)
    assert "nothing is measured before it is approved" in page(enter("jonas"), f"/r/{draft.ref}/")
    held = monitored(bank)
    shown = page(enter("jonas"), f"/r/{held.ref}/")
    assert pill(shown) == "unknown"
    assert "Nothing was measured yet." in shown


def test_a_reading_leads_to_its_monitor(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.9))
    answer = enter("jonas").get("/r/RDG-0001/")
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{monitor.ref}/")


def test_what_people_measure_is_entered_from_its_page(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank, source="complaints", measure="complaints_upheld", warn=None, breach_at=5.0)
    shown = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert "/do/enter" in shown
    assert "/do/enter" not in page(enter("ingrid"), f"/r/{monitor.ref}/")


def test_the_series_as_csv_and_as_specification(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank)
    measured(whole(0.91), whole(None, n=0, why="no_labels"), whole(0.70))
    jonas = enter("jonas")
    lines = page(jonas, f"/r/{monitor.ref}/?format=csv").splitlines()
    assert lines[0].startswith("window_first,window_last,value")
    assert [line.split(",")[2] for line in lines[1:]] == ["0.91", "", "0.7"]
    spec = json.loads(page(jonas, f"/r/{monitor.ref}/?vega=series"))
    assert spec["$schema"].endswith("vega-lite/v5.json")
    assert [row["value"] for row in spec["data"]["values"]] == [0.91, None, 0.7]
    assert {"datum": 0.8} in [layer["encoding"].get("y") for layer in spec["layer"]]


# ---- groups are for the readers that the plan names ----

PARTS = {"women": Given(0.72, 0.70, 0.74, 900), "men": Given(0.91, 0.90, 0.92, 900), "others": Given(0.5, n=12)}


def test_groups_are_for_the_readers_of_the_plan(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank, group="sex")
    measured(PARTS)
    nobody = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert "women" not in nobody, "without a plan nobody may"
    assert "nobody may" in nobody
    planned(bank)
    with measured_from(Told(PARTS)):
        jonas = page(enter("jonas"), f"/r/{monitor.ref}/")
    assert ">women<" in jonas
    assert "n = 12, fewer than 300: not shown" in jonas
    assert "0.500" not in jonas
    assert ">consent<" in jonas or "consent<br>" in jonas, "why the group is recorded"
    for name in ("ingrid", "mei"):  # the one may not read decisions, the other is not among the readers
        client = enter(name)
        with measured_from(Told(PARTS)):
            shown = page(client, f"/r/{monitor.ref}/")
        assert pill(shown) == "unmet", "the figure is for everybody who sees the monitor"
        assert "women" not in shown
        assert "women" not in page(client, f"/r/{monitor.ref}/?format=csv")
        assert "women" not in page(client, f"/r/{monitor.ref}/?vega=parts")
        assert "women" not in page(client, f"/r/{bank.records['system'].ref}/monitors")


def test_no_record_names_a_group(bank: Bank) -> None:
    monitor = monitored(bank, group="sex", to_breach=1)
    measured(PARTS)
    (reading,), (breach,) = Reading.objects.all(), Breach.objects.all()
    assert (reading.value, reading.compared, reading.part, reading.parts) == (0.72, 2, "", [])
    assert (breach.value, breach.part) == (0.72, "")
    said = [
        str(body) for body in EventBody.objects.filter(event__record__in=(reading.pk, breach.pk, monitor.pk)).values()
    ]
    assert said
    assert not [one for one in said if "women" in one]


def test_the_api_names_groups_to_the_readers_of_the_plan_only(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank)
    day = TODAY - dt.timedelta(days=1)
    place = f"/api/v1/telemetry/{bank.records['system'].ref}/"
    rate, gap = (
        f"metric={name}&group=sex&first={day}&last={day}" for name in ("selection_rate", "demographic_parity_ratio")
    )
    jonas, mei = enter("jonas"), enter("mei")
    assert {row["part"] for row in json.loads(page(jonas, f"{place}figures?{rate}"))["figures"]} == {"female", "male"}
    assert json.loads(page(jonas, f"{place}figures?{gap}"))["figures"][0]["of"] == "female | male"
    told = json.loads(page(mei, f"{place}figures?{rate}", 403))
    assert (told["code"], "recording plan" in told["sentence"]) == ("groups_not_open", True)
    assert page(mei, f"{place}series?{rate}&days=1", 403)
    for what in ("figures", "series", "compare"):
        asked = f"{gap}&days=1" if what != "compare" else f"first={day}&last={day}"
        shown = page(mei, f"{place}{what}?{asked}")
        assert "0.5" in shown
        assert "male" not in shown


def planned(bank: Bank) -> None:
    values = PLAN | {"system": bank.records["system"].pk, "unit": bank.lending.pk, "owner": bank.people["jonas"].pk}
    plan = bank.does("jonas", "recording_plan", "create", **values)
    bank.does("jonas", "recording_plan", "submit", plan)
    bank.does("arjun", "recording_plan", "approve", plan)
    run_reactions()


# ---- a system ----


def came(bank: Bank, n: int = 400, ago: int = 1) -> None:
    """Decisions of one day with their groups and outcomes: women are granted half as often."""
    at = dt.datetime.combine(TODAY - dt.timedelta(days=ago), dt.time(2), dt.UTC)
    events: list[dict[str, Any]] = []
    for i in range(n):
        is_f = i % 2 == 0
        output = "yes" if i % 4 == 1 or (is_f and i % 8 == 0) else "no"
        key, when = f"d{ago}-{i}", (at + dt.timedelta(seconds=i)).isoformat()
        events.append(
            {
                "type": "decision",
                "key": key,
                "at": when,
                "version": "1",
                "inputs": {"age": 20.0 + i % 50, "town": "north" if i % 3 else "south"},
                "output": output,
                "score": 0.8 if output == "yes" else 0.2,
                "groups": {"sex": "female" if is_f else "male"},
            }
        )
        events.append({"type": "outcome", "key": key, "at": when, "label": "yes" if i % 5 else "no"})
    body = b"\n".join(msgspec.json.encode(one) for one in events)
    answer = take(bank.records["system"].pk, body, "application/x-ndjson", "", BatchName())
    assert answer["accepted"] == 2 * n, answer
    roll()


def watched(bank: Bank) -> str:
    return f"/r/{bank.records['system'].ref}/monitors"


def test_a_system_of_which_nothing_comes_in_says_how_to_send(enter: Enter, bank: Bank) -> None:
    shown = page(enter("jonas"), watched(bank))
    assert "Nothing comes in" in shown
    assert f"aims.record(&quot;{bank.records['system'].ref}&quot;" in shown
    assert "No monitor watches it: nothing would be noticed." in shown
    assert "No recording plan in force" in shown
    assert 'id="freeze"' not in shown, "there is nothing to freeze"


def test_what_came_is_shown_by_group_by_field_by_score(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank)
    jonas = enter("jonas")
    shown = page(jonas, watched(bank))
    assert "<dd>800</dd>" in shown, "what was accepted, outcomes with it"
    assert ">female<" in shown
    assert "0.250" in shown, "the share of women who were granted"
    assert 'id="calibration"' in shown
    assert 'id="drift"' not in shown, "nothing is frozen yet"
    assert "whether its decisions have drifted is unknown" in shown
    spec = json.loads(page(jonas, f"{watched(bank)}?vega=group.sex"))
    assert {row["name"]: row["value"] for row in spec["data"]["values"]} == {"female": 0.25, "male": 0.5}
    assert page(enter("ingrid"), f"{watched(bank)}?vega=group.sex", 403)
    assert ">female<" not in page(enter("ingrid"), watched(bank))


def test_a_baseline_is_frozen_from_chosen_days(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank, ago=2)
    jonas = enter("jonas")
    day = (TODAY - dt.timedelta(days=2)).isoformat()
    empty = (TODAY - dt.timedelta(days=9)).isoformat()
    form = {"title": "A quiet day", "release": "1"}
    place = f"{watched(bank)}/freeze"
    wrong = jonas.post(place, form | {"first_day": day, "last_day": empty})
    assert wrong.status_code == 422
    assert "A quiet day" in wrong.content.decode(), "what was typed is kept"
    nothing = jonas.post(place, form | {"first_day": empty, "last_day": empty})
    assert "No decisions came in on these days" in nothing.content.decode()
    assert not Baseline.objects.exists()
    assert enter("sara").post(place, form | {"first_day": day, "last_day": day}).status_code in (403, 404)
    assert jonas.post(place, form | {"first_day": day, "last_day": day}).status_code == 302
    made = Baseline.objects.get()
    assert (made.rows, str(made.first_day), made.release) == (400, day, "1")
    assert set(frozen(present(), made.pk).bins) == {"age", "town", "score", "output"}
    assert frozen(present(), made.pk).figures["accuracy"] == pytest.approx(0.425)
    monitor = monitored(bank)
    measured(whole(0.91))
    assert 'class="base"' in page(jonas, f"/r/{monitor.ref}/")
    spec = json.loads(page(jonas, f"/r/{monitor.ref}/?vega=series"))
    assert {"datum": pytest.approx(0.425)} in [layer["encoding"].get("y") for layer in spec["layer"]]
    came(bank, ago=1)
    shown = page(jonas, watched(bank))
    assert 'id="drift"' in shown
    assert "no larger than chance" in shown


def test_suggested_monitors_are_drafted(enter: Enter, bank: Bank) -> None:
    planned(bank)
    jonas = enter("jonas")
    assert "suggested monitors" in page(jonas, watched(bank))
    assert enter("sara").post(f"{watched(bank)}/suggest").status_code in (403, 404)
    assert jonas.post(f"{watched(bank)}/suggest").status_code == 302
    assert Monitor.objects.count() > 2
    assert "suggested monitor" not in page(jonas, watched(bank)), "they are there already"


def test_the_system_leads_there_and_counts(enter: Enter, bank: Bank) -> None:
    monitored(bank)
    measured(whole(0.70))
    shown = page(enter("jonas"), f"/r/{bank.records['system'].ref}/")
    assert f'href="{watched(bank)}"' in shown
    assert "1 monitor: 1 outside the limit" in shown


def test_the_past_shows_the_series_of_that_day_only(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank)
    shown = page(enter("jonas"), f"{watched(bank)}?as_of={TODAY.isoformat()}")
    assert ">female<" not in shown
    assert "computed for today only" in shown


# ---- languages and budgets ----

OURS = frozenset({"sex", "women", "men", "others", "female", "male", "age", "town", "score", "output"})
OURS |= set("Vega-Lite Wilson CSV openaims-sdk openaims sdk p n".split())  # noqa: SIM905


def test_chinese_is_whole_and_nothing_is_claimed(enter: Enter, bank: Bank) -> None:
    monitor = monitored(bank, group="sex", opens="nonconformity")
    measured(PARTS)
    enter_zh, system = enter("jonas", "zh-hans"), bank.records["system"].ref
    planned(bank)
    came(bank)
    for address in (f"/r/{monitor.ref}/", "/r/BRC-0001/", f"/r/{system}/monitors"):
        shown = page(enter_zh, address)
        prose = re.sub(r"<pre.*?</pre>", "", COMMAND.sub("", shown), flags=re.S)
        assert sorted(set(english_left(prose)) - OWN_NAMES - OURS) == []
        assert not CLAIMS.search(prose)
        assert " style=" not in shown


def test_queries(enter: Enter, bank: Bank) -> None:
    planned(bank)
    came(bank)
    one = monitored(bank)
    for n in range(6):
        monitored(bank, title=f"Share right {n}")
    measured(whole(0.9), whole(0.7))
    jonas = enter("jonas")
    for address, most in ((f"/r/{one.ref}/", 14), (watched(bank), 14)):
        page(jonas, address)
        with CaptureQueriesContext(connection) as asked:
            page(jonas, address)
        said = "\n".join(q["sql"][:160] for q in asked.captured_queries)
        assert len(asked) <= most, said
