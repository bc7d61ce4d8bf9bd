"""People affected ask, contest or reach a person here: without an account, a script, or any cookie but that of CSRF.

The code that opens a contest is typed and sent, never part of an address, which others may log. The language is part of
the address, because a choice that is remembered would take a cookie.
"""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aims.kernel.kinds import KINDS
from aims.kernel.models import LANGUAGES, Person, Record
from aims.kernel.world import present
from aims.lib import clock
from aims.lib.ids import uuid7
from aims.lib.language import language, language_code
from aims.oversight import heard
from aims.oversight.models import AffectedNotice, Contest
from aims.systems.models import AISystem
from aims.web.frame import name_of
from aims.web.looks.parts import Text
from aims.web.panels.days import DayField

LOOKS = 30, 60
"""How often one address may ask, in so many seconds: codes cannot be guessed, and nobody shall try."""
SENDINGS = 10, 3600
MOST = 5_000
_SALT = "aims.ask"


def _too_often(request: HttpRequest, what: str, limit: tuple[int, int]) -> bool:
    most, seconds = limit
    key, now = f"ask-{what}-{get_adapter(request).get_client_ip(request)}", clock.now().timestamp()
    asked, until = cache.get(key) or (0, now + seconds)
    cache.set(key, (asked + 1, until), max(1, until - now))
    return asked >= most


def _draw(request: HttpRequest, template: str, status: int = 200, **look: Any) -> HttpResponse:
    here, other = language_code(), "en" if language() == "zh" else "zh-hans"
    look |= {"other_language_url": f"{request.path}?in={other}", "in_language": f"?in={here}", "here": here}
    return render(request, f"aims/{template}.html", look, status=status)


def _speak(request: HttpRequest) -> None:
    wanted = request.GET.get("in", "")
    if wanted in dict(LANGUAGES):
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """Every AI use that people are told of, and what somebody wants of one."""
    _speak(request)
    if number := slugify(request.GET.get("number", ""))[:24]:
        return redirect(f"/ask/{number.upper()}/?in={language_code()}")
    return _asked(request, heard.notices_shown(present()))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def heard_page(request: HttpRequest, ref: str) -> HttpResponse:
    """The same for one system that people are told of; of a contest, what became of it, for whoever has its code."""
    _speak(request)
    if ref.upper().startswith(KINDS.of(Contest).prefix + "-"):
        return _followed(request, ref.upper())
    world = present()
    shown = [n for n in heard.notices_shown(world) if _ref_of(world.get(AISystem, n.system_id)) == ref.upper()]
    return _asked(request, shown) if shown else _draw(request, "ask_none", 404)


def _ref_of(record: Record | None) -> str:
    return record.ref if record else ""


# ---- asking ----


class AskForm(forms.Form):
    """What somebody wants. Who they are is theirs to say or not."""

    use = forms.ChoiceField(widget=forms.RadioSelect)
    sort = forms.ChoiceField(widget=forms.RadioSelect)
    words = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 8}))
    decision_on = DayField(required=False)
    name = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    representative = forms.CharField(max_length=200, required=False)
    reach = forms.CharField(max_length=300, required=False)
    address = forms.CharField(
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )
    sending = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, notices: list[AffectedNotice], data: Any = None) -> None:
        super().__init__(data, initial={"sending": signing.dumps(str(uuid7()), salt=_SALT), **_only(notices)})
        for name, (label, help_text) in _labels().items():
            self.fields[name].label, self.fields[name].help_text = label, help_text
        self.fields["use"].choices = [(n.ref, n.name) for n in notices]  # type: ignore[attr-defined]
        self.fields["sort"].choices = _sorts()  # type: ignore[attr-defined]

    def clean_decision_on(self) -> Any:
        """A decision that they know of was taken."""
        day = self.cleaned_data["decision_on"]
        if day and day > present().today:
            raise forms.ValidationError(_("This day is still to come: say when it happened."))
        return day

    @property
    def sent_as(self) -> UUID:
        """The id that the form was given with: the same form sent twice is one contest."""
        try:
            return UUID(signing.loads(self.cleaned_data["sending"], salt=_SALT))
        except signing.BadSignature:
            return uuid7()


def _only(notices: list[AffectedNotice]) -> dict[str, str]:
    return {"use": notices[0].ref} if len(notices) == 1 else {}


