"""A list to take away: CSV or XLSX of everything that the filters leave and the reader may see."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.db import models
from django.http import HttpResponse, StreamingHttpResponse

from aims.exchange.exports import columns_of
from aims.exchange.text import guarded
from aims.kernel.kinds import Kind
from aims.kernel.models import Record
from aims.web.asked import Asked, may_see
from aims.web.lists import Listing
from aims.web.values import column, look_up

CHUNK = 500


def heads(kind: Kind) -> list[str]:
    """The names of the fields, which an import takes back."""
    return list(columns_of(kind))


def _rows(listing: Listing) -> Iterator[list[str]]:
    kind = listing.kind
    names = heads(kind)
    for record in _records(listing):
        yield [_plain(listing.asked, record, kind, name) for name in names]


def _records(listing: Listing) -> Iterable[Record]:
    if listing.asked.past:
        yield from sorted(listing.matching(), key=lambda record: record.ref)
        return
    ids = list(listing.query().order_by("ref").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        held = listing.kind.model.objects.in_bulk(part)
        yield from (held[pk] for pk in part)


def _plain(asked: Asked, record: Record, kind: Kind, name: str) -> str:
    field = column(kind, name)
    value: Any = getattr(record, field.attname)
    if value is None:
        return ""
    if isinstance(field, models.ForeignKey):
        other = look_up(asked, kind, name, value)
        return other.ref if other and (other.kind in ("unit", "person") or may_see(asked, other)) else ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return guarded(str(value))


def as_csv(listing: Listing) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        yield "\ufeff"
        for row in (heads(listing.kind), *_rows(listing)):
            writer.writerow(row)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{_name(listing)}.csv"'
    return answer


def as_xlsx(listing: Listing) -> HttpResponse:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(listing.kind.name[:31])
    for across, head in enumerate(heads(listing.kind)):
        page.write_string(0, across, head)
    for down, row in enumerate(_rows(listing), 1):
        for across, text in enumerate(row):
            page.write_string(down, across, text[:32_767])
    page.freeze_panes(1, 1)
    book.close()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(buffer.getvalue(), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{_name(listing)}.xlsx"'
    return answer


def _name(listing: Listing) -> str:
    """Says which list and of which day, so that two of them are not mistaken for each other."""
    asked = listing.asked
    day = asked.past.day if asked.past else asked.now.today
    return f"{listing.kind.name}-{day.isoformat()}"
