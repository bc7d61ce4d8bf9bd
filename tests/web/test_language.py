"""The language switch: a link, the same page, a cookie and nothing else."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from aims import web
from aims.web.language import LanguageByAddress, other_language_url


def answer(path: str) -> HttpResponse:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("page")

    return LanguageByAddress(page)(RequestFactory().get(path))


def test_the_link_keeps_page_filters_and_day() -> None:
    request = RequestFactory().get("/systems/?tier=1&as_of=2026-06-30")
    with translation.override("en"):
        assert other_language_url(request) == "/systems/?tier=1&as_of=2026-06-30&language=zh-hans"
    with translation.override("zh-hans"):
        assert other_language_url(request).endswith("language=en")


def test_following_it_sets_a_cookie_and_leads_back() -> None:
    done = answer("/systems/?tier=1&language=zh-hans")
    assert done.status_code == 302
    assert done["location"] == "/systems/?tier=1"
    assert done.cookies[settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"


def test_an_unknown_language_changes_nothing_and_no_address_leads_elsewhere() -> None:
    assert answer("/systems/?language=xx").content == b"page"
    elsewhere = answer("//evil.example/x?language=en")["location"]
    assert elsewhere == "/evil.example/x" or not elsewhere.startswith("//")


COUNTED = re.compile(r"%\((?:n|read|shown)\)s (?:\w+ )?[a-z]+s\b")


def test_what_is_counted_on_a_page_has_a_singular() -> None:
    with (Path(web.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        said = [message.id for message in read_po(file) if isinstance(message.id, str)]
    assert [sentence for sentence in said if COUNTED.search(sentence)] == []
