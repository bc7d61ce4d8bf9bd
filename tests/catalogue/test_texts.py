"""Every text is there in both languages, in the words agreed, and claims nothing we may not claim."""

import re
from pathlib import Path

import pytest

from .sources import CATALOGUE, FILES, HAN, POLICY_FILES, content, texts

NAMES_ONLY = re.compile(r"/(cite|short|publisher)$")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()\"]|[,;:?!()\"][\u4e00-\u9fff]|[\u4e00-\u9fff]\.|\.\.\.")
WRONG_WORDS = re.compile("管理系统|利益相关者|人为监督")
CLAIMS = re.compile(r"\b(certified|compliant|conforms|lawful)\b|合规|已认证|认证通过", re.IGNORECASE)
# Other people's titles, which speak of a duty or of a body's client, not of the organisation's state.
QUOTED = {
    "cn-genai-2023/cn-7",
    "gdpr/gdpr-6",
    "iso14001-2015/14001:6.1.3",
    "iso14001-2015/14001:9.1",
    "iso38507-2022/38507:policy",
    "iso42006-2025/42006:impartiality",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_has_both_languages(file: Path) -> None:
    found = list(texts(content(file)))
    assert found
    for place, text in found:
        assert set(text) == {"en", "zh"}, place
        assert all(isinstance(words, str) and words.strip() == words and words for words in text.values()), place
        assert not HAN.search(text["en"]), place
        assert HAN.search(text["zh"]) or (NAMES_ONLY.search(place) and text["zh"] == text["en"]), place


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_chinese_is_punctuated_as_chinese_and_keeps_to_the_agreed_words(file: Path) -> None:
    for place, text in texts(content(file)):
        assert not HALF_WIDTH.search(text["zh"]), f"{place}: {text['zh']}"
        assert not WRONG_WORDS.search(text["zh"]), f"{place}: {text['zh']}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_claims_that_the_organisation_is_in_order(file: Path) -> None:
    for place, text in texts(content(file)):
        node = f"{file.stem}/{place.removeprefix('/nodes/').removesuffix('/title')}"
        if node not in QUOTED:
            assert not CLAIMS.search(f"{text['en']} {text['zh']}"), f"{node}: {text}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_have_no_anchors_and_no_long_lines(file: Path) -> None:
    for line in file.read_text("utf-8").splitlines():
        assert not re.match(r"[^#'\"]*: [&*]\w", line), line
        assert len(line) <= 130 or HAN.search(line), line


def test_the_files_are_all_looked_at() -> None:
    assert {CATALOGUE / "reach.yaml", CATALOGUE / "reference.yaml", *POLICY_FILES} <= set(FILES)
    assert len(FILES) == 28 + 2 + 3
