"""Between Django and the views: who asks, which day is looked at, and how a refusal looks."""

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

from aims.kernel.denied import Denied
from aims.kernel.models import Person
from aims.kernel.policy import Actor, begins_on
from aims.kernel.world import present
from aims.web.asked import Asked, Past, is_htmx
from aims.web.past import world_of
from aims.web.refusing import nobody, refusal

type Answer = Callable[[HttpRequest], HttpResponse]

OPEN = ("/accounts/", "/api/", "/ask/", "/l/", "/metrics", "/scim/")
"""Where other doors stand that look for themselves who knocks."""


class Presence:
    """Gives every view but the open doors the person who asks and the world; draws every refusal."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.path.startswith((*OPEN, settings.STATIC_URL)):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        asked = cast(Asked, request)
        asked.memory = {}
        asked.past = None
        asked.now = asked.world = present()
        person = _person(asked)
        if person is None:
            return nobody(asked)
        asked.person = person
        asked.actor = Actor.of(asked.now, person.id)
        if not asked.actor.held:
            return nobody(asked, begins_on(asked.now, person.id))
        _speak(asked)
        try:
            asked.past = _day(asked)
            if asked.past:
                _look_back(asked, asked.past)
        except Denied as denied:
            asked.past = None
            return refusal(asked, denied)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Denied) and hasattr(request, "actor"):
            return refusal(cast(Asked, request), exception)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if is_htmx(request):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return answer
    return redirect_to_login(request.get_full_path())


def _person(asked: Asked) -> Person | None:
    """Who signed in, where they are a person of the organisation."""
    pk = Person.objects.filter(user=asked.user.pk).values_list("pk", flat=True).first()
    return asked.now.get_in_force(Person, pk)


def _speak(asked: Asked) -> None:
    """The person's own language, until they choose another."""
    if settings.LANGUAGE_COOKIE_NAME not in asked.COOKIES and asked.person.language != translation.get_language():
        translation.activate(asked.person.language)
        asked.LANGUAGE_CODE = asked.person.language


def _day(asked: Asked) -> Past | None:
    said = asked.GET.get("as_of", "")
    if not said:
        return None
    try:
        day = dt.date.fromisoformat(said)
    except ValueError:
        raise Denied("day_unknown", day=said[:40]) from None
    if day > asked.now.today:
        raise Denied("day_ahead", day=said)
    return Past(day, "happened" if asked.GET.get("by") == "happened" else "recorded")


def _look_back(asked: Asked, past: Past) -> None:
    if asked.method not in ("GET", "HEAD", "OPTIONS"):
        raise Denied("past_closed")
    asked.actor = asked.actor.reading_only()
    asked.world = world_of(past.day, past.by)
