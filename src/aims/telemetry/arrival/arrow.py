"""Decisions that come as columns already: an Arrow stream, checked column by column by the rules of the schema.

Nothing in it is believed: it is validated to the last offset, and what a small dictionary would grow to is counted
before it grows.
"""

import struct
from collections.abc import Callable, Set
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from aims_sdk.decisions import MOST_FIELDS, MOST_TEXT, Explanation

from aims.telemetry import columns
from aims.telemetry.models import Table
from aims.telemetry.reasons import Problem, Refused
from aims.telemetry.rules import Rules

from .arriving import MOST_EVENTS, Arrived, keep_decisions, keep_follow_ups, rejects
from .checking import Found, named
from .unpacking import MOST_UNPACKED

_RECORD_BATCH, _DICTIONARY_BATCH = 3, 2
_LONGEST = dict.fromkeys(columns.TEXTS, MOST_TEXT)
_FORMS = {
    "key": r"^[\x21-\x7e]{1,100}$",
    "arguments_digest": "^([0-9a-f]{64})?$",
    "trace": "^([0-9a-f]{32})?$",
    "span": "^([0-9a-f]{16})?$",
    "sort": "^(prediction|answer|tool_call|override)$",
    "what": "^(outcome|correction|ruling)$",
    "ruling": "^(confirmed|changed|rejected)$",
}
_EXPLANATION = msgspec.json.Decoder(Explanation)
_NOT_NEGATIVE = ("latency_ms", "cost", "tokens_in", "tokens_out", "seconds")
_LATER = {
    "outcome": ("key", "at", "label"),
    "correction": ("key", "at", "output", "by", "reason"),
    "ruling": ("key", "at", "ruling", "output", "by", "reason", "seconds"),
}


def of_arrow(body: bytes, rules: Rules) -> Arrived:
    """The events of a stream whose columns are named as the fields of `Decision` (or of another event, by `type`)."""
    return of_table(_read(body), rules)


def of_table(given: pa.Table, rules: Rules) -> Arrived:
    """The events that the rows of a table are; see `of_arrow`."""
    if not len(given):
        raise Refused("empty")
    what = _type(given)
    given = given.drop_columns([n for n in ("type",) if n in given.column_names])
    for name in ("key", "at"):
        if name not in given.column_names:
            raise Refused("column_missing", where=name)
    found = Arrived()
    if what == "decision":
        _decisions(found, given, rules)
    else:
        _follow_ups(found, given, what)
    found.problems.sort(key=lambda one: one.row)
    if found.problems:
        found.tables[Table.REJECTS] = rejects(found.problems, _sent(given, found.problems))
    return found


def _read(body: bytes) -> pa.Table:
    if _is_compressed(body):
        raise Refused("compressed_columns")
    batches, count = [], 0
    try:
        with pa.ipc.open_stream(pa.BufferReader(body)) as stream:
            for batch in stream:
                batch.validate(full=True)
                count += len(batch)
                if count > MOST_EVENTS:
                    raise Refused("too_many", limit=MOST_EVENTS)
                batches.append(batch)
            given = pa.Table.from_batches(batches, stream.schema)
        if not body.rstrip(b"\0").endswith(b"\xff\xff\xff\xff") and not body.endswith(b"\0" * 4):
            raise Refused("unreadable", sort="Arrow", said="it breaks off")
        twice = next((n for n in given.column_names if given.column_names.count(n) > 1), None)
    except (pa.ArrowException, OSError, ValueError, NotImplementedError) as why:
        raise Refused("unreadable", sort="Arrow", said=str(why).split("\n")[0][:200]) from why
    if twice:
        raise Refused("column_twice", where=twice)
    return given


def _is_compressed(body: bytes) -> bool:
    """Whether a record batch within compresses its buffers: how large they become would be known too late."""
    try:
        for message in pa.ipc.MessageReader.open_stream(pa.BufferReader(body)):
            if _compresses(message.metadata.to_pybytes()):
                return True
    except (pa.ArrowException, OSError, EOFError, struct.error, StopIteration):
        pass  # reading it for good says what is wrong
    return False


