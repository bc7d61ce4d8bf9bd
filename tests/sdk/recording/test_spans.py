"""GenAI spans of OpenTelemetry become answers and calls of tools; other spans stay where they are."""

import hashlib
import json

from aims_sdk import Aims, GenAIExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import Status, StatusCode

from tests.sdk.recording.receiver import Receiver


def test_spans_become_decisions(aims: Aims, receiver: Receiver) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(GenAIExporter(aims, "AIS-0001", subject="p-1")))
    tracer = provider.get_tracer("test")
    arguments = json.dumps({"account": "DE02"})
    with tracer.start_as_current_span("loan desk"):
        with tracer.start_as_current_span("execute_tool balance") as tool:
            tool.set_attributes({
                "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "balance",
                "gen_ai.tool.call.arguments": arguments,
            })  # fmt: skip
        with tracer.start_as_current_span("chat gpt-5") as chat:
            chat.set_attributes({
                "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5",
                "gen_ai.response.model": "gpt-5-2025-08-07",
                "gen_ai.usage.input_tokens": 12, "gen_ai.usage.output_tokens": 5,
                "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be brief."}]),
                "gen_ai.input.messages": json.dumps([
                    {"role": "user", "parts": [{"type": "text", "content": "How much do I owe?"}]},
                    {"role": "tool", "parts": [{"type": "tool_call_response", "id": "1", "response": "5 euro"}]},
                ]),
                "gen_ai.output.messages": json.dumps([
                    {"role": "assistant", "parts": [{"type": "text", "content": "Five euro."}], "finish_reason": "stop"}
                ]),
            })  # fmt: skip
        with tracer.start_as_current_span("chat gpt-5") as failed:
            failed.set_attribute("gen_ai.operation.name", "chat")
            failed.set_attribute("error.type", "timeout")
            failed.set_status(Status(StatusCode.ERROR))
    provider.force_flush()
    assert aims.flush(60)
    call, answer, failure = receiver.events["AIS-0001"]
    context = chat.get_span_context()
    assert answer["key"] == f"{context.trace_id:032x}{context.span_id:016x}"
    assert (answer["trace"], answer["span"]) == (f"{context.trace_id:032x}", f"{context.span_id:016x}")
    assert (answer["sort"], answer["version"], answer["tokens_in"], answer["tokens_out"]) == (
        "answer", "gpt-5-2025-08-07", 12, 5,
    )  # fmt: skip
    assert answer["prompt"] == "system: Be brief.\nuser: How much do I owe?"
    assert (answer["context"], answer["answer"], answer["subject"]) == ("5 euro", "Five euro.", "p-1")
    assert (call["sort"], call["tool"]) == ("tool_call", "balance")
    assert call["arguments_digest"] == hashlib.sha256(arguments.encode()).hexdigest()
    assert failure["error"] == "timeout"


def test_attributes_of_the_wrong_kind_break_nothing(aims: Aims, receiver: Receiver) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(GenAIExporter(aims, "AIS-0001")))
    tracer = provider.get_tracer("test")
    for content in ("{", "[1, 2]", '{"a": 1}', '[{"parts": 3}]'):
        with tracer.start_as_current_span("chat") as span:
            span.set_attributes({"gen_ai.operation.name": "chat", "gen_ai.output.messages": content})
    assert aims.flush(60)
    assert aims.counters().recorded == 4
    assert aims.counters().refused == 2
