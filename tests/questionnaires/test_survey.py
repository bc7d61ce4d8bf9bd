"""Reading, branching and scoring, held against a second telling of the rules; what is not understood is refused."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from aims.questionnaires.engine import (
    Note,
    Survey,
    Unreadable,
    asked,
    faults,
    open_questions,
    progress,
    read,
    score,
    survey_from,
)
from aims.questionnaires.engine.answering import counted
from aims.questionnaires.engine.conditions import NotUnderstood, parse
from aims.questionnaires.engine.scoring import weight_of
from aims.questionnaires.refusals import SENTENCES, sentence
from tests.questionnaires import oracle
from tests.questionnaires.samples import CANADA, FILES, LENDING, random_answers

CONTENT = json.loads(LENDING.read_text("utf-8"))


@pytest.fixture
def survey() -> Survey:
    return survey_from(CONTENT)


def names(survey: Survey, page: int, answers: dict[str, Any]) -> list[str]:
    parts = asked(survey.pages[page - 1], counted(survey, answers))
    return ["note" if isinstance(part, Note) else part.name for part in parts]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_scores_are_those_of_the_second_telling(file: Path) -> None:
    survey = read(file.read_bytes(), file.name)
    levels = set()
    for seed in range(300):
        answers = random_answers(survey, seed)
        assert faults(survey, answers) == []
        found = score(survey, answers)
        assert found.said == oracle.score(file, answers), seed
        levels.add(found.level)
    assert len(levels) >= 3, "the answers must reach most levels, or they prove little"


@pytest.mark.skipif(not CANADA.exists(), reason="Canada's questionnaire is not on this machine")
def test_canadas_questionnaire_is_read_whole() -> None:
    content = json.loads(CANADA.read_text("utf-8"))
    survey = survey_from(content)
    order: list[str] = []

    def walk(element: dict[str, Any]) -> None:
        if element.get("type") not in (None, "panel", "html"):
            order.append(element["name"])
        for inner in element.get("elements", ()):
            walk(inner)

    for page in content["pages"]:
        walk(page)
    assert list(survey.questions) == order
    assert survey.languages == ("en", "fr")
    found = score(survey, {})
    assert (found.most_risk, found.most_mitigation) == (167, 77)


def test_the_level_follows_the_thresholds_and_the_deduction(survey: Survey) -> None:
    worst = {"who": "me", "phase": "item1", "refuses": "item1-4", "appeal": "item1-2", "groups": ["item1-1", "item2-1"]}
    assert score(survey, worst).said == {"raw_risk": 8, "mitigation": 0, "total": 8, "level": 4}
    tested = score(survey, worst | {"tested": "item1-5"})
    assert tested.said == {"raw_risk": 8, "mitigation": 5, "total": 7, "level": 4}
    assert tested.is_reduced
    assert score(survey, {"refuses": "item1-4"}).level == 2
    assert score(survey, {"groups": ["item1-1", "item2-1"]}).level == 1


def test_a_hidden_question_neither_counts_nor_opens_another(survey: Survey) -> None:
    """The page of the other phase, and a question whose condition no longer holds, keep their answers unheard."""
    answers = {"phase": "item2", "tested": "item1-5", "refuses": "item2-0", "appeal": "item1-2", "refuses_how": "x"}
    assert score(survey, answers).said == {"raw_risk": 0, "mitigation": 0, "total": 0, "level": 1}
    assert names(survey, 3, answers) == ["refuses", "groups"]
    assert names(survey, 4, answers) == []


def test_branching_opens_questions_in_the_order_of_the_file(survey: Survey) -> None:
    said = {"who": "me", "refuses": "item1-4", "groups": ["item3-0"]}
    assert names(survey, 3, said) == ["refuses", "refuses_how", "appeal", "groups", "others"]
    assert names(survey, 1, {}) == ["note"]


def test_progress_counts_what_is_asked_and_open_questions_what_must_be(survey: Survey) -> None:
    said = {"phase": "item1", "refuses": "item1-4", "tested": "item1-5", "watched": "item1-5"}
    assert progress(survey, said) == (3, 6)
    assert progress(survey, said, survey.pages[2]) == (1, 3)
    assert [(at, q.name) for at, q in open_questions(survey, {})] == [(2, "phase"), (3, "refuses")]
    assert list(open_questions(survey, said)) == []


@pytest.mark.parametrize(
    ("text", "answers", "holds"),
    [
        ('{a} = "x"', {"a": "X "}, True),
        ('{a} = "x"', {}, False),
        ('{a} != "x"', {}, True),
        ("{a} contains 'b'", {"a": "abc"}, True),
        ("{a} contains ['x', 'y']", {"a": ["y", "x", "z"]}, True),
        ("{a} contains ['x', 'y']", {"a": ["x"]}, False),
        ("{a} contains 'item1'", {"a": ["item10"]}, False),
        ("{a} notcontains 'x'", {"a": ["y"]}, True),
        ("{a} = 1 or {b} = 2 and {c} = 3", {"a": 1}, True),
        ("({a} = 1 or {b} = 2) and {c} = 3", {"a": 1}, False),
        ("{a} empty && {b} notempty", {"b": "x"}, True),
    ],
)
def test_a_condition_decides(text: str, answers: dict[str, Any], holds: bool) -> None:
    assert parse(text).holds(answers) is holds


@pytest.mark.parametrize(
    ("text", "found", "at"),
    [
        ("{a} > 3", "> 3", 5),
        ("{a} = 'x' xor {b} = 'y'", "xor {b} = 'y'", 11),
        ("{a} anyof ['x']", "anyof ['x']", 5),
        ("iif({a} = 1, 2, 3)", "iif({a} = 1, 2, 3)", 1),
        ("({a} = 'x'", "", 11),
        ("{a} = {b}", "{b}", 7),
        ("{a} = 'x", "'x", 7),
        ("", "", 1),
        ("{a} = [['x']]", "['x']]", 8),
        ("{a} contains ['x', ['y']]", "['y']]", 20),
    ],
)
def test_what_is_not_understood_in_a_condition_is_refused_with_its_place(text: str, found: str, at: int) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse(text)
    assert (refused.value.found, refused.value.at) == (found, at)


SPOILED: dict[str, tuple[int, dict[str, Any]]] = {
    "type_unknown": (0, {"type": "matrix"}),
    "key_unknown": (0, {"enableIf": "{who} notempty"}),
    "condition": (1, {"visibleIf": "{refuses} ~ 1"}),
    "condition_long": (1, {"visibleIf": "{refuses} = 1" + " or {refuses} = 1" * 70_000}),
    "too_deep": (1, {"visibleIf": "(" * 21 + "{refuses} = 1" + ")" * 21}),
    "condition_names": (1, {"visibleIf": "{nothing} = 1"}),
    "circle": (0, {"visibleIf": "{refuses_how} notempty"}),
    "name_twice": (3, {"name": "refuses"}),
    "value_twice": (0, {"choices": ["same", "same"]}),
    "no_choices": (0, {"choices": []}),
    "wrong_shape": (0, {"title": 5}),
}
"""By the code of the refusal: which question of the third page is changed, and how."""


def spoiled(code: str) -> Any:
    content = copy.deepcopy(CONTENT)
    if code == "no_questions":
        return content | {"pages": []}
    at, change = SPOILED[code]
    content["pages"][2]["elements"][0]["elements"][at] |= change
    return content


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("type_unknown", "pages[3] impact / impact-RS / refuses"),
        ("key_unknown", "pages[3] impact / impact-RS / refuses"),
        ("condition", "pages[3] impact / impact-RS / refuses_how"),
        ("condition_long", "pages[3] impact / impact-RS / refuses_how"),
        ("too_deep", "pages[3] impact / impact-RS / refuses_how"),
        ("condition_names", "pages[3] impact / impact-RS / refuses_how"),
        ("circle", "pages[3] impact / impact-RS / refuses"),
        ("name_twice", "pages[3] impact / impact-RS / refuses"),
        ("value_twice", "pages[3] impact / impact-RS / refuses / choices[2]"),
        ("no_choices", "pages[3] impact / impact-RS / refuses"),
        ("wrong_shape", "pages[3] impact / impact-RS / refuses"),
        ("no_questions", "pages"),
    ],
)
def test_a_bad_questionnaire_is_refused_by_name_and_place(change: str, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        survey_from(spoiled(change))
    assert refused.value.fault.code == change
    assert refused.value.fault.place.startswith(place)
    assert place in sentence(refused.value.fault)


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        (b"{", "not_json", "a.json:1:2"),
        (b"\xff\xfe", "not_utf8", "a.json"),
        (b"[]", "wrong_shape", "survey"),
        (b" " * (5 * 1024 * 1024 + 1), "too_large", "a.json"),
        (b"[" * 100_000, "too_deep", "a.json"),
    ],
)
def test_a_file_that_is_no_questionnaire_is_refused(raw: bytes, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw, "a.json")
    assert (refused.value.fault.code, refused.value.fault.place) == (code, place)
    assert sentence(refused.value.fault)


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ([], "answers_no_map"),
        ({"nobody": "x"}, "question_unknown"),
        ({"refuses": "item9-9"}, "choice_unknown"),
        ({"refuses": ["item1-4"]}, "choice_unknown"),
        ({"refuses": True}, "choice_unknown"),
        ({"groups": "item1-1"}, "answer_no_list"),
        ({"groups": [{}]}, "choice_unknown"),
        ({"groups": ["item1-1", "item1-1"]}, "choice_twice"),
        ({"who": 5}, "answer_no_text"),
    ],
)
def test_answers_that_do_not_fit_are_named(survey: Survey, answers: Any, code: str) -> None:
    (fault,) = faults(survey, answers)
    assert fault.code == code
    assert code in SENTENCES
    assert sentence(fault)


@pytest.mark.parametrize(
    ("value", "weight"), [("item3-2", 2), ("item3", 0), ("a-b-1.5", 1.5), ("item-x", 0), ("item-", 0), (7, 7)]
)
def test_a_choice_weighs_what_stands_behind_its_last_hyphen(value: Any, weight: float) -> None:
    assert weight_of(value) == weight


def test_a_text_is_given_in_the_language_asked_for_or_in_that_of_the_file(survey: Survey) -> None:
    title = survey.pages[1].title
    assert title.in_("fr") == ("Projet", "fr")
    assert title.in_("zh-hans") == ("Project", "en")
