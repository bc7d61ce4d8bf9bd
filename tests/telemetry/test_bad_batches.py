"""What is wrong with a batch is said in a sentence, in both languages, and never stops what is right in it."""

import datetime as dt
import gzip
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils.translation import override

from aims.telemetry.arrival import arriving
from aims.telemetry.arrival.arriving import ARROW, MSGPACK, NDJSON
from aims.telemetry.models import Segment, Table
from aims.telemetry.storage import rolling, segments
from tests.api.asking import Program
from tests.telemetry.conftest import NOW, event, lines, send

GOOD = event("good")


def ago(**much: float) -> str:
    return (NOW - dt.timedelta(**much)).isoformat()


def packed(*events: Any) -> bytes:
    return msgspec.msgpack.encode([msgspec.Raw(one) if isinstance(one, bytes) else one for one in events])


def arrow(options: Any = None, **said: Any) -> bytes:
    """Two rows, the first right; `said` are columns of both, where None takes one away."""
    at = pa.array([NOW, NOW], pa.timestamp("us", "UTC"))
    made = {"key": ["good", "bad"], "at": at, "output": ["yes", "no"], "score": [0.5, 0.6]} | said
    table = pa.table({name: values for name, values in made.items() if values is not None})
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema, options=options) as stream:
        stream.write_table(table)
    return out.getvalue().to_pybytes()


def at_of(*instants: dt.datetime | None) -> pa.Array:
    return pa.array(instants, pa.timestamp("us", "UTC"))


class Row(NamedTuple):
    """One event that is not taken, beside one that is."""

    name: str
    code: str
    sort: str
    body: Callable[[], bytes]


def json_row(name: str, code: str, bad: Any) -> Row:
    return Row(name, code, NDJSON, lambda: lines(bad() if callable(bad) else bad, GOOD))


def msgpack_row(name: str, code: str, bad: Any) -> Row:
    return Row(name, code, MSGPACK, lambda: packed(bad() if callable(bad) else bad, GOOD))


def arrow_row(name: str, code: str, **said: Any) -> Row:
    return Row(name, code, ARROW, lambda: arrow(**said))


