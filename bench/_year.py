"""A year of one system's decisions, kept by day: what the next day's window costs, and any window of what is kept."""

import datetime as dt
import os
import random
import statistics
import tempfile
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from bench import _decisions
from bench.figure import Figure

if TYPE_CHECKING:
    import pyarrow as pa

DAYS, EACH, WINDOWS = 365, 10_000, 20
FIRST = dt.date(2025, 1, 1)
OF_A_WINDOW = 0.15


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as home:
        os.environ |= {"AIMS_HOME": home, "DJANGO_SETTINGS_MODULE": "aims.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _measured()


def _measured() -> list[Figure]:
    from aims.telemetry.reading import days

    system, feed = uuid4(), _feed()
    for number in range(DAYS):
        store(system, FIRST + dt.timedelta(days=number), feed, number)
    columns = days.columns_of(groups=_decisions.GROUPS, features=(*_decisions.NUMBERS, *_decisions.CATEGORIES))
    month = FIRST + dt.timedelta(days=30)
    baseline = days.frozen(system, FIRST, month, columns)

    def ask(first: int, last: int) -> tuple[float, Any]:
        began = time.perf_counter()
        ends = FIRST + dt.timedelta(days=first), FIRST + dt.timedelta(days=last)
        found = days.window(system, *ends, columns, baseline)
        return time.perf_counter() - began, found

    first, _sums = ask(0, DAYS - 1)
    store(system, FIRST + dt.timedelta(days=DAYS), feed, 0)
    new, _sums = ask(DAYS, DAYS)
    store(system, FIRST + dt.timedelta(days=DAYS + 1), feed, 1)
    next_, _sums = ask(2, DAYS + 1)
    year, sums = ask(2, DAYS + 1)
    picked = random.Random(1)
    took = [ask(*sorted(picked.sample(range(DAYS), 2)))[0] for _ in range(WINDOWS)]
    return [
        Figure(f"sums of {DAYS} days of {EACH:,} decisions, once", first, "s"),
        Figure("the sums of one new day", new, "s"),
        Figure("a year's window the day after", next_, "s", new + OF_A_WINDOW),
        Figure("a year's window from kept sums", year, "s", OF_A_WINDOW),
        Figure("any window from kept sums, median", statistics.median(took), "s", OF_A_WINDOW),
        Figure("any window from kept sums, worst of 20", max(took), "s", OF_A_WINDOW),
        Figure("one metric of a year by two groups", _one(sums, baseline), "s"),
    ]


def _one(sums: Any, baseline: Any) -> float:
    from aims.telemetry.metrics.registry import Asked, measure

    began = time.perf_counter()
    measure("equalized_odds_difference", Asked(sums, baseline, group=" × ".join(_decisions.GROUPS)))
    return time.perf_counter() - began


def _feed() -> "pa.Table":
    """Some days' worth of decisions, which come again: only their number counts."""
    import pyarrow as pa

    made = _decisions.decisions(8 * EACH, 0.2, 5)
    keys = pa.array([f"{row:08d}" for row in range(len(made))])
    return made.append_column("key", keys)


def store(system: Any, day: dt.date, feed: "pa.Table", number: int) -> None:
    """One day's decisions with their groups and the labels that came, as the worker writes them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from aims.telemetry.storage import segments

    rows = feed.slice(number % 8 * EACH, EACH)
    at = pa.array([dt.datetime.combine(day, dt.time(9), dt.UTC)] * EACH, pa.timestamp("us", "UTC"))
    base = {"key": rows["key"], "at": at}
    text = {name: rows[name].cast(pa.string()) for name in ("prediction", "label")}
    made = base | {"output": text["prediction"], "score": rows["score"], "latency_ms": rows["latency_ms"]}
    made |= {f"n.{name}": rows[name] for name in _decisions.NUMBERS}
    made |= {f"t.{name}": rows[name] for name in _decisions.CATEGORIES}
    groups = base | {f"g.{name}": rows[name] for name in _decisions.GROUPS}
    told = base | {"what": pa.array(["outcome"] * EACH), "text": text["label"]}
    told = pa.table(told).filter(pc.is_valid(text["label"]))
    tables = {"decisions": pa.table(made), "groups": pa.table(groups), "follow_ups": told}
    segments.add([segments.write(system, day, name, table) for name, table in tables.items()])


if __name__ == "__main__":
    for figure in run():
        print(figure)
