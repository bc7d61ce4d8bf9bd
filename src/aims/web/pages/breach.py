"""The page of one breach: the windows around it, what it rests on, its answer, and what it takes until it is over."""

from collections.abc import Iterator
from typing import cast

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.wording import day_text
from aims.monitoring.judging import Level
from aims.monitoring.models import Breach, Monitor
from aims.monitoring.series import around, as_then
from aims.systems.models import AISystem
from aims.web.asked import Asked, to_record
from aims.web.frame import draw
from aims.web.looks.monitors import BreachLook
from aims.web.looks.parts import Crumb
from aims.web.looks.records import FieldLook
from aims.web.pages.extras import with_forms
from aims.web.panels import breaches, series
from aims.web.panels.detail import describe
from aims.web.panels.levels import measure_of, rule_of
from aims.web.panels.plots import short
from aims.web.values import fact

ANSWER = ("cause_sort", "cause", "done")


def breach_page(asked: Asked, record: Record) -> HttpResponse:
    breach = cast("Breach", record)
    today = asked.world.get_in_force(Monitor, breach.monitor_id) or asked.world.get(Monitor, breach.monitor_id)
    if today is None:
        raise Denied("ref_unknown", ref=breach.ref)
    monitor = as_then(breach, today)
    system = asked.world.get(AISystem, monitor.system_id) or AISystem(pk=monitor.system_id)
    rows = around(asked.world, breach, monitor)
    first = min((row["last"] for row in breach.readings), default="9")
    past = [row for row in rows if row["level"] == Level.BREACH and row["window_last"].isoformat() >= first]
    look = BreachLook(
        with_forms(asked, breach, describe(asked, breach)),
        rule_of(monitor),
        Crumb(f"{monitor.ref} {measure_of(monitor)}", to_record(asked, monitor)),
        series.picture(asked, monitor, rows),
        tuple(series.windows(asked, monitor, system, past)),
        tuple(_found(asked, breach, today)),
        tuple(fact(asked, breach, name) for name in ANSWER if getattr(breach, name)),
        tuple(breaches.steps(asked, breach)),
        tuple(breaches.waiting(asked, frozenset({breach.pk}))),
        tuple(one["digest"] for one in breach.segments),
    )
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(monitor.ref, to_record(asked, monitor)))
    return draw(asked, "breach", look, f"{breach.ref} {breach.name}", "systems", *trail, Crumb(breach.ref))


def _found(asked: Asked, breach: Breach, today: Monitor) -> Iterator[FieldLook]:
    if breach.seen:
        yield fact(asked, breach, "seen")
    if breach.value is not None and breach.limit is not None:
        words = {"value": short(breach.value), "limit": short(breach.limit)}
        changed = _("The limit is %(limit)s today.") % {"limit": short(today.breach_at)}
        note = "" if breach.limit == today.breach_at else changed
        yield FieldLook(_("Value"), _("%(value)s, limit %(limit)s") % words, note=note)
    if breach.window_first:
        words = {"first": day_text(breach.window_first), "last": day_text(breach.window_last)}
        yield FieldLook(_("Window"), _("%(first)s to %(last)s") % words)
    if breach.part:
        yield fact(asked, breach, "part")
