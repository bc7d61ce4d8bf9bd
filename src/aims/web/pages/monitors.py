"""What is watched of one AI system: monitors, what comes in, groups, drift, calibration, and what mends it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.policy import refused_use
from aims.monitoring.judging import Level
from aims.monitoring.measuring import freeze_days
from aims.monitoring.models import Baseline, Monitor, Reading, RecordingPlan
from aims.monitoring.recording import plan_of, reads_groups
from aims.monitoring.series import drawn, reading_of
from aims.monitoring.standing import next_reading
from aims.monitoring.suggesting import draft, suggestions
from aims.systems.models import AISystem
from aims.web.asked import Asked, address, may_see, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.monitors import ArrivalLook, MonitorRow, PartsLook, WatchedLook, WayLook
from aims.web.looks.parts import ButtonLook, Crumb, FormLook
from aims.web.panels import vega
from aims.web.panels.acts import Act, able, refused
from aims.web.panels.days import DayField
from aims.web.panels.detail import found
from aims.web.panels.levels import level_of, measure_of
from aims.web.panels.life import place_of
from aims.web.panels.measured import DAYS, Measured, arrivals, calibrated, drifted, groups, lately, specification
from aims.web.panels.plots import between, exact, spark
from aims.web.panels.told import tell
from aims.web.refusing import status_of
from aims.web.values import sentence_case

SPARKS = 26
"""Windows in the small picture of a monitor."""


def _system(asked: Asked, ref: str) -> AISystem:
    record = found(asked, ref)
    if not isinstance(record, AISystem):
        raise Denied("ref_unknown", ref=ref)
    return record


@require_GET
def watched_page(asked: Asked, ref: str) -> HttpResponse:
    system = _system(asked, ref)
    if wanted := asked.GET.get("vega"):
        return _as_vega(asked, system, wanted)
    return _watched(asked, system)


def _reads(asked: Asked, system: AISystem) -> bool:
    """Whether figures of its recorded decisions are for the reader."""
    return refused_use(asked.actor, "read_decisions", system, KINDS.of(AISystem)) is None


def _watched(asked: Asked, system: AISystem, freeze: FormLook | None = None, status: int = 200) -> HttpResponse:
    arrival, reads = arrivals(asked.world, system), _reads(asked, system)
    now = lately(asked.world, system) if reads and not asked.past else None
    opens_groups = reads_groups(asked.now, asked.actor, system)
    rows = tuple(_rows(asked, system))
    first = asked.world.today - dt.timedelta(days=DAYS - 1)
    look = WatchedLook(
        system.ref,
        name_of(system),
        to_record(asked, system),
        rows,
        arrival if reads else None,
        tuple(_ways(asked, system, rows, arrival)),
        (first, asked.world.today),
        (now.sums.rows if now.sums else 0) if now else None,
        tuple(_fairness(asked, system, now)) if now and opens_groups else (),
        "" if opens_groups or plan_of(asked.now, system.id) is None else _for_readers(),
        drifted(now, _vega_url(asked, system, "drift")) if now else None,
        calibrated(now, _vega_url(asked, system, "calibration")) if now else None,
        asked.past is not None,
        _program(system),
        _suggest(asked, system),
        _new(asked, Monitor, system),
        freeze or _freeze(asked, system, arrival),
    )
    plural = sentence_case(KINDS.of(Monitor).plural)
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(plural))
    title = _("%(title)s: %(ref)s") % {"title": plural, "ref": system.ref}
    return draw(asked, "watched", look, title, "systems", *trail, status=status)


def _for_readers() -> str:
    return _("Figures of single groups are for the readers that the recording plan names.")


def _vega_url(asked: Asked, system: AISystem, name: str) -> str:
    return address(asked, f"/r/{system.ref}/monitors", {"vega": name})


def _as_vega(asked: Asked, system: AISystem, wanted: str) -> HttpResponse:
    is_open = reads_groups(asked.now, asked.actor, system) if wanted.startswith("group.") else _reads(asked, system)
    if not is_open:
        raise Denied("not_granted", what=system.ref, action=KINDS.of(AISystem).uses["read_decisions"])
    spec = None if asked.past else specification(lately(asked.world, system), wanted)
    if spec is None:
        raise Denied("ref_unknown", ref=wanted[:60])
    return vega.answer(spec, f"{system.ref}-{wanted.replace('.', '-')}")


# ---- the monitors ----


def _rows(asked: Asked, system: AISystem) -> Iterator[MonitorRow]:
    """Those that the reader sees and nobody withdrew, the worst first."""
    mine = [one for one in asked.world.all(Monitor) if one.system_id == system.id and may_see(asked, one)]
    alive = [one for one in mine if one.state != "withdrawn"]
    readings = {one.pk: reading_of(asked.world, one) for one in alive}
    series = drawn([one for one in readings.values() if one], SPARKS)
    rank = {"unmet": 0, "unknown": 1, "partly": 2, "met": 3}
    made = [_row(asked, one, readings[one.pk], series) for one in alive]
    yield from sorted(made, key=lambda row: (rank[row.level.css], row.ref))


def _row(asked: Asked, monitor: Monitor, reading: Reading | None, series: dict[Any, Any]) -> MonitorRow:
    held = asked.world.get_in_force(Monitor, monitor.pk)
    owner = asked.world.get(Person, monitor.owner_id)
    is_known = reading is not None and reading.value is not None and reading.level != Level.UNKNOWN
    return MonitorRow(
        monitor.ref,
        name_of(monitor),
        to_record(asked, monitor),
        measure_of(held or monitor),
        level_of(asked.world, monitor),
        exact(reading.value) if reading and is_known and reading.value is not None else "",
        between(reading.low, reading.high) if reading and is_known else "",
        reading.n if reading else 0,
        reading.window_last if reading else None,
        next_reading(asked.world, held) if held else None,
        name_of(owner) if owner else "",
        spark(series.get(reading.pk, [])) if reading else None,
        "" if held else sentence_case(KINDS.of(Monitor).workflow.label(monitor.state)),
    )


def _fairness(asked: Asked, system: AISystem, now: Measured) -> Iterator[PartsLook]:
    for row in now.plan.groups if now.plan else ():
        if look := groups(now, row["name"], _vega_url(asked, system, f"group.{row['name']}")):
            yield look


# ---- what is unknown, and what mends it ----


def _ways(asked: Asked, system: AISystem, rows: tuple[MonitorRow, ...], arrival: ArrivalLook) -> Iterator[WayLook]:
    if asked.past:
        return
    if plan_of(asked.now, system.id) is None:
        said = _(
            "No recording plan in force says what is kept of its decisions and who may read it: groups are unknown."
        )
        yield _way(asked, system, said, _plan_act(asked, system))
    has_baseline = any(one.system_id == system.id for one in asked.now.in_force(Baseline))
    if arrival.last is not None and not has_baseline:
        may = refused(asked, _to_make(Baseline, system)) is None
        button = ButtonLook(_("Freeze a baseline"), "#freeze") if may else None
        said = _("No baseline is frozen: whether its decisions have drifted is unknown.")
        yield WayLook(said, button, "" if may else _whom(asked, _to_make(Baseline, system)))
    if not system.sort:
        said = _("Its sort is not set: only the monitors for every sort are suggested.")
        yield _way(asked, system, said, Act(KINDS.of(AISystem), "edit", system))
    if not rows:
        said = _("No monitor watches it: nothing would be noticed.")
        yield _way(asked, system, said, _to_make(Monitor, system))
    yield from (
        WayLook(_("%(ref)s: %(why)s") % {"ref": row.ref, "why": row.level.why}) for row in rows if row.level.why
    )


def _to_make(model: type[Record], system: AISystem) -> Act:
    return Act(KINDS.of(model), "create", None, {"system": system.id, "unit": system.unit_id})


def _plan_act(asked: Asked, system: AISystem) -> Act:
    """The next step of a plan that is on its way, else a new one."""
    kind = KINDS.of(RecordingPlan)
    begun = [one for one in asked.now.all(RecordingPlan) if one.system_id == system.id and may_see(asked, one)]
    latest = max((one for one in begun if one.state != "withdrawn"), key=lambda one: one.stamp.seq, default=None)
    move = kind.workflow.to_force(latest.state) if latest else None
    return Act(kind, move.name, latest) if latest and move else _to_make(RecordingPlan, system)


def _way(asked: Asked, system: AISystem, said: str, act: Act) -> WayLook:
    denied = refused(asked, act)
    if denied is None or denied.code == "not_ready":
        return WayLook(said, ButtonLook(act.words, place_of(act)))
    return WayLook(said, None, _whom(asked, act))


def _whom(asked: Asked, act: Act) -> str:
    people = able(asked, act)
    if not people:
        return _("Nobody holds a role that may.")
    return _("%(person)s may.") % {"person": name_of(people[0].person)}


def _new(asked: Asked, model: type[Record], system: AISystem) -> str:
    act = _to_make(model, system)
    return place_of(act) if not asked.past and refused(asked, act) is None else ""


def _suggest(asked: Asked, system: AISystem) -> ButtonLook | None:
    """Drafts of the monitors that we propose and for which nothing is missing, for who may make them."""
    if asked.past or refused(asked, _to_make(Monitor, system)):
        return None
    n = sum(not one.lacks for one in suggestions(asked.now, system))
    words = ngettext("Draft %(n)s suggested monitor", "Draft %(n)s suggested monitors", n) % {"n": n}
    return ButtonLook(words, f"/r/{system.ref}/monitors/suggest", post=True) if n else None


@require_POST
def suggest(asked: Asked, ref: str) -> HttpResponse:
    """Make the drafts; each is then somebody's to submit and another's to approve."""
    system = _system(asked, ref)
    if denied := refused(asked, _to_make(Monitor, system)):
        raise denied
    for made in draft(asked.now, system, asked.actor):
        tell(asked, made, "create")
    return HttpResponseRedirect(f"/r/{ref}/monitors#monitors")


def _program(system: AISystem) -> str:
    return "\n".join(
        (
            "from aims_sdk import Aims",
            "",
            "aims = Aims.from_env()  # AIMS_URL, AIMS_TOKEN",
            f'key = aims.record("{system.ref}", version="1.0", inputs={{"income": 41000}}, output="grant", score=0.83)',
            f'aims.outcome("{system.ref}", key, "grant")  # what would have been right',
        )
    )


# ---- freezing a baseline ----


class FreezeForm(forms.Form):
    title = forms.CharField(label="", max_length=200)
    first_day = DayField(label="")
    last_day = DayField(label="")
    release = forms.CharField(label="", max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label = _("Title")
        self.fields["first_day"].label = _("First day")
        self.fields["last_day"].label = _("Last day")
        self.fields["release"].label = _("Of the version")
        self.fields["first_day"].help_text = _("Choose days on which the system worked as it should.")

    def clean(self) -> dict[str, Any]:
        """The days are in order, and not more than a year."""
        found: dict[str, Any] = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and not 0 <= (last - first).days <= LONGEST:
            self.add_error("last_day", _("Not before the first day, and at most 366 days after it."))
        return found


LONGEST = 366


class _Days(NamedTuple):
    first: dt.date
    last: dt.date


def _freeze(asked: Asked, system: AISystem, arrival: ArrivalLook) -> FormLook | None:
    """The form, for who may, where there is anything to freeze."""
    if asked.past or arrival.last is None or refused(asked, _to_make(Baseline, system)):
        return None
    today = asked.now.today
    days = _Days(today - dt.timedelta(days=DAYS), today - dt.timedelta(days=1))
    title = _("Baseline of %(ref)s") % {"ref": system.ref}
    given = {"title": title, "first_day": days.first, "last_day": days.last, "release": system.release}
    return _form_look(system, FreezeForm(initial=given))


def _form_look(system: AISystem, form: FreezeForm) -> FormLook:
    note = _("Bins and counts of every field that came in are kept under their digest; it is never changed.")
    return FormLook(form, f"/r/{system.ref}/monitors/freeze", _("Freeze the baseline"), note=note, quiet=True)


@require_http_methods(["GET", "POST"])
def freeze(asked: Asked, ref: str) -> HttpResponse:
    """Freeze chosen days; what stands against it is said at the form, with all that was typed."""
    system = _system(asked, ref)
    if asked.method == "GET":
        return HttpResponseRedirect(f"/r/{ref}/monitors#freeze")
    if denied := refused(asked, _to_make(Baseline, system)):
        raise denied
    form = FreezeForm(asked.POST)
    if not form.is_valid():
        return _watched(asked, system, _form_look(system, form), 422)
    said = form.cleaned_data
    try:
        days = _Days(said["first_day"], said["last_day"])
        made = freeze_days(asked.actor, system, *days, title=said["title"], release=said["release"])
    except Denied as denied:
        form.add_error(None, denied.sentence)
        return _watched(asked, system, _form_look(system, form), status_of(denied))
    tell(asked, made, "create")
    return HttpResponseRedirect(f"/r/{ref}/monitors")
