"""What the demo's monitors find in real decisions, what leaves them quiet, and a fault that is put in on purpose."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from django.db import transaction
from scipy.stats import ks_2samp

from aims.cli.demo import DemoReport, census
from aims.cli.demo.census import Decisions, Year
from aims.cli.demo.story import Story
from aims.cli.demo.stream import Stream
from aims.kernel.models import Event
from aims.kernel.standing import Standing, standings
from aims.kernel.world import World, as_of, present
from aims.lib import clock
from aims.monitoring.backtesting import window
from aims.monitoring.judging import Judged, Level, judge
from aims.monitoring.measuring import Recorded
from aims.monitoring.models import Baseline, Breach, Monitor, Reading, RecordingPlan
from aims.monitoring.recording import content_of
from aims.monitoring.series import reading_of, windows
from aims.risk.models import RiskAssessment
from aims.systems.models import AISystem
from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.reading import days

pytestmark = pytest.mark.django_db
SG = ZoneInfo("Asia/Singapore")


def monitor(world: World, ref: str) -> Monitor:
    return next(one for one in world.all(Monitor) if one.ref == ref)


def series(ref: str) -> list[dict[str, Any]]:
    world = present()
    reading = reading_of(world, monitor(world, ref))
    assert reading is not None
    return [one for one in windows(reading.id) if one["window_last"]]


def breach(ref: str, world: World | None = None) -> Breach | None:
    world = world or present()
    return next((one for one in world.all(Breach) if one.monitor_id == monitor(world, ref).id), None)


# ---- what the log of the demo shows ----


def test_the_gap_between_groups_is_found_seven_days_after_the_monitor_was_approved(
    report: DemoReport, story: Story
) -> None:
    found = breach("MON-0001")
    assert found is not None
    opened = Event.objects.filter(record=found.id, action="create").get()
    assert opened.at.astimezone(SG).date() == story.day(dt.date(2026, 5, 29))
    assert found.limit == 0.10
    assert found.value == pytest.approx(0.58, abs=0.005)
    assert {one["level"] for one in series("MON-0001")} == {"breach"}
    assert len(Breach.objects.filter(monitor__ref="MON-0001")) == 1


def test_its_owner_took_it_in_hand_and_it_stays_open_while_the_machine_is_as_it_was(
    report: DemoReport, story: Story
) -> None:
    before = breach("MON-0001", as_of(story.day(dt.date(2026, 6, 9))))
    assert before is not None
    assert before.state == "acknowledged"
    now = breach("MON-0001")
    assert now is not None
    assert (now.state, now.cause_sort) == ("answered", "system")
    assert Standing.BREACHED in standings(monitor(present(), "MON-0001"), present())


def test_what_was_judged_before_the_breach_was_stale_from_that_day(report: DemoReport, story: Story) -> None:
    def stale(day: dt.date) -> set[str]:
        world = as_of(story.day(day))
        return {one.ref for one in world.all(RiskAssessment) if Standing.STALE in standings(one, world)}

    world = present()
    system = next(one for one in world.all(AISystem) if one.ref == "AIS-0010")
    mine = {one.ref for one in world.all(RiskAssessment) if one.system_id == system.id}
    assert not stale(dt.date(2026, 5, 27)) & mine
    assert stale(dt.date(2026, 5, 30)) & mine


def test_accuracy_drift_missing_values_and_volume_stay_quiet(report: DemoReport) -> None:
    for ref in ("MON-0002", "MON-0003", "MON-0009", "MON-0010"):
        assert len(series(ref)) == 37, ref
        assert {one["level"] for one in series(ref)} == {"within"}, ref
        assert breach(ref) is None, ref


def test_what_nobody_sends_is_unknown_and_never_good(report: DemoReport) -> None:
    assert {one["level"] for one in series("MON-0004")} == {"unknown"}
    for ref in ("MON-0005", "MON-0007", "MON-0008"):
        reading = Reading.objects.get(monitor__ref=ref)
        assert (reading.level, reading.value) == ("unknown", None)


def test_the_baseline_is_the_reference_year_and_was_kept(report: DemoReport) -> None:
    baseline = Baseline.objects.get(ref="BSL-0001")
    assert baseline.rows == content_of(baseline)["rows"] == 68_785
    assert "RAC1P" not in str(content_of(baseline))


def test_groups_are_recorded_with_their_purpose_and_race_is_not(report: DemoReport) -> None:
    plan = RecordingPlan.objects.get(ref="RPL-0001")
    assert {row["name"]: bool(row["purpose"] and row["basis"] and row["months"]) for row in plan.groups} == {
        "SEX": True,
        "DIS": True,
    }
    assert report.stream is not None
    assert not [name for name in report.stream.decisions.rows.column_names if "RAC" in name]


def test_the_sample_of_people_found_the_change_of_the_supplier(report: DemoReport, story: Story) -> None:
    found = breach("MON-0006")
    assert found is not None
    assert found.state == "closed"
    assert found.window_last == story.day(dt.date(2026, 8, 19))


# ---- what a test of significance would have said ----


def test_a_tiny_shift_with_a_tiny_p_value_raises_no_alarm(report: DemoReport) -> None:
    """People are a little older than in 2015: certain by a test, and too little to matter by the size of the effect."""
    assert report.stream is not None
    ages = census._read("reference")["AGEP"], report.stream.decisions.rows["inputs.AGEP"]
    assert ks_2samp(*(np.asarray(one) for one in ages)).pvalue < 0.001
    of_age = Monitor.objects.get(ref="MON-0003")
    of_age.feature = "AGEP"
    last = dt.date.fromisoformat(max(one["window_last"] for one in series("MON-0003")))
    for weeks in range(0, 35, 5):
        figures = Recorded().figures(of_age, *window(of_age, last - dt.timedelta(weeks=weeks)))
        assert judge(of_age.limits, figures).level is Level.WITHIN


# ---- a fault for one week ----

YEAR = Year(2017, dt.date(2026, 6, 1), dt.date(2026, 8, 30))
FAULT = dt.date(2026, 7, 13), dt.date(2026, 7, 19)
LAST = dt.date(2026, 8, 30)


@pytest.fixture(scope="module")
def whole() -> Decisions:
    return Decisions.of([YEAR], SG)


@pytest.fixture
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def faulty(decisions: Decisions, column: str, change: Any) -> Decisions:
    """The decisions, of which `column` is changed in the week of the fault."""
    rows = decisions.rows
    begin, end = (dt.datetime.combine(day, dt.time(), SG) for day in (FAULT[0], FAULT[1] + dt.timedelta(days=1)))
    hit = np.asarray(pc.and_(pc.greater_equal(rows["at"], begin), pc.less(rows["at"], end)))
    values = rows[column].to_pandas().to_numpy(copy=True)
    values[hit] = change(values[hit])
    field = rows.schema.field(column)
    return Decisions(
        rows.set_column(
            rows.schema.get_field_index(column),
            field,
            pa.chunked_array([pa.array(values, field.type, from_pandas=True)]),
        )
    )


WATCHING = {
    "accuracy": Monitor(measure="accuracy", window_days=7, minimum=300, warn=0.81, breach_at=0.79),
    "psi": Monitor(measure="psi", feature="score", window_days=7, minimum=300, warn=0.1, breach_at=0.25),
    "missing": Monitor(measure="missing", window_days=7, minimum=300, warn=0.02, breach_at=0.05),
    "sex": Monitor(
        measure="equal_opportunity_difference", group="SEX", window_days=28, minimum=300, warn=0.05, breach_at=0.1
    ),
}


def past(decisions: Decisions) -> dict[str, set[dt.date]]:
    """By each monitor, the ends of the windows past its limit, a window a day."""
    stream, baseline = Stream(uuid4(), decisions), census.frozen()
    with clock.set_to(dt.datetime.combine(LAST + dt.timedelta(days=60), dt.time(12), SG)):
        stream.receive()
    columns = days.columns_of(groups=["SEX"], features=baseline.bins)
    ends = [LAST - dt.timedelta(days=n) for n in range(60)]
    found = {
        name: {end for end in ends if judged(one, stream.system, end, columns, baseline).level is Level.BREACH}
        for name, one in WATCHING.items()
    }
    return {name: where for name, where in found.items() if where}


def judged(one: Monitor, system: UUID, end: dt.date, columns: Any, baseline: Any) -> Judged:
    sums = days.window(system, *window(one, end), columns, baseline)
    if sums is None:
        return judge(one.limits, {})
    return judge(one.limits, measure(one.measure, Asked(sums, baseline, one.group, one.feature)))


TOUCHED = {FAULT[0] + dt.timedelta(days=n) for n in range(13)}
"""The ends of the windows of seven days that hold a day of the week of the fault."""


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A recording plan that lets the groups lie here."""
    from aims.telemetry import rules

    monkeypatch.setattr(rules, "_asked", [lambda _system: rules.Rules(groups={"SEX": 24, "DIS": 24})])


@pytest.mark.usefixtures("undone", "recorded")
def test_without_a_fault_nothing_is_found(whole: Decisions) -> None:
    assert past(whole) == {}


@pytest.mark.usefixtures("undone", "recorded")
def test_a_field_that_is_empty_for_a_week_is_found_by_missing_values_alone(whole: Decisions) -> None:
    empty = faulty(whole, "inputs.SCHL", lambda values: np.full(len(values), None))
    found = past(empty)
    assert set(found) == {"missing"}
    assert found["missing"] <= TOUCHED
    assert {FAULT[1], FAULT[0] + dt.timedelta(days=1)} <= found["missing"]


@pytest.mark.usefixtures("undone", "recorded")
def test_answers_that_are_shuffled_for_a_week_are_found_by_accuracy(whole: Decisions) -> None:
    """The answers stay as many of each, so that only what turned out to be true can show it."""
    shuffled = faulty(whole, "output", lambda values: np.random.default_rng(1).permutation(values))
    found = past(shuffled)
    assert "accuracy" in found
    assert found["accuracy"] <= TOUCHED
    assert set(found) <= {"accuracy", "sex"}
