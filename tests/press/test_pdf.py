"""PDF: read back as another program reads it."""

import io
from typing import Any

import pdfplumber
import pytest
import typst

from aims.kernel.denied import Denied
from aims.press import pdf
from aims.press.blocks import Text, in_both
from aims.press.pdf import to_pdf, typefaces
from tests.press.papers import CHINESE, ENGLISH, FORMULA, MARKUP, paper

needs_han = pytest.mark.skipif(typefaces().han is None, reason="no Chinese font on this machine: fonts-noto-cjk")


def read(content: bytes) -> Any:
    return pdfplumber.open(io.BytesIO(content))


def words(content: bytes) -> str:
    """All text without white space: lines break where the page ends."""
    with read(content) as opened:
        return "".join("".join((page.extract_text() or "").split()) for page in opened.pages)


def without_latin_only_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer as one that has only the fonts that come with Typst."""
    fonts = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(pdf, "typefaces", lambda: pdf.Typefaces(fonts, "Libertinus Serif", None))


def test_it_is_tagged_named_and_in_its_language() -> None:
    with read(to_pdf(paper())) as opened:
        assert opened.metadata["Title"] == "Risk register"
        assert opened.metadata["Author"] == "Bank"
        catalogue = opened.doc.catalog
        about = catalogue["Metadata"].resolve().get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in about
        assert "<pdfaid:part>2</pdfaid:part>" in about
        assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
        assert catalogue["Lang"].decode() == "en"
        assert catalogue["MarkInfo"]["Marked"]


@needs_han
def test_a_chinese_paper_is_in_chinese() -> None:
    made = to_pdf(paper("zh-hans", title="信用记录少的申请人更易被拒"))
    with read(made) as opened:
        assert opened.doc.catalog["Lang"].decode().lower().startswith("zh")
        fonts = {
            char["fontname"] for page in opened.pages for char in page.chars if "\u4e00" <= char["text"] <= "\u9fff"
        }
        assert fonts
        assert all("CJK" in font or "Han" in font or "SC" in font for font in fonts), fonts
    found = words(made)
    assert all("".join(text.split()) in found for text in CHINESE)
    assert "信用记录少的申请人更易被拒" in found
    assert "\ufffd" not in found
    assert "(cid:0)" not in found


@needs_han
def test_in_both_languages_everything_stands_in_both_and_what_is_alike_once() -> None:
    found = words(to_pdf(in_both(paper(rows=1), paper("zh-hans", rows=1))))
    assert all("".join(text.split()) in found for text in (*ENGLISH, *CHINESE))
    assert found.count("RSK-0000") == 1
    assert found.count("Saidonce.") == 1


def test_what_a_person_wrote_is_never_markup() -> None:
    found = words(to_pdf(paper(rows=1)))
    assert "".join(MARKUP.split()) in found
    assert FORMULA.replace(" ", "") in found


def test_the_head_of_a_table_stands_on_each_page_and_pages_are_numbered() -> None:
    with read(to_pdf(paper(rows=120))) as opened:
        pages = [page.extract_text() for page in opened.pages]
    assert len(pages) > 3
    assert all("What is done" in page for page in pages[1:])
    assert all("AI system 1" in page for page in pages[1:])
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, 1))
    assert all("foot of every page" in page for page in pages)


def test_the_same_paper_is_the_same_file() -> None:
    assert to_pdf(paper()) == to_pdf(paper())


def test_chinese_without_a_chinese_font_is_refused_and_the_package_named(monkeypatch: pytest.MonkeyPatch) -> None:
    without_latin_only_fonts(monkeypatch)
    assert to_pdf(paper())
    with pytest.raises(Denied) as refused:
        to_pdf(paper(title=Text("信用", "zh-hans")))
    assert refused.value.code == "font_han_missing"
    assert "fonts-noto-cjk" in refused.value.sentence


def test_a_letter_that_no_font_has_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    without_latin_only_fonts(monkeypatch)
    with pytest.raises(Denied) as refused:
        to_pdf(paper(title=Text("ዓለም", "en")))
    assert refused.value.code == "font_missing"
    assert "ዓ" in refused.value.sentence


def test_a_sign_that_no_font_has_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    without_latin_only_fonts(monkeypatch)
    found = words(to_pdf(paper(rows=1, title=Text("Done \U0001f389 \ue123\x0b", "en"))))
    assert "Done[partypopper][U+E123]" in found


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("one \U0001f468\u200d\U0001f467", "one[man][girl]"),
        ("flag \U0001f1e9", "flag[regionalindicatorsymbolletterd]"),
        ("key 1\ufe0f\u20e3", "key1[combiningenclosingkeycap]"),
        ("no \u0378 sign", "no[U+0378]sign"),
        ("a \ua7b6 letter", "a[latincapitalletteromega]letter"),
    ],
)
def test_a_sign_without_a_font_blocks_no_paper(monkeypatch: pytest.MonkeyPatch, said: str, shown: str) -> None:
    without_latin_only_fonts(monkeypatch)
    found = words(to_pdf(paper(rows=1, title=Text(said, "en"))))
    assert shown in found
    assert "couldnotbeprinted" in found


def test_a_control_character_is_no_reason_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    without_latin_only_fonts(monkeypatch)
    assert "x\ufffdy" in words(to_pdf(paper(rows=1, title="x\x9fy")))


def test_a_paper_whose_signs_are_all_printed_says_nothing_of_them() -> None:
    assert "couldnotbeprinted" not in words(to_pdf(paper(rows=1)))


def test_a_word_too_long_for_its_column_breaks_within_it() -> None:
    with read(to_pdf(paper(rows=1, title="x" * 600))) as opened:
        for page in opened.pages:
            assert all(char["x1"] <= page.width for char in page.chars)