def _compresses(metadata: bytes) -> bool:
    """The field `compression` of a RecordBatch in the flatbuffer of a message (Arrow format, Message.fbs)."""

    def slot(table: int, field: int) -> int:
        vtable = table - struct.unpack_from("<i", metadata, table)[0]
        if 4 + 2 * field >= struct.unpack_from("<H", metadata, vtable)[0]:
            return 0
        offset: int = struct.unpack_from("<H", metadata, vtable + 4 + 2 * field)[0]
        return table + offset if offset else 0

    def follow(place: int) -> int:
        return place + int(struct.unpack_from("<I", metadata, place)[0])

    message = follow(0)
    sort, header = slot(message, 1), slot(message, 2)
    if not sort or not header or metadata[sort] not in (_RECORD_BATCH, _DICTIONARY_BATCH):
        return False
    batch = follow(header)
    if metadata[sort] == _DICTIONARY_BATCH:
        inner = slot(batch, 1)
        if not inner:
            return False
        batch = follow(inner)
    return bool(slot(batch, 3))


def _type(given: pa.Table) -> str:
    if "type" not in given.column_names:
        return "decision"
    said = pc.unique(_text("type", given["type"])).to_pylist()
    if len(said) != 1 or said[0] not in ("decision", *_LATER):
        raise Refused("one_type")
    return str(said[0])


def _decisions(found: Arrived, given: pa.Table, rules: Rules) -> None:
    plain: dict[str, Any] = {}
    apart: dict[str, Any] = {}
    for name, values in _flat(given):
        if name.startswith("groups."):
            apart[name.removeprefix("groups.")] = _text(name, values)
        else:
            plain |= _column(name, values)
    if len(plain) > columns.MOST_INPUTS + len(columns.PLAIN) + 3 or len(apart) > MOST_FIELDS:
        raise Refused("too_many_inputs", limit=columns.MOST_INPUTS)
    plain.setdefault("sort", pa.chunked_array([pa.array(["prediction"] * len(given))]))
    plain["sort"] = pc.fill_null(plain["sort"], "prediction")
    table, rows = _right(found, pa.table(plain))
    groups = _groups(found, apart, rules.groups.keys())
    if groups is not None:
        groups = groups.take(pa.array(rows)).add_column(0, "key", table["key"]).add_column(1, "at", table["at"])
    if len(table):
        keep_decisions(found, table, groups, rows, rules, printable=False)


def _column(name: str, values: Any) -> dict[str, Any]:
    """A column of decisions as it lies in files."""
    if name in columns.PLAIN:
        return {name: _plain(name, values, columns.PLAIN[name])}
    if name == "output":
        return _output(values)
    if name == "explanation":
        return {name: _text(name, values)}
    if name.startswith("inputs."):
        return _input(name.removeprefix("inputs."), values)
    known = ", ".join([*columns.PLAIN, "output", "explanation", "inputs.NAME", "groups.NAME"])
    raise Refused("column_unknown", where=name[:100], known=known)


def _groups(found: Arrived, apart: dict[str, Any], taken: Set[str]) -> pa.Table | None:
    """The groups that may be taken; it is noted of how many decisions others were left out."""
    held: Any = False
    for values in (values for name, values in apart.items() if name not in taken):
        held = values.is_valid().to_numpy() | held
    if np.any(held):
        found.dropped["groups"] = int(held.sum())
    kept = {f"g.{name}": values for name, values in sorted(apart.items()) if name in taken}
    return pa.table(kept) if kept else None


def _follow_ups(found: Arrived, given: pa.Table, what: str) -> None:
    wanted = _LATER[what]
    if unknown := next((n for n in given.column_names if n not in wanted), None):
        raise Refused("column_unknown", where=unknown[:100], known=", ".join(wanted))
    made: dict[str, Any] = {"what": pa.chunked_array([pa.array([what] * len(given))])}
    for name in given.column_names:
        if name in ("label", "output"):
            both = _output(given[name])
            made |= {"text": both["output"], "number": both["output_number"]}
        else:
            made[name] = _plain(name, given[name], columns.FOLLOW_UP[name])
    for name, kind in columns.FOLLOW_UP.items():
        made.setdefault(name, pa.chunked_array([pa.nulls(len(given), kind)]))
    table, rows = _right(found, pa.table({name: made[name] for name in columns.FOLLOW_UP}))
    if len(table):
        keep_follow_ups(found, table, rows.tolist())


