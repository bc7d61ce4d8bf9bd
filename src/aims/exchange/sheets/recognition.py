"""What a file is, by its content; its name is only compared."""

import io
import zipfile
from pathlib import PurePath
from typing import Literal

from aims.exchange.reasons import Reason, Unreadable

Sort = Literal["csv", "xlsx", "json"]

_OPENINGS = (
    (b"%PDF-", "type_pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type_xls"),
    (b"{\\rtf", "type_rtf"),
    (b"\x1f\x8b", "type_archive"),
    (b"7z\xbc\xaf\x27\x1c", "type_archive"),
    (b"Rar!\x1a\x07", "type_archive"),
    (b"BZh", "type_archive"),
    (b"\xfd7zXZ\x00", "type_archive"),
    (b"\x28\xb5\x2f\xfd", "type_archive"),
    (b"\x89PNG\r\n\x1a\n", "type_picture"),
    (b"\xff\xd8\xff", "type_picture"),
    (b"GIF8", "type_picture"),
    (b"\x7fELF", "type_program"),
    (b"MZ\x90\x00", "type_program"),
    (b"SQLite format 3\x00", "type_database"),
    (b"PAR1", "type_database"),
)
_INSIDE = (
    ("xl/workbook.bin", "type_xlsb"),
    ("word/", "type_office"),
    ("ppt/", "type_office"),
    ("content.xml", "type_ods"),
)
_SUFFIXES: dict[str, Sort] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".json": "json",
}
# Control characters no text has; the zero is counted apart, since exports drop single ones into cells.
_CONTROL = bytes(set(range(1, 9)) | set(range(14, 32)) - {0x1A, 0x1B})


def refused(file: str, sort: str) -> Unreadable:
    return Unreadable("type_refused", file=file, type=Reason(sort), types="CSV, XLSX, JSON")


def is_workbook(raw: bytes, file: str) -> bool:
    """Whether the bytes are an XLSX; raises where they are another sort that is not text."""
    for opening, sort in _OPENINGS:
        if raw.startswith(opening):
            raise refused(file, sort)
    if not raw.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable("file_damaged", file=file) from None
    if "xl/workbook.xml" in names:
        return True
    raise refused(file, next((sort for part, sort in _INSIDE if any(n.startswith(part) for n in names)), "type_zip"))


def require_text(raw: bytes, file: str) -> None:
    """Raises where control characters say that this is no text in an 8-bit encoding."""
    start = raw[:65536]
    controls = len(start) - len(start.translate(None, _CONTROL))
    if controls > max(2, len(start) // 200) or start.count(0) * 3 > len(start):
        raise Unreadable("file_unreadable", file=file, line=1, why=Reason("why_binary"))


def text_sort(text: str, file: str) -> Sort:
    start = text[:1024].lstrip().casefold()
    if start.startswith(("<!doctype html", "<html")):
        raise refused(file, "type_html")
    if start.startswith("<?xml"):
        raise refused(file, "type_xml")
    return "json" if start.startswith(("{", "[")) else "csv"


def name_notice(sort: Sort, file: str) -> tuple[Reason, ...]:
    """A sentence where the name promises another sort than the content is."""
    promised = _SUFFIXES.get(PurePath(file).suffix.casefold(), sort)
    return () if promised == sort else (Reason("type_differs", {"file": file, "type": Reason(f"type_{sort}")}),)
