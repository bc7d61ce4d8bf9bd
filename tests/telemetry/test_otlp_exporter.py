"""Spans of generative AI, as OpenTelemetry's own encoder writes them, arrive as decisions and are read back by key."""

import hashlib
from typing import Any

import pytest
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Status, StatusCode, format_span_id, format_trace_id

from aims.telemetry.models import Segment
from aims.telemetry.reading import lookup
from aims.telemetry.storage.rolling import roll
from tests.api.asking import Program

MODEL = "lumen-4-2026-05"


class _Exporter(SpanExporter):
    """The bytes that the official exporter sends, put through our address instead of a socket."""

    def __init__(self, sender: Program, path: str) -> None:
        self.sender, self.path, self.status = sender, path, list[int]()

    def export(self, spans: Any) -> SpanExportResult:
        body = encode_spans(spans).SerializeToString()
        answer = self.sender.ask("POST", self.path, body, content_type="application/x-protobuf")
        self.status.append(answer.status_code)
        return SpanExportResult.SUCCESS if answer.status_code == 200 else SpanExportResult.FAILURE


@pytest.fixture
def traced(sender: Program, system: Any) -> tuple[Any, _Exporter]:
    exporter = _Exporter(sender, f"/telemetry/{system.ref}/otlp/v1/traces")
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("test"), exporter


def key_of(span: ReadableSpan) -> str:
    context: Any = span.get_span_context()
    return format_trace_id(context.trace_id) + format_span_id(context.span_id)


def chat(tracer: Any, **more: Any) -> Any:
    said = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "lumen-4",
        "gen_ai.response.model": MODEL,
        "gen_ai.usage.input_tokens": 11,
        "gen_ai.usage.output_tokens": 7,
        "gen_ai.input.messages": '[{"role":"user","content":"Who may borrow?"}]',
        "gen_ai.output.messages": '[{"role":"assistant","content":"Adults."}]',
    }
    with tracer.start_as_current_span("chat", attributes=said | more) as span:
        pass
    return span


@pytest.mark.parametrize("texts", ["keep", "drop"])
def test_an_answer_is_read_back_by_its_key_and_texts_by_rule(traced: Any, system: Any, plan: Any, texts: str) -> None:
    plan(texts=texts)
    tracer, exporter = traced
    span = chat(tracer)
    roll()
    assert exporter.status == [200]
    found = lookup.decision(system.pk, key_of(span))
    assert found is not None
    assert (found["sort"], found["version"]) == ("answer", MODEL)
    assert (found["tokens_in"], found["tokens_out"]) == (11, 7)
    assert found["trace"] + found["span"] == key_of(span)
    assert ("Who may borrow?" in found.get("prompt", "")) is (texts == "keep")
    assert ("Adults." in found.get("answer", "")) is (texts == "keep")


def test_a_call_of_a_tool_keeps_the_digest_of_its_arguments_and_its_error(traced: Any, system: Any) -> None:
    tracer, _exporter = traced
    said = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "lookup_rate",
        "gen_ai.tool.call.arguments": '{"product":"loan"}',
    }
    with tracer.start_as_current_span("execute_tool", attributes=said) as span:
        span.set_status(Status(StatusCode.ERROR))
    roll()
    found = lookup.decision(system.pk, key_of(span))
    assert found is not None
    assert (found["sort"], found["tool"], found["error"]) == ("tool_call", "lookup_rate", "error")
    assert found["arguments_digest"] == hashlib.sha256(b'{"product":"loan"}').hexdigest()


def test_other_spans_are_passed_over_and_a_trace_sent_twice_is_stored_once(traced: Any, system: Any) -> None:
    tracer, exporter = traced
    with tracer.start_as_current_span("GET /"):
        pass
    span = chat(tracer)
    exporter.export([span])
    roll()
    assert exporter.status == [200, 200, 200]
    assert [one.rows for one in Segment.objects.filter(table="decisions")] == [1]
