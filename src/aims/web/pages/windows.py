"""Two windows, or two versions, of a system's decisions side by side (9.1)."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aims.monitoring.comparing import MINIMUM, Compared, Line, Moved, Side, compare
from aims.monitoring.models.monitors import UNKNOWN_WHY
from aims.telemetry.metrics.figures import Figure
from aims.telemetry.metrics.registry import METRICS
from aims.web.asked import Asked, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.decisions import WindowsLook
from aims.web.looks.parts import Cell, Column, Crumb, RowLook, TableLook
from aims.web.pages.decisions import system_of
from aims.web.panels.days import DayField
from aims.web.panels.decisions import to_decisions
from aims.web.panels.plots import exact
from aims.web.values import sentence_case

LONGEST = 366


class SidesForm(forms.Form):
    """The days and the version of each side; a version is left empty for all of them."""

    first = DayField()
    last = DayField()
    version = forms.CharField(max_length=1_000, required=False)
    with_first = DayField()
    with_last = DayField()
    with_version = forms.CharField(max_length=1_000, required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        words = (_("First: from day"), _("First: to day"), _("First: version"))
        more = (_("Second: from day"), _("Second: to day"), _("Second: version"))
        for field, label in zip(self.fields.values(), (*words, *more), strict=True):
            field.label = label

    def clean(self) -> dict[str, Any]:
        """Each range is in order and at most a year."""
        given: dict[str, Any] = super().clean() or {}
        for first, last in (("first", "last"), ("with_first", "with_last")):
            begin, end = given.get(first), given.get(last)
            if begin and end and begin > end:
                self.add_error(last, _("The last day lies before the first."))
            elif begin and end and (end - begin).days >= LONGEST:
                self.add_error(last, _("At most %(most)s days are looked through at once.") % {"most": LONGEST})
        return given

    @property
    def sides(self) -> tuple[Side, Side]:
        said = self.cleaned_data
        before = Side(said["first"], said["last"], said["version"])
        return before, Side(said["with_first"], said["with_last"], said["with_version"])


@require_GET
def windows_page(asked: Asked, ref: str) -> HttpResponse:
    system, title = system_of(asked, ref), _("Compare windows or versions")
    given, today, day = asked.GET.dict(), asked.now.today, dt.timedelta(days=1)
    usual = {"first": 56, "last": 29, "with_first": 28, "with_last": 1}
    form = SidesForm({name: str(today - n * day) for name, n in usual.items()} | given)
    whole: dict[str, Any] = {"title": title, "of": Crumb(name_of(system), to_record(asked, system)), "form": form}
    look = WindowsLook(**whole)
    if form.is_valid():
        sides = form.sides
        urls = tuple(to_decisions(asked, system, side.first, side.last, version=side.version) for side in sides)
        found = compare(asked.world, system.pk, *sides)
        if found is None:
            look = WindowsLook(
                **whole, nothing=_("Nothing was decided in the first, so there is nothing to compare with.")
            )
        else:
            look = WindowsLook(**whole, **_tables(found), urls=urls, rows=tuple(f"{n:,}" for n in found.rows))
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(title))
    return draw(asked, "windows", look, f"{title} {system.ref}", "systems", *trail)


def _tables(found: Compared) -> dict[str, Any]:
    if not found.rows[1]:
        return {"nothing": _("Nothing was decided in the second.")}
    heads = (Column(_("Measure")), Column(_("First"), True), Column(_("Second"), True), Column(_("Intervals")))
    known = [_line(line) for line in found.lines if line.is_known]
    unknown = [_unknown(line) for line in found.lines if not line.is_known]
    moved = (Column(_("Field")), *(Column(_label(name), figures=True) for name in _measures(found)))
    return {
        "known": TableLook(_("What both show"), heads, known),
        "moved": TableLook(_("Fields, the furthest moved first"), moved, [_moved(one) for one in found.moved]),
        "unknown": TableLook(
            _("What is not known of one of them"),
            (Column(_("Measure")), Column(_("First")), Column(_("Second"))),
            unknown,
        ),
        "minimum": MINIMUM,
    }


def _measures(found: Compared) -> list[str]:
    return list(found.moved[0].figures) if found.moved else []


def _label(name: str) -> str:
    return sentence_case(METRICS[name].label)


def _named(line: Line) -> str:
    return f"{_label(line.metric)} · {line.group}" if line.group else _label(line.metric)


def _line(line: Line) -> RowLook:
    apart = Cell(_("apart"), "flag") if line.is_apart else Cell(_("overlap") if line.before.low is not None else "")
    return RowLook((Cell(_named(line)), _figure(line.before), _figure(line.after), apart))


def _figure(figure: Figure) -> Cell:
    if figure.value is None:
        return Cell(_why(figure), "soft")
    ends = "" if figure.low is None or figure.high is None else f" [{exact(figure.low)}, {exact(figure.high)}]"
    return Cell(f"{exact(figure.value)}{ends}", "figure")


def _why(figure: Figure) -> str:
    words = dict(UNKNOWN_WHY)
    return sentence_case(words.get(figure.why, words["other"]))


def _unknown(line: Line) -> RowLook:
    return RowLook((Cell(_named(line)), _figure(line.before), _figure(line.after)))


def _moved(one: Moved) -> RowLook:
    return RowLook((Cell(one.feature), *(_short(figure) for figure in one.figures.values())))


def _short(figure: Figure) -> Cell:
    return Cell("–" if figure.value is None else f"{figure.value:.4f}", "figure")
