"""How often something is read, not how long it takes: each column once, each kept sum once, each day computed once."""

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pandas as pd
import pyarrow as pa
import pytest

from aims.lib import clock
from aims.telemetry.metrics.backends import Embedded
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Columns
from aims.telemetry.metrics.freezing import freeze
from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.metrics.sums import Sums, summed
from aims.telemetry.models import Segment, Table
from aims.telemetry.reading import days
from tests.telemetry.metrics import census

COLUMNS = Columns(
    prediction="prediction",
    score=census.SCORE,
    label=census.LABEL,
    groups=census.GROUPS,
    features=(*census.NUMBERS, *census.CATEGORIES),
)
FIRST = dt.date(2025, 1, 1)


class Counting(Embedded):
    """The embedded engine, which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def rows(self, sql: str) -> pa.Table:
        self.asked.append(sql)
        return super().rows(sql)


def scans(plan: dict[str, Any]) -> Iterator[list[str]]:
    """The columns that each pass over the files reads."""
    if "PARQUET" in plan["name"]:
        read = plan["extra_info"].get("Projections", [])
        yield [read] if isinstance(read, str) else read
    for child in plan["children"]:
        yield from scans(child)


@pytest.fixture
def engine(tmp_path: Path) -> Counting:
    for number, part in enumerate((census.analysis().head(500), census.analysis().tail(500))):
        part.to_parquet(tmp_path / f"{number}.parquet")
    return Counting()


def test_each_column_is_read_once(engine: Counting, tmp_path: Path) -> None:
    schema = engine.open(f"{tmp_path}/*.parquet")
    baseline = freeze(engine, schema, COLUMNS)[0]
    engine.asked.clear()
    summed(engine, schema, COLUMNS, baseline)
    assert len(engine.asked) == 2, "one of the features, one of the cube"
    plans = [
        json.loads(engine.connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchone()[1]) for sql in engine.asked
    ]  # type: ignore[index]
    features, cube = ([read for plan in plans_ for read in scans(plan)] for plans_ in plans)
    assert Counter(name for read in features for name in read) == Counter(COLUMNS.features)
    assert [sorted(read) for read in cube] == [sorted({*COLUMNS.groups, "prediction", census.SCORE, census.LABEL})]


def test_no_metric_asks_the_engine(engine: Counting, tmp_path: Path) -> None:
    from aims.telemetry.metrics.registry import METRICS

    schema = engine.open(f"{tmp_path}/*.parquet")
    baseline, sums = freeze(engine, schema, COLUMNS)
    engine.asked.clear()
    for name in METRICS:
        measure(name, Asked(sums, baseline, group="SEX"))
    assert engine.asked == []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many days are computed, and how many kept sums are opened. What a day holds is always the same ten rows."""
    found: Counter[str] = Counter()
    columns = days.columns_of()
    memory = Embedded()
    frame = pd.DataFrame({"output": ["1"] * 10, "score": 0.5, "label": "1", "ruling": None, "error": None})
    frame = frame.assign(latency_ms=3.0, cost=0.0).astype({"ruling": object, "error": object})
    sums = summed(memory, memory.show(pa.Table.from_pandas(frame)), columns, Baseline.of_nothing())
    read = days._read

    def opened(parts: Any, *_rest: Any) -> Any:
        found["opened"] += 1
        found["segments"] += len(parts)
        return {part.day.isoformat() for part in parts}, {}

    def computed(_by: str, of: set[str], *_rest: Any) -> dict[str, Sums]:
        found["computed"] += len(of)
        return dict.fromkeys(of, sums)

    def counting(*arguments: Any) -> Sums:
        found["read"] += 1
        return read(*arguments)

    for name, instead in (("_opened", opened), ("summed_by", computed), ("_read", counting)):
        monkeypatch.setattr(days, name, instead)
    return found


def came(system: UUID, day: dt.date, table: str = Table.DECISIONS) -> None:
    mark, now = uuid4().hex, clock.now()
    Segment.objects.create(
        system=system,
        day=day,
        table=table,
        path=mark,
        sha256=mark,
        rows=10,
        key_min="",
        key_max="",
        at_min=now,
        at_max=now,
        columns={},
        made_at=now,
    )


@pytest.mark.django_db
def test_a_year_is_opened_in_a_few_parts(counted: Counter[str], django_assert_num_queries: Any) -> None:
    system = uuid4()
    for number in range(366):
        came(system, FIRST + dt.timedelta(days=number))

    def ask(first: int, last: int) -> int:
        counted.clear()
        ends = FIRST + dt.timedelta(days=first), FIRST + dt.timedelta(days=last)
        with django_assert_num_queries(1):
            found = days.window(system, *ends, days.columns_of(), Baseline.of_nothing())
        assert found is not None
        return found.rows

    assert ask(0, 365) == 3660
    assert (counted["computed"], counted["segments"], counted["opened"]) == (366, 366, 12), "a month at once"
    assert ask(0, 365) == 3660
    assert counted["read"] < 20
    assert not counted["computed"]
    came(system, FIRST + dt.timedelta(days=366))
    assert ask(1, 366) == 3660
    assert counted["computed"] == 1, "of the new day only"
    assert counted["read"] < 30
    came(system, FIRST + dt.timedelta(days=100), Table.FOLLOW_UPS)
    assert ask(0, 365) == 3660
    assert (counted["computed"], counted["segments"]) == (1, 2), "of the day whose labels came"


@pytest.mark.django_db
def test_days_on_which_nothing_came_cost_nothing(counted: Counter[str]) -> None:
    system, columns = uuid4(), days.columns_of()
    assert days.window(system, FIRST, FIRST, columns, Baseline.of_nothing()) is None
    for number in (3, 300):
        came(system, FIRST + dt.timedelta(days=number))
    found = days.window(system, FIRST, FIRST + dt.timedelta(days=365), columns, Baseline.of_nothing())
    assert found is not None
    assert (found.rows, counted["computed"]) == (20, 2)


def test_runs_are_the_days_of_a_window() -> None:
    picked = random.Random(3)
    for _ in range(300):
        first = FIRST + dt.timedelta(days=picked.randrange(1000))
        length = picked.randrange(1, 1200)
        found = list(days.runs(first, first + dt.timedelta(days=length - 1)))
        covered = [start.toordinal() + n for start, size in found for n in range(size)]
        assert covered == list(range(first.toordinal(), first.toordinal() + length))
        assert all(start.toordinal() % size == 0 for start, size in found)
        assert len(found) <= 28
