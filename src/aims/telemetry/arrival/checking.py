"""What the schema of one event cannot say, looked at by columns: finite, of our time, printable, once."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aims.lib import clock
from aims.telemetry.columns import input_of
from aims.telemetry.reasons import Problem

OLDEST, AHEAD = dt.timedelta(days=5 * 366), dt.timedelta(days=1)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def problems(rows: pa.Table, numbers: "np.ndarray[Any, Any]", *, once: bool, printable: bool) -> list[Problem]:
    """What is wrong with single rows, at most one thing each; `numbers` says which row of the batch each is.

    `once` asks that no two have the same key; `printable` says that no text can hold a control character.
    """
    found: dict[int, Problem] = {}
    for place, code, params in _all(rows, once=once, printable=printable):
        if place not in found:
            found[place] = Problem(int(numbers[place]), code, params)
    return [found[place] for place in sorted(found)]


type Found = Iterator[tuple[int, str, dict[str, Any]]]


def _all(rows: pa.Table, *, once: bool, printable: bool) -> Found:
    yield from _times(rows["at"])
    for name in rows.column_names:
        kind = rows.schema.field(name).type
        if not printable and CONTROL.search(name):
            for place in _where(rows[name].is_valid()):
                yield place, "control", {"where": named(CONTROL.sub("\ufffd", name))}
        if pa.types.is_floating(kind):
            for place in _where(pc.invert(pc.is_finite(rows[name]))):
                yield place, "not_finite", {"where": named(name)}
        elif pa.types.is_string(kind) and not printable:
            for place in _with_control(rows[name]):
                yield place, "control", {"where": named(name)}
    if once:
        yield from _twice(rows["key"])


def named(column: str) -> str:
    """A column as the sender knows it."""
    if name := input_of(column):
        return f"inputs.{name}"
    if column[:2] == "g.":
        return f"groups.{column[2:]}"
    return column.removesuffix("_number")


def _times(at: pa.ChunkedArray) -> Found:
    now = clock.now()
    for code, wrong in (
        ("too_old", pc.less(at, pa.scalar(now - OLDEST, at.type))),
        ("ahead", pc.greater(at, pa.scalar(now + AHEAD, at.type))),
    ):
        for place in _where(wrong):
            yield place, code, {"at": f"{_instant(at[place])}"}


def _instant(value: pa.Scalar) -> str:
    text: str = pc.strftime(pa.array([value]), format="%Y-%m-%d %H:%M UTC")[0].as_py()
    return text


def _with_control(texts: pa.ChunkedArray) -> list[int]:
    different = pc.unique(texts)  # most texts are categories
    bad = different.filter(pc.match_substring_regex(different, CONTROL.pattern).fill_null(False))
    return _where(pc.is_in(texts, value_set=bad)) if len(bad) else []


def _twice(keys: pa.ChunkedArray) -> Found:
    if pc.count_distinct(keys).as_py() == len(keys):
        return
    seen: set[str] = set()
    for place, key in enumerate(keys.to_pylist()):
        if key in seen:
            yield place, "duplicate", {"key": key}
        seen.add(key)


def _where(mask: Any) -> list[int]:
    if not pc.any(mask).as_py():
        return []
    return [int(n) for n in np.flatnonzero(mask.fill_null(False).to_numpy(zero_copy_only=False))]
