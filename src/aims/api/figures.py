"""What was measured of a system's decisions: figures of a window, windows in a row, two side by side, what arrived."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal, cast

from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.lib import clock
from aims.monitoring.comparing import MINIMUM, Side, compare
from aims.monitoring.measuring import columns_of, frozen
from aims.monitoring.models import Baseline
from aims.monitoring.recording import reads_groups
from aims.systems.models import AISystem
from aims.telemetry.metrics.figures import Figure
from aims.telemetry.metrics.registry import METRICS, Asked, measure
from aims.telemetry.metrics.sums import Sums, added
from aims.telemetry.models import Arrival
from aims.telemetry.reading import days, schema

from .reading import DecidedOn
from .refusals import Refused
from .roads import caller, find
from .telemetry import read_of

router = Router(tags=["telemetry"])
MOST_DAYS = 366
NOTHING = Figure(None, why="no_decisions")
Name = Annotated[str, Field(max_length=100)]
Version = Annotated[str, Field(max_length=1_000)]


class FigureOut(Schema):
    part: str
    """Empty for the whole; else the value of a group, or a field."""
    value: float | None
    low: float | None
    high: float | None
    n: int
    error: float
    """At most how far the value is from what every single row would give."""
    why: str
    """Why there is no value, as a code: too_few, no_labels, no_decisions …"""
    of: str


class FiguresOut(Schema):
    system: str
    metric: str
    first: dt.date
    last: dt.date
    rows: int
    baseline: str | None
    figures: list[FigureOut]


class SeriesOut(Schema):
    system: str
    metric: str
    baseline: str | None
    windows: list[dict[str, Any]]


class ComparedOut(Schema):
    system: str
    rows: tuple[int, int]
    metrics: list[dict[str, Any]]
    fields: list[dict[str, Any]]


class ArrivalsOut(Schema):
    system: str
    days: list[dict[str, Any]]
    changes: list[dict[str, Any]]


class Range(Schema):
    first: DecidedOn
    last: DecidedOn


class Wanted(Range):
    metric: Literal[tuple(METRICS)]  # type: ignore[valid-type]  # the names are known once the registry is read
    group: Name = ""
    feature: Name = ""
    against: Name = ""
    """A baseline in force, such as BAS-0001; without it the newest of the system."""
    minimum: Annotated[int, Field(ge=MINIMUM, le=10**9)] = MINIMUM
    """Cases that a figure must rest on; fewer are unknown."""


class WantedSeries(Wanted):
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7
    """How long each window is. The last one ends on `last`; what is left over at the beginning is left out."""


class WantedPair(Range):
    version: Version = ""
    with_first: DecidedOn | None = None
    with_last: DecidedOn | None = None
    with_version: Version = ""


def _within(*ranges: tuple[dt.date, dt.date]) -> None:
    if any(first > last or (last - first).days >= MOST_DAYS for first, last in ranges):
        raise Refused("window", most=MOST_DAYS)


def _storable(*texts: str) -> None:
    if any("\0" in text for text in texts):
        raise Refused("unstorable")


def _baseline(request: HttpRequest, system: Record, ref: str) -> Baseline | None:
    world = caller(request).world
    known = [one for one in world.in_force(Baseline) if one.system_id == system.pk]
    if not ref:
        return max(known, key=lambda one: one.stamp.seq, default=None)
    found = find(caller(request), KINDS.of(Baseline), ref)
    wanted = next((one for one in known if one.id == found.pk), None)
    if wanted is None:
        raise Denied("ref_unknown", ref=ref[:40])
    return wanted


def _opens_groups(request: HttpRequest, system: Record) -> bool:
    """Whether the caller may see groups by name; what lies between them is for whoever reads the decisions."""
    who = caller(request)
    return reads_groups(who.world, who.actor, cast("AISystem", system))


def _sums(
    world: World, system: Record, q: Wanted, baseline: Baseline | None
) -> tuple[dict[dt.date, Sums], Mapping[str, Any]]:
    """The sums of each day of the range, and what else a metric is asked with."""
    against = frozen(world, baseline.id if baseline else None)
    columns = columns_of(world, system.pk, against)
    if q.feature and q.feature not in against.bins:
        columns = replace(columns, features=(*columns.features, q.feature))
    rest = {"baseline": against, "group": q.group, "feature": q.feature, "minimum": q.minimum}
    return days.by_day(system.pk, q.first, q.last, columns, against), rest


def _figures(
    q: Wanted, parts: Iterable[Sums], rest: Mapping[str, Any], *, names_groups: bool
) -> tuple[int, list[dict[str, Any]]]:
    held = list(parts)
    if not held:
        return 0, [_told("", NOTHING)]
    found = added(held)
    if q.feature and not rest["baseline"].bins.get(q.feature):
        return found.rows, [_told(q.feature, Figure(None, why="no_baseline"))]
    figures = measure(q.metric, Asked(found, **rest))
    if q.group and not names_groups:
        if "" not in figures:
            raise Refused("groups_not_open")
        figures = {"": _unnamed(figures[""])}
    return found.rows, [_told(name, figure) for name, figure in figures.items()]


def _unnamed(figure: Figure) -> Figure:
    return replace(figure, of="")


def _told(part: str, figure: Figure) -> dict[str, Any]:
    return {"part": part, **asdict(figure)}


@router.get("/{system}/figures", response={200: FiguresOut}, url_name="figures", operation_id="figures")
def read_figures(request: HttpRequest, system: str, q: Query[Wanted]) -> JsonResponse:
    """One metric of the decisions of a range of days (UTC), with interval, number of cases and bound of error."""
    record, world = read_of(request, system), caller(request).world
    _storable(q.group, q.feature, q.against)
    _within((q.first, q.last))
    baseline = _baseline(request, record, q.against)
    opens = not q.group or _opens_groups(request, record)
    by_day, rest = _sums(world, record, q, baseline)
    rows, found = _figures(q, by_day.values(), rest, names_groups=opens)
    whole = {"system": record.ref, "metric": q.metric, "first": q.first, "last": q.last, "rows": rows}
    return JsonResponse({**whole, "baseline": baseline.ref if baseline else None, "figures": found})


@router.get("/{system}/series", response={200: SeriesOut}, url_name="series", operation_id="series")
def read_series(request: HttpRequest, system: str, q: Query[WantedSeries]) -> JsonResponse:
    """The same metric window by window, the oldest first."""
    record, world = read_of(request, system), caller(request).world
    _storable(q.group, q.feature, q.against)
    _within((q.first, q.last))
    baseline = _baseline(request, record, q.against)
    opens = not q.group or _opens_groups(request, record)
    by_day, rest = _sums(world, record, q, baseline)
    windows = []
    for first, last in _windows(q.first, q.last, q.days):
        rows, found = _figures(
            q, (sums for day, sums in by_day.items() if first <= day <= last), rest, names_groups=opens
        )
        windows.append({"first": first, "last": last, "rows": rows, "figures": found})
    whole = {"system": record.ref, "metric": q.metric, "baseline": baseline.ref if baseline else None}
    return JsonResponse({**whole, "windows": windows[::-1]})


def _windows(first: dt.date, last: dt.date, length: int) -> Iterator[tuple[dt.date, dt.date]]:
    begins = last - dt.timedelta(days=length - 1)
    while begins >= first:
        yield begins, last
        begins, last = begins - dt.timedelta(days=length), begins - dt.timedelta(days=1)


@router.get(
    "/{system}/compare", response={200: ComparedOut}, url_name="compare_windows", operation_id="compare_windows"
)
def read_compared(request: HttpRequest, system: str, q: Query[WantedPair]) -> JsonResponse:
    """Two windows, or two versions, side by side: each metric of both, and how far each field moved."""
    record, world = read_of(request, system), caller(request).world
    _storable(q.version, q.with_version)
    before = Side(q.first, q.last, q.version)
    after = Side(q.with_first or q.first, q.with_last or q.last, q.with_version)
    _within(before[:2], after[:2])
    found = compare(world, record.pk, before, after)
    if found is None:
        raise Refused("nothing_to_compare")
    told = asdict if _opens_groups(request, record) else lambda figure: asdict(_unnamed(figure))
    metrics = [
        {"metric": line.metric, "group": line.group, "is_apart": line.is_apart}
        | {"before": told(line.before), "after": told(line.after)}
        for line in found.lines
    ]
    fields = [
        {"field": one.feature, **{name: asdict(figure) for name, figure in one.figures.items()}} for one in found.moved
    ]
    return JsonResponse({"system": record.ref, "rows": found.rows, "metrics": metrics, "fields": fields})


@router.get("/{system}/arrivals", response={200: ArrivalsOut}, url_name="arrivals", operation_id="arrivals")
def read_arrivals(request: HttpRequest, system: str, q: Query[Range]) -> JsonResponse:
    """What came on each day, and the inputs that were new, missing or of another type than on the 28 days before."""
    record = read_of(request, system)
    _within((q.first, q.last))
    came = [
        {name: getattr(one, name) for name in ("day", "accepted", "rejected", "repeated")}
        | {"last_at": clock.iso(one.last_at)}
        for one in Arrival.objects.filter(system=record.pk, day__range=(q.first, q.last)).order_by("day")
    ]
    changes = [
        {"day": one.day, "compared_with_days": one.days}
        | {"field": change.name, "what": change.what, "before": sorted(change.before), "now": sorted(change.now)}
        for one in schema.changes(record.pk, q.first, q.last)
        for change in one.found
    ]
    return JsonResponse({"system": record.ref, "days": came, "changes": changes})
