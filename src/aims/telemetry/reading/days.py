"""The sums of each day of a system's decisions: computed once, kept beside the segments, and added up to any window.

Runs of days are kept added up too, so that a window of years is made of a few dozen parts.

What is kept is named by all that it was made of: the digests of the segments, the columns, the bins. So it is never
out of date: a late label makes another follow-up segment, and with it another name for that one day.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pyarrow as pa
from django.conf import settings

from aims.lib.files import written
from aims.telemetry.columns import NUMBER, TEXT, lying, name_of
from aims.telemetry.metrics import aggregates
from aims.telemetry.metrics.backends import NAME, Embedded, listed, quoted
from aims.telemetry.metrics.baselines import Baseline, Bins, with_fixed
from aims.telemetry.metrics.columns import Columns, Unusable
from aims.telemetry.metrics.sums import Sums, added, summed_by
from aims.telemetry.models import Segment, Table
from aims.telemetry.storage import segments

FORMAT = "1"
"""Of what is kept: another one when the sums mean something else."""
RUNS = (256, 64, 16, 4, 1)
"""Of how many days sums are kept put together."""
MOST_ROWS, MOST_DAYS = 2_000_000, 32
"""Of how many decisions and days sums are made at once."""
DAY = "day"
"""The day of the segment that a decision lies in."""
INPUT, DECIDED = "i.", ("score", "output")
"""Before the names of inputs where the engine reads; and the features that are no inputs."""
EARLIEST, LATEST = dt.date(1970, 1, 1), dt.date(2999, 12, 31)
"""Between which days there can be decisions: near the ends of the calendar no window can be reckoned."""
JOINED = "joined"
"""The decisions with their groups, the latest label and the latest ruling."""


def columns_of(
    positive: str = "1", groups: Iterable[str] = (), features: Iterable[str] = (), checks: Iterable[str] = ()
) -> Columns:
    """What the columns of our own segments mean: only the groups, features and checks differ from system to system."""
    return Columns(
        time="at",
        prediction="output",
        score="score",
        label="label",
        positive=positive,
        groups=tuple(groups),
        features=tuple(features),
        latency="latency_ms",
        cost="cost",
        error="error",
        checks=tuple(checks),
        ruling="ruling",
    )


def window(
    system: UUID, first: dt.date, last: dt.date, columns: Columns, baseline: Baseline, version: str = ""
) -> Sums | None:
    """The sums of a window, of one `version` only where it is named; None where nothing came in it.

    What is kept of runs of days spares most of the adding.
    """
    kept = _Kept(system, columns, baseline, _held_by_day(system, first, last), version)
    wanted = list(runs(first, last))
    kept.make(day for run in wanted for day in kept.lacking(*run))
    parts = [found for run in wanted if (found := kept.run(*run))]
    whole = added(parts) if parts else None
    return whole if whole is not None and (whole.rows or not version) else None


def by_day(system: UUID, first: dt.date, last: dt.date, columns: Columns, baseline: Baseline) -> dict[dt.date, Sums]:
    """The sums of each day on which there were decisions, in order."""
    kept = _Kept(system, columns, baseline, _held_by_day(system, first, last))
    days = sorted(kept.held)
    kept.make(day for day in days for day in kept.lacking(day, 1))
    return {day: kept.day(day) for day in days}


def runs(first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    """The fewest runs that make up a window: of 1, 4, 16, 64 or 256 days, each starting at a multiple of itself."""
    day, end = first.toordinal(), last.toordinal() + 1
    while day < end:
        size = next(size for size in RUNS if day % size == 0 and day + size <= end)
        yield dt.date.fromordinal(day), size
        day += size


def digests(system: UUID, first: dt.date, last: dt.date) -> list[str]:
    """The SHA-256 of each segment of a window: what a reading keeps as its evidence."""
    return [part.sha256 for part in _held(system, first, last)]


class _Part(NamedTuple):
    """Of a segment as much as names what was made of it; a year has thousands."""

    id: UUID
    day: dt.date
    table: str
    sha256: str
    rows: int


def _held(system: UUID, first: dt.date, last: dt.date) -> list[_Part]:
    """Every segment that figures of a window rest on."""
    found = segments.named(system, first, last, (Table.DECISIONS, Table.GROUPS, Table.FOLLOW_UPS))
    return [_Part(*row) for row in found.values_list(*_Part._fields)]


def _held_by_day(system: UUID, first: dt.date, last: dt.date) -> dict[dt.date, list[_Part]]:
    """The same by day, of the days on which there were decisions."""
    held: dict[dt.date, list[_Part]] = defaultdict(list)
    for part in _held(system, first, last):
        held[part.day].append(part)
    return {day: of for day, of in held.items() if any(part.table == Table.DECISIONS for part in of)}


def frozen(system: UUID, first: dt.date, last: dt.date, columns: Columns, version: str = "") -> Baseline:
    """A baseline of the decisions of a window, or of one version in it.

    Raises `Unusable` where there are none, or no feature has a value.
    """
    from aims.telemetry.metrics.freezing import freeze

    parts = _held(system, first, last)
    if not parts:
        raise Unusable("no_rows")
    engine, schema = _opened(parts, columns, {}, version)
    found = freeze(engine, schema, _as_lying(columns), JOINED)[0]
    names = {_as_lies(name): name for name in columns.features}
    bins = {names.get(name, name): of for name, of in found.bins.items()}
    return replace(found, bins=bins, counts={names.get(name, name): of for name, of in found.counts.items()})


def _as_lies(feature: str) -> str:
    """What the engine calls a feature: inputs are kept apart from what a decision itself has, and from each other."""
    return feature if feature in DECIDED else lying(INPUT, name_of(feature))


def _as_lying(asked: Columns) -> Columns:
    return replace(asked, features=tuple(map(_as_lies, asked.features)))


def _renamed(counts: pa.Table, asked: Columns) -> pa.Table:
    names = {_as_lies(name): name for name in asked.features}
    said = [names.get(name, name) for name in counts.column("feature").to_pylist()]
    return counts.set_column(0, "feature", pa.array(said, pa.string()))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


class _Kept:
    """What is kept of one system's days, over the bins of one baseline; what is not there yet is made."""

    def __init__(
        self,
        system: UUID,
        columns: Columns,
        baseline: Baseline,
        held: Mapping[dt.date, list[_Part]],
        version: str = "",
    ) -> None:
        self.columns, self.baseline, self.held, self.version = columns, baseline, held, version
        self.folder: Path = settings.HOME.telemetry / "sums" / str(system)
        self.what = _digest(FORMAT, version, repr(columns), repr(sorted(baseline.bins.items())))

    def run(self, start: dt.date, size: int) -> Sums | None:
        """The sums of `size` days; None where nothing came on any of them."""
        days = self._days(start, size)
        if len(days) < 2:
            return self.day(days[0]) if days else None
        place = self._place(start, size, days)
        if (kept := self._kept(place)) is not None:
            return kept
        quarters = (start + dt.timedelta(days=size // 4 * n) for n in range(4))
        found = added(part for one in quarters if (part := self.run(one, size // 4)))
        self._keep(place, found)
        return found

    def lacking(self, start: dt.date, size: int) -> Iterator[dt.date]:
        """The days of a run of which nothing is kept, neither by itself nor in a longer run."""
        days = self._days(start, size)
        if not days or self._place(start, size, days).exists():
            return
        if len(days) == 1:
            yield days[0]
            return
        for n in range(4):
            yield from self.lacking(start + dt.timedelta(days=size // 4 * n), size // 4)

    def make(self, days: Iterable[dt.date]) -> None:
        """The sums of each of these days, from its segments; as many days at once as memory should hold."""
        for some in self._at_once(days):
            parts = [part for day in some for part in self.held[day]]
            engine, schema = _opened(parts, self.columns, self.baseline.bins, self.version)
            asked, bins = _as_lying(self.columns), {_as_lies(name): of for name, of in self.baseline.bins.items()}
            found = summed_by(DAY, engine, schema, asked, replace(self.baseline, bins=bins), JOINED)
            for day in some:
                self._keep(self._place(day, 1, [day]), self._named(found.get(day.isoformat())))

    def day(self, day: dt.date) -> Sums:
        """The sums of one day; `make` has made them, unless another process let them go since."""
        place = self._place(day, 1, [day])
        while (found := self._kept(place)) is None:
            self.make([day])
        return found

    def _days(self, start: dt.date, size: int) -> list[dt.date]:
        return [day for n in range(size) if (day := start + dt.timedelta(days=n)) in self.held]

    def _at_once(self, days: Iterable[dt.date]) -> Iterator[list[dt.date]]:
        some, rows = list[dt.date](), 0
        for day in days:
            more = sum(part.rows for part in self.held[day] if part.table == Table.DECISIONS)
            if some and (rows + more > MOST_ROWS or len(some) == MOST_DAYS):
                yield some
                some, rows = [], 0
            some.append(day)
            rows += more
        if some:
            yield some

    def _named(self, found: Sums | None) -> Sums:
        """The sums with the features as they are called; of a day on which the version decided nothing, none."""
        if found is None:
            empty = (aggregates.HISTOGRAMS, aggregates.cube_schema(self.columns))
            counts, cube = (one.empty_table() for one in empty)
        else:
            counts, cube = _renamed(found.histograms, self.columns), found.cube
        return Sums(self.columns, with_fixed(self.baseline.bins, self.columns), counts, cube)

    def _place(self, start: dt.date, size: int, days: Iterable[dt.date]) -> Path:
        """Where the sums of a run lie. One with a single day is that day, and named as it is."""
        days = list(days)
        name = days[0].isoformat() if len(days) == 1 else f"{start.isoformat()}+{size}"
        made_of = sorted(part.sha256 for day in days for part in self.held[day])
        return self.folder / name / f"{self.what}-{_digest(*made_of)}.arrow"

    def _kept(self, place: Path) -> Sums | None:
        try:
            return _read(place, self.columns, self.baseline)
        except FileNotFoundError:
            return None

    def _keep(self, place: Path, found: Sums) -> None:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(place, found)
        for older in place.parent.glob(f"{self.what}-*.arrow"):
            if older != place:
                older.unlink(missing_ok=True)


def _write(place: Path, found: Sums) -> None:
    with written(place) as out:
        for table in (found.histograms, found.cube):
            with pa.ipc.new_stream(out, table.schema) as stream:
                stream.write_table(table)


def _read(place: Path, columns: Columns, baseline: Baseline) -> Sums:
    with place.open("rb") as kept:
        histograms, cube = (pa.ipc.open_stream(kept).read_all() for _table in range(2))
    return Sums(columns, with_fixed(baseline.bins, columns), histograms, cube)


def _opened(
    parts: Iterable[_Part], columns: Columns, bins: Mapping[str, Bins], version: str = ""
) -> tuple[Embedded, dict[str, str]]:
    """An engine that has the segments open: features as `decisions`, what belongs to each decision as `joined`."""
    files: dict[str, list[str]] = defaultdict(list)
    held: dict[str, dict[str, str]] = defaultdict(dict)
    for segment in Segment.objects.filter(pk__in=[part.id for part in parts]).order_by("made_at", "id"):
        files[segment.table].append(str(segments.path_of(segment)))
        held[segment.table] |= segment.columns
    engine = Embedded(threads=2)

    def view(name: str, sql: str) -> None:
        engine.connection.execute(f"CREATE TEMP VIEW {name} AS {sql}")

    for table, paths in files.items():
        only = _of_version(version, held[table]) if table == Table.DECISIONS else ""
        lying = f"SELECT * EXCLUDE (filename), {DAY_OF} AS {named(DAY)} FROM read_parquet({listed(paths)}, {HOW}){only}"
        view(f"lying_{table}", lying)
    decided = held[Table.DECISIONS]
    view(NAME, f"SELECT {', '.join(_features(columns, bins, decided))} FROM lying_{Table.DECISIONS}")
    view(JOINED, _joined(columns, held))
    schema: dict[str, str] = {}
    for name in (NAME, JOINED):
        schema |= engine.columns(name)
    return engine, schema


def _of_version(version: str, held: Mapping[str, str]) -> str:
    if not version:
        return ""
    return f" WHERE version = {quoted(version)}" if "version" in held else " WHERE false"


HOW = "union_by_name = true, filename = true"
DAY_OF = "split_part(filename, '/', -2)"
"""Files lie in a folder of their day."""


def named(name: str) -> str:
    """A name of a column as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _features(columns: Columns, bins: Mapping[str, Bins], held: Mapping[str, str]) -> list[str]:
    """The inputs by their own names. One that was frozen as a number stays one, whatever comes now."""
    found = [named(DAY)]
    for name in columns.features:
        number, text = (lying(sort, name_of(name)) for sort in (NUMBER, TEXT))
        if name in DECIDED:
            number, text = name, name
        frozen_as = bins.get(name)
        wanted = [number, text] if frozen_as is None else [number] if frozen_as.grid else [text]
        stored = next((one for one in wanted if one in held), None)
        kind = "VARCHAR" if frozen_as and not frozen_as.grid else "DOUBLE"
        found.append(f"{named(stored) if stored else f'NULL::{kind}'} AS {named(_as_lies(name))}")
    for name in (columns.latency, columns.cost, *columns.checks):
        found.append(named(name) if name in held else f"NULL::DOUBLE AS {named(name)}")
    return found


def _joined(columns: Columns, held: Mapping[str, Mapping[str, str]]) -> str:
    """Each decision with what belongs to it: its groups, the latest outcome, the latest ruling."""
    decided = held[Table.DECISIONS]

    def of(name: str, kind: str = "VARCHAR", prefix: str = "d.") -> str:
        return f"{prefix}{named(name)}" if name in decided else f"NULL::{kind}"

    number = of("output_number", "DOUBLE")
    picked = [f"{number if columns.is_regression else as_text(of('output'), number)} AS output"]
    picked += [f"{of('score', 'DOUBLE')} AS score", f"{of('error')} AS error", f"d.{named(DAY)}"]
    keys = ("key", named(DAY))
    same, joins = f"USING ({', '.join(keys)})", ""
    for name in columns.groups:
        is_there = f"g.{name}" in held[Table.GROUPS]
        picked.append(f"g.{named(f'g.{name}')} AS {named(name)}" if is_there else f"NULL::VARCHAR AS {named(name)}")
    if columns.groups and held[Table.GROUPS]:
        joins += f" LEFT JOIN lying_{Table.GROUPS} g {same}"
    if held[Table.FOLLOW_UPS]:
        joins += f" LEFT JOIN ({latest(held[Table.FOLLOW_UPS], columns.is_regression, keys=keys)}) f {same}"
        picked += ["f.label AS label", "f.ruling AS ruling"]
    else:
        picked += [f"NULL::{'DOUBLE' if columns.is_regression else 'VARCHAR'} AS label", "NULL::VARCHAR AS ruling"]
    return f"SELECT {', '.join(picked)} FROM lying_{Table.DECISIONS} d{joins}"


def latest(
    held: Mapping[str, str],
    is_regression: bool,
    source: str = f"lying_{Table.FOLLOW_UPS}",
    keys: Iterable[str] = ("key",),
) -> str:
    """What was last said of each decision: of several outcomes the one that became known last counts."""
    number = "number" if "number" in held else "NULL::DOUBLE"
    label = number if is_regression else as_text("text" if "text" in held else "NULL::VARCHAR", number)
    ruling = "ruling" if "ruling" in held else "NULL::VARCHAR"
    at, of = named("at"), ", ".join(keys)  # `at` is a word of the language
    return (
        f"SELECT {of}, arg_max({label}, {at}) FILTER (what = 'outcome') AS label,"
        f" arg_max({ruling}, {at}) FILTER (what = 'ruling') AS ruling FROM {source} GROUP BY {of}"
    )


def as_text(text: str, number: str) -> str:
    """A value as metrics compare it: whole numbers without a point, yes and no as 1 and 0."""
    whole = f"CASE WHEN {number} = floor({number}) THEN TRY_CAST({number} AS BIGINT)::VARCHAR END"
    whole = f"coalesce({whole}, {number}::VARCHAR)"  # beyond 2^63 as it is written
    yes_no = f"CASE {text} WHEN 'true' THEN '1' WHEN 'false' THEN '0' ELSE {text} END"
    return f"CASE WHEN {number} IS NULL THEN {yes_no} ELSE {whole} END"
