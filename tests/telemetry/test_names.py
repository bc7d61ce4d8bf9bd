"""Whatever an input is called and however large a number is: it lies as it was sent and is measured as what it is."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.reading import days, lookup
from aims.telemetry.storage.rolling import roll
from tests.api.asking import Program, program
from tests.kernel.story import Story
from tests.telemetry.conftest import event, lines, send
from tests.telemetry.test_bad_batches import ARROW
from tests.telemetry.test_days import TODAY, instant

DAY = TODAY - dt.timedelta(days=1)
NAMES = (
    *("Income", "income", "INCOME", "latency_ms", "Latency_MS", "cost", "score", "Score", "output", "label", "ruling"),
    *(
        "error",
        "key",
        "at",
        "day",
        "filename",
        "n.x",
        "s.leak",
        "inputs.score",
        "^age",
        "^^",
        'a"b',
        "a\\b",
        "年龄",
        "É",
        "é",
    ),
)


def decided(ago: int, n: int, **more: Any) -> list[dict[str, Any]]:
    return [event(f"n{ago}-{i}", at=instant(ago, i)) | {k: of(i) for k, of in more.items()} for i in range(n)]


def fields() -> list[str]:
    return [
        f"inputs.{name}" if name in ("score", "output", "latency_ms", "cost") or name[:2] == "s." else name
        for name in NAMES
    ]


def test_every_name_lies_as_it_was_sent_and_is_measured(sender: Program, system: Any) -> None:
    sent = decided(1, 30, inputs=lambda i: {name: float(i + place) for place, name in enumerate(NAMES)})
    assert send(sender, system, lines(*sent)).json()["accepted"] == 30
    roll()
    found = lookup.decision(system.pk, "n1-3")
    assert found is not None
    assert found["inputs"] == {name: 3.0 + place for place, name in enumerate(NAMES)}
    called = [
        one if one != "inputs.score" or name == "score" else "inputs.inputs.score"
        for one, name in zip(fields(), NAMES, strict=True)
    ]
    columns = days.columns_of(features=[*called, "score", "output"])
    baseline = days.frozen(system.pk, DAY, DAY, columns)
    assert set(baseline.bins) == {*called, "score", "output"}
    sums = days.window(system.pk, DAY, DAY, columns, baseline)
    assert sums is not None
    moved = measure("psi", Asked(sums, baseline, minimum=20))
    assert {name: moved[name].value for name in called} == dict.fromkeys(called, 0.0)
    for place, name in enumerate(called):
        assert sums.counted[name].totals.sum() == sum(range(30)) + 30 * place


def test_a_name_that_differs_in_its_capitals_is_missing_on_the_other_day(sender: Program, system: Any) -> None:
    send(sender, system, lines(*decided(2, 30, inputs=lambda i: {"Age": float(i)})))
    send(sender, system, lines(*decided(1, 30, inputs=lambda i: {"age": float(i)})))
    roll()
    columns = days.columns_of(features=["Age", "age"])
    baseline = days.frozen(system.pk, DAY - dt.timedelta(days=1), DAY, columns)
    at_once = days.by_day(system.pk, DAY - dt.timedelta(days=1), DAY, columns, baseline)
    missing = {name: [sums.counted[name].missing for sums in at_once.values()] for name in ("Age", "age")}
    assert missing == {"Age": [0, 30], "age": [30, 0]}


@pytest.mark.parametrize("large", [1e19, -1e19, 1e30, 2.0**63, 1e300])
def test_a_large_number_stops_no_figure(sender: Program, system: Any, large: float) -> None:
    later = [
        {"type": "outcome", "key": f"n1-{i}", "at": instant(0, 0), "label": large if i % 2 else 1} for i in range(30)
    ]
    sent = decided(1, 30, output=lambda i: large if i % 2 else 1, inputs=lambda _i: {"much": large})
    assert send(sender, system, lines(*sent, *later)).json()["accepted"] == 60
    roll()
    columns = days.columns_of(features=["much", "output"])
    baseline = days.frozen(system.pk, DAY, DAY, columns)
    sums = days.window(system.pk, DAY, DAY, columns, baseline)
    assert sums is not None
    assert measure("accuracy", Asked(sums, baseline, minimum=20))[""].value == 1.0
    assert measure("selection_rate", Asked(sums, baseline, minimum=20))[""].value == 0.5


def test_arrow_loses_only_the_ruling_that_says_nothing(sender: Program, system: Any) -> None:
    at = pa.array([dt.datetime.combine(DAY, dt.time(9), dt.UTC)] * 2, pa.timestamp("us", "UTC"))
    table = pa.table({"type": ["ruling"] * 2, "key": ["a", "b"], "at": at, "ruling": ["confirmed", None]})
    answer = send(sender, system, stream(table), ARROW).json()
    assert (answer["accepted"], answer["rejected"]) == (1, 1)
    assert "ruling" in answer["problems"][0]["sentence"]


def test_arrow_takes_whole_numbers_as_json_does(sender: Program, system: Any) -> None:
    at = pa.array([dt.datetime.combine(DAY, dt.time(9), dt.UTC)] * 2, pa.timestamp("us", "UTC"))
    ids = pa.array([1, 2**60 + 1], pa.int64())
    assert (
        send(sender, system, stream(pa.table({"key": ["a", "b"], "at": at, "inputs.id": ids})), ARROW).json()[
            "accepted"
        ]
        == 2
    )
    roll()
    assert (lookup.decision(system.pk, "b") or {})["inputs"] == {"id": float(2**60 + 1)}


def stream(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as into:
        into.write_table(table)
    content: bytes = out.getvalue().to_pybytes()
    return content


@pytest.mark.parametrize(
    "asked",
    [
        "decisions?day=0001-01-01",
        "decisions?day=9999-12-31",
        "arrivals?first=0001-01-01&last=0001-01-05",
        "series?metric=volume&first=0001-01-01&last=0001-01-31",
        "compare?first=9999-12-30&last=9999-12-31",
    ],
)
def test_days_at_the_ends_of_the_calendar_are_refused(story: Story, system: Any, asked: str) -> None:
    answer = program(story.person("aims_manager", "top")).get(f"/telemetry/{system.ref}/{asked}")
    assert answer.status_code == 422
    assert answer.json()["sentence"]
