"""Decisions of several days, filtered and paged; the proof of one; versions apart."""

import datetime as dt
from typing import Any

import pytest

from aims.kernel.models import Event
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.models import Segment, Table
from aims.telemetry.reading import browsing, days, lookup
from aims.telemetry.reading.browsing import Wanted
from aims.telemetry.storage.rolling import roll
from tests.telemetry.conftest import event, lines, send
from tests.telemetry.test_days import COLUMNS, TODAY, decisions, instant, outcomes

FIRST, LAST = TODAY - dt.timedelta(days=3), TODAY


@pytest.fixture
def came(sender: Any, system: Any) -> Any:
    for ago in (2, 1):
        sent = [one | {"version": f"{ago}.0", "groups": {}} for one in decisions(ago, 40)]
        assert send(sender, system, lines(*sent)).status_code == 200
    failed = event("f-1", at=instant(1, 90), output=None, error="Timeout", score=None, sort="tool_call")
    assert send(sender, system, lines(failed)).status_code == 200
    roll()
    assert send(sender, system, lines(*outcomes(2, 10, "yes"))).status_code == 200
    roll()
    return system


def keys(system: Any, **said: Any) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        rows, after = browsing.browse(system.pk, Wanted(FIRST, LAST, **said), after, 7)
        found += [row["key"] for row in rows]
        if not after:
            return found


def test_pages_come_to_each_once_in_order(came: Any) -> None:
    found = keys(came)
    assert len(found) == 81
    assert found == sorted(set(found))


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ({"version": "2.0"}, 40),
        ({"version": "none such"}, 0),
        ({"output": "yes"}, 40),
        ({"low": 0.5}, 40),
        ({"low": 0.1, "high": 0.5}, 40),
        ({"error": "any"}, 1),
        ({"error": "none"}, 80),
        ({"sort": "tool_call"}, 1),
        ({"label": "right"}, 5),
        ({"label": "wrong"}, 5),
        ({"label": "unknown"}, 71),
        ({"label": "wrong", "version": "1.0"}, 0),
    ],
)
def test_a_filter_lets_through_what_it_says(came: Any, said: dict[str, Any], count: int) -> None:
    assert len(keys(came, **said)) == count


def test_days_outside_are_not_looked_at(came: Any) -> None:
    day = TODAY - dt.timedelta(days=2)
    rows, _more = browsing.browse(came.pk, Wanted(day, day), limit=100)
    assert {row["key"].split("-")[0] for row in rows} == {"d2"}
    assert [row.get("label") for row in rows].count("yes") == 10


def test_a_figure_of_one_version_is_of_its_decisions_alone(came: Any) -> None:
    def volume(version: str) -> Any:
        found = days.window(came.pk, FIRST, LAST, COLUMNS, Baseline.of_nothing(), version)
        return None if found is None else measure("volume", Asked(found, Baseline.of_nothing()))[""].value

    assert [volume(v) for v in ("", "2.0", "1.0", "2.0", "no such", "o'clock")] == [81, 40, 41, 40, None, None]


def test_versions_with_their_counts(came: Any) -> None:
    assert sorted(browsing.versions(came.pk, FIRST, LAST)) == [("1.0", 41), ("2.0", 40)]
    assert browsing.versions(came.pk, FIRST - dt.timedelta(days=9), FIRST - dt.timedelta(days=8)) == []


def test_the_file_of_a_decision_and_its_event(came: Any) -> None:
    found = lookup.find(came.pk, "d2-3")
    assert found is not None
    held = found[1]
    assert held.day == TODAY - dt.timedelta(days=2)
    seq = browsing.event_of(held)
    assert seq is not None
    event_ = Event.objects.get(seq=seq)
    assert event_.kind == "segment"
    assert lookup.find(came.pk, "no-such-key") is None
    held.sha256 = "0" * 64
    assert browsing.event_of(held) is None


def test_a_merged_file_has_its_event(came: Any) -> None:
    from aims.telemetry.storage import segments

    old = list(Segment.objects.filter(table=Table.DECISIONS, replaced_at=None))
    with segments.sole_writer():
        import pyarrow.parquet as pq

        merged = segments.write(came.pk, old[0].day, Table.DECISIONS, pq.read_table(segments.path_of(old[0])))
        segments.replace(old[:1], merged, "merged")
    seq = browsing.event_of(merged)
    assert seq is not None
    assert Event.objects.get(seq=seq).action == "segment_replaced"