def _flat(given: pa.Table) -> list[tuple[str, Any]]:
    """The columns, with those of a struct or map apart: `inputs.NAME`."""
    found: list[tuple[str, Any]] = []
    for name in given.column_names:
        values, kind = given[name], given.schema.field(name).type
        if name in ("inputs", "groups") and pa.types.is_struct(kind):
            found += [(f"{name}.{kind.field(n).name}", pc.struct_field(values, n)) for n in range(kind.num_fields)]
        elif name in ("inputs", "groups") and pa.types.is_map(kind):
            if not pa.types.is_string(kind.key_type):
                raise Refused("column", where=name, was=str(kind), wanted="map<string, …>")
            names = pc.unique(pa.chunked_array([chunk.keys for chunk in values.chunks], pa.string())).to_pylist()
            if len(names) > columns.MOST_INPUTS:
                raise Refused("too_many_inputs", limit=columns.MOST_INPUTS)
            found += [(f"{name}.{one}", pc.map_lookup(values, pa.scalar(one), "first")) for one in names]
        else:
            found.append((name, values))
    if bad := next((n for n, _values in found if not _is_named(n)), None):
        raise Refused("column_unknown", where=bad[:100], known="inputs.NAME (1-100)")
    return found


def _is_named(column: str) -> bool:
    _sort, point, name = column.partition(".")
    return not point or 1 <= len(name) <= 100


def _right(found: Arrived, table: pa.Table) -> tuple[pa.Table, "np.ndarray[Any, Any]"]:
    """The rows in which each value is as the schema wants it, and their numbers; the others are noted."""
    wrong: dict[int, Problem] = {}
    for place, code, params in _wrong(table):
        wrong.setdefault(place, Problem(place, code, params))
    found.problems += wrong.values()
    rows = np.array([n for n in range(len(table)) if n not in wrong], dtype=np.int64)
    return (table.take(pa.array(rows)) if wrong else table), rows


def _wrong(table: pa.Table) -> Found:
    for name, code in (("key", "empty_key"), ("at", "no_time")):
        for place in _places(table[name].is_null()):
            yield place, code, {}
    if "ruling" in table.column_names:
        for place in _places(pc.and_(pc.equal(table["what"], "ruling"), table["ruling"].is_null())):
            yield place, "type", {"where": "ruling", "said": "it is missing"}
    for name in table.column_names:
        if name == "explanation":
            yield from _unexplained(table[name])
        elif pa.types.is_string(table[name].type):
            yield from _misformed(name, table[name])
        elif name in _NOT_NEGATIVE:
            for place in _places(pc.less(table[name], 0)):
                yield place, "type", {"where": name, "said": "less than 0"}


def _misformed(name: str, values: Any) -> Found:
    if name in _FORMS:
        bad = pc.invert(pc.match_substring_regex(values, _FORMS[name]))
        said = "another form is wanted"
    else:
        limit = _LONGEST.get(name, 1_000)
        bad, said = pc.greater(pc.utf8_length(values), limit), f"longer than {limit} characters"
    for place in _places(bad):
        yield place, "type", {"where": named(name), "said": said}


def _unexplained(values: Any) -> Found:
    for place, said in enumerate(values.to_pylist()):
        if said is not None:
            try:
                _EXPLANATION.decode(said)
            except (msgspec.DecodeError, RecursionError) as wrong:
                yield place, "type", {"where": "explanation", "said": str(wrong)}


def _places(mask: Any) -> list[int]:
    mask = pc.fill_null(mask, False)
    return [int(n) for n in np.flatnonzero(mask.to_numpy())] if pc.any(mask).as_py() else []


def _plain(name: str, values: Any, kind: pa.DataType) -> Any:
    if pa.types.is_string(kind):
        texts = _text(name, values)
        return pc.if_else(pc.equal(texts, ""), pa.scalar(None, kind), texts)  # as in the other forms
    if kind == columns.AT:
        if not pa.types.is_timestamp(values.type) or not values.type.tz:
            raise Refused("column", where=name, was=str(values.type), wanted="timestamp with a time zone")
        return _instants(name, values)
    if not (_is_number(values.type) or pa.types.is_null(values.type)):
        raise Refused("column", where=name, was=str(values.type), wanted=str(kind))
    return _cast(name, values, kind, str(kind))