ROWS = [
    json_row("not JSON", "malformed", b"{key: 1}"),
    json_row("cut off", "malformed", lines(event())[:40]),
    json_row("garbage", "malformed", b"\x80\x81\xfe"),
    json_row("not UTF-8", "malformed", lines(event(error="x")).replace(b'"x"', b'"\xff"')),
    json_row("half a surrogate", "malformed", lines(event(error="x")).replace(b'"x"', b'"\\ud800"')),
    json_row("nested without end", "malformed", b'{"a":' * 3_000),
    json_row("NaN in JSON", "malformed", lines(event()).replace(b'"score":0.7', b'"score":NaN')),
    json_row("a number beyond all", "type", lines(event()).replace(b'"score":0.7', b'"score":1e999')),
    json_row("a list", "type", b"[1, 2]"),
    json_row("a text", "type", b'"decision"'),
    json_row("null", "type", b"null"),
    json_row("no type", "type", {k: v for k, v in event().items() if k != "type"}),
    json_row("unknown type", "type", event(type="guess")),
    json_row("no key", "type", {k: v for k, v in event().items() if k != "key"}),
    json_row("empty key", "type", event("")),
    json_row("key with a space", "type", event("a b")),
    json_row("key of 101 signs", "type", event("k" * 101)),
    json_row("key is a number", "type", event(7)),  # type: ignore[arg-type]
    json_row("no time", "type", {k: v for k, v in event().items() if k != "at"}),
    json_row("time without a zone", "type", event(at="2026-03-01T10:00:00")),
    json_row("time is a number", "type", event(at=1_700_000_000)),
    json_row("clock in 1970", "too_old", event(at="1970-01-01T00:00:01Z")),
    json_row("six years ago", "too_old", event(at=ago(days=6 * 366))),
    json_row("the day after tomorrow", "ahead", event(at=ago(days=-2))),
    json_row("year 9999", "ahead", event(at="9999-12-31T23:59:59Z")),
    json_row("unknown field", "type", event(colour="red")),
    json_row("unknown sort", "type", event(sort="oracle")),
    json_row("score is text", "type", event(score="high")),
    json_row("negative latency", "type", event(latency_ms=-1)),
    json_row("negative tokens", "type", event(tokens_in=-3)),
    json_row("tokens in halves", "type", event(tokens_in=1.5)),
    json_row("inputs are a list", "type", event(inputs=[1, 2])),
    json_row("an input is a list", "type", event(inputs={"a": [1]})),
    json_row("an input without a name", "type", event(inputs={"": 1})),
    json_row("1,001 inputs", "type", event(inputs={f"i{n}": n for n in range(1_001)})),
    json_row("a long category", "type", event(inputs={"a": "x" * 1_001})),
    json_row("a long prompt", "type", event(prompt="x" * 100_001)),
    json_row("an event of 300 kB", "too_large", event(prompt="x" * 300_000)),
    json_row("trace is no id", "type", event(trace="xyz")),
    json_row("digest is none", "type", event(arguments_digest="abc")),
    json_row("control character in a text", "control", event(error="a\x07b")),
    json_row("NUL in an input", "control", event(inputs={"region": "a\0b"})),
    json_row("delete sign", "control", event(version="1\x7f")),
    json_row("control character in a subject", "control", event(subject="s\x1b[0m")),
    json_row("an outcome without a label", "type", {"type": "outcome", "key": "a", "at": ago()}),
    json_row("a ruling that rules nothing", "type", {"type": "ruling", "key": "a", "at": ago(), "ruling": "maybe"}),
    json_row(
        "an outcome of 1970", "too_old", {"type": "outcome", "key": "a", "at": "1970-01-01T00:00:00Z", "label": 1}
    ),
    msgpack_row("NaN", "not_finite", event(score=float("nan"))),
    msgpack_row("NaN among contributions", "not_finite", event(explanation={"contributions": {"a": float("nan")}})),
    msgpack_row("infinite input", "not_finite", event(inputs={"income": float("inf")})),
    msgpack_row("wrong type", "type", event(score=[])),
    msgpack_row("a number for a map", "type", b"\x07"),
    arrow_row("NaN in a column", "not_finite", score=[0.5, float("nan")]),
    arrow_row("no key", "empty_key", key=["good", None]),
    arrow_row("key with a space", "type", key=["good", "a b"]),
    arrow_row("no time", "no_time", at=at_of(NOW, None)),
    arrow_row("clock in 1970", "too_old", at=at_of(NOW, dt.datetime(1970, 1, 1, tzinfo=dt.UTC))),
    arrow_row("twice the same key", "duplicate", key=["good", "good"]),
    arrow_row("negative cost", "type", cost=[1.0, -1.0]),
    arrow_row("a long category", "type", error=["", "x" * 1_001]),
    arrow_row("unknown sort", "type", sort=["prediction", "oracle"]),
    arrow_row("control character", "control", version=["1", "a\x01"]),
    arrow_row("an explanation that is no JSON", "type", explanation=['{"reasons": ["R1"]}', "hello"]),
    arrow_row("an explanation with NaN", "type", explanation=[None, '{"contributions": {"a": NaN}}']),
    arrow_row(
        "a time beyond microseconds", "no_time", at=pa.array([int(NOW.timestamp()), 2**62], pa.timestamp("s", "UTC"))
    ),
    json_row("NUL in the name of an input", "control", event("bad", inputs={"a\0b": 1.0})),
    msgpack_row("a control character in the name of an input", "control", event("bad", inputs={"a\x01": "x"})),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.sort[-6:]}: {row.name}")
def test_a_bad_event_is_refused_with_a_sentence_and_the_good_one_kept(row: Row, sender: Program, system: Any) -> None:
    answer = send(sender, system, row.body(), row.sort)
    assert answer.status_code == 200, answer.content
    said = answer.json()
    assert (said["accepted"], said["rejected"]) == (1, 1), said
    (problem,) = said["problems"]
    assert problem["code"] == row.code
    assert problem["row"] == (1 if row.sort == ARROW else 0)
    assert len(problem["sentence"]) > 20
    assert "%(" not in problem["sentence"]
    in_chinese = send(Program(sender.key, language="zh-hans"), system, row.body(), row.sort).json()["problems"][0]
    assert re.search(r"[\u4e00-\u9fff]", in_chinese["sentence"])
    rolling.roll()
    kept = pq.read_table(segments.path_of(Segment.objects.get(table=Table.DECISIONS)))
    assert kept["key"].to_pylist() == ["good"]
    rejected = pq.read_table(segments.path_of(Segment.objects.get(table=Table.REJECTS))).to_pylist()
    assert rejected[0]["code"] == row.code
    assert len(rejected[0]["sent"] or "") <= arriving.SENT_KEPT


