"""Questionnaires: imported from a file, answered section by section, and what follows from the answers.

What is typed is kept at once, with the session of whoever types, and saved as an edit of the record when the section is
left. Each answer as an edit of its own would put a hundred events, each with all answers, into a log that forgets
nothing, and would say nothing that the section does not say.
"""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import WRITTEN_IN, Record
from aims.kernel.perform import Command, perform
from aims.kernel.world import present
from aims.lib.language import language_code
from aims.questionnaires.engine import Survey, Unreadable, open_questions, score, survey_from
from aims.questionnaires.engine.conditions import is_empty
from aims.questionnaires.importing import import_questionnaire
from aims.questionnaires.models import Questionnaire, QuestionnaireResponse
from aims.questionnaires.refusals import sentence
from aims.questionnaires.results import survey_of
from aims.web.asked import Asked, address, is_htmx, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Text
from aims.web.looks.questionnaires import AnsweringLook, QuestionnaireLook, ResponseLook, UploadLook
from aims.web.pages.extras import with_forms
from aims.web.panels import questionnaires as panel
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.told import tell
from aims.web.refusing import status_of
from aims.web.values import sentence_case, whole

OPEN_SHOWN = 5
LANGUAGE = "in"
"""In the address: the language of the questionnaire, where that of the page is not wanted."""


def _kind_crumb(asked: Asked, model: type[Record]) -> Crumb:
    kind = KINDS.of(model)
    return Crumb(sentence_case(kind.plural), to_kind(asked, kind))


# ---- a questionnaire ----


