"""What goes out comes back, and nothing of it is a formula on the way."""

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aims.exchange.maps import Rejected, apply, parse_map
from aims.exchange.reasons import Unwritable
from aims.exchange.sheets import read_sheet
from aims.exchange.writing import XLSX_CELL, write_csv, write_rejects, write_xlsx
from aims.lib.text import guarded, unguarded

from .test_maps import FIELDS

FORMULAS = [
    '=HYPERLINK("http://x")',
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    " =1",
    "'=1",
    "''+1",
    "－1",
    "＠a",
    "﹢1",
    "\u200b=1",
    "\nabc",
]
# Cells are kept as written, save what no spreadsheet keeps: control characters, halves of characters, other line ends.
cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff") | st.just("\n"),
    max_size=30,
)
tables = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_leaves(text: str) -> None:
    rows = [["A", text]]
    plain, book = io.BytesIO(), io.BytesIO()
    write_csv(plain, ["Name", text], rows)
    write_xlsx(book, ["Name", text], rows)
    written = list(csv.reader(io.StringIO(plain.getvalue().decode("utf-8-sig"), newline="")))
    assert [line[1][0] for line in written] == ["'", "'"]
    sheet = openpyxl.load_workbook(io.BytesIO(book.getvalue())).worksheets[0]
    assert [sheet.cell(row, 2).data_type for row in (1, 2)] == ["s", "s"]
    assert str(sheet.cell(2, 2).value).startswith("'")
    assert b"<f>" not in zipfile.ZipFile(book).read("xl/worksheets/sheet1.xml")
    assert next(read_sheet(plain.getvalue()).rows)[1].popitem()[1] == text


@settings(deadline=None)
@given(st.text(st.sampled_from("'=+-@ \t\r\na＝"), max_size=6))
def test_the_guard_comes_off_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text


@settings(deadline=None)
@given(tables)
def test_csv_comes_back(rows: list[tuple[str, str, str]]) -> None:
    out = io.BytesIO()
    assert write_csv(out, ["Name", "Use", "Id"], [(*row[:2], "id" + row[2]) for row in rows]) == len(rows)
    sheet = read_sheet(out.getvalue())
    assert (sheet.columns, sheet.encoding) == (("Name", "Use", "Id"), "utf-8-sig")
    assert [tuple(row.values()) for _, row in sheet.rows] == [(*row[:2], "id" + row[2]) for row in rows]


@settings(deadline=None)
@given(tables)
def test_xlsx_comes_back(rows: list[tuple[str, str, str]]) -> None:
    out = io.BytesIO()
    assert write_xlsx(out, ["Name", "Use", "Id"], [(*row[:2], "id" + row[2]) for row in rows]) == len(rows)
    sheet = read_sheet(out.getvalue(), "r.xlsx")
    assert sheet.columns == ("Name", "Use", "Id")
    assert [tuple(row.values()) for _, row in sheet.rows] == [(*row[:2], "id" + row[2]) for row in rows]


def test_numbers_truths_and_nothing() -> None:
    for write, name in ((write_csv, "r.csv"), (write_xlsx, "r.xlsx")):
        out = io.BytesIO()
        write(out, ["Name", "N", "Truth", "Nothing", "Last"], [["A", -5, True, None, 2.5]])
        assert next(read_sheet(out.getvalue(), name).rows)[1] == {
            "Name": "A",
            "N": "-5",
            "Truth": "true",
            "Nothing": "",
            "Last": "2.5",
        }


def test_what_a_cell_of_excel_cannot_hold_is_cut() -> None:
    out = io.BytesIO()
    write_xlsx(out, ["Name"], [["x" * 40_000]])
    assert next(read_sheet(out.getvalue(), "r.xlsx").rows)[1]["Name"] == "x" * (XLSX_CELL - 1) + "…"


@pytest.mark.parametrize("text", ["_x0041_", "a_x005F_b", "_x000D_", "  lead and trail  ", "\U0001f600"])
def test_odd_but_honest_text_comes_back(text: str) -> None:
    for write, name in ((write_csv, "r.csv"), (write_xlsx, "r.xlsx")):
        out = io.BytesIO()
        write(out, ["Name"], [[text]])
        assert next(read_sheet(out.getvalue(), name).rows)[1]["Name"] == text


def test_what_cannot_be_written_is_marked() -> None:
    for write, name in ((write_csv, "r.csv"), (write_xlsx, "r.xlsx")):
        out = io.BytesIO()
        write(out, ["Name"], [["a\ud800b\x01c\0"]])
        assert next(read_sheet(out.getvalue(), name).rows)[1]["Name"] == "a\ufffdb\ufffdc\ufffd"


def test_more_rows_than_excel_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aims.exchange.writing.XLSX_ROWS", 3)
    with pytest.raises(Unwritable, match="holds 2 rows"):
        write_xlsx(io.BytesIO(), ["Name"], [["a"], ["b"], ["c"]])


def test_the_reject_file_says_why_in_both_languages_and_can_come_back(both_languages: None) -> None:
    head = "source: s\nkind: ai_system\nlanguage: en\nkey: Name\nignore: [Row, Reason]\n"
    map_ = parse_map(head + "fields:\n  title: Name\n  live: L\n")
    sheet = read_sheet(b"Name,L,X\nA,maybe,=1+1\nB,yes,ok\nC,no,1,2\n")
    rejected = [outcome for outcome in apply(map_, sheet, FIELDS) if isinstance(outcome, Rejected)]
    english, chinese = io.BytesIO(), io.BytesIO()
    assert write_rejects(english, sheet.columns, rejected, "en") == 2
    write_rejects(chinese, sheet.columns, rejected, "zh-hans")
    assert chinese.getvalue().decode("utf-8-sig").splitlines() == [
        "行,理由,Name,L,X",
        "2,live不能是“maybe”：需要是或否。,A,maybe,'=1+1",
        "4,标题有3个，此行却有4个单元格；可能有单元格缺少引号。,C,no,1,2",
    ]
    mended = english.getvalue().replace(b"A,maybe", b"A,yes").replace(b"C,no,1,2", b"C,no,1")
    again = list(apply(map_, read_sheet(mended), FIELDS))
    assert [(row.key, getattr(row, "attributes", None)) for row in again] == [("a", {"X": "=1+1"}), ("c", {"X": "1"})]
