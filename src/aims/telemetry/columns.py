"""The columns of what lies in files, and events turned into them."""

import re
from collections.abc import Iterable, Sequence, Set
from itertools import chain
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa
from aims_sdk.decisions import Correction, Decision, Outcome, Ruling

from .reasons import Refused

AT = pa.timestamp("us", "UTC")
PLAIN: dict[str, pa.DataType] = {
    "key": pa.string(),
    "at": AT,
    "sort": pa.string(),
    "version": pa.string(),
    "subject": pa.string(),
    "score": pa.float64(),
    "latency_ms": pa.float64(),
    "cost": pa.float64(),
    "error": pa.string(),
    "prompt": pa.string(),
    "context": pa.string(),
    "answer": pa.string(),
    "tool": pa.string(),
    "arguments_digest": pa.string(),
    "trace": pa.string(),
    "span": pa.string(),
    "tokens_in": pa.int64(),
    "tokens_out": pa.int64(),
}
"""Fields of a decision that are columns of the same name."""
TEXTS = ("prompt", "context", "answer")
FOLLOW_UP: dict[str, pa.DataType] = {
    "key": pa.string(),
    "at": AT,
    "what": pa.string(),
    "text": pa.string(),
    "number": pa.float64(),
    "ruling": pa.string(),
    "by": pa.string(),
    "reason": pa.string(),
    "seconds": pa.float64(),
}
REJECT: dict[str, pa.DataType] = {
    "key": pa.string(),
    "at": AT,
    "row": pa.int64(),
    "code": pa.string(),
    "said": pa.string(),
    "sent": pa.string(),
    "producer": pa.string(),
}
MOST_INPUTS = 2_000
"""Different inputs of one batch."""
NUMBER, TEXT, CHECK = "n.", "t.", "s."
"""Before the names of inputs that are numbers, of inputs that are texts, and of what checks of texts found."""
OWN = frozenset({"score", "output", "latency_ms", "cost"})
"""What is measured of a decision beside its inputs."""
INPUTS = "inputs."
_CAPITAL, _ESCAPED = re.compile(r"[A-Z^]"), re.compile(r"\^(.)", re.DOTALL)
_READ = attrgetter(*PLAIN)
_ENCODE = msgspec.json.Encoder()


def decisions(events: Sequence[Decision]) -> pa.Table:
    """Decisions as columns: the plain ones, `output` as text and number, `n.` and `t.` inputs."""
    columns: dict[str, pa.Array] = {}
    for (name, kind), values in zip(PLAIN.items(), zip(*map(_READ, events), strict=True), strict=True):
        if any(values):
            is_whole = all(values) or not pa.types.is_string(kind)
            columns[name] = _array(values if is_whole else [v or None for v in values], kind)
        elif not pa.types.is_string(kind) and any(v is not None for v in values):
            columns[name] = _array(values, kind)
    columns |= _output([e.output for e in events])
    explained = [None if e.explanation is None else _ENCODE.encode(e.explanation).decode() for e in events]
    if any(explained):
        columns["explanation"] = _array(explained, pa.string())
    return pa.table(columns | _inputs([e.inputs for e in events]))


def groups(events: Sequence[Decision], taken: Set[str]) -> tuple[pa.Table | None, int]:
    """The groups that may be taken, in the order of the decisions, and of how many decisions some were left out."""
    given = [e.groups for e in events]
    if not any(given):
        return None, 0
    dropped = sum(1 for one in given if not one.keys() <= taken)
    names = [name for name in sorted(taken) if any(name in one for one in given)]
    if not names:
        return None, dropped
    columns = {"key": _array([e.key for e in events], pa.string()), "at": _array([e.at for e in events], AT)}
    columns |= {f"g.{name}": _array([one.get(name) for one in given], pa.string()) for name in names}
    return pa.table(columns), dropped


