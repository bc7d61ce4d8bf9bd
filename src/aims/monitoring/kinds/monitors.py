"""The kinds Monitor, Reading and Breach: a limit agreed beforehand, what was measured, and what passed it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aims.kernel.denied import Denied
from aims.kernel.kinds import OWNER, Kind, Relation, Section, register
from aims.kernel.wording import filled
from aims.kernel.workflow import Words, Workflow, controlled, move
from aims.kernel.world import World
from aims.monitoring.entering import settle, show_evidence, try_on_history
from aims.monitoring.models import Breach, Monitor, Reading
from aims.monitoring.series import windows_missing

_EVIDENCE = Relation("evidence", _("evidence"))
_CARE = ("owner", "unit", "review_due")


def _says_what_for(monitor: Monitor) -> Words | None:
    if not (monitor.why and monitor.limit_why):
        return _("Write what it is for and why this limit.")
    if not monitor.is_manual and "baseline" in monitor.of.needs and not monitor.against_id:
        return _("Name the baseline first that it is compared with.")
    return None if monitor.owner_id else _("Name its owner first.")


MONITOR = register(
    Kind(
        model=Monitor,
        prefix="MON",
        job="systems",
        workflow=controlled(guard=_says_what_for, completes=try_on_history),
        sections=(
            Section(_("Monitor"), ("title", "title_alt", "lang", "system", "why")),
            Section(_("What is measured"), ("source", "measure", "group", "feature", "against")),
            Section(_("When"), ("window_days", "every_days", "lag_days", "minimum")),
            Section(_("Limits"), ("warn", "breach_at", "limit_why", "to_breach", "to_clear")),
            Section(_("After a breach"), ("opens", "answer_days")),
            Section(_("Care"), _CARE),
        ),
        columns=("ref", "title", "system", "measure", "breach_at", "owner", "state"),
        filters=("state", "system", "source", "owner"),
        grants={
            **dict.fromkeys(("developer", "operator", "verifier", "risk_owner"), "create edit submit revise"),
            "system_owner": "create edit submit revise approve return",
            "aims_manager": "create edit submit revise retire",
            "designated_management": "approve return retire",
            OWNER: "edit submit revise",
        },
        relations=(Relation("watches", _("watches"), is_content=True), _EVIDENCE),
        relies_on=("system",),
        review_months=12,
        retention_years=10,
    )
)


def _is_entered(reading: Reading, world: World) -> Iterable[Words]:
    monitor = world.get_in_force(Monitor, reading.monitor_id) or world.get(Monitor, reading.monitor_id)
    if monitor and not monitor.is_manual:
        yield _("It is computed from recorded decisions; nobody enters it by hand.")


def _next_window(reading: Reading, world: World) -> Mapping[str, Any]:
    """An empty form for the window that follows the last, up to today where that is sooner."""
    monitor = world.get_in_force(Monitor, reading.monitor_id)
    if monitor is None or reading.window_last is None:
        return {}
    begins = reading.window_last + dt.timedelta(days=1)
    ends = min(reading.window_last + dt.timedelta(days=monitor.every_days), world.today)
    return dict.fromkeys(("value", "low", "high", "n")) | {"window_first": min(begins, ends), "window_last": ends}


def _entered(reading: Reading, world: World) -> None:
    """What a person found is the whole: no parts, no segments."""
    reading.part, reading.parts, reading.segments, reading.compared, reading.error = "", [], [], None, None
    if reading.value is None or reading.window_last is None or not reading.n:
        raise Denied("not_ready", ref=reading.ref, why=_("Enter the value, of how many cases, and the last day."))
    settle(reading, world)


def _entitle(record: Reading | Breach) -> None:
    """Called as its monitor is."""
    named = record.monitor
    record.title, record.title_alt, record.lang = named.title, named.title_alt, named.lang


_FOUND = ("value", "low", "high", "n", "window_first", "window_last")
READING = register(
    Kind(
        model=Reading,
        prefix="RDG",
        job="systems",
        workflow=Workflow(
            initial="current",
            editable=frozenset(),
            states={"current": _("current"), "retired": _("retired")},
            transitions=(
                move(
                    "enter",
                    _("Enter a reading"),
                    "current",
                    takes=(*_FOUND, "how", "happened_on"),
                    needs=frozenset({"value", "n", "window_last"}),
                    lacks=_is_entered,
                    offers=_next_window,
                    completes=_entered,
                ),
                # Done by the system itself from recorded decisions; nobody holds a grant for it.
                move(
                    "compute",
                    _("Compute a reading"),
                    "current",
                    takes=(*_FOUND, "error", "part", "parts", "compared", "segments", "unknown_why"),
                    completes=settle,
                ),
                move("retire", _("Retire"), "current", "retired", reason_required=True),
            ),
            ended=frozenset({"retired"}),
        ),
        sections=(Section(_("Measured"), ("title", "monitor")),),
        columns=("ref", "title", "monitor", "value", "n", "window_last", "level"),
        filters=("state", "level", "monitor"),
        grants={
            **dict.fromkeys(("operator", "verifier", "supplier_manager"), "create enter link attach"),
            **dict.fromkeys(("system_owner", "aims_manager"), "create enter retire link unlink attach detach"),
            "human_overseer": "enter link attach",
            "integration": "enter",
            OWNER: "enter link attach",
        },
        relations=(_EVIDENCE,),
        under="monitor",
        entitles=_entitle,
        retention_years=10,
    )
)


def _is_back_within(breach: Breach, world: World) -> Iterable[Words]:
    """The same monitor shows that it is over, unless the measurement was wrong or the monitor is no longer in force."""
    if wanted := windows_missing(world, breach):
        yield filled(_("Its readings have to be within the limit for %(n)s more windows in a row."), {"n": wanted})


def _keep_evidence(breach: Breach, world: World, _actor: object) -> None:
    show_evidence(breach, world)


BREACH = register(
    Kind(
        model=Breach,
        prefix="BRC",
        job="systems",
        workflow=Workflow(
            initial="open",
            editable=frozenset(),
            states={
                "open": pgettext_lazy("breach", "open"),
                "acknowledged": _("acknowledged"),
                "answered": pgettext_lazy("breach", "answered"),
                "closed": _("closed"),
            },
            transitions=(
                move("acknowledge", _("Acknowledge"), "open", "acknowledged", takes=("owner",)),
                move(
                    "answer",
                    _("Answer"),
                    "acknowledged answered",
                    "answered",
                    takes=("cause_sort", "cause", "done"),
                    needs=frozenset({"cause_sort", "cause", "done"}),
                ),
                move(
                    "close",
                    _("Close"),
                    "answered",
                    "closed",
                    reason_required=True,
                    lacks=_is_back_within,
                    not_by=frozenset({"owner", "answer"}),
                    not_by_rule="SOD-05",
                ),
            ),
            ended=frozenset({"closed"}),
        ),
        sections=(
            Section(_("Breach"), ("title", "monitor", "window_first", "window_last", "value", "part", "seen", "owner")),
        ),
        columns=("ref", "title", "system", "value", "limit", "window_last", "owner", "state"),
        filters=("state", "system", "owner", "cause_sort"),
        grants={
            **dict.fromkeys(("operator", "incident_manager"), "create acknowledge answer link unlink attach detach"),
            **dict.fromkeys(
                ("system_owner", "aims_manager"), "create acknowledge answer close link unlink attach detach"
            ),
            **dict.fromkeys(("risk_owner", "designated_management"), "close"),
            OWNER: "acknowledge answer link unlink attach detach",
        },
        relations=(Relation("about", _("about")), _EVIDENCE),
        under="monitor",
        completes=_keep_evidence,
        entitles=_entitle,
        retention_years=10,
    )
)
