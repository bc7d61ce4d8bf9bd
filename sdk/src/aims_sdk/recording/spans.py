"""Spans of OpenTelemetry with GenAI attributes become answers and calls of tools.

The names are those of the OpenTelemetry semantic conventions for generative AI. Needs `openaims-sdk[otel]`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from aims_sdk.recording.chat import cut

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

ANSWERS = {"chat", "text_completion", "generate_content"}
TOOL = "execute_tool"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class GenAIExporter(SpanExporter):
    """Give it to a span processor of OpenTelemetry; other spans are passed over."""

    def __init__(self, aims: "Aims", system: str, **fields: Any) -> None:
        self._aims, self._system, self._fields = aims, system, fields

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Record the GenAI spans; the sending is the client's."""
        for span in spans:
            try:
                if found := decision_of(span):
                    self._aims.record(self._system, **self._fields | found)
            except Exception as error:
                self._aims.miss(f"a span could not be read ({type(error).__name__})")
        return SpanExportResult.SUCCESS

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._aims.flush(timeout_millis / 1000)

    def shutdown(self) -> None:
        """The client is its owner's to close."""


def decision_of(span: ReadableSpan) -> dict[str, Any]:
    """The fields of a decision, keyed by trace id and span id; empty where the span is about something else."""
    attributes, context = dict(span.attributes or {}), span.get_span_context()
    operation = attributes.get("gen_ai.operation.name")
    if context is None or (operation not in ANSWERS and operation != TOOL):
        return {}
    trace, own = f"{context.trace_id:032x}", f"{context.span_id:016x}"
    start, end = span.start_time or 0, span.end_time or span.start_time or 0
    error = attributes.get("error.type") or ("" if span.status.is_ok or span.status.is_unset else "error")
    found: dict[str, Any] = {
        "key": f"{trace}{own}",
        "at": _EPOCH + dt.timedelta(microseconds=end // 1000),
        "latency_ms": (end - start) / 1e6,
        "trace": trace,
        "span": own,
        "error": str(error)[:1000],
    }
    return found | (_tool(attributes) if operation == TOOL else _answer(attributes))


def _tool(attributes: Mapping[str, Any]) -> dict[str, Any]:
    arguments = attributes.get("gen_ai.tool.call.arguments")
    digest = hashlib.sha256(str(arguments).encode()).hexdigest() if arguments is not None else ""
    return {"sort": "tool_call", "tool": str(attributes.get("gen_ai.tool.name", ""))[:1000], "arguments_digest": digest}


def _answer(attributes: Mapping[str, Any]) -> dict[str, Any]:
    model = attributes.get("gen_ai.response.model") or attributes.get("gen_ai.request.model") or ""
    asked = [
        *_messages(attributes.get("gen_ai.system_instructions")),
        *_messages(attributes.get("gen_ai.input.messages")),
    ]
    said = _messages(attributes.get("gen_ai.output.messages"))
    return {
        "sort": "answer",
        "version": str(model)[:1000],
        "tokens_in": attributes.get("gen_ai.usage.input_tokens"),
        "tokens_out": attributes.get("gen_ai.usage.output_tokens"),
        "prompt": cut("\n".join(f"{role}: {text}" for role, text in asked if role != "tool")),
        "context": cut("\n\n".join(text for role, text in asked if role == "tool")),
        "answer": cut("\n".join(text for _role, text in said)),
    }


def _messages(content: Any) -> list[tuple[str, str]]:
    """Role and text of each message, as the conventions write them: JSON, a list of messages with parts."""
    if not isinstance(content, str):
        return []
    try:
        messages = json.loads(content)
    except ValueError:
        return [("system", content)]
    found = []
    for message in messages if isinstance(messages, list) else []:
        parts = message.get("parts", [message])
        texts = [str(part.get("content") or part.get("response") or "") for part in parts]
        if text := "\n".join(one for one in texts if one):
            found.append((str(message.get("role", "system")), text))
    return found
