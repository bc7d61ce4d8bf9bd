"""The pages about importing say what is so, in both languages."""

from pathlib import Path

import pytest

from aims.exchange.maps import BadMap, check, parse_map
from aims.exchange.sheets import read_sheet

from .conftest import ROOT
from .fields import AI_SYSTEM

DUTCH = (Path(__file__).parent / "maps/dutch.yaml").read_text("utf-8")
PAGES = {language: ROOT / f"docs/{language}/import.md" for language in ("en", "zh")}
WORDS = [
    "source",
    "kind",
    "language",
    "key",
    "on_repeat",
    "table",
    "heading",
    "encoding",
    "empty",
    "fields",
    "constants",
    "ignore",
    "from",
    "join",
    "fold",
    "otherwise",
    "split",
    "dates",
    "default",
    "required",
    "truncate",
    "keep",
]


@pytest.mark.parametrize("language", PAGES)
def test_the_example_is_the_map_that_is_tested(language: str) -> None:
    page = PAGES[language].read_text("utf-8")
    assert f"```yaml\n{DUTCH}```" in page
    for word in WORDS:
        assert f"| `{word}` |" in page, word


@pytest.mark.parametrize(("language", "code"), [("en", "en"), ("zh", "zh-hans")])
def test_the_faults_shown_are_the_faults_said(language: str, code: str, both_languages: None) -> None:
    broken = DUTCH.replace("unit_name: organisatie", "unit_name: organisation").replace(": retirement", ": retired")
    heading = b"id,title,organisatie,doel,status\n1,a,b,c,in_gebruik\n"
    with pytest.raises(BadMap) as bad:
        check(parse_map(broken, "dutch.yaml"), read_sheet(heading), AI_SYSTEM)
    said = "\n".join(fault.said(code) for fault in bad.value.faults)
    assert said in PAGES[language].read_text("utf-8")


def test_every_word_of_a_map_is_on_the_page() -> None:
    with pytest.raises(BadMap) as bad:
        parse_map("source: s\nzzzzzz: 1\nfields:\n  title: {qqqqqq: 2}\n")
    known = " ".join(str(fault) for fault in bad.value.faults if fault.code == "map_word_unknown")
    assert all(word in known for word in WORDS)
