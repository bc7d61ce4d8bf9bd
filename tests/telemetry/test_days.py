"""What came in over HTTP is measured day by day: with its groups, with late labels, each day computed once."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from aims.lib import clock
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Unusable
from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.reading import days
from aims.telemetry.storage.rolling import roll
from tests.telemetry.conftest import event, lines, send

TODAY = clock.now().date()
COLUMNS = days.columns_of(
    positive="yes", groups=["sex"], features=["age", "town", "score"], checks=["s.leak", "s.length"]
)


def instant(ago: int, minute: int) -> str:
    day = dt.datetime.combine(TODAY - dt.timedelta(days=ago), dt.time(8), dt.UTC)
    return clock.iso(day + dt.timedelta(minutes=minute))


def decisions(ago: int, n: int) -> list[dict[str, Any]]:
    """Every second is approved; whoever is `f` always, whoever is `m` never."""
    return [
        event(
            f"d{ago}-{i}",
            at=instant(ago, i),
            inputs={"age": 20.0 + i, "town": "north" if i % 3 else "south"},
            output="yes" if i % 2 else "no",
            score=0.9 if i % 2 else 0.2,
            groups={"sex": "f" if i % 2 else "m"},
            latency_ms=float(i),
        )
        for i in range(n)
    ]


def outcomes(ago: int, n: int, label: str) -> list[dict[str, Any]]:
    return [{"type": "outcome", "key": f"d{ago}-{i}", "at": instant(0, 0), "label": label} for i in range(n)]


@pytest.fixture
def came(sender: Any, system: Any, plan: Callable[..., None]) -> Any:
    plan(groups={"sex": 12}, texts="keep")
    for ago in (3, 2, 1):
        assert send(sender, system, lines(*decisions(ago, 60))).status_code == 200
    roll()
    return system


def ask(system: Any, name: str, first: int = 3, last: int = 1, baseline: Baseline | None = None, **more: Any) -> Any:
    against = baseline or Baseline.of_nothing()
    ends = (TODAY - dt.timedelta(days=first), TODAY - dt.timedelta(days=last))
    found = days.window(system.pk, *ends, COLUMNS, against)
    assert found is not None
    return measure(name, Asked(found, against, **more))


def test_a_window_holds_its_days(came: Any) -> None:
    assert ask(came, "volume")[""].value == 180
    assert ask(came, "volume", 2, 2)[""].value == 60
    assert ask(came, "selection_rate")[""].value == 0.5
    assert {k: f.value for k, f in ask(came, "selection_rate", group="sex").items()} == {"f": 1.0, "m": 0.0}
    assert ask(came, "demographic_parity_difference", group="sex")[""].value == 1.0
    assert ask(came, "latency_p50")[""].value == pytest.approx(29.5, abs=2)
    assert ask(came, "accuracy")[""].why == "no_labels"


def test_nothing_came(came: Any) -> None:
    day = TODAY - dt.timedelta(days=40)
    assert days.window(came.pk, day, day, COLUMNS, Baseline.of_nothing()) is None
    with pytest.raises(Unusable):
        days.frozen(came.pk, day, day, COLUMNS)


def kept() -> set[Path]:
    """The sums of single days."""
    found = (settings.HOME.telemetry / "sums").rglob("*.arrow")
    return {path for path in found if "+" not in path.parent.name}


def test_a_late_label_makes_only_its_day_anew(came: Any, sender: Any) -> None:
    ask(came, "accuracy")
    before = {path: path.stat().st_mtime_ns for path in kept()}
    assert len(before) == 3
    assert send(sender, came, lines(*outcomes(2, 60, "yes"))).status_code == 200
    roll()
    figure = ask(came, "accuracy")[""]
    assert (figure.value, figure.n) == (0.5, 60)
    again = {path: path.stat().st_mtime_ns for path in kept()}
    assert len(again) == 3
    assert len(again.items() & before.items()) == 2, "two days were left as they were"


def test_the_outcome_that_became_known_last_counts(came: Any, sender: Any) -> None:
    first = [{**one, "at": instant(1, 0)} for one in outcomes(3, 60, "no")]
    send(sender, came, lines(*outcomes(3, 60, "yes")))
    send(sender, came, lines(*first))
    roll()
    assert ask(came, "true_positive_rate")[""].n == 60, "all are positive: what came later is older"


def test_a_baseline_is_frozen_and_drift_is_seen(came: Any, sender: Any) -> None:
    day = TODAY - dt.timedelta(days=3)
    baseline = days.frozen(came.pk, day, day, COLUMNS)
    assert baseline.rows == 60
    assert ask(came, "psi", 2, 1, baseline, feature="age")["age"].value == pytest.approx(0.0, abs=1e-12)
    moved = [
        one | {"key": f"m{i}", "at": instant(0, i), "inputs": {"age": 90.0 + i}}
        for i, one in enumerate(decisions(1, 60))
    ]
    send(sender, came, lines(*moved))
    roll()
    assert ask(came, "psi", 0, 0, baseline)[""].of == "age"
    assert ask(came, "out_of_range", 0, 0, baseline, feature="age")["age"].value == 1.0 - 0.0
    assert ask(came, "missing", 0, 0, baseline)["town"].value == 1.0


def test_a_number_that_becomes_text_is_missing_as_a_number(came: Any, sender: Any) -> None:
    day = TODAY - dt.timedelta(days=3)
    baseline = days.frozen(came.pk, day, day, COLUMNS)
    wrong = [
        one | {"key": f"w{i}", "at": instant(0, i), "inputs": {"age": "old"}} for i, one in enumerate(decisions(1, 10))
    ]
    send(sender, came, lines(*wrong))
    roll()
    assert ask(came, "missing", 0, 0, baseline)["age"].value == 1.0


def test_days_summed_at_once_are_those_summed_one_by_one(
    came: Any, sender: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an input is missing on one of them, and where outcomes came of one only."""
    poorer = [
        one | {"key": f"p{i}", "at": instant(0, i), "inputs": {"town": f"t{i}"}}
        for i, one in enumerate(decisions(0, 9))
    ]
    send(sender, came, lines(*poorer, *outcomes(2, 40, "yes")))
    roll()
    baseline = days.frozen(came.pk, TODAY - dt.timedelta(days=3), TODAY, COLUMNS)
    ends = (came.pk, TODAY - dt.timedelta(days=3), TODAY, COLUMNS, baseline)
    at_once = days.by_day(*ends)
    shutil.rmtree(settings.HOME.telemetry / "sums")
    monkeypatch.setattr(days, "MOST_DAYS", 1)
    singly = days.by_day(*ends)
    assert list(at_once) == list(singly)
    assert len(singly) == 4

    def rows(table: Any) -> list[str]:
        return sorted(map(str, table.to_pylist()))

    for day, sums in singly.items():
        assert rows(at_once[day].cube) == rows(sums.cube)
        assert rows(at_once[day].histograms) == rows(sums.histograms)
    assert singly[TODAY].counted["age"].missing == 9


