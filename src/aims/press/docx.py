"""DOCX by python-docx: headings make the outline of Word, heads of tables repeat, every run has its language."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from aims.lib.text import printable

from .blocks import Block, Bullets, Facts, Heading, Matrix, Note, Paper, Paragraph, Said, Table, parts, plain
from .xlsx import TONES

_HAN_FONT = "Microsoft YaHei"
_SOFT = RGBColor(0x4B, 0x56, 0x66)
_LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW", "en": "en-GB"}
NOTHING: Mapping[str, str] = {}
LONGEST = 255
"""Characters that a property of a document holds."""
_TWIPS = 56.7
"""Twentieths of a point in a millimetre: the unit of the widths of columns."""


def to_docx(paper: Paper) -> bytes:
    """`paper` as a document of Word."""
    document = docx.Document()
    _set_up(document, paper)
    writing = _Writing(document, paper)
    writing.front()
    for block in paper.blocks:
        writing.block(block)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(297), Mm(210)) if paper.wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if paper.wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(16)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(9)
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.color.rgb = None if name == "Normal" else RGBColor(0x1C, 0x24, 0x30)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:ascii"), "Arial")
        fonts.set(qn("w:hAnsi"), "Arial")
        fonts.set(qn("w:eastAsia"), _HAN_FONT)
    about = document.core_properties
    about.title, about.author = (plain(said, " · ")[:LONGEST] for said in (paper.title, paper.organisation))
    about.language, about.comments = _LANGUAGES.get(paper.lang, paper.lang), ""
    about.created = about.modified = paper.at.replace(tzinfo=None)


class _Writing:
    def __init__(self, document: Any, paper: Paper) -> None:
        self.document, self.paper = document, paper
        self.width = (297 if paper.wide else 210) - 32
        """Of the text, in millimetres."""

    def front(self) -> None:
        paper = self.paper
        self.say(self.document.add_paragraph(), paper.organisation)
        self.say(self.document.add_paragraph(style="Title"), paper.title)
        self.facts(paper.facts)
        foot = self.document.sections[0].footer.paragraphs[0]
        self.say(foot, paper.foot)
        foot.add_run(" · ")
        _field(foot, "PAGE")
        foot.add_run(" / ")
        _field(foot, "NUMPAGES")

    def block(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                self.say(self.document.add_heading(level=level), text)
            case Paragraph(text):
                self.say(self.document.add_paragraph(), text)
            case Note(text):
                self.say(self.document.add_paragraph(style="Intense Quote"), text)
            case Bullets(texts):
                for text in texts:
                    self.say(self.document.add_paragraph(style="List Bullet"), text)
            case Facts(rows):
                self.facts(rows)
            case Table():
                self.table(block)
            case Matrix():
                self.matrix(block)

    def say(self, paragraph: Any, said: Said) -> None:
        for run in _runs(said, self.paper.lang):
            paragraph._p.append(run)

    def facts(self, rows: Iterable[tuple[Said, Said]]) -> None:
        self.rows([2, 6], [], [[(label, None), (value, None)] for label, value in rows])

    def table(self, table: Table) -> None:
        self.title(table.title)
        rows: list[list[tuple[Said, str | None]]] = []
        for group in table.groups:
            if group.title:
                rows.append([(group.title, "group")])
            rows += [[(cell, None) for cell in row] for row in group.rows]
        self.rows([c.width for c in table.columns], [c.label for c in table.columns], rows)

    def matrix(self, matrix: Matrix) -> None:
        self.title(matrix.title)
        scales = f"↓ {plain(matrix.down, ' / ')}  → {plain(matrix.across, ' / ')}"
        rows = [[(label, None), *((c.text, TONES[c.tone]) for c in cells)] for label, cells in matrix.rows]
        self.rows([2] * (len(matrix.columns) + 1), [scales, *matrix.columns], rows)

    def title(self, title: Said) -> None:
        if title:
            self.say(self.document.add_heading(level=2), title)

    def rows(self, shares: list[float], heads: list[Said], rows: Iterable[list[tuple[Said, str | None]]]) -> None:
        """A table written as its elements: python-docx looks every cell up again, which takes minutes for thousands."""
        table = self.document.add_table(rows=0, cols=len(shares), style="Table Grid")
        table.autofit = False
        widths = [round(self.width * _TWIPS * share / sum(shares)) for share in shares]
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
            column.set(qn("w:w"), str(width))
        if heads:
            table._tbl.append(self.row(widths, [(text, "head") for text in heads], repeats=True))
        for row in rows:
            table._tbl.append(self.row(widths, row))
        self.document.add_paragraph()

    def row(self, widths: list[int], cells: list[tuple[Said, str | None]], repeats: bool = False) -> Any:
        found = OxmlElement("w:tr")
        if repeats:
            _add(_add(found, "w:trPr"), "w:tblHeader")
        is_whole = len(cells) < len(widths)
        for (said, look), width in zip(cells, [sum(widths)] if is_whole else widths, strict=True):
            cell = _add(found, "w:tc")
            about = _add(cell, "w:tcPr")
            _add(about, "w:tcW", {"w": str(width), "type": "dxa"})
            if is_whole:
                _add(about, "w:gridSpan", {"val": str(len(widths))})
            if look:
                _add(about, "w:shd", {"val": "clear", "fill": look[1:] if look.startswith("#") else "F1F3F5"})
            paragraph = _add(cell, "w:p")
            for run in _runs(said, self.paper.lang, is_bold=look in ("head", "group")):
                paragraph.append(run)
        return found


def _runs(said: Said, lang: str, is_bold: bool = False) -> Iterable[Any]:
    """A run for each language, and for each line of it; the second language begins a line and is softer."""
    is_first = True
    for at, text in enumerate(parts(said, lang)):
        for line in printable(text.words).split("\n"):
            run = OxmlElement("w:r")
            about = _add(run, "w:rPr")
            if is_bold:
                _add(about, "w:b")
            if at:
                _add(about, "w:color", {"val": str(_SOFT)})
            tongue = _LANGUAGES.get(text.lang, text.lang)
            _add(about, "w:lang", {"eastAsia" if tongue.startswith("zh") else "val": tongue})
            if not is_first:
                _add(run, "w:br")
            words = _add(run, "w:t")
            words.text = line
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            is_first = False
            yield run


def _add(parent: Any, tag: str, attributes: Mapping[str, str] = NOTHING) -> Any:
    """A new last child of `parent`; names are of the main namespace of Word."""
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), value)
    parent.append(found)
    return found


def _field(paragraph: Any, name: str) -> None:
    """A number that Word counts."""
    _add(paragraph._p, "w:fldSimple", {"instr": name})
