"""Two windows and two versions side by side: figures of each alone, fields by how far they moved."""

import datetime as dt
from typing import Any

import pytest

from aims.kernel.world import present
from aims.monitoring.comparing import Compared, Side, compare
from aims.telemetry.storage.rolling import roll
from tests.telemetry.conftest import lines, send
from tests.telemetry.test_days import TODAY, decisions, outcomes

BEFORE, AFTER = TODAY - dt.timedelta(days=2), TODAY - dt.timedelta(days=1)


@pytest.fixture
def came(sender: Any, system: Any) -> Any:
    old = [one | {"groups": {}, "version": "1.0"} for one in decisions(2, 60)]
    new = [one | {"groups": {}, "version": "2.0"} for one in decisions(1, 60)]
    for row, one in enumerate(new):
        one["inputs"] = one["inputs"] | {"age": one["inputs"]["age"] + 45}  # the towns stay
        one["output"] = "0" if row % 10 else "1"
    for one in old:
        one["output"] = "1" if one["output"] == "yes" else "0"
    assert send(sender, system, lines(*old, *new)).status_code == 200
    assert send(sender, system, lines(*outcomes(2, 60, "1"))).status_code == 200
    roll()
    return system


def of(found: Compared, metric: str) -> Any:
    return next(line for line in found.lines if line.metric == metric)


def by_windows(system: Any) -> Compared:
    found = compare(present(), system.pk, Side(BEFORE, BEFORE), Side(AFTER, AFTER))
    assert found is not None
    return found


def test_each_side_has_its_own_figures(came: Any) -> None:
    found = by_windows(came)
    assert found.rows == (60, 60)
    rate = of(found, "selection_rate")
    assert (rate.before.value, rate.after.value) == (0.5, 0.1)
    assert rate.before.low < 0.5 < rate.before.high
    assert rate.is_apart
    assert not of(found, "volume").is_apart
    assert not of(found, "error_rate").is_apart


def test_what_one_side_lacks_is_unknown_with_its_reason_and_comes_last(came: Any) -> None:
    found = by_windows(came)
    right = of(found, "accuracy")
    assert right.before.value == 0.5
    assert (right.after.value, right.after.why) == (None, "no_labels")
    known = [line.is_known for line in found.lines]
    assert known == sorted(known, reverse=True)
    assert False in known


def test_what_moved_furthest_comes_first(came: Any) -> None:
    found = by_windows(came)
    names = [one.feature for one in found.moved]
    assert names[0] == "age"
    assert set(names) == {"age", "town", "score", "output"}
    by = {one.feature: one.by.value for one in found.moved}
    assert by["town"] == pytest.approx(0.0, abs=1e-9)
    assert by["age"] > by["output"] > by["town"]


def test_two_versions_of_the_same_days(came: Any) -> None:
    found = compare(present(), came.pk, Side(BEFORE, AFTER, "1.0"), Side(BEFORE, AFTER, "2.0"))
    assert found is not None
    assert found.rows == (60, 60)
    assert of(found, "selection_rate").after.value == 0.1
    same = compare(present(), came.pk, Side(BEFORE, AFTER, "1.0"), Side(BEFORE, AFTER, "1.0"))
    assert same is not None
    assert {one.by.value for one in same.moved} == {0.0}


def test_a_side_where_nothing_came(came: Any) -> None:
    early = TODAY - dt.timedelta(days=90)
    assert compare(present(), came.pk, Side(early, early), Side(AFTER, AFTER)) is None
    found = compare(present(), came.pk, Side(BEFORE, BEFORE), Side(early, early))
    assert found is not None
    assert found.rows == (60, 0)
    assert found.lines == ()