def _instants(name: str, values: Any) -> Any:
    """Times to the microsecond; one that no microsecond can say is none."""
    per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[values.type.unit]
    counts, most = pc.cast(values, pa.int64()), 2**63 // 10**6 * per_second - 1
    if per_second < 10**6:
        is_near = pc.and_(pc.less_equal(counts, most), pc.greater_equal(counts, -most))
        values = pc.if_else(is_near, values, pa.scalar(None, values.type))
    return _cast(name, values, columns.AT, "timestamp", safe=False)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _is_text(kind: pa.DataType) -> bool:
    of = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_string(of) or pa.types.is_large_string(of) or pa.types.is_string_view(of) or pa.types.is_null(of)
    )


def _text(name: str, values: Any) -> Any:
    if not _is_text(values.type):
        raise Refused("column", where=name[:100], was=str(values.type)[:100], wanted="string")
    is_shared = pa.types.is_dictionary(values.type) or pa.types.is_string_view(values.type)
    if is_shared and _grown(values) > MOST_UNPACKED:
        raise Refused("unpacked", limit="64 MB")
    return _cast(name, values, pa.string(), "string")


def _grown(values: Any) -> int:
    """How many bytes the texts of a column have when each stands for itself."""
    total = 0
    for chunk in values.chunks:
        if pa.types.is_dictionary(chunk.type):
            sizes = pc.binary_length(chunk.dictionary.cast(pa.large_string())).take(chunk.indices)
            total += pc.sum(sizes).as_py() or 0
        else:
            views = chunk.buffers()[1]
            if views is not None:
                sizes = np.frombuffer(views, "<i4")[::4][chunk.offset : chunk.offset + len(chunk)]
                total += int(sizes.sum(dtype=np.int64))
    return total


def _cast(name: str, values: Any, kind: pa.DataType, wanted: str, *, safe: bool = True) -> Any:
    try:
        return pc.cast(values, kind, safe=safe)
    except pa.ArrowException as why:
        raise Refused("column", where=name[:100], was=str(values.type)[:100], wanted=wanted) from why


def _value(name: str, values: Any) -> tuple[Any, Any]:
    """A column of values as texts and as numbers; one of the two may be None."""
    kind = values.type
    if pa.types.is_boolean(kind):
        return _cast(name, values, pa.string(), "string"), None
    if _is_number(kind):  # whole numbers beyond 2^53 are rounded, as JSON's are
        return None, _cast(name, values, pa.float64(), "double", safe=not pa.types.is_integer(kind))
    return _text(name, values), None


def _input(name: str, values: Any) -> dict[str, Any]:
    texts, numbers = _value(f"inputs.{name}", values)
    sort, values = (columns.TEXT, texts) if numbers is None else (columns.NUMBER, numbers)
    return {columns.lying(sort, name): values}


def _output(values: Any) -> dict[str, Any]:
    texts, numbers = _value("output", values)
    if numbers is None:
        return {"output": texts, "output_number": pa.chunked_array([pa.nulls(len(values), pa.float64())])}
    said: Callable[[Any], str | None] = columns.said_as
    different = pc.unique(numbers)
    spelt = pa.array([said(v) for v in different.to_pylist()], pa.string())
    return {"output": spelt.take(pc.index_in(numbers, value_set=different)), "output_number": numbers}


def _sent(given: pa.Table, wrong: list[Problem]) -> list[bytes]:
    """What is kept of refused rows: their values as they can be read."""
    sent = [b""] * len(given)
    for one in wrong[:1_000]:
        row = {name: _shown(given[name][one.row]) for name in given.column_names}
        sent[one.row] = repr(row).encode("utf-8", "replace")
    return sent


def _shown(value: pa.Scalar) -> Any:
    try:
        return value.as_py()
    except (OverflowError, ValueError):  # a time beyond all calendars
        return "?"
