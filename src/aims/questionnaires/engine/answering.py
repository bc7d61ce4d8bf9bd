"""Answers to a questionnaire: which questions they make it ask, which are valid, which are still open."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from .conditions import is_empty
from .faults import Fault
from .survey import Note, Page, Question, Survey

Answers = Mapping[str, Any]
"""By the name of the question: text, the value of a choice, or a list of values where several may be ticked."""


def counted(survey: Survey, answers: Answers) -> dict[str, Any]:
    """The answers to questions that are asked, by name; what was answered before a question was hidden is left out.

    A question is asked where its own condition, those of its panels and that of its page hold. A hidden question counts
    as not answered, so what depends on it alone is hidden too.
    """
    found: dict[str, Any] = {}
    for name in survey.order:
        value = answers.get(name)
        if not is_empty(value) and all(c.holds(found) for c in survey.questions[name].conditions):
            found[name] = value
    return found


def asked(page: Page, said: Answers) -> list[Question | Note]:
    """What `page` shows to somebody whose answers to asked questions are `said` (see `counted`), in order."""
    return [part for part in page.parts if all(c.holds(said) for c in part.conditions)]


class Progress(NamedTuple):
    answered: int
    visible: int


def progress(survey: Survey, answers: Answers, page: Page | None = None) -> Progress:
    """How many of the questions that are asked now are answered, on one page or on all."""
    said = counted(survey, answers)
    shown = [q for one in ([page] if page else survey.pages) for q in asked(one, said) if isinstance(q, Question)]
    return Progress(sum(q.name in said for q in shown), len(shown))


def open_questions(survey: Survey, answers: Answers) -> Iterator[tuple[int, Question]]:
    """What must be answered and is not, with the number of its page from 1.

    See `Question.must_be_answered`.
    """
    said = counted(survey, answers)
    for at, page in enumerate(survey.pages, 1):
        for part in asked(page, said):
            if isinstance(part, Question) and part.name not in said and part.must_be_answered:
                yield at, part


def faults(survey: Survey, answers: Any) -> list[Fault]:
    """What is wrong with `answers` as data: names that are no question, values that are no choice."""
    if not isinstance(answers, Mapping):
        return [Fault("answers_no_map", "")]
    found = []
    for name, value in answers.items():
        question = survey.questions.get(name)
        if question is None:
            found.append(Fault("question_unknown", str(name)))
        elif not is_empty(value) and (wrong := _wrong(question, value)):
            found.append(wrong)
    return found


def _wrong(question: Question, value: Any) -> Fault | None:
    if question.sort in ("text", "comment"):
        return None if isinstance(value, str) else Fault("answer_no_text", question.name)
    ticked = value if question.sort == "checkbox" else [value]
    if not isinstance(ticked, list):
        return Fault("answer_no_list", question.name)
    known = [choice.value for choice in question.choices]
    strange = [one for one in ticked if one not in known or isinstance(one, bool)]
    if strange:
        return Fault("choice_unknown", question.name, {"found": str(strange[0])[:80]})
    return Fault("choice_twice", question.name) if any(ticked.count(one) > 1 for one in ticked) else None
