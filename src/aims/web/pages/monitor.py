"""The page of one monitor: its figure over time, every group or field, what it set off, how it is set."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.kernel.checks import Verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.wording import day_text
from aims.monitoring.duties import to_enter
from aims.monitoring.judging import Level
from aims.monitoring.measuring import by_part
from aims.monitoring.models import Baseline, Breach, Monitor, Reading
from aims.monitoring.recording import plan_of, reads_groups
from aims.monitoring.series import breaches_of, drawn, parts_of, reading_of
from aims.monitoring.standing import next_reading
from aims.monitoring.suggesting import is_proposal
from aims.systems.models import AISystem
from aims.web.asked import Asked, address, may_see, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.monitors import MonitorLook, PartRow, PartsLook, StepLook
from aims.web.looks.parts import ButtonLook, Crumb, Text
from aims.web.looks.records import FieldLook
from aims.web.pages.extras import with_forms
from aims.web.panels import breaches, gaps, plots, series, vega
from aims.web.panels.acts import act_of, refused
from aims.web.panels.detail import describe
from aims.web.panels.happenings import happenings
from aims.web.panels.levels import every, few, level_look, level_of, measure_of, rule_of, unknown
from aims.web.panels.life import place_of
from aims.web.panels.lines import requirement_line
from aims.web.panels.measured import UNDER, compared, measured
from aims.web.panels.plots import between, exact, short
from aims.web.panels.standing import posture_for
from aims.web.values import fact, sentence_case

ROWS_SHOWN = 60
"""Windows in the table; the CSV has them all."""
EVIDENCE_SHOWN = 8
type Row = Mapping[str, Any]


def monitor_page(asked: Asked, record: Record) -> HttpResponse:
    monitor = cast("Monitor", record)
    held = asked.world.get_in_force(Monitor, monitor.pk) or monitor
    system = asked.world.get(AISystem, monitor.system_id) or AISystem(pk=monitor.system_id)
    reading = reading_of(asked.world, monitor)
    opens_groups = not monitor.group or reads_groups(asked.now, asked.actor, system)
    rows = drawn([reading]).get(reading.pk, []) if reading else []
    if asked.GET.get("format") == "csv":
        return _as_csv(monitor, rows)
    parts = _parts(asked, held, system, _chosen(asked, rows)) if opens_groups else None
    if asked.GET.get("vega"):
        return _as_vega(asked, held, rows, parts)
    return _drawn(asked, monitor, held, system, rows, parts, opens_groups)


def _drawn(
    asked: Asked,
    monitor: Monitor,
    held: Monitor,
    system: AISystem,
    rows: Sequence[Row],
    parts: PartsLook | None,
    opens_groups: bool,
) -> HttpResponse:
    reading = reading_of(asked.world, monitor)
    whole = with_forms(asked, monitor, describe(asked, monitor))
    ids = frozenset(one.pk for one in (monitor, reading, *breaches_of(asked.world).get(monitor.pk, [])) if one)
    marks = happenings(asked, system, rows[0]["window_last"], rows[-1]["window_last"]) if rows else ()
    shows = _shows(asked, ids)
    look = MonitorLook(
        whole,
        rule_of(held),
        Crumb(name_of(system), to_record(asked, system)),
        (measure_of(held), every(held), sentence_case(held.get_source_display())),
        level_of(asked.world, monitor),
        series.picture(asked, held, rows, [plots.Event(one.on, one.letter) for one in marks]),
        _plot_note(held, reading),
        marks,
        tuple(series.windows(asked, held, system, rows[-ROWS_SHOWN:])),
        parts,
        "" if opens_groups else _not_for_reader(asked, system),
        tuple(_steps(asked, monitor)),
        tuple(breaches.waiting(asked, ids)),
        tuple(_facts(asked, held, system)),
        tuple(requirement_line(asked, pk, verdict) for pk, verdict in shows[:EVIDENCE_SHOWN]),
        max(0, len(shows) - EVIDENCE_SHOWN),
        tuple(gaps.about(asked, *ids)),
        _enter(asked, held),
        address(asked, f"/r/{monitor.ref}/", {"format": "csv"}),
        address(asked, f"/r/{monitor.ref}/", {"vega": "series"}),
    )
    all_of = Crumb(sentence_case(KINDS.of(Monitor).plural), address(asked, f"/r/{system.ref}/monitors"))
    trail = (Crumb(system.ref, to_record(asked, system)), all_of, Crumb(monitor.ref))
    return draw(asked, "monitor", look, f"{monitor.ref} {monitor.name}", "systems", *trail)


def reading_page(asked: Asked, record: Record) -> HttpResponse:
    """The readings of a monitor are read on its page."""
    monitor = asked.world.get(Monitor, cast("Reading", record).monitor_id)
    return HttpResponseRedirect(to_record(asked, monitor) if monitor else address(asked, "/k/monitor/"))


# ---- the windows ----


def _plot_note(monitor: Monitor, reading: Reading | None) -> str:
    said = ngettext("window of %(n)s day", "windows of %(n)s days", monitor.window_days) % {"n": monitor.window_days}
    if reading and reading.low is not None:
        return _("%(windows)s, with 95 %% interval") % {"windows": said}
    return said


HEADS = ("window_first", "window_last", "value", "low", "high", "n", "part", "level", "unknown_why")


def _as_csv(monitor: Monitor, rows: Sequence[Row]) -> HttpResponse:
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(_safe(row) for row in rows)
    found = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    found["Content-Disposition"] = f'attachment; filename="{monitor.ref}.csv"'
    return found


def _safe(row: Row) -> Row:
    """The name of a group comes from outside: no sheet takes it for a formula."""
    part = row["part"] or ""
    return {**row, "part": f"'{part}" if part.startswith(("=", "+", "-", "@", "\t", "\r")) else part}


def _as_vega(asked: Asked, monitor: Monitor, rows: Sequence[Row], parts: PartsLook | None) -> HttpResponse:
    limits = [one for one in (monitor.breach_at, monitor.warn) if one is not None]
    title = f"{monitor.ref} {monitor.name}"
    if asked.GET["vega"] == "parts" and parts is not None:
        return vega.answer(vega.points(title, parts.values, () if parts.has_ratio else limits), f"{monitor.ref}-parts")
    system = asked.world.get(AISystem, monitor.system_id)
    marks = happenings(asked, system, rows[0]["window_last"], rows[-1]["window_last"]) if rows and system else ()
    days = [one.on.isoformat() for one in marks]
    return vega.answer(vega.series(title, rows, limits, days, series.before(asked, monitor)), monitor.ref)


# ---- every group or field of one window ----


def _chosen(asked: Asked, rows: Sequence[Row]) -> Row | None:
    """The window of which the parts are shown: the one asked for, else the last."""
    wanted = asked.GET.get("window", "")
    return next((row for row in rows if row["window_last"].isoformat() == wanted), rows[-1] if rows else None)


def _parts(asked: Asked, monitor: Monitor, system: AISystem, window: Row | None) -> PartsLook | None:
    """Each field of a window as it was recorded, or each group of people computed anew: no record names one."""
    if window is None or not window["window_first"]:
        return None
    first, last = window["window_first"], window["window_last"]
    url = address(asked, f"/r/{monitor.ref}/", {"vega": "parts", "window": last})
    if not monitor.group:
        reading = reading_of(asked.world, monitor)
        fields = parts_of(reading, last) if reading else []
        return _recorded(monitor, window, fields, url) if fields else None
    if asked.past or monitor.is_manual:
        return None
    if monitor.measure in UNDER:
        against = asked.world.get(Baseline, monitor.against_id) if monitor.against_id else None
        look = compared(measured(asked.world, system, first, last, against), monitor, url)
        return replace(look, title=_("Every group"), note=_of_window(window, look)) if look else None
    parts = by_part(monitor, first, last).parts
    return _recorded(monitor, window, parts, url) if parts else None


def _of_window(window: Row, parts: PartsLook) -> str:
    words = {
        "first": day_text(window["window_first"]),
        "last": day_text(window["window_last"]),
        "n": f"{sum(row.n for row in parts.rows) if parts.has_ratio else window['n']:,}",
        "note": parts.note,
    }
    return _("%(first)s to %(last)s, cases: %(n)s. %(note)s") % words


def _recorded(monitor: Monitor, window: Row, parts: Sequence[Row], url: str) -> PartsLook:
    """The parts as they were judged: the worst first."""
    rows, lines, values = [], [], list[Row]()
    for row in parts:
        is_known = row["value"] is not None and row["level"] != Level.UNKNOWN
        level = level_look(row["level"]) if is_known else unknown(few(row["n"], monitor.minimum))
        value = exact(row["value"]) if is_known else ""
        interval = between(row["low"], row["high"]) if is_known else ""
        rows.append(PartRow(row["part"], row["n"], value, interval, "", level))
        middle, low, high = (row["value"], row["low"], row["high"]) if is_known else (None, None, None)
        lines.append(plots.Point(row["part"], middle, low, high, is_bad=row["level"] == Level.BREACH, note=level.why))
        values += [{**row, "name": row["part"]}] if is_known else []
    title = _("Every group") if monitor.group else _("Every field")
    said = _("%(measure)s in this window, the worst first; the figures stand in the table below.")
    plot = plots.points(
        said % {"measure": measure_of(monitor)}, lines, [plots.Level("lim", monitor.breach_at, _("limit"))]
    )
    note = _(
        "The worst stands for all; its interval is judged as widened for their number. Sizes decide, not p-values."
    )
    of = monitor.group or _("Field")
    look = PartsLook(title, sentence_case(monitor.of.label), of, tuple(rows), plot, url, note, values=tuple(values))
    return replace(look, note=_of_window(window, look))


def _not_for_reader(asked: Asked, system: AISystem) -> str:
    if plan_of(asked.now, system.id) is None:
        return _("No recording plan in force says who may read figures of groups: nobody may.")
    return _("Figures of single groups are for the readers that the recording plan names.")


# ---- what it set off ----


def _steps(asked: Asked, monitor: Monitor) -> Iterator[StepLook]:
    """The last breach and what came of it; what it takes until it is over."""
    found = [one for one in breaches_of(asked.world).get(monitor.pk, []) if may_see(asked, one)]
    if not found:
        return
    breach = found[-1]
    opened = asked.world.history(breach)[0].at
    words = {
        "value": short(breach.value) if breach.value is not None else "–",
        "limit": short(breach.limit) if breach.limit is not None else "–",
        "state": sentence_case(KINDS.of(Breach).workflow.label(breach.state)),
    }
    said = _("%(value)s against %(limit)s. %(state)s.") % words
    css = "unmet" if breach.is_open else "met"
    yield StepLook(css, _("Breach"), said, breach.ref, to_record(asked, breach), opened)
    yield from breaches.steps(asked, breach)
    if len(found) > 1:
        earlier = ngettext("%(n)s earlier breach", "%(n)s earlier breaches", len(found) - 1) % {"n": len(found) - 1}
        yield StepLook("none", earlier, ", ".join(one.ref for one in reversed(found[:-1][-6:])))


def _enter(asked: Asked, monitor: Monitor) -> ButtonLook | None:
    """The form of the next reading of what people measure, for who may."""
    if asked.past or not monitor.is_manual or asked.world.get_in_force(Monitor, monitor.pk) is None:
        return None
    act = act_of(asked, to_enter(asked.world, monitor))
    denied = refused(asked, act) if act else None
    if act is None or (denied and denied.code != "not_ready"):
        return None
    return ButtonLook(_("Enter a reading"), place_of(act), primary=True)


# ---- how it is set, and what it shows ----

OWN_FACTS = ("why", "limit_why", "to_clear", "answer_days", "opens", "owner", "review_due")


def _facts(asked: Asked, monitor: Monitor, system: AISystem) -> Iterator[FieldLook]:
    kind = KINDS.of(Monitor)
    proposal = _("our proposal, in no standard") if is_proposal(monitor) else ""
    limit = short(monitor.breach_at)
    if monitor.warn is not None:
        limit = _("%(limit)s, warning at %(warn)s") % {"limit": limit, "warn": short(monitor.warn)}
    yield FieldLook(_("Limit"), limit, note=proposal)
    window = ngettext("%(n)s day", "%(n)s days", monitor.window_days) % {"n": monitor.window_days}
    yield FieldLook(_("Window"), _("%(window)s, %(every)s") % {"window": window, "every": every(monitor)})
    if monitor.lag_days:
        yield FieldLook(
            _("Outcomes late by"), ngettext("%(n)s day", "%(n)s days", monitor.lag_days) % {"n": monitor.lag_days}
        )
    if monitor.against_id:
        yield fact(asked, monitor, "against")
    yield FieldLook(_("Cases at the least"), f"{monitor.minimum:,}")
    if monitor.group:
        yield _basis(asked, monitor, system)
    yield from (fact(asked, monitor, name) for name in OWN_FACTS if getattr(monitor, kind.field(name).attname))
    if approved := _approved(asked, monitor):
        yield approved
    if monitor.tried_windows:
        yield FieldLook(_("Tried on history"), _tried(monitor))
    if asked.world.get_in_force(Monitor, monitor.pk):
        yield FieldLook(_("Next reading by"), sort="date", day=next_reading(asked.world, monitor))


def _basis(asked: Asked, monitor: Monitor, system: AISystem) -> FieldLook:
    """Why this group is recorded at all, from the recording plan; each name of several."""
    plan = plan_of(asked.world, system.id)
    wanted = monitor.group.split(" × ")
    said = [row for row in plan.groups if row["name"] in wanted] if plan else []
    if not said:
        return FieldLook(_("Legal basis"), _("not recorded: no recording plan in force names this group"))
    lines = (line for row in said for line in _grounds(row, plan.lang if plan else ""))
    return FieldLook(_("Legal basis"), plan.ref if plan else "", values=tuple(lines))


def _grounds(row: Row, lang: str) -> Iterator[Crumb]:
    yield Crumb(Text(row["basis"], lang))
    yield Crumb(Text(row["purpose"], lang))
    yield Crumb(ngettext("kept for %(n)s month", "kept for %(n)s months", row["months"]) % {"n": row["months"]})


def _approved(asked: Asked, monitor: Monitor) -> FieldLook | None:
    stamps = [one for one in asked.world.history(monitor) if one.action == "approve"]
    if not stamps:
        return None
    who = asked.world.get(Person, stamps[-1].actor)
    return FieldLook(_("Approved by"), name_of(who) if who else "OpenAIMS", note=day_text(stamps[-1].at.date()))


def _tried(monitor: Monitor) -> str:
    words = {"n": len(monitor.alarms), "windows": monitor.tried_windows, "unknown": monitor.tried_unknown or 0}
    said = ngettext(
        "would have raised %(n)s alarm in %(windows)s windows, of which %(unknown)s unknown",
        "would have raised %(n)s alarms in %(windows)s windows, of which %(unknown)s unknown",
        len(monitor.alarms),
    )
    return said % words


def _shows(asked: Asked, ids: frozenset[UUID]) -> list[tuple[str, Verdict]]:
    """The requirements whose verdict was read from it, those first that rest on little else."""
    found = posture_for(asked) or ()
    mine = [(pk, verdict) for pk, verdict in found if any(piece.record in ids for piece in verdict.evidence)]
    return sorted(mine, key=lambda one: len(one[1].evidence))
