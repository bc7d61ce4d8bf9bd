"""What a mailed link opens: one record to read and one act, without sign-in. No other page knows of it."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.world import present
from aims.letters.links import Link, opened
from aims.web.frame import name_of
from aims.web.looks.parts import Text
from aims.web.looks.records import FieldLook
from aims.web.refusing import status_of
from aims.web.values import label_of

A_MINUTE = 30
"""How often one address may knock: links cannot be guessed, and nobody shall try."""


def _too_often(request: HttpRequest) -> bool:
    key = f"mailed-link-{get_adapter(request).get_client_ip(request)}"
    knocked = int(cache.get(key, 0)) + 1
    cache.set(key, knocked, 60)
    return knocked > A_MINUTE


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def linked_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST does; a program that follows links in mails changes nothing."""
    if _too_often(request):
        return render(request, "aims/linked_closed.html", {"too_often": True}, status=429)
    world = present()
    link = opened(token, world)
    if link is None:
        return render(request, "aims/linked_closed.html", status=404)
    if "language" not in request.GET and "django_language" not in request.COOKIES:
        translation.activate(link.person.language)
    if request.method == "POST" and not link.is_done(world):
        try:
            link.carry_out(world)
            return redirect(request.path)
        except Denied as denied:
            return render(request, "aims/linked.html", _look(link, denied.sentence), status=status_of(denied))
    return render(request, "aims/linked.html", _look(link))


def _look(link: Link, fault: str = "") -> dict[str, object]:
    kind = KINDS[link.purpose.kind]
    return {
        "asks": link.purpose.asks,
        "button": link.purpose.button,
        "person": name_of(link.person),
        "title": name_of(link.record),
        "ref": link.record.ref,
        "edition": link.record.edition,
        "fields": [
            FieldLook(label_of(kind, name), Text(str(value), link.record.lang))
            for name in link.purpose.shows
            if (value := getattr(link.record, name))
        ],
        "fault": fault,
        "done": link.is_done(present()),
    }
