"""A monitor over time: the picture of its windows, and a window as a row of a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from aims.kernel.kinds import KINDS
from aims.kernel.policy import refused_use
from aims.kernel.wording import day_text
from aims.monitoring.judging import Level
from aims.monitoring.measuring import frozen
from aims.monitoring.models import Baseline, Monitor
from aims.monitoring.recording import newest_baseline
from aims.systems.models import AISystem
from aims.web.asked import Asked, address
from aims.web.looks.monitors import WindowRow
from aims.web.looks.plots import PlotLook
from aims.web.panels import plots
from aims.web.panels.decisions import to_decisions
from aims.web.panels.levels import few, level_look, measure_of, unknown, why_unknown
from aims.web.panels.plots import between, exact, short

type Row = Mapping[str, Any]


def before(asked: Asked, monitor: Monitor) -> float | None:
    """What the baseline had of the measure; of the whole only."""
    baseline = newest_baseline(asked.world, monitor.system_id)
    if monitor.against_id:
        baseline = asked.world.get(Baseline, monitor.against_id)
    if baseline is None or monitor.is_manual or monitor.group or monitor.feature:
        return None
    return frozen(asked.world, baseline.id).figures.get(monitor.measure)


def picture(asked: Asked, monitor: Monitor, rows: Sequence[Row], events: Sequence[plots.Event] = ()) -> PlotLook | None:
    """The windows with limit, warning and baseline; nothing where none has a value."""
    if not any(row["value"] is not None for row in rows):
        return None
    levels = [plots.Level("lim", monitor.breach_at, _("limit"))]
    if monitor.warn is not None:
        levels.append(plots.Level("warnl", monitor.warn, _("warning")))
    if (base := before(asked, monitor)) is not None:
        levels.append(plots.Level("base", base, _("baseline")))
    return plots.series(_in_words(monitor, rows), rows, levels, events)


def _in_words(monitor: Monitor, rows: Sequence[Row]) -> str:
    """What the picture shows, for whoever does not see it."""
    known = [row for row in rows if row["value"] is not None]
    words = {
        "measure": measure_of(monitor),
        "first": day_text(rows[0]["window_last"]),
        "last": day_text(rows[-1]["window_last"]),
        "low": short(min(row["value"] for row in known)),
        "high": short(max(row["value"] for row in known)),
        "now": short(known[-1]["value"]),
        "limit": short(monitor.breach_at),
        "breaches": sum(row["level"] == Level.BREACH for row in rows),
        "unknown": len(rows) - len(known),
    }
    said = _(
        "%(measure)s from %(first)s to %(last)s: between %(low)s and %(high)s, last %(now)s; limit %(limit)s. Windows "
        "past the limit: %(breaches)s; unknown: %(unknown)s."
    )
    return said % words


def windows(asked: Asked, monitor: Monitor, system: AISystem, rows: Sequence[Row]) -> Iterator[WindowRow]:
    """The newest first, each with the way to its parts and to the decisions that it rests on."""
    may_open = not monitor.is_manual and not refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem))
    for row in reversed(rows):
        last, value = row["window_last"], exact(row["value"]) if row["value"] is not None else ""
        yield WindowRow(
            last,
            value,
            between(row["low"], row["high"]),
            row["n"],
            row["part"],
            _level(monitor, row),
            address(asked, f"/r/{monitor.ref}/", {"window": last}),
            to_decisions(asked, system, row["window_first"] or last, last) if may_open and row["n"] else "",
        )


def _level(monitor: Monitor, row: Row) -> Any:
    if row["level"] != Level.UNKNOWN:
        return level_look(row["level"])
    is_few = row["unknown_why"] == "too_few"
    return unknown(few(row["n"], monitor.minimum) if is_few else why_unknown(row["unknown_why"]))
