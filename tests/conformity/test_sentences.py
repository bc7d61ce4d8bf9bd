"""Every sentence and every button in both languages, whole and without what the tone forbids."""

import datetime as dt
import re

import pytest
from django.utils.translation import override

from aims.conformity.sentences import GAPS, NOTES, both, button
from aims.kernel.checks import CHECKS, Do, Gap
from tools import checks_table

LANGUAGES = ("en", "zh-hans")
FIGURES = {
    **dict.fromkeys(("ref", "other", "criterion"), "AIS-0001"),
    **dict.fromkeys(("person", "unit", "role", "kind", "section", "part", "what", "why"), "名称"),
    **dict.fromkeys(("side", "sort", "relation", "clause", "subject", "business", "domain"), "名称"),
    **dict.fromkeys(("step", "duty", "dimension"), "名称"),
    **dict.fromkeys(("date", "due", "recorded"), dt.date(2026, 11, 10)),
    **dict.fromkeys(("aspect", "system", "release"), "3.3.0"),
    "n": 2,
    "asked": 3,
    "m": 1,
    "value": 12,
    "limit": 10,
    "version": 3,
    "requirement": "4.3-d",
    **dict.fromkeys(("control", "driver", "plan", "assessment", "change"), "CTL-0001"),
    "level": "名称",
    "v": 2,
    "grade": "轻微",
}
FORBIDDEN = re.compile(
    r"certified|compliant|conforms|lawful|please|oops|!|合规|认证|合法|您|请(?!他人)|！|符合要求", re.IGNORECASE
)
CODES = [*GAPS, *NOTES]


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_whole_in_both_languages(code: str) -> None:
    said = both(Gap(code, None, FIGURES))
    for text in said.values():
        assert "%(" not in text
        assert not FORBIDDEN.search(text), text
    assert said["en"].endswith((".", "名称"))
    assert said["zh"].endswith(("。", "名称"))
    assert not re.search(r"[a-z]{3}", said["zh"]), said["zh"]


@pytest.mark.parametrize("code", GAPS)
@pytest.mark.parametrize("action", ["create", "submit", "approve"])
def test_a_button_is_whole_in_both_languages(code: str, action: str) -> None:
    gap = Gap(code, Do("policy", action), FIGURES)
    for language in LANGUAGES:
        with override(language):
            text = button(gap)
        assert text
        assert "%(" not in text
        assert not FORBIDDEN.search(text)
    assert not re.search(r"[a-z]{3}", text), text


def test_dates_are_long_in_both_languages() -> None:
    said = both(Gap("review_overdue", None, FIGURES))
    assert "10 Nov 2026" in said["en"]
    assert "2026年11月10日" in said["zh"]


def test_one_is_not_many() -> None:
    assert both(Gap("completeness_never", None, {"n": 1}))["en"].startswith("1 system,")
    assert both(Gap("completeness_never", None, {"n": 2}))["en"].startswith("2 systems,")


@pytest.mark.parametrize("requirement", CHECKS)
def test_what_a_check_holds_is_said_in_both_languages(requirement: str) -> None:
    states = CHECKS[requirement].states
    with override("en"):
        english = str(states)
    with override("zh-hans"):
        chinese = str(states)
    assert english.endswith(".")
    assert chinese.endswith("。")
    assert not re.search(r"[a-z]{3}", chinese), chinese
    assert not FORBIDDEN.search(english + chinese)


@pytest.mark.parametrize("language", checks_table.HEADS)
def test_the_documentation_says_what_each_check_holds(language: str) -> None:
    page = checks_table.page(language).read_text("utf-8")
    assert checks_table.rewritten(language) == page, "run python tools/checks_table.py"
