"""What mailed links open without sign-in: one record to read and one act, or the choice of a first password."""

from collections.abc import Iterable

from allauth.account.adapter import get_adapter
from allauth.account.forms import SetPasswordForm
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aims.accounts.models import User
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record
from aims.kernel.world import present
from aims.letters.invitations import accept, invited, user_name
from aims.letters.links import Link, opened
from aims.lib.language import language
from aims.web.frame import name_of
from aims.web.looks.parts import Text
from aims.web.looks.records import FieldLook
from aims.web.markdown import rendered
from aims.web.panels.quiz import QuizForm
from aims.web.refusing import status_of
from aims.web.values import label_of, other_tongue

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
    _speak(request, link.person)
    questions = link.purpose.questions(link.record, language())
    if request.method != "POST" or link.is_done(world):
        return render(request, "aims/linked.html", _look(link, QuizForm(questions)))
    form = QuizForm(questions, request.POST)
    if not form.is_valid():
        return render(request, "aims/linked.html", _look(link, form), status=422)
    try:
        link.carry_out(world, request.POST.get("version", ""), form.answers)
        return redirect(request.path)
    except Denied as denied:
        return render(request, "aims/linked.html", _look(link, form, denied.sentence), status=status_of(denied))


def _speak(request: HttpRequest, person: Person) -> None:
    """The person's own language, until they choose another."""
    if "language" not in request.GET and "django_language" not in request.COOKIES:
        translation.activate(person.language)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invited_page(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows, POST sets the password; nobody is signed in by the link itself."""
    if _too_often(request):
        return render(request, "aims/linked_closed.html", {"too_often": True}, status=429)
    person = invited(token, present())
    if person is None:
        return render(request, "aims/linked_closed.html", status=404)
    _speak(request, person)
    typed = request.POST if request.method == "POST" else None
    to_be = User(username=user_name(person), email=person.email)
    form = SetPasswordForm(to_be, typed)
    look = {"person": name_of(person), "username": to_be.username, "form": form}
    if not form.is_valid():
        return render(request, "aims/linked_invited.html", look, status=200 if typed is None else 422)
    try:
        accept(person, form.cleaned_data["password1"])
    except Denied:
        return render(request, "aims/linked_closed.html", status=404)
    messages.success(request, _("Your password is set. Sign in with it now."))
    return redirect("account_login")


def _look(link: Link, form: QuizForm, fault: str = "") -> dict[str, object]:
    now = present()
    return {
        "asks": link.purpose.asks,
        "button": link.purpose.button,
        "person": name_of(link.person),
        "title": name_of(link.record),
        "ref": link.record.ref,
        "edition": link.record.edition,
        "fields": tuple(_facts(link.record, link.purpose.shows)),
        "material": _material(link.record, link.purpose.markdown),
        "form": form,
        "fault": fault,
        "done": link.is_done(now),
        "came_to": link.came_to(now),
    }


def _facts(record: Record, names: tuple[str, ...]) -> Iterable[FieldLook]:
    for name in names:
        said = _words(record, name)
        if said.text:
            url = said.text if said.text.startswith("https://") else ""
            yield FieldLook(label_of(KINDS[record.kind], name), said, url, sort="long")


def _words(record: Record, name: str) -> Text:
    """What stands in a field, in the language of the page where it is written in both."""
    other = getattr(record, f"{name}_alt", "")
    if other and language() != record.lang[:2]:
        return Text(other, other_tongue(record.lang))
    return Text(getattr(record, name), record.lang)


def _material(record: Record, name: str) -> tuple[SafeString, str] | None:
    """The text with its marks, and its language."""
    said = _words(record, name) if name else None
    return (rendered(said.text), said.lang) if said and said.text else None
