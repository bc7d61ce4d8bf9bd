"""AI objectives: all of them with where they stand, and the page of one with its results, its plan and a form."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.wording import day_text
from aims.organisation.days import took_place
from aims.organisation.models import Measurement, Objective
from aims.organisation.models.objectives import as_said
from aims.organisation.trajectory import is_off_track, misses, next_due, results
from aims.web.asked import Asked, may_see, seen, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.objectives import ObjectiveLine, ObjectiveLook, ObjectivesLook, ResultLook
from aims.web.looks.parts import ButtonLook, Crumb, EmptyLook, FormLook, Text
from aims.web.looks.records import SectionLook
from aims.web.pages.extras import with_forms
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.attempts import Attempt, attempt
from aims.web.panels.charts import chart_of
from aims.web.panels.detail import describe, found
from aims.web.panels.tables import new_button, nothing_recorded
from aims.web.values import fact, sentence_case

PLANNED = ("plan", "resources", "evaluation_how", "told_to", "outcome")
MEASURED = ("measure", "not_measured_why", "interval_months")
PLACE = "/objectives/"


def _kind_label() -> str:
    return sentence_case(KINDS.of(Objective).plural)


# ---- all of them ----


@require_GET
def objectives_page(asked: Asked) -> HttpResponse:
    kind, title = KINDS.of(Objective), _kind_label()
    known = (shown for one in asked.world.all(Objective) if (shown := seen(asked, one)) is not None)
    ordered = sorted(known, key=lambda one: one.ref)
    new = new_button(asked, kind)
    look = ObjectivesLook(
        title,
        _("What the organisation wants to reach with AI, how far each objective is, and which are off track."),
        tuple(_line(asked, one) for one in ordered if one.state not in kind.workflow.ended),
        tuple(_line(asked, one) for one in ordered if one.state in kind.workflow.ended),
        (ButtonLook(_("As a list"), to_kind(asked, kind)), *((new,) if new else ())),
        None if ordered else EmptyLook(nothing_recorded(kind), new),
    )
    return draw(asked, "objectives", look, title, "conformity", Crumb(title))


def _line(asked: Asked, objective: Objective) -> ObjectiveLine:
    known = [one for one in results(asked.world, objective) if may_see(asked, one)]
    last = known[-1] if known else None
    owner = asked.world.get(Person, objective.owner_id)
    return ObjectiveLine(
        objective.ref,
        name_of(objective),
        to_record(asked, objective),
        sentence_case(KINDS.of(Objective).workflow.label(objective.state)),
        Text(objective.measure or objective.not_measured_why, objective.lang),
        _figure(objective, last.value) if last else "",
        took_place(last) if last else None,
        _aim(objective),
        objective.due_on,
        name_of(owner) if owner else "",
        _why_off(asked, objective, known),
        chart_of(objective, known, small=True),
    )


def _figure(objective: Objective, value: Decimal | None) -> str:
    if value is None:
        return _("see the note")
    return _("%(value)s %(unit)s") % {"value": as_said(value), "unit": objective.measure_unit}


def _aim(objective: Objective) -> str:
    if not objective.is_measured or objective.target is None:
        return ""
    words = {"target": as_said(objective.target), "unit": objective.measure_unit}
    if objective.direction == Objective.Direction.DOWN:
        return _("at most %(target)s %(unit)s") % words
    return _("at least %(target)s %(unit)s") % words


def _why_off(asked: Asked, objective: Objective, known: list[Measurement]) -> str:
    """Why an objective is off track, in a sentence; nothing where it is not."""
    if not is_off_track(asked.world, objective):
        return ""
    due = next_due(asked.world, objective)
    if due and asked.world.passed(due):
        return _("Off track: its next result was due on %(day)s.") % {"day": day_text(due)}
    on = took_place(known[-1])
    words = {"value": as_said(known[-1].value), "expected": _expected(objective, on), "day": day_text(on)}
    return _("Off track: %(value)s on %(day)s, where the trajectory stood at %(expected)s.") % words


def _expected(objective: Objective, on: date) -> str:
    expected = objective.expected_on(on)
    return as_said(round(expected, 2)) if expected is not None else ""


# ---- one of them ----


def objective_page(asked: Asked, record: Record, tried: Attempt | None = None) -> HttpResponse:
    """The page of one objective; `tried` is the measurement that somebody has just failed to add."""
    objective = cast("Objective", record)
    whole = with_forms(asked, objective, describe(asked, objective))
    known = [one for one in results(asked.world, objective) if may_see(asked, one)]
    tried = tried or _may_measure(asked, objective)
    look = ObjectiveLook(
        _line(asked, objective),
        Text(objective.policy_sentence, objective.lang),
        whole,
        tuple(_result(asked, objective, one) for one in reversed(known)),
        SectionLook(
            pgettext("objective", "Plan"),
            tuple(fact(asked, objective, n) for n in PLANNED if n != "outcome" or objective.outcome),
        ),
        SectionLook(_("Measure"), tuple(fact(asked, objective, n) for n in MEASURED if getattr(objective, n))),
        whole.facts,
        tuple(gaps.about(asked, objective.pk)),
        _form(asked, objective, tried, len(known)) if tried else None,
    )
    trail = (Crumb(_kind_label(), PLACE), Crumb(objective.ref))
    chart = chart_of(objective, known)
    title = f"{objective.ref} {objective.name}"
    status = tried.status if tried else 200
    return draw(asked, "objective", look, title, "conformity", *trail, status=status, chart=chart)


def _form(asked: Asked, objective: Objective, tried: Attempt, so_far: int) -> FormLook:
    """The form for the next result; its number is in the name of the draft, so that a saved one does not come back."""
    look = tried.look(asked, f"/r/{objective.ref}/measure", title=_("Add a measurement"))
    return replace(look, draft=f"measurement.{objective.ref}.{so_far + 1}")


def _result(asked: Asked, objective: Objective, one: Measurement) -> ResultLook:
    on = took_place(one)
    return ResultLook(
        on,
        _figure(objective, one.value),
        _expected(objective, on),
        misses(objective, one),
        to_record(asked, one),
        one.ref,
        Text(one.method, one.lang),
        Text(one.note, one.lang),
    )


def _act(asked: Asked, objective: Objective) -> Act:
    title = _("Result of %(day)s") % {"day": day_text(asked.now.today)}
    return Act(KINDS.of(Measurement), "create", None, {"objective": objective.id, "title": title})


def _may_measure(asked: Asked, objective: Objective) -> Attempt | None:
    """The form, for whoever may add a result to an objective that runs."""
    act = _act(asked, objective)
    if asked.past or objective.state != "active" or refused(asked, act):
        return None
    return attempt(asked, act, brief=True)


@require_http_methods(["GET", "POST"])
def measure(asked: Asked, ref: str) -> HttpResponse:
    """Add a result in place; what is wrong with it is said on the same page, with all that was typed."""
    objective = found(asked, ref)
    if asked.method == "GET" or not isinstance(objective, Objective):
        return HttpResponseRedirect(f"/r/{ref}/")
    tried = attempt(asked, _act(asked, objective), brief=True)
    if tried.done is not None:
        return HttpResponseRedirect(f"/r/{ref}/#results")
    return objective_page(asked, objective, tried)
