"""PDF by Typst: tagged and accessible (PDF/UA-1), kept for decades (PDF/A-2a), the same bytes for the same paper.

The content is handed over as data, so that nothing a person wrote is read as markup. Typst refuses to write a sign that
no font has: it is called by its name and the foot of the paper says so; where a whole script has no font, what comes
out is a sentence that says what to install.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import typst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from aims.kernel.denied import SENTENCES, Denied
from aims.lib.text import is_han, printable

from .blocks import Bullets, Facts, Heading, Matrix, Note, Paper, Paragraph, Said, Table, parts, plain, texts

SENTENCES["font_han_missing"] = _(
    "The paper holds Chinese text and this computer has no Chinese font: install the package fonts-noto-cjk "
    "(Noto Sans CJK SC), then take the PDF again. DOCX, XLSX and HTML need none."
)
SENTENCES["font_missing"] = _(
    "The paper holds “%(signs)s” and this computer has no font for it: install one, such as those of the package "
    "fonts-noto-core, then take the PDF again. DOCX, XLSX and HTML need none."
)
STANDARDS: "list[typst.PDFStandard]" = ["ua-1", "a-2a"]
LATIN = ("Inter", "Noto Sans", "Source Sans 3", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
"""The first that is installed sets Latin letters; the last comes with Typst."""
HAN = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Microsoft YaHei")
_SOURCE = Path(__file__).with_name("paper.typ")
_REGIONS = {"zh-hans": ("zh", "cn"), "zh-hant": ("zh", "tw")}
_NO_FONT = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONG = re.compile(r"[^\s\u2e80-\uffef]{28,}")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")


class Typefaces(NamedTuple):
    """The fonts of this computer, and which of them set Latin letters and Chinese ones, if any does."""

    fonts: typst.Fonts
    latin: str
    han: str | None


@cache
def typefaces() -> Typefaces:
    """Found once in a process: looking through the fonts takes longer than a paper."""
    fonts = typst.Fonts()
    known = set(fonts.families())
    return Typefaces(fonts, next(n for n in LATIN if n in known), next((n for n in HAN if n in known), None))


def to_pdf(paper: Paper) -> bytes:
    """`paper` as PDF/UA-1 and PDF/A-2a; raises `Denied` where a font is missing."""
    faces = typefaces()
    if faces.han is None and any(is_han(text) for text in texts(paper)):
        raise Denied("font_han_missing")
    spelled: frozenset[str] = frozenset()
    while True:
        try:
            return _compiled(paper, faces, spelled)
        except typst.TypstError as refused:
            missing = _missing(refused.diagnostic) - spelled
            if not missing:
                raise
        if letters := _of_no_font(paper, missing):
            raise Denied("font_missing", signs="".join(letters))
        spelled |= missing


def _missing(diagnostic: str) -> frozenset[str]:
    """The signs that no font has, by what Typst says. A plain letter is only ever blamed for what stands on it."""
    found = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), "".join(_NO_FONT.findall(diagnostic)))
    return frozenset(sign for sign in found if not sign.isascii())


def _of_no_font(paper: Paper, missing: frozenset[str]) -> list[str]:
    """The missing letters of scripts of which the paper holds no letter that a font has: there a font is lacking."""
    letters = {sign for sign in missing if unicodedata.category(sign)[0] == "L" and not is_han(sign)}
    if not letters:
        return []
    held = {sign for text in texts(paper) for sign in text if unicodedata.category(sign)[0] == "L"}
    shown = {_script(sign) for sign in held - missing}
    return sorted(sign for sign in letters if _script(sign) not in shown)


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _called(sign: str) -> str:
    """What stands in the place of a sign that no font has; nothing for what only joins others."""
    joins = unicodedata.category(sign) == "Cf" or "\ufe00" <= sign <= "\ufe0f"
    return "" if joins else f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower().replace('u+', 'U+')}]"


def _unprinted(paper: Paper, spelled: frozenset[str]) -> tuple[Note, ...]:
    """What the foot of the paper says about signs that could not be printed."""
    named = sorted(filter(None, map(_called, spelled)))
    if not named:
        return ()
    with override(paper.lang):
        said = ngettext(
            "%(n)s character could not be printed and is called by its name: %(names)s",
            "%(n)s characters could not be printed and are called by their names: %(names)s",
            len(named),
        )
        return (Note(said % {"n": len(named), "names": " ".join(named)}),)


def _compiled(paper: Paper, faces: Typefaces, spelled: frozenset[str]) -> bytes:
    content = json.dumps(_Setting(paper.lang, spelled).paper(paper, faces), ensure_ascii=False)
    return typst.compile(
        _SOURCE.read_bytes(),
        format="pdf",
        font_paths=faces.fonts,
        sys_inputs={"paper": content},
        pdf_standards=STANDARDS,
        timestamp=int(paper.at.timestamp()),
    )


class _Setting(NamedTuple):
    """A paper as `paper.typ` reads it; `spelled` are signs that no font has and that are called by their names."""

    lang: str
    spelled: frozenset[str]

    def paper(self, paper: Paper, faces: Typefaces) -> dict[str, Any]:
        lang, region = _place(self.lang)
        return {
            "fonts": {"latin": faces.latin, "han": faces.han},
            "lang": lang,
            "region": region,
            "wide": paper.wide,
            "name": plain(paper.title, " · "),
            "author": plain(paper.organisation, " · "),
            "title": self.said(paper.title),
            "organisation": self.said(paper.organisation),
            "foot": self.said(paper.foot),
            "facts": self.pairs(paper.facts),
            "blocks": [self.block(block) for block in (*paper.blocks, *_unprinted(paper, self.spelled))],
        }

    def block(self, block: object) -> dict[str, Any]:
        found: dict[str, Any] = {"sort": type(block).__name__.lower()}
        match block:
            case Heading(text, level):
                found |= {"text": self.said(text), "level": level}
            case Paragraph(text) | Note(text):
                found |= {"text": self.said(text)}
            case Bullets(listed):
                found |= {"texts": [self.said(text) for text in listed]}
            case Facts(rows):
                found |= {"rows": self.pairs(rows)}
            case Table():
                found |= self.table(block)
            case Matrix():
                found |= self.matrix(block)
        return found

    def pairs(self, rows: tuple[tuple[Said, Said], ...]) -> list[list[Any]]:
        return [[self.said(label), self.said(value)] for label, value in rows]

    def table(self, table: Table) -> dict[str, Any]:
        return {
            "title": self.said(table.title),
            "columns": [self.said(column.label) for column in table.columns],
            "widths": [column.width for column in table.columns],
            "groups": [
                {"title": self.said(group.title), "cells": [self.said(cell) for row in group.rows for cell in row]}
                for group in table.groups
            ],
        }

    def matrix(self, matrix: Matrix) -> dict[str, Any]:
        return {
            "title": self.said(matrix.title),
            "across": self.said(matrix.across),
            "down": self.said(matrix.down),
            "columns": [self.said(label) for label in matrix.columns],
            "rows": [
                {"label": self.said(label), "cells": [[self.said(cell.text), cell.tone] for cell in cells]}
                for label, cells in matrix.rows
            ],
        }

    def said(self, said: Said) -> str | list[tuple[str, str, str | None]]:
        if isinstance(said, str):
            return self.settable(said)
        return [(self.settable(text.words), *_place(text.lang)) for text in parts(said, self.lang)]

    def settable(self, words: str) -> str:
        """Without what no page shows, with places to break in what would run over the edge of its column."""
        words = _PRIVATE.sub(lambda m: f"[U+{ord(m[0]):04X}]", printable(words))
        for sign in self.spelled & set(words):
            words = words.replace(sign, _called(sign))
        return _LONG.sub(lambda m: "\u200b".join(m[0]), words)


def _place(lang: str) -> tuple[str, str | None]:
    """The language and the region that Typst chooses the shapes of letters by."""
    return _REGIONS.get(lang, (lang[:2], None))
