"""XLSX by xlsxwriter, its memory constant: the text on the first sheet, each table on one of its own."""

import io
import re
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import SENTENCES, Denied
from aims.lib.text import guarded

from .blocks import Block, Bullets, Cell, Facts, Heading, Matrix, Note, Paper, Paragraph, Said, Table, plain

SENTENCES["paper_sheet_full"] = _(
    "A table of the paper has more rows than a sheet of Excel holds (%(most)s): take the PDF, or export the records."
)
ROWS, LONGEST = 1_048_575, 32_767
"""Under the head of a sheet, and the characters of a cell."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_NAME, _LABEL, _WIDE = 31, 26, 60
TONES = ("#ffffff", "#eef1f4", "#d3dae1", "#aeb9c4")
"""As in the PDF: greys, as colours of status mean status and nothing else."""


def to_xlsx(paper: Paper) -> bytes:
    """`paper` as a workbook; raises `Denied` where a table has more rows than a sheet."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options | {"strings_to_numbers": False}) as book:
        created = paper.at.replace(tzinfo=None)
        book.set_properties(
            {"title": plain(paper.title, " · "), "author": plain(paper.organisation), "created": created}
        )
        _Sheets(book).write(paper)
    return out.getvalue()


class _Line(NamedTuple):
    """A row of the first sheet, and how it looks."""

    cells: tuple[Said | Cell, ...]
    look: Any = None


class _Sheets:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.large = book.add_format({"bold": True, "font_size": 16})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.toned = [book.add_format({"bg_color": tone, "text_wrap": True, "border": 1}) for tone in TONES]
        self.names = set[str]()

    def write(self, paper: Paper) -> None:
        self._front(paper)
        heading: Said = paper.title
        for block in paper.blocks:
            heading = block.text if isinstance(block, Heading) else heading
            if isinstance(block, Table):
                self._table(block, heading)

    def _front(self, paper: Paper) -> None:
        sheet = self.book.add_worksheet(self._name(paper.title))
        sheet.set_column(0, 0, _LABEL)
        sheet.set_column(1, 5, _LABEL)
        sheet.hide_gridlines(2)
        front = [_Line(pair) for pair in paper.facts]
        lines = [_Line((paper.organisation,)), _Line((paper.title,), self.large), *front]
        for block in paper.blocks:
            lines += self._lines(block)
        for at, line in enumerate([*lines, _Line((paper.foot,))]):
            for column, cell in enumerate(line.cells):
                look = self.toned[cell.tone] if isinstance(cell, Cell) else line.look
                sheet.write_string(at, column, _written(cell.text if isinstance(cell, Cell) else cell), look)

    def _lines(self, block: Block) -> list["_Line"]:
        """The rows of the first sheet that a block takes; a table has its own sheet."""
        match block:
            case Heading(text):
                return [_Line(()), _Line((text,), self.bold)]
            case Paragraph(text) | Note(text):
                return [_Line((text,))]
            case Bullets(texts):
                return [_Line((text,)) for text in texts]
            case Facts(facts):
                return [_Line(pair) for pair in facts]
            case Matrix():
                scales = f"↓ {plain(block.down, ' / ')}  → {plain(block.across, ' / ')}"
                head = [_Line((block.title,), self.bold), _Line((scales, *block.columns), self.text)]
                return head + [_Line((label, *cells), self.text) for label, cells in block.rows]
        return []

    def _table(self, table: Table, heading: Said) -> None:
        sheet = self.book.add_worksheet(self._name(table.title or heading))
        sheet.freeze_panes(1, 0)
        grouped = bool(table.grouped_by)
        labels = [*((table.grouped_by,) if grouped else ()), *(column.label for column in table.columns)]
        widths = [*((2.5,) if grouped else ()), *(column.width for column in table.columns)]
        for at, (label, width) in enumerate(zip(labels, widths, strict=True)):
            sheet.set_column(at, at, min(_WIDE, 12 * width))
            sheet.write_string(0, at, _written(label), self.bold)
        count = sum(len(group.rows) for group in table.groups)
        if count > ROWS:
            raise Denied("paper_sheet_full", most=ROWS)
        sheet.autofilter(0, 0, max(count, 1), len(labels) - 1)
        at = 0
        for group in table.groups:
            before = (_written(group.title),) if grouped else ()
            for row in group.rows:
                at += 1
                for column, words in enumerate((*before, *map(_written, row))):
                    sheet.write_string(at, column, words, self.text)

    def _name(self, said: Said) -> str:
        """A name that Excel takes and that no other sheet has, in any case of its letters."""
        name = _short(_NOT_IN_NAMES.sub(" ", plain(said, " ")).strip()) or "1"
        number = 1
        while name.casefold() in self.names:
            number += 1
            name = f"{name[: _NAME - 4].rstrip()} {number}"
        self.names.add(name.casefold())
        return name


def _short(name: str) -> str:
    """A long name ends with a word, not within one."""
    if len(name) <= _NAME:
        return name
    begun = name[: _NAME - 1]
    return f"{begun.rpartition(' ')[0].strip() or begun}…"


def _written(said: Said) -> str:
    """What stands in a cell: never longer than it holds, never the beginning of a formula."""
    words = guarded(plain(said))
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