class ImportForm(forms.Form):
    file = forms.FileField(label="")
    title = forms.CharField(label="", max_length=300, required=False)
    release = forms.CharField(label="", max_length=40, required=False)
    source = forms.CharField(label="", required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["file"].label = _("File")
        self.fields["file"].help_text = _("JSON in the format of SurveyJS, up to 5 MB.")
        self.fields["title"].label = _("Title")
        self.fields["title"].help_text = _("Empty: the title that the file gives itself.")
        self.fields["release"].label = _("Edition")
        self.fields["source"].label = _("Where it comes from")
        self.fields["source"].help_text = _("Publisher, address, and the licence it is used under.")


@require_http_methods(["GET", "POST"])
def import_page(asked: Asked) -> HttpResponse:
    if denied := refused(asked, Act(KINDS.of(Questionnaire), "create")):
        raise denied
    if asked.method == "GET":
        return _upload(asked, ImportForm())
    form = ImportForm(asked.POST, asked.FILES)
    if not form.is_valid():
        return _upload(asked, form, status=422)
    said, file = dict(form.cleaned_data), form.cleaned_data["file"]
    del said["file"]
    try:
        made = import_questionnaire(file.read(), file.name, asked.actor, lang=language_code(), world=asked.now, **said)
    except Unreadable as wrong:
        return _upload(asked, form, sentence(wrong.fault), 422)
    tell(asked, made, "create")
    return HttpResponseRedirect(f"/r/{made.ref}/")


def _upload(asked: Asked, form: forms.Form, problem: str = "", status: int = 200) -> HttpResponse:
    title = _("Import a questionnaire")
    note = _("It is read whole or refused; nobody answers it before another person has approved it.")
    kinds = _kind_crumb(asked, Questionnaire)
    look = FormLook(form, "/questionnaires/import", _("Import"), note=note, cancel_url=kinds.url, upload=True)
    return draw(asked, "survey_import", UploadLook(look, problem), title, "risks", kinds, Crumb(title), status=status)


def questionnaire_page(asked: Asked, record: Record) -> HttpResponse:
    one = cast("Questionnaire", record)
    survey = survey_from(one.content)
    kind, values = KINDS.of(QuestionnaireResponse), {"survey": one.pk}
    may = asked.past is None and one.is_in_force and refused(asked, Act(kind, "create")) is None
    begin = (
        ButtonLook(_("Answer it for a system"), address(asked, f"/k/{kind.name}/new", values), True) if may else None
    )
    whole_record = with_forms(asked, one, describe(asked, one))
    look = QuestionnaireLook(whole_record, tuple(panel.outline(survey, language_code())), begin, _read_in(survey))
    trail = (_kind_crumb(asked, Questionnaire), Crumb(one.ref))
    return draw(asked, "questionnaire", whole_record, f"{one.ref} {one.name}", "risks", *trail, outline=look)


def _read_in(survey: Survey) -> str:
    if any(one[:2] == language_code()[:2] for one in survey.languages):
        return ""
    named = ", ".join(str(dict(WRITTEN_IN).get(one, one)) for one in survey.languages)
    return _("The file is not in your language. It has: %(languages)s.") % {"languages": named}


# ---- a response ----


def response_page(asked: Asked, made: Record) -> HttpResponse:
    response = cast("QuestionnaireResponse", made)
    survey = _survey(asked, response)
    left = list(open_questions(survey, response.answers))
    may = _may_answer(asked, response) is None
    to_open = tuple(
        Crumb(panel.words(q.title, language_code()), f"/r/{response.ref}/fill-in/{at}#q-{q.name}" if may else "")
        for at, q in left[:OPEN_SHOWN]
    )
    words = _("Go on answering") if response.answers else _("Begin to answer")
    record = with_forms(asked, response, describe(asked, response))
    look = ResponseLook(
        replace(record, buttons=tuple(replace(one, primary=one.primary and not left) for one in record.buttons)),
        panel.level_look(survey, response.answers, score(survey, response.answers), language_code()),
        to_open,
        max(0, len(left) - OPEN_SHOWN),
        tuple(panel.answered(survey, response.answers, language_code())),
        ButtonLook(words, f"/r/{response.ref}/fill-in", primary=bool(left)) if may else None,
    )
    trail = (_kind_crumb(asked, QuestionnaireResponse), Crumb(response.ref))
    return draw(asked, "response", look.record, f"{response.ref} {response.name}", "risks", *trail, response=look)


def _survey(asked: Asked, response: QuestionnaireResponse) -> Survey:
    survey = survey_of(asked.world, response)
    if survey is None:
        raise Denied("ref_unknown", ref=response.ref)
    return survey


def _may_answer(asked: Asked, response: QuestionnaireResponse) -> Denied | None:
    if asked.past:
        return Denied("ref_unknown", ref=response.ref)
    return refused(asked, Act(KINDS.of(QuestionnaireResponse), "edit", response))


# ---- answering ----


def _response(asked: Asked, ref: str) -> QuestionnaireResponse:
    record = found(asked, ref)
    if not isinstance(record, QuestionnaireResponse):
        raise Denied("ref_unknown", ref=ref)
    if denied := _may_answer(asked, record):
        raise denied
    return record


@require_GET
def answer_page(asked: Asked, ref: str) -> HttpResponse:
    """To the first section that still asks something, else to the first."""
    response = _response(asked, ref)
    answers = {**response.answers, **_kept(asked, response)}
    at = next((at for at, _question in open_questions(_survey(asked, response), answers)), 1)
    return HttpResponseRedirect(f"/r/{ref}/fill-in/{at if answers else 1}")


@require_http_methods(["GET", "POST"])
def section_page(asked: Asked, ref: str, number: int) -> HttpResponse:
    """One section. A change in it is kept and may open or close questions; leaving it by a button saves it."""
    response = _response(asked, ref)
    survey = _survey(asked, response)
    if not 1 <= number <= len(survey.pages):
        raise Denied("ref_unknown", ref=f"{ref}/{number}")
    if asked.method == "GET":
        return _section(asked, response, number)
    page = survey.pages[number - 1]
    said = panel.typed(page, asked.POST.getlist("shown"), dict(asked.POST.lists()))
    _keep(asked, response, said)
    if is_htmx(asked):
        return render(asked, "aims/_answering.html", {"look": _look(asked, response, number)})
    try:
        _save(asked, response)
    except Denied as denied:
        return _again(asked, response, number, denied)
    to = whole(asked.POST.get("to", "")) or 0
    chosen = asked.GET.get(LANGUAGE, "")
    return HttpResponseRedirect(
        address(asked, f"/r/{ref}/fill-in/{to}", {LANGUAGE: chosen}) if to else to_record(asked, response)
    )


def _key(response: QuestionnaireResponse) -> str:
    return f"answers.{response.pk}"


def _kept(asked: Asked, response: QuestionnaireResponse) -> dict[str, Any]:
    """What the reader has typed and not saved yet."""
    kept: dict[str, Any] = asked.session.get(_key(response), {})
    return kept


def _keep(asked: Asked, response: QuestionnaireResponse, said: dict[str, Any]) -> None:
    changed = {**_kept(asked, response), **said}
    stored = response.answers
    changed = {n: v for n, v in changed.items() if v != stored.get(n) and not (is_empty(v) and n not in stored)}
    if changed:
        asked.session[_key(response)] = changed
    else:
        asked.session.pop(_key(response), None)


def _save(asked: Asked, response: QuestionnaireResponse) -> None:
    kept = _kept(asked, response)
    if kept:
        answers = {name: value for name, value in {**response.answers, **kept}.items() if not is_empty(value)}
        seen = whole(asked.POST.get("expected_version", ""))
        kind = KINDS.of(QuestionnaireResponse).name
        perform(Command(kind, "edit", asked.actor, response.pk, {"answers": answers}, expect=seen), world=asked.now)
        asked.session.pop(_key(response), None)


def _again(asked: Asked, response: QuestionnaireResponse, number: int, denied: Denied) -> HttpResponse:
    """The same section with what was typed; where somebody saved first, over what they saved."""
    problem = denied.sentence
    if denied.code == "stale_edit":
        asked.now = asked.world = present()
        response = _response(asked, response.ref)
        problem = _("Somebody saved first. What you typed is kept and stands below: look at it and save again.")
    elif denied.code != "invalid":
        raise denied
    return _section(asked, response, number, problem, status_of(denied))


def _section(
    asked: Asked, response: QuestionnaireResponse, number: int, problem: str = "", status: int = 200
) -> HttpResponse:
    look = _look(asked, response, number, problem)
    trail = (_kind_crumb(asked, QuestionnaireResponse), Crumb(response.ref, to_record(asked, response)))
    title = f"{response.ref} {look.page.text}"
    return draw(asked, "answering", look, title, "risks", *trail, Crumb(look.page), status=status)


def _look(asked: Asked, response: QuestionnaireResponse, number: int, problem: str = "") -> AnsweringLook:
    survey, kept = _survey(asked, response), _kept(asked, response)
    answers, place = {**response.answers, **kept}, f"/r/{response.ref}/fill-in/{number}"
    chosen = asked.GET.get(LANGUAGE, "") if asked.GET.get(LANGUAGE, "") in survey.languages else ""
    tongue = chosen or language_code()
    steps = panel.steps(survey, answers, number, tongue)
    after = next((step.number for step in steps if step.number > number), 0)
    page = survey.pages[number - 1]
    return AnsweringLook(
        response.ref,
        name_of(response),
        to_record(asked, response),
        address(asked, place, {LANGUAGE: chosen}),
        response.version,
        panel.title_of(page, tongue),
        tuple(panel.parts_of(survey, page, answers, tongue)),
        steps,
        panel.progress_words(survey, answers),
        max((step.number for step in steps if step.number < number), default=0),
        after,
        tuple(_languages(asked, survey, place, tongue)),
        _("What you change is kept for you and saved when you leave the section by one of the buttons.")
        if not kept
        else _("Kept for you, not saved yet: the buttons below save it."),
        problem,
        None if after else panel.level_look(survey, answers, score(survey, answers), tongue),
    )


def _languages(asked: Asked, survey: Survey, place: str, tongue: str) -> list[Crumb]:
    """The questionnaire's own languages; the one that is shown leads nowhere."""
    shown = next((one for one in survey.languages if one[:2] == tongue[:2]), next(iter(survey.languages), ""))
    return [
        Crumb(
            Text(sentence_case(dict(WRITTEN_IN).get(one, one)), one),
            "" if one == shown else address(asked, place, {LANGUAGE: one}),
        )
        for one in survey.languages
    ]
