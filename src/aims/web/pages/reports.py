"""Reports: which there are, each read on its page, and taken away as a file in either language or both."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aims.kernel.denied import Denied
from aims.lib.language import language
from aims.press.blocks import Paper
from aims.press.writers import FORMATS
from aims.reports.making import LANGUAGES, Language, Order, file_name, file_of, written
from aims.reports.reading import Reading, Report
from aims.reports.registry import REPORTS, ordered
from aims.web.asked import Asked, address, to_record
from aims.web.frame import PAGES, draw, name_of
from aims.web.looks.parts import Crumb, FilterLook, Said

PLACE = "/reports/"


@dataclass(frozen=True, slots=True)
class ReportsLook:
    title: str
    intro: str
    reports: tuple[tuple[Crumb, str], ...]
    """The way to each, and what it says."""


@dataclass(frozen=True, slots=True)
class ReportLook:
    title: str
    intro: str
    paper: Paper
    file_url: str
    kept: tuple[tuple[str, str], ...]
    """What the form carries on: the day that is looked at, and the reading."""
    formats: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str, bool], ...]
    """Of the file: value, label, and whether it is the one of the page."""
    readings: tuple[FilterLook, ...] = ()
    of: Crumb | None = None
    """The record that it speaks of."""


@dataclass(frozen=True, slots=True)
class AboutLook:
    """A report that speaks of one record, before it is said which."""

    title: str
    intro: str
    records: tuple[tuple[Crumb, Said], ...]
    """The way to each, and its name."""


@require_GET
def reports_page(asked: Asked) -> HttpResponse:
    title = str(PAGES[PLACE])
    known = tuple(
        (Crumb(str(one.title), address(asked, f"{PLACE}{one.name}")), str(one.about)) for one in REPORTS.values()
    )
    intro = _("What the records say, as a document to be handed on: of today or of any day, as far as you may see it.")
    return draw(asked, "reports", ReportsLook(title, intro, known), title, "conformity", Crumb(title))


@require_GET
def report_page(asked: Asked, name: str, ref: str = "") -> HttpResponse:
    """The paper as a page; of a report that speaks of one record, first which."""
    report = _known(name)
    if report.of and not ref:
        return _choice(asked, report)
    order = ordered(name, asked.world, asked.actor, ref, asked.GET.get("reading", ""))
    title, own = str(report.title), _own()
    look = ReportLook(
        title,
        str(report.about),
        written(order, own),
        f"{_place(report, ref)}/file",
        tuple((key, asked.GET[key]) for key in ("as_of", "by", "reading") if key in asked.GET),
        tuple((format, _("HTML page") if format == "html" else format.upper()) for format in FORMATS),
        tuple(
            (one, label, one == own)
            for one, label in zip(LANGUAGES, ("English", "中文", pgettext("languages", "both")), strict=True)
        ),
        tuple(_readings(asked, order)),
        Crumb(name_of(about), to_record(asked, about)) if (about := order.reading.about) else None,
    )
    trail = _trail(asked, report) if ref else (Crumb(str(PAGES[PLACE]), address(asked, PLACE)),)
    return draw(asked, "report", look, f"{title} {ref}".strip(), "conformity", *trail, Crumb(ref or title))


def _choice(asked: Asked, report: Report) -> HttpResponse:
    """The records that the report may speak of."""
    found = Reading(asked.world, asked.now, asked.actor).all(report.of) if report.of else []
    known = tuple((Crumb(one.ref, address(asked, _place(report, one.ref))), name_of(one)) for one in found)
    title = str(report.title)
    look = AboutLook(title, str(report.about), known)
    return draw(asked, "report_about", look, title, "conformity", *_trail(asked, report)[:1], Crumb(title))


def _trail(asked: Asked, report: Report) -> tuple[Crumb, Crumb]:
    return (
        Crumb(str(PAGES[PLACE]), address(asked, PLACE)),
        Crumb(str(report.title), address(asked, _place(report, ""))),
    )


def _place(report: Report, ref: str) -> str:
    return f"{PLACE}{report.name}/{ref}" if ref else f"{PLACE}{report.name}"


def _readings(asked: Asked, order: Order) -> Iterable[FilterLook]:
    about = order.reading.about
    for code, label in order.report.readings.items():
        to = address(asked, _place(order.report, about.ref if about else ""), {"reading": code})
        yield FilterLook(str(label), to, pressed=code == order.reading.which)


@require_GET
def report_file(asked: Asked, name: str, ref: str = "") -> HttpResponse:
    """The file, as far as whoever asks may see; nothing of it stays here."""
    format, speaking = asked.GET.get("format", "pdf"), asked.GET.get("languages", _own())
    if format not in FORMATS or speaking not in LANGUAGES:
        raise Denied("ref_unknown", ref=name)
    order = ordered(name, asked.world, asked.actor, ref, asked.GET.get("reading", ""))
    content = file_of(order, speaking, format)
    answer = HttpResponse(content, content_type=FORMATS[format].media_type)
    file = file_name(order, speaking, format)
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _known(name: str) -> Report:
    if name not in REPORTS:
        raise Denied("ref_unknown", ref=name)
    return REPORTS[name]


def _own() -> Language:
    """The language of the page."""
    return language()
