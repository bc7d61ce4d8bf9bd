"""Sheets out: CSV and XLSX that no spreadsheet program can mistake for formulas, and the file of rows not taken."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

import xlsxwriter
from django.utils.translation import override

from aims.exchange.maps.rows import Rejected
from aims.exchange.reasons import Reason, Unwritable
from aims.lib.text import guarded, printable

Cell = str | int | float | bool | None

XLSX_ROWS = 1_048_576
XLSX_CELL = 32_767


def _written(cell: Cell) -> Cell:
    """As it is written: guarded if text, a truth as true or false, nothing as the empty text."""
    if isinstance(cell, str):
        return guarded(printable(cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else cell


def write_csv(out: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write UTF-8 with its mark (Excel needs it), commas and CRLF; returns how many rows."""
    text = io.TextIOWrapper(out, "utf-8-sig", errors="replace", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow([_written(column) for column in columns])
        count = 0
        for row in rows:
            writer.writerow([_written(cell) for cell in row])
            count += 1
        return count
    finally:
        text.flush()
        text.detach()


def write_xlsx(out: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]], sheet: str = "Sheet1") -> int:
    """Write a workbook of one sheet, its memory constant whatever the number of rows; returns how many rows.

    A text longer than a cell of Excel holds is cut and ends in "…"; CSV takes it whole.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        page = workbook.add_worksheet(sheet)
        page.freeze_panes(1, 0)
        heading = workbook.add_format({"bold": True})
        for position, column in enumerate(columns):
            page.write_string(0, position, _cut(str(_written(column))), heading)
        count = 0
        for count, row in enumerate(rows, 1):
            if count >= XLSX_ROWS:
                raise Unwritable("sheet_full", limit=XLSX_ROWS - 1)
            for position, cell in enumerate(row):
                _place(page, count, position, _written(cell))
        return count


def _place(page: xlsxwriter.worksheet.Worksheet, row: int, position: int, cell: Cell) -> None:
    if isinstance(cell, str):
        if cell:
            page.write_string(row, position, _cut(cell))
    else:
        page.write_number(row, position, cell)


def _cut(text: str) -> str:
    return text if len(text) <= XLSX_CELL else text[: XLSX_CELL - 1] + "…"


def write_rejects(out: IO[bytes], columns: Sequence[str], rejected: Iterable[Rejected], language: str) -> int:
    """Write the rows not taken as CSV: row number, the reasons in `language`, then the row as it came.

    Corrected there, the same file can be imported by the same map with `Row` and `Reason` under `ignore`.
    """
    with override(language):
        headings = [str(Reason("heading_row")), str(Reason("heading_reason")), *columns]
        return write_csv(out, headings, (_reject(outcome, columns) for outcome in rejected))


def _reject(outcome: Rejected, columns: Sequence[str]) -> list[Cell]:
    beyond: Mapping[str, str] = {name: cell for name, cell in outcome.raw.items() if name not in columns}
    reasons = " ".join(str(reason) for reason in outcome.reasons)
    return [outcome.number, reasons, *(outcome.raw.get(column, "") for column in columns), *beyond.values()]
