"""The pages on frameworks: what they tell people to write is taken as written, in both languages."""

import re
import textwrap
from pathlib import Path

import pytest

from aims.catalogue._catalogue import Catalogue
from aims.catalogue._refusal import refuse_repeats

from .sources import FILES, ROOT
from .test_texts import CLAIMS, WRONG_WORDS

PAGES = tuple(ROOT / "docs" / language / "frameworks.md" for language in ("en", "zh"))
BLOCK = re.compile(r"^ *```yaml\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> list[str]:
    return [textwrap.dedent(found) for found in BLOCK.findall(page.read_text("utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_example_works_as_printed(page: Path, tmp_path: Path) -> None:
    head, nodes, dates, upgrade = blocks(page)
    (tmp_path / "house-1.yaml").write_text(head + nodes + dates, "utf-8")
    newer = head.replace("id: house:1\n", upgrade)
    (tmp_path / "house-2.yaml").write_text(newer + nodes.replace('id: "3"', 'id: "4"\n    was: ["3"]'), "utf-8")
    opened = Catalogue(tmp_path)
    assert opened.refused == ()
    assert opened.current("house:1/3") == ("house:2/4",)
    assert "iso42001:2023" in opened.twins("house:1/3")
    assert opened.framework("house:1").effective[0].nodes == ("house:1/3",)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_refusal_shown_is_the_one_given(page: Path, tmp_path: Path) -> None:
    head = blocks(page)[0].replace("sort: voluntary ", "sort: nice ")
    compact = re.sub(r"^(\w+): *\n  en: (.*)\n  zh: (.*)$", r"\1: {en: '\2', zh: '\3'}", head, flags=re.MULTILINE)
    compact = re.sub(r"^short:.*\n  en: (.*)\n  zh: (.*)$", r"short: {en: '\1', zh: '\2'}", compact, flags=re.MULTILINE)
    (tmp_path / "house-1.yaml").write_text(compact + blocks(page)[1], "utf-8")
    [fault] = Catalogue(tmp_path).refused
    assert fault.sentence.in_(page.parent.name) in page.read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_pages_keep_to_the_words(page: Path) -> None:
    text = page.read_text("utf-8")
    assert not CLAIMS.search(text)
    assert not WRONG_WORDS.search(text)


def test_both_pages_have_the_same_parts() -> None:
    shapes = [
        [line.split()[0] for line in page.read_text("utf-8").splitlines() if line.startswith("#")] for page in PAGES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_file_of_ours_says_a_thing_twice(file: Path) -> None:
    refuse_repeats(file)