def _labels() -> dict[str, tuple[str, str]]:
    return {
        "use": (_("Which AI use is it about?"), ""),
        "sort": (_("What do you want?"), ""),
        "words": (_("Say it in your own words"), _("Nothing else is needed. You need not know the law.")),
        "decision_on": (_("Day of the decision"), _("If you know it.")),
        "name": (_("Your name"), _("Needed only if it is about a decision on you: we ask you then who you are.")),
        "representative": (_("If you write for somebody else: your own name"), ""),
        "reach": (_("Telephone or e-mail"), _("If we may reach you so. You can always look here with your code.")),
        "address": (_("Address for the answer by letter"), ""),
    }


def _sorts() -> list[tuple[str, str]]:
    return [
        (Contest.Sort.CONTEST, _("I contest a decision on me")),
        (Contest.Sort.QUESTION, _("I have a question")),
        (Contest.Sort.PERSON, _("I want to speak to a person")),
        (Contest.Sort.COMPLAINT, _("I want to complain")),
    ]


def _asked(request: HttpRequest, notices: list[AffectedNotice]) -> HttpResponse:
    if _too_often(request, "look", LOOKS):
        return _draw(request, "ask_none", 429, too_often=True)
    if request.method != "POST":
        return _draw(request, "ask_affected", form=AskForm(notices), none=not notices)
    form = AskForm(notices, request.POST)
    if not form.is_valid():
        return _draw(request, "ask_affected", 422, form=form)
    if Record.objects.filter(pk=form.sent_as).exists():
        return _draw(request, "ask_sent", again=True)
    if _too_often(request, "send", SENDINGS):
        return _draw(request, "ask_none", 429, too_often=True)
    return _taken(request, notices, form)


def _taken(request: HttpRequest, notices: list[AffectedNotice], form: AskForm) -> HttpResponse:
    said = form.cleaned_data
    sent = heard.Sent(
        said["sort"],
        said["words"],
        language_code(),
        said["decision_on"],
        {name: said[name] for name in heard.REACHED_BY},
    )
    notice = next(n for n in notices if n.ref == said["use"])
    made, code = heard.take(notice, sent, form.sent_as)
    return _draw(request, "ask_sent", number=made.ref, code=code, due=made.answer_due)


# ---- following ----


class CodeForm(forms.Form):
    code = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["code"].label = _("Your code")


class MoreForm(forms.Form):
    more = forms.CharField(max_length=MOST, widget=forms.Textarea(attrs={"rows": 5}))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["more"].label = _("Add something")


def _followed(request: HttpRequest, number: str) -> HttpResponse:
    """A number that was never given is asked for its code like any other, and no code opens it."""
    if _too_often(request, "look", LOOKS):
        return _draw(request, "ask_none", 429, too_often=True)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _draw(request, "ask_code", 200 if request.method != "POST" else 422, number=number, form=form)
    contest = heard.opened(number, form.cleaned_data["code"])
    if contest is None:
        form.add_error("code", _("This number and this code do not belong together."))
        return _draw(request, "ask_code", 422, number=number, form=form)
    more, added = MoreForm(request.POST if "more" in request.POST else None), False
    if more.is_valid():
        if _too_often(request, "send", SENDINGS):
            return _draw(request, "ask_none", 429, too_often=True)
        heard.add(contest, more.cleaned_data["more"])
        more, added = MoreForm(), True
    return _status(request, contest, more, form.cleaned_data["code"], added=added)


def _status(request: HttpRequest, contest: Contest, more: MoreForm, code: str, *, added: bool) -> HttpResponse:
    world = present()
    is_answered = contest.answered_on is not None
    person = world.get(Person, contest.owner_id) if is_answered else None
    return _draw(
        request,
        "ask_status",
        422 if more.errors else 200,
        number=contest.ref,
        code=code,
        contest=contest,
        is_answered=is_answered,
        outcome=contest.get_outcome_display() if is_answered else "",
        answer=Text(contest.answer, contest.writes_in) if is_answered and contest.answer else None,
        papers=Text(contest.papers_asked, contest.writes_in) if contest.state == "waiting" else None,
        person=name_of(person) if person else None,
        words=heard.words_of(contest.pk),
        more=more,
        added=added,
    )
