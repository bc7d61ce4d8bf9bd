"""Reports: which there are, each read on its page, and taken away as a file in either language or both."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aims.kernel.denied import Denied
from aims.press.blocks import Paper
from aims.press.writers import FORMATS
from aims.reports.making import LANGUAGES, Language, file_name, file_of, written
from aims.reports.reading import Report
from aims.reports.registry import REPORTS
from aims.web.asked import Asked, address
from aims.web.frame import PAGES, draw
from aims.web.looks.parts import Crumb
from aims.web.values import language

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
    """What the form carries on: the day that is looked at."""
    formats: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str, bool], ...]
    """Of the file: value, label, and whether it is the one of the page."""


@require_GET
def reports_page(asked: Asked) -> HttpResponse:
    title = str(PAGES[PLACE])
    known = tuple(
        (Crumb(str(one.title), address(asked, f"{PLACE}{one.name}")), str(one.about)) for one in REPORTS.values()
    )
    intro = _("What the records say, as a document to be handed on: of today or of any day, as far as you may see it.")
    return draw(asked, "reports", ReportsLook(title, intro, known), title, "conformity", Crumb(title))


@require_GET
def report_page(asked: Asked, name: str) -> HttpResponse:
    report = _known(name)
    title, own = str(report.title), _own()
    look = ReportLook(
        title,
        str(report.about),
        written(report, asked.world, asked.actor, own),
        f"{PLACE}{name}/file",
        tuple((key, asked.GET[key]) for key in ("as_of", "by") if asked.past and key in asked.GET),
        tuple((format, _("HTML page") if format == "html" else format.upper()) for format in FORMATS),
        tuple(
            (one, label, one == own)
            for one, label in zip(LANGUAGES, ("English", "中文", pgettext("languages", "both")), strict=True)
        ),
    )
    trail = (Crumb(str(PAGES[PLACE]), address(asked, PLACE)), Crumb(title))
    return draw(asked, "report", look, title, "conformity", *trail)


@require_GET
def report_file(asked: Asked, name: str) -> HttpResponse:
    """The file, as far as whoever asks may see; nothing of it stays here."""
    report, format, speaking = _known(name), asked.GET.get("format", "pdf"), asked.GET.get("languages", _own())
    if format not in FORMATS or speaking not in LANGUAGES:
        raise Denied("ref_unknown", ref=name)
    content = file_of(report, asked.world, asked.actor, speaking, format)
    answer = HttpResponse(content, content_type=FORMATS[format].media_type)
    file = file_name(report, asked.world, speaking, format)
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _known(name: str) -> Report:
    if name not in REPORTS:
        raise Denied("ref_unknown", ref=name)
    return REPORTS[name]


def _own() -> Language:
    """The language of the page."""
    return "zh" if language().startswith("zh") else "en"
