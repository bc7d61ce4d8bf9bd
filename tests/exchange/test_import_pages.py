"""The pages about importing say what is so, in both languages."""

from pathlib import Path

import pytest

from aims.exchange.maps import BadMap, Map, check, parse_map
from aims.exchange.maps.reading import FieldMap
from aims.exchange.sheets import read_sheet

from .conftest import ROOT
from .fields import AI_SYSTEM

DUTCH = (Path(__file__).parent / "maps/dutch.yaml").read_text("utf-8")
PAGES = {language: ROOT / f"docs/{language}/import.md" for language in ("en", "zh")}
WORDS = set(Map.__dataclass_fields__) - {"file"}
WORDS |= {"from"} | set(FieldMap.__dataclass_fields__) - {"name", "columns", "lines"}


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
