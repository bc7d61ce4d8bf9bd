"""Files that are what they should be, however untidy."""

import datetime
import io
import json
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from aims.exchange.sheets import Limits, Unreadable, read_sheet

MORNING = datetime.datetime(2024, 1, 31, 9, 30)  # noqa: DTZ001 - a workbook knows no time zone


def rows(source: bytes, name: str = "register.csv", **options: Any) -> list[tuple[int, dict[str, str]]]:
    return list(read_sheet(source, name, **options).rows)


def workbook(*lines: tuple[object, ...], title: str = "Systems") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    text = f'Name{delimiter}"Use"{delimiter}Stage\nA, B; C{delimiter}x{delimiter}y\n' if delimiter == "\t" else ""
    text = text or delimiter.join(("Name", "Use", "Stage")) + "\n" + delimiter.join(("A", "x", "y")) + "\n"
    sheet = read_sheet(text.encode(), "register.csv")
    assert (sheet.delimiter, sheet.columns) == (delimiter, ("Name", "Use", "Stage"))
    assert next(sheet.rows)[1]["Stage"] == "y"


def test_a_delimiter_is_no_more_than_it_cuts() -> None:
    sheet = read_sheet(b"Name;Use\nA;one, two, three\nB;four, five, six\n")
    assert (sheet.delimiter, sheet.columns) == (";", ("Name", "Use"))


def test_excel_declares_its_delimiter() -> None:
    assert rows(b"sep=|\r\nName|Use\r\nA,B|x\r\n") == [(2, {"Name": "A,B", "Use": "x"})]


def test_quoted_line_breaks_and_blank_lines_keep_row_numbers() -> None:
    text = b'Name,Use\r\nA,"one\r\ntwo"\r\n\r\n,,\r\nB,"say ""yes"""\r\n'
    assert rows(text) == [(2, {"Name": "A", "Use": "one\r\ntwo"}), (5, {"Name": "B", "Use": 'say "yes"'})]


def test_old_line_ends_and_zeros() -> None:
    assert rows(b"Name,Use\rA\0,x\r") == [(2, {"Name": "A", "Use": "x"})]


def test_repeated_and_missing_headings() -> None:
    sheet = read_sheet(b"Name, Name ,Name (2),,Use\n1,2,3,4,5\n")
    assert sheet.columns == ("Name", "Name (3)", "Name (2)", "Column 4", "Use")


def test_short_rows_are_filled_and_long_ones_named() -> None:
    sheet = read_sheet(b"Name,Use\nA\nB,x,,\nC,x,y\n")
    assert [row for _, row in sheet.rows][:2] == [{"Name": "A", "Use": ""}, {"Name": "B", "Use": "x"}]
    assert list(sheet.faults) == [4]
    assert dict(list(sheet.rows)[2][1]) == {"Name": "C", "Use": "x", "Column 3": "y"}


def test_headings_further_down() -> None:
    text = b"The register of 2024,\n,\nName,Use\nA,x\n"
    assert rows(text, heading=3) == [(4, {"Name": "A", "Use": "x"})]


def test_a_workbook_holds_values_only() -> None:
    raw = workbook(
        ("Name", "Since", "At", "Number", "Truth", "Sum"),
        ("A", datetime.date(2024, 1, 31), MORNING, 3.0, True, "=1+1"),
        ("B", None, None, 2.5, False, None, "beyond"),
    )
    sheet = read_sheet(raw, "register.xlsx")
    assert sheet.sort == "xlsx"
    assert [row for _, row in sheet.rows] == [
        {
            "Name": "A",
            "Since": "2024-01-31",
            "At": "2024-01-31T09:30:00",
            "Number": "3",
            "Truth": "true",
            "Sum": "",
            "Column 7": "",
        },
        {"Name": "B", "Since": "", "At": "", "Number": "2.5", "Truth": "false", "Sum": "", "Column 7": "beyond"},
    ]
    assert not sheet.faults


@pytest.mark.parametrize("place", ['r="2000000000"', 'r="2"'])
def test_a_cell_far_beyond_the_sheet_costs_no_time(place: str) -> None:
    """A row or a column that the format does not have would be filled up by the reader."""
    cell = '<c r="A2000000000" t="str"><v>x</v></c>' if "2000" in place else '<c r="ZZZ2" t="str"><v>x</v></c>'
    raw = workbook_with(f'<row r="1"><c r="A1" t="str"><v>title</v></c></row><row {place}>{cell}</row>')
    with pytest.raises(Unreadable) as refused:
        read_sheet(raw, "x.xlsx")
    assert refused.value.reason.code == "file_damaged"


def workbook_with(rows: str) -> bytes:
    """A workbook whose sheet holds `rows` as they are written in the file."""
    made, out = io.BytesIO(), io.BytesIO()
    book = openpyxl.Workbook()
    book.save(made)
    with zipfile.ZipFile(made) as was, zipfile.ZipFile(out, "w") as archive:
        for part in was.infolist():
            content = was.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = re.sub(rb"<sheetData></sheetData>", f"<sheetData>{rows}</sheetData>".encode(), content)
            archive.writestr(part, content)
    return out.getvalue()


def test_a_worksheet_by_its_name() -> None:
    raw = workbook(("Name",), ("A",), title="2024")
    assert rows(raw, "r.xlsx", table="2024") == [(2, {"Name": "A"})]
    with pytest.raises(Unreadable) as refused:
        read_sheet(raw, "r.xlsx", table="2023")
    assert str(refused.value) == "r.xlsx has no table named 2023; it has 2024."


@pytest.mark.parametrize("wrap", [lambda found: found, lambda found: {"count": 2, "systems": found}])
def test_json_lists(wrap: Any) -> None:
    found = [{"name": "A", "tags": ["x", "é"], "live": True, "n": 1.5}, {"name": None, "more": {"k": 1}}]
    assert rows(json.dumps(wrap(found)).encode(), "r.json") == [
        (1, {"name": "A", "tags": '["x", "é"]', "live": "true", "n": "1.5", "more": ""}),
        (2, {"name": "", "tags": "", "live": "", "n": "", "more": '{"k": 1}'}),
    ]


def test_one_of_several_lists() -> None:
    raw = b'{"a": [{"x": 1}], "b": [{"x": 2}]}'
    with pytest.raises(Unreadable) as refused:
        read_sheet(raw, "r.json")
    assert refused.value.code == "tables_many"
    assert rows(raw, "r.json", table="b") == [(1, {"x": "2"})]


def test_content_decides_and_the_name_is_told() -> None:
    sheet = read_sheet(workbook(("Name",), ("A",)), "register.csv")
    assert sheet.sort == "xlsx"
    assert [str(notice) for notice in sheet.notices] == [
        "register.csv is really a workbook of Excel (XLSX), whatever its name says; it was read as one."
    ]
    assert not read_sheet(b"Name\nA\n", "register.csv").notices


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(bytes=10), "too_large"),
        (Limits(rows=1), "too_many_rows"),
        (Limits(columns=1), "too_many_columns"),
        (Limits(cell=4), "cell_too_long"),
        (Limits(cells=3), "too_many_cells"),
    ],
)
def test_limits(limits: Limits, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"Name,Use\nA,first\nB,second\n", "r.csv", limits=limits)
    assert refused.value.code == code
    assert "r.csv" in str(refused.value)
