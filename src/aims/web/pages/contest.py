"""The page of one contest, and of who it is, which stands apart from the record."""

from typing import cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import refused_use
from aims.oversight import heard
from aims.oversight.answering import letter, speaks
from aims.oversight.models import Contest, ContestPerson
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see, to_kind, to_record
from aims.web.frame import draw
from aims.web.looks.contests import ContestLook, WordsLook
from aims.web.looks.parts import Crumb, FormLook, Text
from aims.web.pages.extras import with_forms
from aims.web.panels import breaches, contests
from aims.web.panels.detail import describe, found
from aims.web.values import sentence_case


def contest_page(asked: Asked, record: Record) -> HttpResponse:
    contest = cast("Contest", record)
    system = asked.world.get(AISystem, contest.system_id) or AISystem(pk=contest.system_id)
    like, like_said = contests.like(asked, contest, system) if may_see(asked, system) else (None, "")
    may_read = contests.may_read_person(asked, contest)
    person = tuple(contests.person(asked, contest))
    look = ContestLook(
        with_forms(asked, contest, describe(asked, contest)),
        contests.sentence(asked, contest),
        tuple(contests.facts(asked, contest, ("sort", *contests.BEFORE))),
        tuple(WordsLook(one.at, Text(one.text, contest.writes_in)) for one in heard.words_of(contest.pk)),
        tuple(contests.clock(asked, contest)),
        tuple(contests.decision(asked, contest, system)) if may_see(asked, system) else (),
        tuple(contests.facts(asked, contest, contests.ANSWER)),
        letter(asked.world, contest, heard.person_of(contest.pk) if may_read else None),
        speaks(contest),
        tuple(contests.facts(asked, contest, contests.SEARCH)),
        like,
        like_said,
        (*person, *contests.facts(asked, contest, contests.IDENTITY)),
        _said_of_person(may_read, bool(person)),
        f"/r/{contest.ref}/person" if may_read and not asked.past else "",
        tuple(breaches.waiting(asked, frozenset({contest.pk}))),
    )
    title = f"{contest.ref} {contest.name}"
    return draw(asked, "contest", look, title, "oversight", *_trail(asked, contest), Crumb(contest.ref))


def _trail(asked: Asked, contest: Contest) -> tuple[Crumb, ...]:
    kind = KINDS.of(Contest)
    return (Crumb(sentence_case(kind.plural), to_kind(asked, kind)),)


def _said_of_person(may_read: bool, is_known: bool) -> str:
    if not may_read:
        return _("Who it is and how to reach them is not visible to you.")
    return "" if is_known else _("Nobody has said who it is, or it was erased.")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # only the stubs know arguments
    class Meta:
        model = ContestPerson
        fields = heard.REACHED_BY
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}


@never_cache
@require_http_methods(["GET", "POST"])
def person_page(asked: Asked, ref: str) -> HttpResponse:
    """What is said here stands apart from the record: no event, search or export holds it."""
    contest = found(asked, ref)
    if not isinstance(contest, Contest):
        raise Denied("ref_unknown", ref=ref)
    if denied := refused_use(asked.actor, "read_person", contest, KINDS.of(Contest)):
        raise denied
    if asked.actor.read_only:
        raise Denied("read_only")
    is_sent = asked.method == "POST"
    form = PersonForm(asked.POST if is_sent else None, instance=heard.person_of(contest.pk))
    if is_sent and "code" in asked.POST:
        return _drawn(asked, contest, PersonForm(instance=heard.person_of(contest.pk)), heard.give_code(contest.pk))
    if is_sent and form.is_valid():
        heard.keep_person(contest.pk, form.cleaned_data)
        return HttpResponseRedirect(f"/r/{ref}/#person")
    return _drawn(asked, contest, form, status=422 if is_sent else 200)


def _drawn(asked: Asked, contest: Contest, form: PersonForm, code: str = "", *, status: int = 200) -> HttpResponse:
    title = _("Who it is: %(ref)s") % {"ref": contest.ref}
    look = FormLook(
        form,
        f"/r/{contest.ref}/person",
        _("Save"),
        intro=_("This stands apart from the record and can be erased. It is in no history, no search and no export."),
        cancel_url=to_record(asked, contest),
    )
    trail = (*_trail(asked, contest), Crumb(contest.ref, to_record(asked, contest)), Crumb(_("Who it is")))
    more = {"number": contest.ref, "code": code}
    return draw(asked, "contest_person", look, title, "oversight", *trail, status=status, **more)
