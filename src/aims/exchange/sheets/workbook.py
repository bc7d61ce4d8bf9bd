"""XLSX: values only, never a formula, and nothing unpacked that was not measured first."""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.utils.exceptions import InvalidFileException

from aims.exchange.reasons import Unreadable, listed, size_text
from aims.exchange.sheets.tabular import Limits, Table, tabulate

# All that openpyxl and the standard library raise on a damaged workbook.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_ROWS, _COLUMNS = 1_048_576, 16_384  # of the format itself: a cell beyond is a trap
_FREE = 10 * 1024 * 1024


def read_workbook(raw: bytes, file: str, limits: Limits, table: str, heading: int) -> Table:
    try:
        _measure(raw, file, limits)
        workbook = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheets = {sheet.title: sheet for sheet in workbook.worksheets}
        if table and table not in sheets:
            raise Unreadable("table_missing", file=file, table=table, tables=listed(tuple(sheets)))
        sheet: Any = sheets[table] if table else workbook.worksheets[0]
        sheet.reset_dimensions()  # what the file claims about its size is not believed
        return tabulate(_grid(sheet, file, limits), file, limits, heading=heading, ragged=True)
    except _DAMAGE:
        raise Unreadable("file_damaged", file=file) from None


def _measure(raw: bytes, file: str, limits: Limits) -> None:
    """Refuses an archive that unpacks to too much, or whose parts declare a document type (the door to entities)."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        most = min(limits.unpacked, max(_FREE, len(raw) * limits.ratio))
        if unpacked > most:
            raise Unreadable("archive_too_large", file=file, size=size_text(unpacked), limit=size_text(most))
        for part in parts:
            if part.filename.casefold().endswith((".xml", ".rels", ".vml")) and _declares(archive, part):
                raise Unreadable("archive_declares", file=file, part=part.filename)


class _Seen(Exception):
    pass


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part has a DOCTYPE; read up to its first element only."""

    def declared(*_: object) -> None:
        raise _Seen(True)

    def opened(*_: object) -> None:
        raise _Seen(False)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = opened
    with archive.open(part) as stream:
        try:
            while chunk := stream.read(4096):
                parser.Parse(chunk)
        except _Seen as seen:
            return bool(seen.args[0])
        except expat.ExpatError as error:
            raise zipfile.BadZipFile(str(error)) from None
    return False


def _grid(sheet: Any, file: str, limits: Limits) -> Iterator[tuple[int, Sequence[str]]]:
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells += len(row)  # also those before a far-off cell, which the reader fills in
        if number > _ROWS or len(row) > _COLUMNS:
            raise Unreadable("file_damaged", file=file)
        if cells > limits.cells:
            raise Unreadable("too_many_cells", file=file, limit=limits.cells)
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return value.date().isoformat() if whole else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