def test_spans_of_another_form_are_refused_or_read_as_they_can_be(sender: Program, system: Any) -> None:
    odd = {"key": 5, "value": {"stringValue": "x"}}
    known = {"key": "gen_ai.request.model", "value": {"stringValue": "lumen"}}
    for attributes, status in (([odd], 200), ([odd, known], 200), ([{"value": {}}], 422), (["x"], 422), (7, 422)):
        span = {"traceId": "a" * 32, "spanId": "b" * 16, "startTimeUnixNano": "1", "attributes": attributes}
        body = msgspec.json.encode({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]})
        answer = sender.ask("POST", f"/telemetry/{system.ref}/otlp/v1/traces", body, content_type="application/json")
        assert answer.status_code == status, (attributes, answer.content)


def test_a_key_twice_in_a_batch_keeps_the_first(sender: Program, system: Any) -> None:
    said = send(sender, system, lines(event("a", output="1st"), event("a", output="2nd"), event("b"))).json()
    assert (said["accepted"], said["problems"][0]["code"], said["problems"][0]["row"]) == (2, "duplicate", 1)


def test_a_broken_end_loses_only_itself(sender: Program, system: Any) -> None:
    said = send(sender, system, lines(event("d"), event("e"))[:-10]).json()
    assert (said["accepted"], said["rejected"]) == (1, 1)


def bomb(coding: str) -> bytes:
    if coding == "zstd":
        return bytes(pa.compress(b" " * 80 * 2**20, "zstd", asbytes=True))
    return gzip.compress(b" " * 80 * 2**20)


def shared() -> bytes:
    """A dictionary of one long text that 40,000 rows share: 4 GB when each has its own."""
    count = 40_000
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int8()), pa.array(["x" * 100_000]))
    keys = [f"k{n}" for n in range(count)]
    return arrow(key=keys, at=at_of(*[NOW] * count), output=None, score=None, prompt=texts)