def follow_ups(events: Sequence[Outcome | Correction | Ruling]) -> pa.Table:
    """Outcomes, corrections and rulings as columns."""
    values = [e.label if isinstance(e, Outcome) else e.output for e in events]
    said = _both(values)
    columns: dict[str, Iterable[Any]] = {
        "key": [e.key for e in events],
        "at": [e.at for e in events],
        "what": [type(e).__name__.lower() for e in events],
        "text": said[0],
        "number": said[1],
        "ruling": [getattr(e, "ruling", None) for e in events],
        "by": [getattr(e, "by", None) or None for e in events],
        "reason": [getattr(e, "reason", None) or None for e in events],
        "seconds": [getattr(e, "seconds", None) for e in events],
    }
    return pa.table({name: _array(columns[name], kind) for name, kind in FOLLOW_UP.items()})


def _array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(values, kind)


def said_as(value: Any) -> str | None:
    """A value as text: numbers as Python writes a float, yes and no as `true` and `false`."""
    if value is None or isinstance(value, str):
        return value
    return ("false", "true")[value] if isinstance(value, bool) else repr(float(value))


def _both(values: Sequence[Any]) -> tuple[Sequence[str | None], Sequence[float | None]]:
    if set(map(type, values)) == {float}:
        return list(map(repr, values)), values
    return [said_as(v) for v in values], [v if type(v) is float else None for v in values]


def _output(values: Sequence[Any]) -> dict[str, pa.Array]:
    texts, numbers = _both(values)
    return {"output": _array(texts, pa.string()), "output_number": _array(numbers, pa.float64())}


def _inputs(given: Sequence[dict[str, Any]]) -> dict[str, pa.Array]:
    """Mostly all decisions name the same inputs in the same order; then their values are columns already."""
    names = tuple(given[0])
    if all(map(names.__eq__, map(tuple, given))):
        found = dict(zip(names, zip(*(one.values() for one in given), strict=True), strict=True))
    else:
        names = tuple(dict.fromkeys(chain.from_iterable(given)))
        if len(names) > MOST_INPUTS:
            raise Refused("too_many_inputs", limit=MOST_INPUTS)
        found = {name: tuple(one.get(name) for one in given) for name in names}
    columns: dict[str, pa.Array] = {}
    for name, values in found.items():
        columns |= _input(name, values)
    return columns


def _input(name: str, values: Sequence[Any]) -> dict[str, pa.Array]:
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {float}:
        return {lying(NUMBER, name): _array(values, pa.float64())}
    if kinds == {str}:
        return {lying(TEXT, name): _array(values, pa.string())}
    columns: dict[str, pa.Array] = {}
    if float in kinds:
        columns[lying(NUMBER, name)] = _array([v if type(v) is float else None for v in values], pa.float64())
    if kinds - {float}:
        columns[lying(TEXT, name)] = _array([None if type(v) is float else said_as(v) for v in values], pa.string())
    return columns


def lying(sort: str, name: str) -> str:
    """The column in which an input lies. `^` stands before a capital, since to DuckDB `Age` and `age` are one name."""
    return sort + _CAPITAL.sub(lambda found: f"^{found[0].lower()}", name)


def input_of(column: str) -> str:
    """The name of the input that lies in a column, or nothing."""
    return _ESCAPED.sub(lambda found: found[1].upper(), column[2:]) if column[:2] in (NUMBER, TEXT) else ""


def feature_of(column: str) -> str:
    """What an input is called where it is measured: its name, unless a decision itself has something of that name."""
    name = input_of(column)
    return f"{INPUTS}{name}" if name in OWN or name.startswith((CHECK, INPUTS)) else name


def name_of(feature: str) -> str:
    """The name of the input that `feature_of` called so."""
    return feature.removeprefix(INPUTS)


def streamed(rows: pa.Table) -> bytes:
    """`rows` as an Arrow stream."""
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, rows.schema) as stream:
        stream.write_table(rows)
    content: bytes = out.getvalue().to_pybytes()
    return content


def of_stream(content: bytes) -> pa.Table:
    """The rows of a stream that `streamed` made."""
    return pa.ipc.open_stream(content).read_all()
