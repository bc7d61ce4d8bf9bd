"""Every sentence exists in both languages with the same parameters, and every code that is used has one."""

import ast
import re
from pathlib import Path

from babel.messages.pofile import read_po

import aims.exchange
from aims.exchange.reasons import MESSAGES, Reason

from .conftest import PO

ROOM = Path(aims.exchange.__file__).parent


def parameters(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_both_languages_say_everything() -> None:
    with PO.open("rb") as source:
        catalogue = read_po(source)
    for code, english in MESSAGES.items():
        message = catalogue.get(english)
        assert message is not None, code
        chinese = str(message.string)
        assert parameters(chinese) == parameters(english), code
        assert re.search("[一-鿿]", chinese), code
        assert not re.search("[请您！]|失败", chinese), code
    assert {message.id for message in catalogue if message.id} >= set(MESSAGES.values())


def test_every_code_in_use_has_its_sentence_and_its_parameters() -> None:
    used = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in MESSAGES:
                used.add(node.value)
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Unreadable", "Unwritable")
            ):
                code = node.args[0]
                assert isinstance(code, ast.Constant)
                assert parameters(MESSAGES[str(code.value)]) == {word.arg for word in node.keywords}, code.value
    built = {code for code in MESSAGES if code.startswith("type_")}
    assert set(MESSAGES) - used <= built


def test_braces_in_parameters_stay(both_languages: None) -> None:
    reason = Reason("type_refused", {"file": "{0}{x}.csv", "type": Reason("type_pdf"), "types": "CSV"})
    assert reason.said("zh-hans") == "{0}{x}.csv实为PDF文档；允许CSV。"
    assert reason.said("en") == "{0}{x}.csv is really a PDF document; allowed are CSV."
