"""The decisions of the demo: a really trained model, asked about real people of a census, outcomes known later.

They lie in the wheel `nannyml` (public data of the American Community Survey, Massachusetts, 2015 to 2018), which the
dependency group `demo` installs; its code is not imported. Nothing is altered but the day: the people of a year are
spread evenly over the office hours of Tuesdays and Fridays, when the bank runs its check. They come shuffled by their
ids, always in the same way: the file names everybody in institutions of 2018 first. Race is not loaded.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from aims.telemetry.metrics.backends import NAME, Embedded
from aims.telemetry.metrics.baselines import Baseline
from aims.telemetry.metrics.columns import Columns
from aims.telemetry.metrics.freezing import freeze

NUMBERS, CATEGORIES = ("AGEP",), ("SCHL", "MAR")
CODES = {"SEX": {"1": "male", "2": "female"}, "DIS": {"1": "with_a_disability", "2": "without"}}
OPENS, HOURS = dt.time(9), dt.timedelta(hours=8, minutes=30)
RUNS_ON = (1, 4)
"""Days of the week of the story, from Monday as 0."""
KNOWN_AFTER = dt.timedelta(days=30)
SHUFFLE = 2_654_435_761
"""Knuth's multiplier: ids that follow each other land far apart (The Art of Computer Programming 3, 6.4)."""
VERSION = "2.1"


class Missing(Exception):
    """The wheel with the decisions is not installed."""


@dataclass(frozen=True)
class Year:
    """People of one year of the census, and the days of the story on which they are asked about."""

    year: int
    first: dt.date
    last: dt.date
    shift: dt.timedelta = dt.timedelta()
    """By how much the days are moved: the same people stay together, whatever weekday the demo opens on."""


def _path(part: str) -> Path:
    try:
        held = files("nannyml") or []
    except PackageNotFoundError as absent:
        raise Missing from absent
    for one in held:
        if one.name == f"employment_MA_{part}.pq":
            return Path(str(one.locate()))
    raise Missing


def is_here() -> bool:
    """Whether the decisions are installed."""
    try:
        return _path("reference").is_file()
    except Missing:
        return False


def _read(part: str, *more: str) -> pa.Table:
    wanted = ["id", "prediction", "predicted_probability", *NUMBERS, *CATEGORIES, *CODES, *more]
    return pq.read_table(_path(part), columns=wanted)


def _texts(column: Any) -> pa.ChunkedArray:
    return pc.cast(pc.cast(column, pa.string()), pa.string())


def frozen() -> Baseline:
    """The baseline of 2015."""
    given = _read("reference", "employed")
    named: dict[str, Any] = {"output": _texts(given["prediction"]), "label": _texts(given["employed"])}
    named |= {"score": given["predicted_probability"], "AGEP": given["AGEP"]}
    named |= {name: _texts(given[name]) for name in CATEGORIES}
    columns = Columns(prediction="output", score="score", label="label", features=("score", *NUMBERS, *CATEGORIES))
    engine = Embedded(threads=1)
    engine.connection.register(NAME, pa.table(named))
    return freeze(engine, engine.columns(NAME), columns)[0]


@dataclass(frozen=True)
class Decisions:
    """Decisions in order of time, each with its outcome and when that was known."""

    rows: pa.Table
    """Named as the fields of a decision; besides `label` and `known`."""

    @classmethod
    def of(cls, years: Sequence[Year], zone: ZoneInfo, every: int = 1) -> Self:
        """Those of the years, of each the `every`-th person by id. Raises `Missing`."""
        told = _read("analysis", "year")
        target = pq.read_table(_path("analysis_target"), columns=["id", "employed"])
        con = duckdb.connect(config={"threads": 1})
        con.register("told", told)
        con.register("target", target)
        joined = con.sql("SELECT * FROM told JOIN target USING (id) ORDER BY id").to_arrow_table()
        return cls(pa.concat_tables([_asked(joined, year, zone, every) for year in years]))

    def after(self, begin: dt.datetime, end: dt.datetime) -> pa.Table:
        """The decisions later than `begin` and up to `end`."""
        return self._between("at", begin, end).drop_columns(["label", "known"])

    def known(self, begin: dt.datetime, end: dt.datetime) -> pa.Table:
        """The outcomes that became known later than `begin` and up to `end`."""
        found = self._between("known", begin, end)
        return pa.table({"key": found["key"], "at": found["known"], "label": found["label"]})

    def _between(self, name: str, begin: dt.datetime, end: dt.datetime) -> pa.Table:
        times = self.rows[name]
        return self.rows.filter(pc.and_(pc.greater(times, _instant(begin)), pc.less_equal(times, _instant(end))))


def _instant(at: dt.datetime) -> pa.Scalar:
    return pa.scalar(at, pa.timestamp("us", "UTC"))


def _asked(joined: pa.Table, year: Year, zone: ZoneInfo, every: int) -> pa.Table:
    """The people of a year, each asked about at an instant, as decisions."""
    rows = joined.filter(pc.equal(joined["year"], year.year))
    rows = rows.take(pa.array(np.arange(0, len(rows), every)))
    rows = rows.take(pa.array(np.argsort(rows["id"].to_numpy() * SHUFFLE % 2**32)))
    at = _spread(len(rows), year, zone)
    named: dict[str, Any] = {"key": pc.binary_join_element_wise("census", _texts(rows["id"]), "-")}
    named |= {"at": at, "version": pa.array([VERSION] * len(rows)), "output": _texts(rows["prediction"])}
    named |= {"score": rows["predicted_probability"], "inputs.AGEP": rows["AGEP"]}
    named |= {f"inputs.{name}": _texts(rows[name]) for name in CATEGORIES}
    named |= {f"groups.{name}": _coded(_texts(rows[name]), codes) for name, codes in CODES.items()}
    return pa.table(named | {"label": rows["employed"], "known": pc.add(at, pa.scalar(KNOWN_AFTER))})


def _coded(values: pa.ChunkedArray, codes: Mapping[str, str]) -> Any:
    names = pa.array(list(codes.values()))
    return names.take(pc.index_in(values, pa.array(list(codes))))


def _spread(rows: int, year: Year, zone: ZoneInfo) -> pa.Array:
    """So many instants, evenly over the office hours of the days on which the check runs."""
    days = (year.first + dt.timedelta(days=n) for n in range((year.last - year.first).days + 1))
    opens = [dt.datetime.combine(day + year.shift, OPENS, zone).timestamp() for day in days if day.weekday() in RUNS_ON]
    place = np.arange(rows) * len(opens) / rows
    seconds = np.array(opens)[place.astype(int)] + (place % 1) * HOURS.total_seconds()
    return pa.array((seconds * 1e6).astype(np.int64), pa.timestamp("us", "UTC"))
