"""Paper: a register of 1,000 risks as PDF, of 10,000 rows as XLSX and DOCX, beside a peer that writes the same.

The peers are openpyxl, which writes XLSX row by row (its own mode for that), and python-docx by its own `add_row`,
on a tenth of the rows, since the time it takes grows with their square.
"""

import datetime as dt
import io
import os
import tempfile
import time
from collections.abc import Callable

os.environ["AIMS_HOME"] = tempfile.mkdtemp(prefix="aims-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

import docx  # noqa: E402
import openpyxl  # noqa: E402

from aims.press.blocks import Column, Group, Heading, Paper, Table, Text, in_both, plain  # noqa: E402
from aims.press.docx import to_docx  # noqa: E402
from aims.press.pdf import to_pdf, typefaces  # noqa: E402
from aims.press.xlsx import to_xlsx  # noqa: E402
from bench.figure import Figure  # noqa: E402

PER_SYSTEM, ROUNDS = 20, 3
HEADS = ("Ref", "Risk", "Family", "Without controls", "Today", "After treatment", "State", "Owner", "Accepted until")
WIDTHS = (1.3, 4, 2, 1.4, 1.4, 1.4, 1.7, 1.8, 1.6)


def register(rows: int, lang: str = "en") -> Paper:
    """A register of `rows` risks, twenty a system; in Chinese its columns and levels differ."""
    is_chinese = lang != "en"
    title = "风险登记册" if is_chinese else "Risk register"

    def row(n: int) -> tuple[str | Text, ...]:
        name = (
            f"信用记录少的申请人更易被拒（{n}）" if is_chinese else f"Thin-file applicants are refused more often ({n})"
        )
        level = "高" if is_chinese else "high"
        figures = (f"16 · {level}", f"12 · {level}", f"6 · {level}")
        return (f"RSK-{n:04}", Text(name, lang), "bias", *figures, "in treatment", f"Owner {n % 40}", "1 Jun 2027")

    groups = tuple(
        Group(f"AIS-{start // PER_SYSTEM:04}", tuple(map(row, range(start, min(start + PER_SYSTEM, rows)))))
        for start in range(0, rows, PER_SYSTEM)
    )
    columns = tuple(Column(f"{head} {lang}", width) for head, width in zip(HEADS, WIDTHS, strict=True))
    table = Table("", columns, groups, "AI system")
    at = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    return Paper(title, "Bank", lang, at, (("As of", "22 Nov 2026"),), (Heading("Risks"), table), "foot", wide=True)


def statement(lang: str = "en") -> Paper:
    """A Statement of Applicability: 38 controls of Annex A and ten of our own, in ten sections."""

    def row(n: int) -> tuple[str | Text, ...]:
        why = Text("The risk assessment of spring names it; the supervisor expects it.", "en")
        how = Text(f"CTL-{n:04} A second officer reads each file and the desk writes down why.", "en")
        asked = Text(f"TRT-{n:04} An officer looks again, TRT-{n + 50:04} Answers come from the price list", lang)
        found = ("it works, 1 Jun 2027", "met · operating", "7")
        return (f"A.{n}", f"Control {n} {lang}", "taken in", why, asked, how, *found)

    starts = range(0, 48, 5)
    groups = tuple(Group(f"Section {at} {lang}", tuple(map(row, range(at, min(at + 5, 48))))) for at in starts)
    heads = ("Ref", "Control", "Decision", "Why", "Asked for by", "How", "Last test", "Records show", "Evidence")
    columns = tuple(Column(f"{head} {lang}", 1) for head in heads)
    at = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    blocks = (Heading("Controls"), Table("", columns, groups, "Section"))
    return Paper("Statement of Applicability", "Bank", lang, at, (("As of", "22 Nov 2026"),), blocks, "foot", wide=True)


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _cells(paper: Paper) -> list[list[str]]:
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    return [[plain(group.title), *map(plain, row)] for group in table.groups for row in group.rows]


def by_openpyxl(paper: Paper) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _cells(paper):
        sheet.append(row)
    book.save(io.BytesIO())


def by_add_row(paper: Paper) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(HEADS) + 1)
    for row in _cells(paper):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(io.BytesIO())


def run() -> list[Figure]:
    """PDF in one language and in both; then the office formats."""
    start = time.perf_counter()
    faces = typefaces()
    found = time.perf_counter() - start
    thousand, many = register(1_000), register(10_000)
    figures = [
        Figure("fonts of this computer, looked through once", found, "s"),
        Figure("PDF of 1,000 risks, tagged, PDF/A", best(lambda: to_pdf(thousand)), "s", 1.2),
    ]
    if faces.han:
        both = in_both(thousand, register(1_000, "zh-hans"))
        figures.append(Figure("PDF of 1,000 risks in both languages", best(lambda: to_pdf(both)), "s", 1.2))
        pair = in_both(statement(), statement("zh-hans"))
        figures.append(Figure("PDF of a statement of 48 controls in both languages", best(lambda: to_pdf(pair)), "s"))
    few = best(lambda: to_docx(thousand))
    return [
        *figures,
        Figure("PDF of 10,000 risks", best(lambda: to_pdf(many)), "s", 10.0),
        Figure(
            "XLSX of 10,000 rows", best(lambda: to_xlsx(many)), "s", 2.0, "openpyxl", best(lambda: by_openpyxl(many))
        ),
        Figure("DOCX of 1,000 rows", few, "s", None, "add_row", best(lambda: by_add_row(thousand))),
        Figure("DOCX of 10,000 rows", best(lambda: to_docx(many)), "s"),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:45} {figure.value:8.2f} {figure.unit}")