WHOLE = [
    ("nothing", 422, "empty", NDJSON, "", lambda: b""),
    ("only line ends", 422, "empty", NDJSON, "", lambda: b"\n\n \n"),
    ("no type of content", 415, "media_type", "text/plain", "", lambda: lines(GOOD)),
    ("JSON in one", 415, "media_type", "application/json", "", lambda: lines(GOOD)),
    ("unknown coding", 415, "coding", NDJSON, "br", lambda: lines(GOOD)),
    ("gzip that is none", 422, "unpacking", NDJSON, "gzip", lambda: lines(GOOD)),
    ("gzip cut off", 422, "unpacking", NDJSON, "gzip", lambda: gzip.compress(lines(GOOD) * 50)[:-20]),
    ("zstd that is none", 422, "unpacking", NDJSON, "zstd", lambda: b"garbage"),
    ("a bomb of gzip", 413, "unpacked", NDJSON, "gzip", lambda: bomb("gzip")),
    ("a bomb of zstd", 413, "unpacked", NDJSON, "zstd", lambda: bomb("zstd")),
    ("17 MB", 413, "too_large", NDJSON, "", lambda: b" " * (17 * 2**20)),
    ("50,001 events", 413, "too_many", NDJSON, "", lambda: b"{}\n" * 50_001),
    ("50,001 maps", 413, "too_many", MSGPACK, "", lambda: msgspec.msgpack.encode([{}] * 50_001)),
    ("a torn array", 422, "unreadable", MSGPACK, "", lambda: packed(event("a"), event("b"))[:-10]),
    ("an array that holds itself to be longer", 422, "unreadable", MSGPACK, "", lambda: b"\xdd\xff\xff\xff\xff"),
    ("maps without an array", 422, "unreadable", MSGPACK, "", lambda: packed(event("a"))[1:] * 2),
    ("garbage for MessagePack", 422, "unreadable", MSGPACK, "", lambda: b"\xc1\xc1\xc1"),
    ("garbage for Arrow", 422, "unreadable", ARROW, "", lambda: b"ARROW1 no stream at all"),
    ("Arrow cut in its head", 422, "unreadable", ARROW, "", lambda: arrow()[:60]),
    ("Arrow cut in its body", 422, "unreadable", ARROW, "", lambda: arrow()[:-40]),
    ("Arrow without key", 422, "column_missing", ARROW, "", lambda: arrow(key=None)),
    ("Arrow without time", 422, "column_missing", ARROW, "", lambda: arrow(at=None)),
    ("score of texts", 422, "column", ARROW, "", lambda: arrow(score=["high", "low"])),
    ("key of numbers", 422, "column", ARROW, "", lambda: arrow(key=[1, 2])),
    ("times without a zone", 422, "column", ARROW, "", lambda: arrow(at=pa.array([NOW.replace(tzinfo=None)] * 2))),
    ("times as text", 422, "column", ARROW, "", lambda: arrow(at=["2026-01-01", "2026-01-02"])),
    ("an unknown column", 422, "column_unknown", ARROW, "", lambda: arrow(colour=["red", "blue"])),
    ("lists for output", 422, "column", ARROW, "", lambda: arrow(output=[[1], [2]])),
    ("two types in one stream", 422, "one_type", ARROW, "", lambda: arrow(type=["decision", "outcome"])),
    (
        "a bomb within Arrow",
        422,
        "compressed_columns",
        ARROW,
        "",
        lambda: arrow(pa.ipc.IpcWriteOptions(compression="zstd")),
    ),
    ("a bomb of a dictionary", 413, "unpacked", ARROW, "", shared),
]


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case[0])
def test_a_batch_that_cannot_be_read_is_refused_whole_with_a_sentence(case: Any, sender: Program, system: Any) -> None:
    _name, status, code, sort, coding, body = case
    answer = send(sender, system, body(), sort, HTTP_CONTENT_ENCODING=coding)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (status, code), said
    assert len(said["sentence"]) > 20
    assert "%(" not in said["sentence"]
    assert rolling.waiting() == 0, "nothing was kept"


def test_the_offsets_of_arrow_are_not_believed(sender: Program, system: Any) -> None:
    whole = arrow()
    for place in range(0, len(whole), 4):
        body = bytearray(whole)
        struct.pack_into("<i", body, place, 0x7FFFFFF0)
        answer = send(sender, system, bytes(body), ARROW)
        assert answer.status_code in (200, 413, 422), place


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_IDEMPOTENCY_KEY": ""},
        {"HTTP_IDEMPOTENCY_KEY": "k" * 101},
        {"HTTP_AIMS_PRODUCER": "p"},
        {"HTTP_AIMS_BATCH": "1"},
        {"HTTP_AIMS_PRODUCER": "p", "HTTP_AIMS_BATCH": "-1"},
        {"HTTP_AIMS_PRODUCER": "p", "HTTP_AIMS_BATCH": "one"},
        {"HTTP_AIMS_PRODUCER": "p", "HTTP_AIMS_BATCH": "1", "HTTP_IDEMPOTENCY_KEY": "k"},
    ],
)
def test_a_batch_is_named_in_one_of_two_ways(headers: dict[str, str], sender: Program, system: Any) -> None:
    answer = send(sender, system, lines(GOOD), **headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "batch_name")


def test_every_reason_has_its_sentence_in_chinese() -> None:
    from aims.telemetry.reasons import BATCH, EVENT

    sentences = [*EVENT.values(), *(said for _status, said in BATCH.values())]
    english = [str(one) for one in sentences]
    with override("zh-hans"):
        assert [str(one) for one, en in zip(sentences, english, strict=True) if str(one) == en] == []


def test_memory_stays_bounded_while_a_bomb_is_unpacked() -> None:
    from aims.telemetry.arrival.unpacking import unpacked
    from aims.telemetry.reasons import Refused

    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    huge = b"".join(packing.compress(b"\0" * 2**20) for _n in range(2_000)) + packing.flush()
    before = pa.total_allocated_bytes()
    with pytest.raises(Refused) as refused:
        unpacked(huge, "gzip")
    assert refused.value.code == "unpacked"
    assert pa.total_allocated_bytes() - before < 80 * 2**20
