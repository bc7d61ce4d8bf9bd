"""A questionnaire before people: its texts in a language, one section of it to answer, the level that follows."""

from collections.abc import Iterable, Mapping
from typing import Any

import nh3
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from aims.questionnaires.engine import (
    Answers,
    Note,
    Page,
    Question,
    Score,
    Survey,
    Wording,
    asked,
    open_questions,
    progress,
)
from aims.questionnaires.engine.answering import counted
from aims.questionnaires.results import level
from aims.web.looks.parts import Text
from aims.web.looks.questionnaires import ChoiceLook, LevelLook, NoteLook, QuestionLook, StepLook
from aims.web.looks.records import FieldLook

_TAGS = {"p", "br", "em", "strong", "b", "i", "ul", "ol", "li", "h2", "h3", "h4", "a", "abbr", "blockquote"}


def words(wording: Wording, language: str) -> Text:
    return Text(*wording.in_(language))


def html(wording: Wording, language: str) -> NoteLook:
    """The text with its harmless marks: a file is from elsewhere, and none of its scripts or styles come along."""
    text, lang = wording.in_(language)
    clean = nh3.clean(text, tags=_TAGS, attributes={"a": {"href"}, "abbr": {"title"}}, url_schemes={"https", "mailto"})
    return NoteLook(mark_safe(clean), lang)  # noqa: S308 - sanitised


def title_of(page: Page, language: str) -> Text:
    """The title of a section; the first one often has none."""
    if page.title:
        title, under = words(page.title, language), words(page.subtitle, language)
        return Text(f"{title.text}: {under.text}", title.lang) if under.text else title
    return Text(_("Introduction") if not page.questions else page.name, "")


def parts_of(survey: Survey, page: Page, answers: Answers, language: str) -> Iterable[NoteLook | QuestionLook]:
    """What `page` asks of somebody who has answered `answers`, in the order of the file."""
    for part in asked(page, counted(survey, answers)):
        yield html(part.html, language) if isinstance(part, Note) else _question(part, answers, language)


def _question(question: Question, answers: Answers, language: str) -> QuestionLook:
    value = answers.get(question.name)
    ticked = value if isinstance(value, list) else [value]
    return QuestionLook(
        key_of(question),
        question.sort,
        words(question.title, language),
        html(question.help, language) if question.help else None,
        tuple(ChoiceLook(str(c.value), words(c.text, language), c.value in ticked) for c in question.choices),
        value if isinstance(value, str) else "",
        not question.must_be_answered,
    )


def key_of(question: Question) -> str:
    return f"q-{question.name}"


def typed(page: Page, shown: Iterable[str], lists: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a sent form says of those questions that it `shown` (their names): an empty answer takes one away."""
    asked_for = set(shown)
    return {q.name: _value(q, lists.get(key_of(q), [])) for q in page.questions if q.name in asked_for}


def _value(question: Question, said: list[str]) -> Any:
    known = {str(choice.value): choice.value for choice in question.choices}
    chosen = [known.get(one, one) for one in said if one.strip()]
    if question.sort == "checkbox":
        return chosen
    return chosen[0] if chosen else ""


def steps(survey: Survey, answers: Answers, here: int, language: str) -> tuple[StepLook, ...]:
    """The sections that have something to show, in order."""
    said, found = counted(survey, answers), []
    for at, page in enumerate(survey.pages, 1):
        if asked(page, said):
            found.append(StepLook(at, title_of(page, language), *progress(survey, answers, page), at == here))
    return tuple(found)


def progress_words(survey: Survey, answers: Answers) -> str:
    done = progress(survey, answers)
    return _("%(answered)s of %(visible)s questions answered") % done._asdict()


def level_look(survey: Survey, answers: Answers, score: Score, language: str) -> LevelLook:
    """The level with where it comes from and what it asks for; none of it while questions are open."""
    if next(open_questions(survey, answers), None) is not None:
        said = _(
            "Not known yet: %(answered)s of %(visible)s questions answered; so far it points to at least level %(n)s."
        )
        return LevelLook(said % {**progress(survey, answers)._asdict(), "n": score.level}, "")
    found = level(score.level)
    said = _("Level %(n)s of 4.")
    taken = _("It reaches 80 % of its maximum and takes 15 % off.") if score.is_reduced else ""
    areas = {"risk": _("raw impact"), "mitigation": _("mitigation")}
    seen = {step.number for step in steps(survey, answers, 0, language)}
    return LevelLook(
        said % {"n": score.level},
        found.means,
        tuple((one.topic, one.text) for one in found.asks),
        tuple(
            (title_of(survey.pages[one.page - 1], language), areas[one.area], f"{one.reached}", f"{one.most}")
            for one in score.pages
            if one.page in seen
        ),
        (
            FieldLook(_("Raw impact"), _of(score.raw_risk, score.most_risk)),
            FieldLook(_("Mitigation"), _of(score.mitigation, score.most_mitigation), note=taken),
            FieldLook(_("Total"), _of(score.total, score.most_risk)),
        ),
    )


def _of(reached: float, most: float) -> str:
    return _("%(n)s of %(most)s") % {"n": reached, "most": most}


def answered(survey: Survey, answers: Answers, language: str) -> Iterable[tuple[Text, Any]]:
    """By section: each question that is asked, with the words of its answer."""
    said = counted(survey, answers)
    for page in survey.pages:
        shown = [part for part in asked(page, said) if isinstance(part, Question)]
        if shown:
            rows = ((words(q.title, language), _answer(q, said.get(q.name), language)) for q in shown)
            yield title_of(page, language), tuple(rows)


def _answer(question: Question, value: Any, language: str) -> tuple[Text, ...]:
    if not question.choices:
        return (Text(value, ""),) if value else ()
    ticked = value if isinstance(value, list) else [value]
    return tuple(words(choice.text, language) for choice in question.choices if choice.value in ticked)


def outline(survey: Survey, language: str) -> Iterable[tuple[Text, Any]]:
    """All questions by section, each with the condition it is asked under."""
    for page in survey.pages:
        rows = ((words(q.title, language), " · ".join(c.text for c in q.conditions)) for q in page.questions)
        if page.questions:
            yield title_of(page, language), tuple(rows)
