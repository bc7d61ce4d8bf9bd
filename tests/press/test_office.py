"""DOCX and XLSX: read back by the libraries that others read them with; and the HTML page."""

import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import docx
import openpyxl
import pytest

from aims.kernel.denied import Denied
from aims.press import xlsx
from aims.press.blocks import Both, Text, in_both, plain
from aims.press.docx import to_docx
from aims.press.page import to_html
from aims.press.xlsx import to_xlsx
from tests.press.papers import CHINESE, ENGLISH, FORMULA, MARKUP, paper


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def document(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def test_word_finds_title_headings_and_tables() -> None:
    found = document(to_docx(paper()))
    assert found.core_properties.title == "Risk register"
    by_style = [(one.style.name, one.text) for one in found.paragraphs]
    assert ("Title", "Risk register") in by_style
    assert ("Heading 1", "Heat map") in by_style
    assert ("List Bullet", "second") in by_style
    table = found.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == ["Ref", "What is done", "=head"]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert table.rows[1].cells[0].text == table.rows[1].cells[2].text == "AI system 1"
    assert [cell.text for cell in table.rows[2].cells] == ["RSK-0000", MARKUP, FORMULA]
    assert found.sections[0].page_width > found.sections[0].page_height


def test_word_marks_each_text_with_its_language() -> None:
    found = document(to_docx(in_both(paper(), paper("zh-hans"))))
    heading = next(one for one in found.paragraphs if one.text.startswith("Heat map"))
    assert heading.text == "Heat map\n热图"
    assert 'w:eastAsia="zh-CN"' in heading._p.xml


def test_word_takes_control_characters_as_the_replacement_sign() -> None:
    assert "a\ufffdb" in "".join(cell.text for cell in document(to_docx(paper(title="a\x00b"))).tables[-1]._cells)


def test_the_properties_of_a_file_take_what_no_file_may_hold() -> None:
    odd = replace(paper(), organisation=f"Bank\x01{'k' * 300}", title="A\x9f")
    assert docx.Document(io.BytesIO(to_docx(odd))).core_properties.author.startswith("Bank\ufffdk")
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(odd))).properties.title == "A\ufffd"


def test_a_table_is_a_sheet_that_can_be_filtered_by_its_groups() -> None:
    sheets = book(to_xlsx(paper()))
    assert len(sheets.sheetnames) == 2
    rows = list(sheets[sheets.sheetnames[1]].iter_rows(values_only=True))
    assert rows[0] == ("AI system", "Ref", "What is done", "'=head")
    assert rows[1][:3] == ("AI system 1", "RSK-0000", MARKUP)
    assert len(rows) == 4
    assert sheets[sheets.sheetnames[1]].auto_filter.ref == "A1:D4"
    front = [row[0] for row in sheets.worksheets[0].iter_rows(values_only=True)]
    assert front[:2] == ["Bank", "Risk register"]
    assert "Some are hidden." in front


def test_nothing_on_a_sheet_is_a_formula() -> None:
    cells = [cell for sheet in book(to_xlsx(paper(title="+1"))) for row in sheet.iter_rows() for cell in row]
    said = [cell.value for cell in cells if cell.value]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert f"'{FORMULA}" in said
    assert "'+1" in said
    assert not [one for one in said if one.startswith(("=", "+", "-", "@"))]


def test_two_sheets_never_share_a_name_and_no_name_is_refused() -> None:
    one = paper()
    table = one.blocks[-1]
    names = book(to_xlsx(_with(one, table, table, title="A/very:long*[name]?" * 4))).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 4
    assert all(len(name) <= 31 for name in names)


def _with(one: Any, *blocks: Any, title: str) -> Any:
    from dataclasses import replace

    return replace(one, title=title, blocks=(*one.blocks, *blocks))


def test_the_name_of_a_sheet_ends_with_a_word() -> None:
    odd = replace(paper(), title="Risk register and treatment plans of the bank")
    assert openpyxl.load_workbook(io.BytesIO(to_xlsx(odd))).sheetnames[0] == "Risk register and treatment…"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 2)
    with pytest.raises(Denied) as refused:
        to_xlsx(paper(rows=3))
    assert refused.value.code == "paper_sheet_full"
    assert to_xlsx(paper(rows=2))


def test_the_page_says_what_the_paper_says_and_no_more() -> None:
    page = to_html(in_both(paper(), paper("zh-hans"))).decode()
    assert '<html lang="en">' in page
    assert '<span lang="zh-Hans">热图</span>' in page
    assert unescape(MARKUP) in unescape(re.sub(r"</?(?:td|span)[^>]*>", "", page))
    assert "<label>" not in page
    assert page.count('<th scope="col">') == 6
    assert all(text in page for text in (*ENGLISH, *CHINESE))


def test_papers_of_two_shapes_do_not_become_one() -> None:
    with pytest.raises(ValueError, match="zip"):
        in_both(paper(rows=1), paper("zh-hans", rows=2))


def test_a_text_of_a_record_keeps_its_own_language_beside_the_other() -> None:
    both = in_both(paper(title=Text("Drift", "en")), paper("zh-hans", title=Text("漂移", "zh-hans")))
    cell = both.blocks[-1].groups[0].rows[0][1]  # type: ignore[union-attr]
    assert cell == Both(Text("Drift", "en"), Text("漂移", "zh-hans"))
    assert plain(cell) == "Drift\n漂移"
