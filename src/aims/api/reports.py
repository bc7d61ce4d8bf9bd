"""Routes for reports: which there are, and each as a file."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from aims.kernel.kinds import KINDS
from aims.press.writers import FORMATS
from aims.reports.making import file_name, file_of
from aims.reports.registry import REPORTS, ordered

from .conformity import Reading, reader, world_of
from .reading import Day
from .roads import caller

router = Router(tags=["reports"])
CONTENT = {
    "responses": {
        200: {
            "content": {
                kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in FORMATS.values()
            }
        }
    }
}


class ReportOut(Schema):
    name: str
    title: str
    about: str
    of: str | None
    """The kind of record that one speaks of: its `ref` is then given."""
    readings: dict[str, str]
    """By the word to ask for it; the first is meant where none is asked for."""


@router.get("", response={200: list[ReportOut]}, url_name="reports", operation_id="reports")
def read_reports(request: HttpRequest) -> list[ReportOut]:
    """The reports there are."""
    reader(request)
    return [
        ReportOut(
            name=one.name,
            title=str(one.title),
            about=str(one.about),
            of=KINDS.of(one.of).name if one.of else None,
            readings={word: str(label) for word, label in one.readings.items()},
        )
        for one in REPORTS.values()
    ]


@router.get(
    "/{name}",
    response={200: None},
    url_name="report",
    operation_id="report",
    openapi_extra=CONTENT,
)
def read_report(
    request: HttpRequest,
    name: str,
    format: Literal["pdf", "docx", "xlsx", "html"] = "pdf",
    languages: Literal["en", "zh", "both"] = "en",
    as_of: Day | None = None,
    by: Reading = "recorded",
    ref: str = "",
    reading: str = "",
) -> HttpResponse:
    """One report as a file, as far as you may see what it is about, now or at the end of a day.

    Of a report that speaks of one record `ref` says which, and `reading` how it is read.
    """
    who = caller(request)
    order = ordered(name, world_of(who, as_of, by), who.actor, ref, reading)
    content = file_of(order, languages, format)
    answer = HttpResponse(content, content_type=FORMATS[format].media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(order, languages, format)}"'
    return answer
