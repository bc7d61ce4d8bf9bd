"""OpenTelemetry: spans with the attributes of generative AI become answers and calls of tools.

The attributes are those of the semantic conventions for GenAI (`gen_ai.*`). A span of another sort is passed over. The
key of a decision is the span's trace id and span id, so that a trace sent twice is stored once.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
from aims_sdk.decisions import MOST_TEXT, Decision

from aims.telemetry.reasons import Problem, Refused

from .arriving import MOST_EVENTS, Arrived, of_events
from .taking import BatchName, kept
from .unpacking import unpacked

JSON, PROTOBUF = "application/json", "application/x-protobuf"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class _Span(msgspec.Struct):
    trace: str
    span: str
    start: int
    end: int
    attributes: dict[str, Any]
    error: str = ""


def take(system: UUID, body: bytes, sort: str, coding: str) -> bytes:
    """Keep the spans of an export request; the answer in the same form. Raises `Refused`."""
    content = unpacked(body, coding)
    if sort == JSON:
        spans = list(_of_json(content))
    elif sort == PROTOBUF:
        spans = list(_of_protobuf(content))
    else:
        raise Refused("media_type", known=", ".join((JSON, PROTOBUF)))
    spans = [one for one in spans if any(name.startswith("gen_ai.") for name in one.attributes)]
    if len(spans) > MOST_EVENTS:
        raise Refused("too_many", limit=MOST_EVENTS)
    found = Arrived()
    if spans:
        found = kept(system, lambda rules: of_events(*_events(spans), rules), BatchName())
    return _answer(found, sort)


def _events(spans: list[_Span]) -> tuple[list[Any], list[Problem]]:
    events, wrong = [], []
    for row, span in enumerate(spans):
        try:
            events.append(msgspec.convert(_fields(span), Decision))
        except (msgspec.ValidationError, ValueError, OverflowError):
            wrong.append(Problem(row, "span"))
    return events, wrong


def _fields(span: _Span) -> dict[str, Any]:
    said = span.attributes
    is_tool = said.get("gen_ai.operation.name") == "execute_tool"
    arguments = said.get("gen_ai.tool.call.arguments")
    found = {
        "type": "decision",
        "key": f"{span.trace}{span.span}",
        "at": _EPOCH + dt.timedelta(microseconds=span.start // 1_000),
        "sort": "tool_call" if is_tool else "answer",
        "version": said.get("gen_ai.response.model") or said.get("gen_ai.request.model") or "",
        "latency_ms": max(0.0, (span.end - span.start) / 1e6),
        "error": str(said.get("error.type") or span.error)[:1_000],
        "tool": str(said.get("gen_ai.tool.name") or "")[:1_000],
        "prompt": _text(said, "gen_ai.input.messages", "gen_ai.prompt"),
        "answer": _text(said, "gen_ai.output.messages", "gen_ai.completion"),
        "context": _text(said, "gen_ai.system_instructions"),
        "tokens_in": said.get("gen_ai.usage.input_tokens"),
        "tokens_out": said.get("gen_ai.usage.output_tokens"),
        "trace": span.trace,
        "span": span.span,
    }
    if arguments is not None:
        found["arguments_digest"] = hashlib.sha256(str(arguments).encode()).hexdigest()
    return found


def _text(said: dict[str, Any], *names: str) -> str:
    for name in names:
        if said.get(name):
            value = said[name]
            return (value if isinstance(value, str) else msgspec.json.encode(value).decode())[:MOST_TEXT]
    return ""


def _of_json(content: bytes) -> Iterator[_Span]:
    try:
        sent: Any = msgspec.json.decode(content)
        for resource in sent.get("resourceSpans", ()):
            for scope in resource.get("scopeSpans", ()):
                for span in scope.get("spans", ()):
                    status = span.get("status") or {}
                    yield _Span(
                        str(span.get("traceId", "")).lower(),
                        str(span.get("spanId", "")).lower(),
                        int(span.get("startTimeUnixNano", 0)),
                        int(span.get("endTimeUnixNano", 0)),
                        {str(pair["key"]): _plain(pair.get("value") or {}) for pair in span.get("attributes", ())},
                        "error" if status.get("code") in (2, "STATUS_CODE_ERROR") else "",
                    )
    except (msgspec.DecodeError, AttributeError, TypeError, KeyError, ValueError, RecursionError) as why:
        raise Refused("unreadable", sort="OTLP/JSON", said=str(why)) from why


def _plain(value: dict[str, Any]) -> Any:
    """The value of an attribute, out of `{"stringValue": …}` and its like."""
    sort: str = next(iter(value), "")
    held: Any = value.get(sort)
    match sort:
        case "intValue":
            return int(held)
        case "arrayValue":
            return [_plain(one) for one in held.get("values", ())]
        case "kvlistValue":
            return {pair["key"]: _plain(pair.get("value") or {}) for pair in held.get("values", ())}
        case _:
            return held


def _of_protobuf(content: bytes) -> Iterator[_Span]:
    try:
        from google.protobuf.message import DecodeError
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
    except ImportError:
        raise Refused("media_type", known=JSON) from None
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(content)
    except DecodeError as why:
        raise Refused("unreadable", sort="OTLP/protobuf", said=str(why)) from why
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield _Span(
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.start_time_unix_nano,
                    span.end_time_unix_nano,
                    {pair.key: _of_any(pair.value) for pair in span.attributes},
                    "error" if span.status.code == 2 else "",
                )


def _of_any(value: Any) -> Any:
    sort = value.WhichOneof("value")
    if sort == "array_value":
        return [_of_any(one) for one in value.array_value.values]
    if sort == "kvlist_value":
        return {pair.key: _of_any(pair.value) for pair in value.kvlist_value.values}
    return getattr(value, sort) if sort else None


def _answer(found: Arrived, sort: str) -> bytes:
    """What OTLP answers: nothing where all was taken, else how many spans were not and why the first was not."""
    count = len(found.problems)
    said = found.problems[0].sentence if count else ""
    if sort == JSON:
        told = {"partialSuccess": {"rejectedSpans": str(count), "errorMessage": said}} if count else {}
        return msgspec.json.encode(told)
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

    answer = ExportTraceServiceResponse()
    if count:
        answer.partial_success.rejected_spans, answer.partial_success.error_message = count, said
    content: bytes = answer.SerializeToString()
    return content
