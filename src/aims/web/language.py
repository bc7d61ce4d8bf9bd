"""The other language is a link that keeps the page: `?language=` sets the cookie and leads back to the same address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from aims.lib.language import language

OTHER = {"en": "zh-hans", "zh": "en"}


def other_language_url(request: HttpRequest) -> str:
    """This page, with its filters and its day, in the other language."""
    asked = request.GET.copy()
    asked["language"] = OTHER[language()]
    return f"{request.path}?{asked.urlencode()}"


def languages(request: HttpRequest) -> dict[str, str]:
    """Context processor for the pages outside the frame: sign-in and faults."""
    return {"other_language_url": other_language_url(request)}


class LanguageByAddress:
    """Stands before LocaleMiddleware; changes nothing but a cookie, so that a plain link may do it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language")
        if request.method != "GET" or asked not in dict(settings.LANGUAGES):
            return self.get_response(request)
        rest = request.GET.copy()
        del rest["language"]
        # The path as it came, never as a host of its own ("//elsewhere").
        back = "/" + request.path.lstrip("/") + (f"?{rest.urlencode()}" if rest else "")
        answer = HttpResponseRedirect(back)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
        return answer
