"""A posture that was given out, shown as it is stored, and the evidence bundle for it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from aims import catalogue
from aims.conformity.models import IssuedPosture
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.lib.language import language
from aims.web.asked import Asked, address, to_kind, to_record, to_requirement
from aims.web.frame import draw, name_of
from aims.web.looks.parts import STATUSES, ButtonLook, Crumb
from aims.web.looks.screens import IssuedClause, IssuedLine, IssuedLook, PostureLook
from aims.web.pages.extras import with_forms
from aims.web.panels.detail import describe
from aims.web.panels.standing import CAPTION, parts, rows
from aims.web.values import sentence_case

REFS_SHOWN = 8


def issued_page(asked: Asked, record: IssuedPosture) -> HttpResponse:
    whole = with_forms(asked, record, describe(asked, record))
    kind = KINDS[record.kind]
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref))
    title = f"{record.ref} {record.name}"
    return draw(asked, "issued", _look(asked, record), title, "conformity", *trail, record=whole)


def _look(asked: Asked, record: IssuedPosture) -> IssuedLook:
    content = record.content
    statuses = {row["id"]: row["status"] for row in content["requirements"]}
    counts = Counter(statuses.values())
    page = f"/r/{record.ref}/"
    return IssuedLook(
        content["seq"],
        dt.datetime.fromisoformat(content["at"]),
        _person(asked, record.author_id) or Crumb(_("the system")),
        _person(asked, record.given_to_id),
        tuple((status, counts[status]) for status in STATUSES),
        PostureLook(rows(asked, statuses, page=page), str(CAPTION), ""),
        tuple(_clauses(asked, content)),
        None if asked.past else ButtonLook(_("Download the evidence bundle"), f"{page}bundle", post=True),
    )


def _person(asked: Asked, pk: Any) -> Crumb | None:
    person = asked.now.get(Person, pk)
    return Crumb(name_of(person), to_record(asked, person)) if person else None


def _clauses(asked: Asked, content: dict[str, Any]) -> Iterable[IssuedClause]:
    """By clause, in the order of the standard; what the framework no longer names stands at the end."""
    held = {row["id"]: _line(asked, row, content["checks"].get(row["id"], "")) for row in content["requirements"]}
    for part in parts():
        lines = tuple(held.pop(pk) for pk in part.ids if pk in held)
        if lines:
            yield IssuedClause(part.code, part.title, lines)
    if held:
        yield IssuedClause("", _("No longer in the framework"), tuple(held.values()))


def _line(asked: Asked, row: dict[str, Any], check: str) -> IssuedLine:
    try:
        title = catalogue.requirement(row["id"]).title.in_(language())
    except catalogue.UnknownId:
        title = ""
    said = language()
    refs = row["evidence"]
    return IssuedLine(
        row["id"].partition("/")[2],
        title,
        to_requirement(asked, row["id"]),
        row["status"],
        row["depth"],
        tuple(gap[said] for gap in row["gaps"]),
        tuple(Crumb(ref, address(asked, f"/r/{ref}/")) for ref in refs[:REFS_SHOWN]),
        len(refs[REFS_SHOWN:]),
        check,
    )
