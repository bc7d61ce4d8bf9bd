"""The trace a decision belongs to: W3C Trace Context, as handed over by the caller or by OpenTelemetry."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")

_current: ContextVar[tuple[str, str]] = ContextVar("aims_trace", default=("", ""))


@contextmanager
def tracing(traceparent: str) -> Iterator[None]:
    """Give what is recorded inside the trace and span of a `traceparent` header; one badly formed is ignored."""
    found = TRACEPARENT.fullmatch(traceparent.strip())
    token = _current.set((found[1], found[2]) if found else _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def current() -> tuple[str, str]:
    """Trace id and span id, each in hexadecimal; empty where there is none."""
    here = _current.get()
    if here[0] or "opentelemetry.trace" not in sys.modules:
        return here
    span = sys.modules["opentelemetry.trace"].get_current_span().get_span_context()
    return (f"{span.trace_id:032x}", f"{span.span_id:016x}") if span.is_valid else here
