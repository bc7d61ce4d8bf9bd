"""How a refusal is shown: as a page, or as a piece of one where a piece was asked for."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aims.kernel.denied import Denied
from aims.web.asked import Asked, is_htmx
from aims.web.frame import draw
from aims.web.looks.parts import WhoLook
from aims.web.looks.screens import RefusedLook

STATUS = {
    "stale_edit": 409,
    "newer_in_force": 409,
    "ref_unknown": 404,
    "kind_unknown": 404,
    "report_reading": 404,
    "report_read_one_way": 404,
    "invalid": 422,
    "reason_required": 422,
    "review_too_late": 422,
    "constraint": 422,
    "unique": 422,
    "field_unknown": 422,
    "relation_unknown": 422,
    "wrong_target": 422,
    "link_exists": 422,
    "link_missing": 422,
    "type_refused": 422,
    "day_unknown": 422,
    "day_ahead": 422,
    "nothing_yet": 422,
    "not_there_yet": 422,
    "too_large": 413,
}


DAYS = frozenset({"day_unknown", "day_ahead", "nothing_yet", "not_there_yet"})
"""Refusals of a day that was asked for."""


def status_of(denied: Denied) -> int:
    return STATUS.get(denied.code, 403)


def refusal(asked: Asked, denied: Denied, who: WhoLook | None = None) -> HttpResponse:
    """The designed answer to what was refused; nothing was changed."""
    status = status_of(denied)
    if status == 404 and not is_htmx(asked):
        return render(asked, "404.html", status=404)
    look = RefusedLook(
        denied.sentence, who, back_url=asked.headers.get("Referer", "/") if asked.method == "POST" else "/"
    )
    if is_htmx(asked):
        return render(asked, "aims/_said_refused.html", {"look": look}, status=status)
    title = _("Nothing to show for this day") if denied.code in DAYS else _("Not allowed")
    return draw(asked, "refused", look, title, status=status)


def nobody(request: HttpRequest, begins: dt.date | None = None) -> HttpResponse:
    """Signed in, but no person of the organisation, or one without a current assignment; one may begin later."""
    return render(request, "aims/nobody.html", {"begins": begins}, status=403)
