"""A list to take away: CSV or XLSX of everything that the filters leave and the reader may see, of any day."""

import io
from typing import cast
from uuid import UUID

from django.http import FileResponse

from aims.exchange.exports import FORMATS, Format, export, write
from aims.exchange.fields import fields_of
from aims.web.asked import may_see
from aims.web.panels.lists import Listing


def asked_for(listing: Listing) -> FileResponse | None:
    """The file, where the address asks for one."""
    asked, kind = listing.asked, listing.kind
    format = cast("Format", asked.GET.get("format", ""))
    if format not in FORMATS:
        return None
    out = io.BytesIO()
    if not listing.is_of_world:
        export(kind, asked.actor, out, format, listing.query())
    else:
        records = sorted(listing.matching(), key=lambda record: record.ref)
        write(kind, out, format, (record.__dict__ for record in records), _refs(listing))
    out.seek(0)
    day = asked.past.day if asked.past else asked.now.today
    name = f"{kind.name}-{day.isoformat()}.{format}"  # so that two of them are not mistaken for each other
    return FileResponse(out, as_attachment=True, filename=name, content_type=FORMATS[format])


def _refs(listing: Listing) -> dict[UUID, str]:
    """What the records lead to, as far as the reader may name it."""
    asked, kind = listing.asked, listing.kind
    names = [kind.field(name).attname for name, spec in fields_of(kind).items() if spec.type == "ref"]
    wanted = {getattr(record, name) for record in listing.matching() for name in names} - {None}
    held = (asked.world.find(pk) for pk in wanted)
    return {r.pk: r.ref for r in held if r is not None and (r.kind in ("unit", "person") or may_see(asked, r))}