def test_texts_are_checked_when_they_are_stored(came: Any, sender: Any) -> None:
    answers = ["Your card 4111 1111 1111 1111 is blocked.", "The branch opens at nine o'clock on weekdays."]
    said = [
        event(f"a{i}", at=instant(0, i), sort="answer", prompt="When?", answer=text) for i, text in enumerate(answers)
    ]
    assert send(sender, came, lines(*said)).status_code == 200
    roll()
    leaks = ask(came, "leak_rate", 0, 0)[""]
    assert (leaks.value, leaks.n) == (0.5, 2)
    assert ask(came, "answer_length", 0, 0)[""].value == pytest.approx(43, abs=6)
    assert ask(came, "leak_rate", 1, 1)[""].why == "no_texts"


def test_rulings_and_errors(came: Any, sender: Any) -> None:
    rulings = [
        {"type": "ruling", "key": f"d1-{i}", "at": instant(0, i), "ruling": "changed" if i < 5 else "confirmed"}
        for i in range(20)
    ]
    failed = [event(f"e{i}", at=instant(1, 100 + i), error="TimeoutError") for i in range(15)]
    send(sender, came, lines(*rulings, *failed))
    roll()
    assert ask(came, "override_rate", 1, 1)[""].value == 0.25
    assert ask(came, "error_rate", 1, 1)[""].value == 0.2
