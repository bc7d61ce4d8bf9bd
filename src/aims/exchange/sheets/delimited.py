"""CSV and its relatives: the delimiter found, quotation marks held to."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from aims.exchange.reasons import Reason, Unreadable
from aims.exchange.sheets.tabular import Limits, Table, tabulate

DELIMITERS = (",", ";", "\t", "|")


def read_delimited(text: str, file: str, limits: Limits, heading: int) -> tuple[Table, str]:
    text, declared = _declared(text)
    delimiter = declared or find_delimiter(text)
    return tabulate(_records(text, delimiter, file, limits), file, limits, heading=heading, ragged=False), delimiter


def _declared(text: str) -> tuple[str, str]:
    """The text without Excel's own first line `sep=;`, and that delimiter."""
    first, _, rest = text.partition("\n")
    mark = first.strip("\r")
    if len(mark) == 5 and mark[:4].casefold() == "sep=" and mark[4] in DELIMITERS:
        return rest, mark[4]
    return text, ""


def find_delimiter(text: str) -> str:
    """The one that cuts the most of the first fifty records into equally many cells, more than one."""
    best, score = ",", (0.0, 1)
    for delimiter in DELIMITERS:
        widths = _widths(text[:65536], delimiter)
        width, same = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and (same / len(widths), width) > score:
            best, score = delimiter, (same / len(widths), width)
    return best


def _widths(start: str, delimiter: str) -> list[int]:
    try:
        return [
            len(record)
            for record in islice(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), 50)
            if record
        ]
    except csv.Error:
        return []


def _records(text: str, delimiter: str, file: str, limits: Limits) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        begun = reader.line_num + 1
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(error, number, begun, reader.line_num, file, limits) from None


def _broken(error: csv.Error, number: int, begun: int, line: int, file: str, limits: Limits) -> Unreadable:
    said = str(error)
    if "field limit" in said:
        return Unreadable("cell_too_long", file=file, row=number, limit=limits.cell)
    if "end of data" in said:
        return Unreadable("file_unreadable", file=file, line=begun, why=Reason("why_quote_open"))
    return Unreadable("file_unreadable", file=file, line=line, why=Reason("why_quote_stray"))
