"""What came in of a system's decisions lately, measured at the moment from sums by day: groups, fields, scores."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from aims.kernel.world import World
from aims.monitoring.measures import measures
from aims.monitoring.measuring import columns_of, frozen
from aims.monitoring.models import Baseline, Monitor, RecordingPlan
from aims.monitoring.recording import newest_baseline, plan_of
from aims.systems.models import AISystem
from aims.telemetry.metrics import baselines, drift, intervals, performance
from aims.telemetry.metrics.figures import Figure
from aims.telemetry.metrics.registry import Asked as Wanted
from aims.telemetry.metrics.registry import measure
from aims.telemetry.metrics.sums import Sums
from aims.telemetry.models import Arrival
from aims.telemetry.reading import days
from aims.web.looks.monitors import ArrivalLook, LevelLook, PartRow, PartsLook
from aims.web.panels import vega
from aims.web.panels.levels import few, level_look, unknown, why_unknown
from aims.web.panels.plots import Level, Point, Tenth, between, calibration, exact, points, short
from aims.web.values import sentence_case

DAYS = 28
FEWEST = 50
"""Cases of which a figure is shown at the least: our proposal; a monitor says its own."""
MOST_DRAWN = 15
"""Fields in the picture; the table has them all."""
UNDER = {
    "demographic_parity_ratio": "selection_rate",
    "demographic_parity_difference": "selection_rate",
    "equal_opportunity_difference": "true_positive_rate",
    "equalized_odds_difference": "true_positive_rate",
    "accuracy_difference": "accuracy",
    "calibration_gap": "calibration_error",
}
"""What a comparison of groups compares: the figure that each group has."""


@dataclass(frozen=True)
class Measured:
    """The decisions of a window of one system, and what they are compared with."""

    first: dt.date
    last: dt.date
    plan: RecordingPlan | None
    baseline: Baseline | None
    content: baselines.Baseline
    sums: Sums | None

    def figures(self, name: str, minimum: int = FEWEST, group: str = "") -> dict[str, Figure]:
        """A metric of the window, by "" or group or field; nothing where nothing came in."""
        if self.sums is None:
            return {}
        return measure(name, Wanted(self.sums, self.content, group, minimum=minimum))


def measured(
    world: World, system: AISystem, first: dt.date, last: dt.date, against: Baseline | None = None
) -> Measured:
    """The decisions from `first` to `last` beside `against`, else the newest baseline."""
    baseline = against or newest_baseline(world, system.id)
    content = frozen(world, baseline.id if baseline else None)
    columns = columns_of(world, system.id, content)
    sums = days.window(system.id, first, last, columns, content)
    return Measured(first, last, plan_of(world, system.id), baseline, content, sums)


def lately(world: World, system: AISystem) -> Measured:
    """The last four weeks, today with them."""
    return measured(world, system, world.today - dt.timedelta(days=DAYS - 1), world.today)


def arrivals(world: World, system: AISystem) -> ArrivalLook:
    """What came of a system in the last four weeks, and when the last of it came."""
    since = world.today - dt.timedelta(days=DAYS - 1)
    every = Arrival.objects.filter(system=system.id)
    names = ("accepted", "rejected", "repeated")
    counts = every.filter(day__gte=since).aggregate(**{name: Sum(name) for name in names})
    last = every.aggregate(last=Max("last_at"))["last"]
    accepted, rejected, repeated = (counts[name] or 0 for name in names)
    return ArrivalLook(last, accepted, rejected, repeated, since)


# ---- groups of people ----


def groups(found: Measured, group: str, url: str) -> PartsLook | None:
    """The share of positive outputs of each value of a group, and its ratio to the highest; None without any."""
    figures = found.figures("selection_rate", group=group)
    if not figures or "" in figures:
        return None
    gap = found.figures("demographic_parity_ratio", group=group).get("")
    note = _("Intervals: Wilson, each for itself. The groups are apart by these figures; why, they do not say.")
    if gap and gap.value is not None:
        said = {"ratio": short(gap.value), "interval": between(gap.low, gap.high), "groups": gap.of}
        first = _("Lowest to highest %(ratio)s (%(interval)s).") % said
        note = _("%(first)s %(second)s") % {"first": first, "second": note}
    return parts_of_groups("selection_rate", group, figures, FEWEST, url, note)


def parts_of_groups(
    name: str, group: str, figures: dict[str, Figure], minimum: int, url: str, note: str, limit: Level | None = None
) -> PartsLook:
    """Each value of a group with its figure; the best of them is the reference that the others are held against."""
    known = {part: f.value for part, f in figures.items() if f.value is not None}
    is_lower = measures()[name].better == "lower"
    best = (min if is_lower else max)(known, key=lambda part: known[part]) if len(known) > 1 else ""
    verticals = [Level("base", known[best], _("reference"))] if best else []
    bad = {part for part, value in known.items() if limit and _is_past(value, limit.value, is_lower)}
    rows, lines = [], []
    for part, figure in sorted(figures.items()):
        level = _group_level(figure, minimum, part == best, part in bad, has_limit=limit is not None)
        ratio = figure.value / known[best] if best and figure.value is not None and known[best] else None
        rows.append(_row(part, figure, level, exact(ratio) if ratio is not None else ""))
        lines.append(Point(part, figure.value, figure.low, figure.high, part in bad, level.why))
    title = _("By %(group)s") % {"group": group}
    said = _("%(measure)s by %(group)s with 95 percent intervals; the figures stand in the table below.")
    words = {"measure": sentence_case(measures()[name].label), "group": group}
    plot = points(said % words, lines, [*verticals, *([limit] if limit else [])], from_zero=True)
    values = tuple(as_values(figures))
    return PartsLook(title, words["measure"], group, tuple(rows), plot, url, note, bool(best), values)


def _is_past(value: float, limit: float, is_lower: bool) -> bool:
    return value > limit if is_lower else value < limit


def _row(name: str, figure: Figure, level: LevelLook, ratio: str = "") -> PartRow:
    value = exact(figure.value) if figure.value is not None else ""
    return PartRow(name, figure.n, value, between(figure.low, figure.high), ratio, level)


def _group_level(figure: Figure, minimum: int, is_best: bool, is_bad: bool, *, has_limit: bool) -> LevelLook:
    if figure.value is None:
        return unknown(few(figure.n, minimum) if figure.why == "too_few" else why_unknown(figure.why))
    if is_best:
        return LevelLook("none", _("Reference"))
    if not has_limit:
        return LevelLook("none", _("no limit is set here"))
    return level_look("breach" if is_bad else "within")


def compared(found: Measured, monitor: Monitor, url: str) -> PartsLook | None:
    """What each group has of what `monitor` compares between them, with its limit drawn where that can be said."""
    name = UNDER.get(monitor.measure, "")
    figures = found.figures(name, monitor.minimum, group=monitor.group) if name else {}
    if not figures or "" in figures:
        return None
    limit = None
    known = [f.value for f in figures.values() if f.value is not None]
    if known and monitor.measure == "demographic_parity_ratio":
        words = _("limit, %(limit)s × reference") % {"limit": short(monitor.breach_at)}
        limit = Level("lim", monitor.breach_at * max(known), words)
    elif known and monitor.measure != "equalized_odds_difference":
        is_lower = measures()[name].better == "lower"
        end = min(known) + monitor.breach_at if is_lower else max(known) - monitor.breach_at
        limit = Level("lim", end, _("limit"))
    note = _("Intervals: 95 percent, each group for itself. Sizes decide, not p-values.")
    return parts_of_groups(name, monitor.group, figures, monitor.minimum, url, note, limit)


# ---- fields against the baseline ----


def drifted(found: Measured, url: str) -> PartsLook | None:
    """How far each field has moved from the baseline, the furthest first, beside what chance alone would show."""
    figures = {name: f for name, f in found.figures("psi").items() if name}
    if not figures or found.sums is None:
        return None
    ranked = sorted(figures.items(), key=lambda one: (one[1].value is None, -(one[1].value or 0.0), one[0]))
    noise = {name: _noise(found, name) for name in figures}
    rows = tuple(_row(name, f, _field_level(f, noise[name])) for name, f in ranked)
    lines = [Point(name, f.value, note=_field_level(f, None).why, noise=noise[name]) for name, f in ranked[:MOST_DRAWN]]
    said = _("Population stability index of each field against the baseline; the figures stand in the table below.")
    note = _(
        "The short line is what the index shows on average where nothing has changed; up to twice that counts as "
        "chance. A size, not a judgement."
    )
    measured_as = sentence_case(measures()["psi"].label)
    plot = points(said, lines, (), from_zero=True)
    return PartsLook(_("Fields against the baseline"), measured_as, _("Field"), rows, plot, url, note)


def _noise(found: Measured, name: str) -> float | None:
    now = found.sums.counted.get(name) if found.sums else None
    before = Wanted(found.sums, found.content).before(name) if found.sums else None
    if now is None or before is None or not now.known or not before.known:
        return None
    return drift.psi_noise(*drift.Pair(before, now).coarse())


def _field_level(figure: Figure, noise: float | None) -> LevelLook:
    if figure.value is None:
        return unknown(few(figure.n, FEWEST) if figure.why == "too_few" else why_unknown(figure.why))
    if noise is not None and figure.value <= 2 * noise:
        return LevelLook("none", _("no larger than chance"))
    return LevelLook("none", _("moved"), _("chance %(noise)s") % {"noise": exact(noise)} if noise is not None else "")


# ---- scores against what came true ----


def tenths(found: Measured) -> list[Tenth]:
    """Of each tenth of the scores that has enough cases; nothing without scores, or before outcomes are known."""
    if found.sums is None:
        return []
    table = performance.calibration(found.sums.cells, found.sums.columns.positive)
    return [Tenth(score, share, *intervals.wilson(right, n), n) for score, share, right, n in table if n >= FEWEST]


def calibrated(found: Measured, url: str) -> PartsLook | None:
    known = tenths(found)
    if not known:
        return None
    rows = tuple(_tenth_row(one) for one in known)
    said = _("Mean score against the share that came true, by tenth of the score; the figures stand in the table.")
    note = _("On the dotted line a score means what it says. Only decisions whose outcome is known.")
    return PartsLook(
        _("Scores and what came true"),
        _("Share that came true"),
        _("Mean score"),
        rows,
        calibration(said, known),
        url,
        note,
    )


def _tenth_row(one: Tenth) -> PartRow:
    lies_in = one.low <= one.score <= one.high
    level = LevelLook("none", _("as the score says") if lies_in else _("apart from the score"))
    return PartRow(exact(one.score), one.n, exact(one.share), between(one.low, one.high), "", level)


# ---- the same as specifications ----


def as_values(figures: dict[str, Figure]) -> list[dict[str, object]]:
    """What is shown of figures, as rows of a specification: nothing of those with too few cases but how many."""
    return [
        {"name": name, "value": f.value, "low": f.low, "high": f.high, "n": f.n}
        for name, f in sorted(figures.items())
        if f.value is not None
    ]


def specification(found: Measured, asked_for: str) -> vega.Spec | None:
    """The picture `drift`, `calibration` or `group.NAME` as Vega-Lite; who may see groups is for the caller to ask."""
    kind, _dot, name = asked_for.partition(".")
    if kind == "drift":
        figures = {field: f for field, f in found.figures("psi").items() if field}
        return vega.points(_("Fields against the baseline"), as_values(figures), ()) if figures else None
    if kind == "calibration" and (known := tenths(found)):
        return vega.calibration(_("Scores and what came true"), [one._asdict() for one in known])
    if kind == "group" and (figures := found.figures("selection_rate", group=name)):
        return vega.points(_("By %(group)s") % {"group": name}, as_values(figures), ())
    return None
