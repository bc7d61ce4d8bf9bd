"""The trees: each leaf is reached by its answers, and a file that leads nowhere is refused by name and line."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from aims.catalogue import FrameworkRefused
from aims.legal.trees import FOLDER, NO, UNSURE, YES, Tree, read_tree, trees
from aims.legal.walk import Path as Walked
from aims.legal.walk import walk

PROHIBITED = [f"Q4{letter}" for letter in "abcdefghij"]
INSIDE = {"Q1": YES, "Q2": YES, "Q3": NO} | dict.fromkeys(PROHIBITED, NO)
OURS = {"P1": YES, "P3": YES, "P5": NO, "P6": NO}
PLAIN = {"Q5": NO, "Q6": NO, "Q7": NO, "Q11": NO}
ANNEX_III = {"Q5": NO, "Q6": NO, "Q7": YES, "Q11": NO}
BOTH = {"PROVIDER", "DEPLOYER", "FULL_DUTIES"}


def walked(law: str, answers: dict[str, str]) -> Walked:
    return walk(trees()[law], [{"question": k, "answer": a, "reason": "Because."} for k, a in answers.items()])


def pointed(law: str, answers: dict[str, str]) -> set[str]:
    path = walked(law, answers)
    assert path.waits is None, f"{path.waits.id} waits"
    return {outcome.id for outcome in path.points_to}


def at(key: str, given: dict[str, str], answer: str = YES) -> dict[str, str]:
    """`given` up to `key`, which is answered otherwise."""
    before = list(given)[: list(given).index(key)]
    return {one: given[one] for one in before} | {key: answer}


AI_ACT: list[tuple[dict[str, str], set[str]]] = [
        ({"Q1": NO}, {"R_NOT_AI"}),
        ({"Q1": YES, "Q2": NO}, {"R_OUT_OF_TERRITORY"}),
        ({"Q1": YES, "Q2": YES, "Q3": YES}, {"R_EXCLUDED"}),
        *((at(key, INSIDE), {"R_PROHIBITED"}) for key in PROHIBITED if key not in ("Q4c", "Q4d")),
        (at("Q4c", INSIDE), {"R_PROHIBITED_2026"}),
        (at("Q4d", INSIDE), {"R_PROHIBITED_2026"}),
        (INSIDE | PLAIN | {"Q5": YES, "Q5a": NO} | OURS, {"R_GPAI", *BOTH}),
        (INSIDE | PLAIN | {"Q5": YES, "Q5a": YES} | OURS, {"R_GPAI_SYSTEMIC", *BOTH}),
        (INSIDE | PLAIN | {"Q6": YES, "Q6a": YES} | OURS, {"R_ANNEX_I_B", *BOTH}),
        (INSIDE | PLAIN | {"Q6": YES, "Q6a": NO, "Q6b": YES} | OURS, {"R_HIGH_ANNEX_I", *BOTH}),
        (INSIDE | PLAIN | {"Q6": YES, "Q6a": NO, "Q6b": NO} | OURS, {"R_MINIMAL", *BOTH}),
        (INSIDE | ANNEX_III | {"Q8": YES} | OURS, {"R_HIGH_ANNEX_III", *BOTH}),
        (INSIDE | ANNEX_III | {"Q8": NO, "Q9": NO} | OURS, {"R_HIGH_ANNEX_III", *BOTH}),
        (INSIDE | ANNEX_III | {"Q8": NO, "Q9": YES, "Q10": YES} | OURS, {"R_DEROGATED", *BOTH}),
        (INSIDE | ANNEX_III | {"Q8": NO, "Q9": YES, "Q10": NO} | OURS, {"R_FIX_DEROGATION", *BOTH}),
        (INSIDE | PLAIN | {"Q11": YES} | OURS, {"R_TRANSPARENCY", *BOTH}),
        (INSIDE | ANNEX_III | {"Q8": YES, "Q11": YES} | OURS, {"R_HIGH_ANNEX_III", "R_TRANSPARENCY", *BOTH}),
        (INSIDE | PLAIN | OURS, {"R_MINIMAL", *BOTH}),
        (INSIDE | PLAIN | OURS | {"P1": NO, "P2": YES}, {"R_MINIMAL", *BOTH}),
        (INSIDE | PLAIN | {"P1": NO, "P2": NO, "P3": YES, "P5": YES, "P6": NO},
         {"R_MINIMAL", "DEPLOYER", "FRIA_REQUIRED", "FULL_DUTIES"}),
        (INSIDE | PLAIN | {"P1": NO, "P2": NO, "P3": NO, "P4": NO, "P6": YES},
         {"R_MINIMAL", "NO_FURTHER_ROLE", "TRANSITIONAL"}),
        (INSIDE | PLAIN | {"P1": NO, "P2": NO, "P3": NO, "P4": YES, "P4a": YES, "P6": NO},
         {"R_MINIMAL", "IMPORTER", "FULL_DUTIES"}),
        (INSIDE | PLAIN | {"P1": NO, "P2": NO, "P3": NO, "P4": YES, "P4a": NO, "P6": NO},
         {"R_MINIMAL", "DISTRIBUTOR", "FULL_DUTIES"}),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "outcomes"), AI_ACT)
def test_each_leaf_of_the_ai_act(answers: dict[str, str], outcomes: set[str]) -> None:
    assert pointed("eu-ai-act", answers) == outcomes


def test_profiling_overrides_the_exceptions() -> None:
    path = walked("eu-ai-act", INSIDE | ANNEX_III | {"Q8": YES, "Q9": YES, "Q10": YES} | OURS)
    assert "Q9" not in [step.question.id for step in path.steps], "the exceptions are not even asked"
    assert "R_HIGH_ANNEX_III" in {outcome.id for outcome in path.points_to}


OTHERS: list[tuple[str, dict[str, str], set[str]]] = [
        ("gdpr", {"D1": NO}, {"NO_PERSONAL_DATA"}),
        ("gdpr", {"D1": YES, "D2": NO}, {"OUT_OF_TERRITORY"}),
        ("gdpr", {"D1": YES, "D2": YES, "D3": YES, "D4": YES, "D5": YES, "D6": YES},
         {"CONTROLLER", "AUTOMATED_DECISION", "IMPACT_ASSESSMENT", "SPECIAL_CATEGORIES", "PROCESSES"}),
        ("gdpr", {"D1": YES, "D2": YES, "D3": YES, "D4": NO, "D5": NO, "D6": NO}, {"CONTROLLER", "PROCESSES"}),
    ("gdpr", {"D1": YES, "D2": YES, "D3": YES, "D4": NO, "D5": NO, "D6": NO}, {"CONTROLLER", "PROCESSES"}),
    ("gdpr", {"D1": YES, "D2": YES, "D3": NO, "D7": YES}, {"PROCESSOR", "PROCESSES"}),
        ("gdpr", {"D1": YES, "D2": YES, "D3": NO, "D7": NO}, {"PROCESSOR", "UNCLEAR_ROLE"}),
        ("sg-pdpa", {"S1": NO}, {"NO_PERSONAL_DATA"}),
        ("sg-pdpa", {"S1": YES, "S2": NO}, {"OUT_OF_TERRITORY"}),
        ("sg-pdpa", {"S1": YES, "S2": YES, "S3": YES}, {"PROCESSOR", "INTERMEDIARY"}),
        ("sg-pdpa", {"S1": YES, "S2": YES, "S3": NO, "S4": YES, "S5": YES},
         {"CONTROLLER", "TELLS_ABOUT_PEOPLE", "ORGANISATION", "TRANSFER"}),
        ("sg-pdpa", {"S1": YES, "S2": YES, "S3": NO, "S4": NO, "S5": NO}, {"CONTROLLER", "ORGANISATION", "STAYS"}),
        ("sg-frameworks", {"F1": NO}, {"OUT_OF_TERRITORY"}),
        ("sg-frameworks", {"F1": YES, "F2": YES, "F3": YES, "F4": YES}, {"MODEL_FRAMEWORK", "GENERATIVE", "AGENTIC"}),
        ("sg-frameworks", {"F1": YES, "F2": NO, "F3": NO, "F4": NO}, {"NOT_AGENTIC"}),
        ("sg-frameworks", {"F1": YES, "F2": YES, "F3": NO, "F4": NO}, {"MODEL_FRAMEWORK"}),
]  # fmt: skip


@pytest.mark.parametrize(("law", "answers", "outcomes"), OTHERS)
def test_the_leaves_of_the_others(law: str, answers: dict[str, str], outcomes: set[str]) -> None:
    assert pointed(law, answers) == outcomes


@pytest.mark.parametrize("law", list(trees()))
def test_no_leaf_is_left_out_above(law: str) -> None:
    cases = [("eu-ai-act", *case) for case in AI_ACT] + OTHERS
    taken = {(step.question.id, step.taken) for name, answers, _o in cases if name == law
             for step in walked(law, answers).steps}  # fmt: skip
    assert taken == {(key, answer) for key in trees()[law].questions for answer in (YES, NO)}


@pytest.mark.parametrize("law", list(trees()))
def test_not_sure_goes_the_stricter_way_and_is_told_apart(law: str) -> None:
    tree = trees()[law]
    for question in tree.questions.values():
        said = {"question": question.id, "answer": UNSURE, "reason": ""}
        alone = walk(_from(law, question.id), [said])
        assert alone.steps[0].taken == question.stricter
        assert alone.unsure == (question,)
        assert alone.unreasoned == (question,)


def _from(law: str, start: str) -> Tree:
    return replace(trees()[law], start=start)


def test_all_unsure_about_the_ai_act_is_the_gravest() -> None:
    everything = dict.fromkeys(trees()["eu-ai-act"].questions, UNSURE)
    assert pointed("eu-ai-act", everything) == {"R_PROHIBITED"}


def test_an_amendment_moves_a_day_from_when_it_is_in_force() -> None:
    ask = next(ask for ask in trees()["eu-ai-act"].asks if ask.node.place == "art-26" and "R_HIGH_ANNEX_III" in ask.of)
    before, after = ask.as_of(dt.date(2026, 7, 26)), ask.as_of(dt.date(2026, 7, 27))
    assert before is not None
    assert after is not None
    assert (before.begins, after.begins) == (dt.date(2026, 8, 2), dt.date(2027, 12, 2))
    assert ask.as_of(dt.date(2024, 7, 31)) is None
    assert "2026/1744" in after.day.source


def test_what_is_voluntary_has_no_day_and_every_law_has_one() -> None:
    for tree in trees().values():
        for ask in tree.asks:
            assert ask.is_voluntary == (not ask.days)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("    'yes': [F2]", "    'yes': [F9]", 'F9'),
        ("    'yes': [F2]", "    'yes': []", "leads nowhere"),
        ("    'no': [F3]", "    'no': [F1]", 'lead back to "F1"'),
        ("    'no': [OUT_OF_TERRITORY]", "    'no': [F2]", 'no answer leads to "OUT_OF_TERRITORY"'),
        ("    unsure: 'yes'", "    unsure: 'maybe'", "write one of: yes, no"),
        ("sg-mgf-2020/sg20-1", "sg-mgf-2020/sg20-9", 'no "sg-mgf-2020/sg20-9"'),
        ("framework: sg-mgf-2020", "framework: sg-mgf-2031", 'no framework "sg-mgf-2031"'),
        ("    of: [AGENTIC]", "    of: [AGENTIC]\n    when: some_day", '"some_day" is not there'),
        ("  - id: F2", "  - id: F1", "twice"),
        ("      zh: 是否自行规划多个步骤，并调用工具或其他系统去执行？\n", "", '"zh" is missing'),
    ],
)  # fmt: skip
def test_a_bad_tree_is_refused_by_name_and_line(tmp_path: Path, before: str, after: str, fault: str) -> None:
    text = (FOLDER / "sg-frameworks.yaml").read_text("utf-8")
    assert before in text
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(FrameworkRefused) as refused:
        read_tree(file)
    assert fault in refused.value.sentence.en
    assert refused.value.sentence.en.startswith("mine.yaml, line "), refused.value.sentence.en


def test_a_day_without_source_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text((FOLDER / "gdpr.yaml").read_text("utf-8").replace("begins: 2018-05-25", "begins: 2019-01-01"))
    with pytest.raises(FrameworkRefused, match="2019-01-01"):
        read_tree(file)
