"""What every sort of file becomes: named columns and numbered rows of text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aims.exchange.reasons import Reason, Unreadable
from aims.exchange.text import line_of
from aims.lib.text import unguarded

Line = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Limits:
    """What a file may be at most; beyond, it is refused before it costs memory."""

    bytes: int = 50 * 1024 * 1024
    rows: int = 200_000
    columns: int = 500
    cell: int = 100_000
    cells: int = 20_000_000
    unpacked: int = 200 * 1024 * 1024
    ratio: int = 200


@dataclass(frozen=True)
class Sheet:
    """A file as read. `rows` may be walked again and again; a row number counts as a spreadsheet does (headings are
    row 1), in JSON from 1. `faults` names rows whose cells cannot be trusted; `notices` are told and refuse nothing."""

    name: str
    sort: str
    columns: tuple[str, ...]
    lines: Sequence[Line] = field(repr=False)
    faults: dict[int, Reason] = field(default_factory=dict)
    notices: tuple[Reason, ...] = ()
    encoding: str = ""
    delimiter: str = ""

    @property
    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in self.lines:
            row = dict(zip(self.columns, cells, strict=False))
            for beyond in range(len(self.columns), len(cells)):
                row[f"Column {beyond + 1}"] = cells[beyond]
            yield number, row

    def __len__(self) -> int:
        return len(self.lines)


def unique_columns(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings on one line each; an empty one becomes `Column 3`, a repeated one `Name (2)`."""
    taken: set[str] = set()
    first = {line_of(heading) for heading in headings}
    columns = []
    for position, heading in enumerate(headings, 1):
        plain = line_of(heading) or f"Column {position}"
        name, turn = plain, 1
        while name in taken or (turn > 1 and name in first):
            turn += 1
            name = f"{plain} ({turn})"
        taken.add(name)
        columns.append(name)
    return tuple(columns)


class Gathering:
    """Collects lines while holding them to the limits."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.lines: list[Line] = []
        self.cells = 0

    def check(self, number: int, cells: Sequence[str]) -> None:
        if any(len(cell) > self.limits.cell for cell in cells):
            raise Unreadable("cell_too_long", file=self.file, row=number, limit=self.limits.cell)

    def add(self, number: int, cells: Sequence[str]) -> None:
        self.check(number, cells)
        self.cells += len(cells)
        if len(self.lines) >= self.limits.rows:
            raise Unreadable("too_many_rows", file=self.file, limit=self.limits.rows)
        if self.cells > self.limits.cells:
            raise Unreadable("too_many_cells", file=self.file, limit=self.limits.cells)
        self.lines.append((number, tuple(cells)))

    def columns(self, headings: Sequence[str]) -> tuple[str, ...]:
        if len(headings) > self.limits.columns:
            raise Unreadable("too_many_columns", file=self.file, n=len(headings), limit=self.limits.columns)
        return unique_columns(headings)


@dataclass(frozen=True)
class Table:
    """Columns, lines and faults, before the sheet around them is known."""

    columns: tuple[str, ...]
    lines: list[Line]
    faults: dict[int, Reason]


def without_tail(cells: Sequence[str]) -> Sequence[str]:
    """The cells up to the last that is not blank."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def tabulate(
    grid: Iterable[tuple[int, Sequence[str]]], file: str, limits: Limits, *, heading: int, ragged: bool
) -> Table:
    """Headings from row `heading` (0: the first that is not blank), rows from those below; blank rows are passed over.
    Cells beyond the headings are a fault of the row, or become columns of their own where `ragged` is usual."""
    gathering = Gathering(file, limits)
    headings: Sequence[str] | None = None
    for number, cells in grid:
        full = without_tail(cells)
        if headings is None:
            if full and number >= heading:
                gathering.check(number, cells)
                gathering.columns(full)
                headings = [unguarded(cell) for cell in cells]
        elif full:
            gathering.add(number, [unguarded(cell) for cell in full])
    if headings is None:
        raise Unreadable("file_empty", file=file)
    if not gathering.lines:
        raise Unreadable("no_rows", file=file)
    widest = max(len(cells) for _, cells in gathering.lines)
    width = max(len(without_tail(headings)), widest if ragged else min(len(headings), widest))
    columns = gathering.columns([*headings[:width], *[""] * (width - len(headings))])
    return Table(columns, *_evened(gathering.lines, width))


def _evened(lines: list[Line], width: int) -> tuple[list[Line], dict[int, Reason]]:
    """Short lines filled up; long ones kept and named as faults."""
    faults: dict[int, Reason] = {}
    for position, (number, cells) in enumerate(lines):
        if len(cells) < width:
            lines[position] = (number, cells + ("",) * (width - len(cells)))
        elif len(cells) > width:
            faults[number] = Reason("row_too_long", {"n": len(cells), "columns": width})
    return lines, faults
