"""The verifier says everything in English and in Simplified Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import aims_sdk.proof
import pytest
from aims_sdk.proof import Sentence, Unproven, parse_vkey
from aims_sdk.proof.archive import NAMES
from aims_sdk.proof.sentences import CHINESE

ROOM = Path(aims_sdk.proof.__file__).parent
SAYING = {"Unproven", "of", "_problem"}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def calls() -> Iterator[tuple[str, ast.Call, ast.AST]]:
    """Every place that says something, with the function it stands in."""
    for path in sorted(ROOM.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in SAYING:
                        yield f"{path.name}:{node.lineno}", node, function


def templates() -> Iterator[tuple[str, str, set[str]]]:
    """Every template that is said, where, and the parameters it is given."""
    for place, call, function in calls():
        given = call.args[0]
        if isinstance(given, ast.Name):  # a name for a template stands just above it
            assigned = {
                ast.unparse(node.targets[0]): node.value for node in ast.walk(function) if isinstance(node, ast.Assign)
            }
            given = assigned.get(given.id, given)
        if isinstance(given, ast.Constant):
            yield place, given.value, {keyword.arg or "" for keyword in call.keywords}


def test_every_sentence_that_is_said_has_its_chinese_and_no_chinese_is_left_over() -> None:
    said = {template: place for place, template, _given in templates()}
    assert len(said) > 60
    assert {place: template for template, place in said.items() if template not in CHINESE} == {}
    assert set(CHINESE) - set(said) == set()


def test_a_sentence_is_never_put_together_where_it_is_said() -> None:
    """What is no template is a sentence handed on; text with values already in it could not be looked up."""
    handed_on = {"error.sentence.about(name)", "template", "sentence"}
    known = {place for place, _template, _given in templates()}
    assert {ast.unparse(call.args[0]) for place, call, _function in calls() if place not in known} <= handed_on


def test_both_languages_are_given_the_same_values() -> None:
    for place, template, given in templates():
        assert placeholders(template) == placeholders(CHINESE[template]) == given, place


def test_chinese_is_written_in_chinese() -> None:
    for english, chinese in CHINESE.items():
        assert re.search("[\u4e00-\u9fff]", re.sub(r"\{\w+\}", "", chinese)) or english == "{name}: {why}", english
        assert english.endswith(".") == chinese.endswith("。"), english
        assert not re.search("[\u4e00-\u9fff}][,:;.?]", chinese), english


def test_the_name_of_a_member_is_the_same_in_both_languages() -> None:
    for english, chinese in CHINESE.items():
        name, colon, _rest = english.partition(": ")
        if colon and NAMES.fullmatch(name):
            assert chinese.startswith(f"{name}："), english


def test_a_refusal_is_english_as_text_and_both_as_a_sentence() -> None:
    with pytest.raises(Unproven) as refused:
        parse_vkey("nonsense")
    said = refused.value.sentence
    assert str(refused.value) == said.en == "A verifier key must have the form name+id+key."
    assert said.zh == "验证公钥的格式必须是 name+id+key。"
    about = said.about("vkey")
    assert about == Sentence(
        "vkey: a verifier key must have the form name+id+key.", "vkey：验证公钥的格式必须是 name+id+key。"
    )
    assert [about.told(language) for language in ("en", "zh", "zh-hans", "zh_CN.UTF-8", "")] == [
        *(about.en, about.zh, about.zh, about.zh, about.en)
    ]
