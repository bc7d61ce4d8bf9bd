"""A register's file, read: CSV, XLSX or JSON by content, every refusal a sentence."""

from dataclasses import replace
from pathlib import Path

from aims.exchange.reasons import Reason, Unreadable, size_text
from aims.exchange.sheets.delimited import read_delimited
from aims.exchange.sheets.encodings import decode
from aims.exchange.sheets.json_rows import read_json
from aims.exchange.sheets.recognition import is_workbook, name_notice, require_text, text_sort
from aims.exchange.sheets.tabular import Limits, Sheet, Table
from aims.exchange.sheets.workbook import read_workbook

__all__ = ["Limits", "Sheet", "Unreadable", "read_sheet"]

DEFAULT_LIMITS = Limits()


def read_sheet(
    source: Path | str | bytes,
    name: str = "",
    *,
    table: str = "",
    heading: int = 0,
    encoding: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Sheet:
    """Read a file, or its bytes with the `name` it came under.

    `table` names a worksheet or a list in JSON, `heading` the row of the headings (0: the first that is not blank).
    Raises `Unreadable`; then no row was taken.
    """
    raw, file = _bytes_of(source, name, limits)
    if not raw.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise Unreadable("file_empty", file=file)
    if is_workbook(raw, file):
        return _sheet(
            read_workbook(raw, file, limits, table, heading), Sheet(file, "xlsx", (), ()), name_notice("xlsx", file)
        )
    decoded = decode(raw, file, encoding)
    if not decoded.encoding.startswith(("utf-16", "utf-32")):
        require_text(raw, file)
    text = decoded.text.removeprefix("\ufeff").replace("\0", "")
    sort = text_sort(text, file)
    empty = Sheet(file, sort, (), (), encoding=decoded.encoding)
    notices = name_notice(sort, file) + decoded.notices
    if sort == "json":
        return _sheet(read_json(text, file, limits, table), empty, notices)
    found, delimiter = read_delimited(text, file, limits, heading)
    return _sheet(found, replace(empty, delimiter=delimiter), notices)


def _sheet(found: Table, sheet: Sheet, notices: tuple[Reason, ...]) -> Sheet:
    return replace(sheet, columns=found.columns, lines=found.lines, faults=found.faults, notices=notices)


def _bytes_of(source: Path | str | bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        _hold(len(source), name or "file", limits)
        return source, name or "file"
    path = Path(source)
    file = name or path.name
    try:
        _hold(path.stat().st_size, file, limits)
        return path.read_bytes(), file
    except FileNotFoundError:
        why = Reason("why_absent")
    except OSError:
        why = Reason("why_refused")
    raise Unreadable("file_missing", file=file, why=why)


def _hold(size: int, file: str, limits: Limits) -> None:
    if size > limits.bytes:
        raise Unreadable("too_large", file=file, size=size_text(size), limit=size_text(limits.bytes))
