"""A paper with one of every block, in English and in Chinese."""

import datetime as dt

from aims.press.blocks import (
    Bullets,
    Cell,
    Column,
    Facts,
    Group,
    Heading,
    Matrix,
    Note,
    Paper,
    Paragraph,
    Said,
    Table,
    Text,
)

MARKUP = "#panic() *bold* ] $x$ <label> @ref `raw` // gone \\ & <b>"
"""What Typst, Word or a browser would read as something else than text."""
FORMULA = "=cmd|' /C calc'!A0"
_HOSTILE = Text(MARKUP, "en")
ENGLISH = ("Risk register", "Bank", "Heat map", "Ref", "What is done", "high", "AI system", "Some are hidden.")
CHINESE = ("风险登记册", "银行", "热图", "编号", "处置措施", "高", "AI系统", "部分已略去。")


def paper(lang: str = "en", rows: int = 3, title: Said = _HOSTILE) -> Paper:
    name, organisation, picture, ref, done, level, system, hidden = CHINESE if lang == "zh-hans" else ENGLISH
    cells = tuple((f"RSK-{n:04}", title, FORMULA) for n in range(rows))
    return Paper(
        name,
        organisation,
        lang,
        dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC),
        (("As of", "22 Nov 2026"),),
        (
            Note(hidden),
            Heading(picture),
            Matrix("", "across", "down", ("1", "2"), (("2", (Cell(level, 2), Cell(level, 3))),)),
            Heading(done),
            Paragraph("Said once."),
            Bullets(("first", "second")),
            Facts(((done, level),)),
            Table("", (Column(ref), Column(done, 4), Column("=head")), (Group(f"{system} 1", cells),), system),
        ),
        "foot of every page",
        wide=True,
    )
