"""A client of OpenAI's shape: `chat.completions.create` and `responses.create` are recorded, all else is passed on.

Calls and streams, synchronous and asynchronous. One call is one answer, and each call of a tool that it asks for is an
event of its own: its key is the answer's with a number, and they share a trace id.
"""

import functools
import hashlib
import inspect
import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aims_sdk.recording import tracing

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

MOST_BYTES = 80_000
"""Of one text in UTF-8: three of them fit into an event. What is longer is cut and ends in an ellipsis."""


def field(value: Any, name: str) -> Any:
    """Of a map or of a typed answer; None where it is not there."""
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)


def text_of(content: Any) -> str:
    """The text of a message; parts that are no text are named by their type."""
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list | tuple):
        content = [content]
    parts = [field(part, "text") or field(part, "refusal") or f"[{field(part, 'type') or 'part'}]" for part in content]
    return "\n".join(part if isinstance(part, str) else "[part]" for part in parts)


def cut(text: str) -> str:
    """Short enough for an event."""
    raw = text.encode("utf-8", "replace")
    return text if len(raw) <= MOST_BYTES else raw[:MOST_BYTES].decode("utf-8", "ignore") + "…"


def asked_of(messages: Any, instructions: Any = None) -> dict[str, str]:
    """Prompt, and as context what tools had found: passages that the answer has to rest on."""
    if isinstance(messages, str):
        messages = [{"role": "user", "content": messages}]
    lines = [f"system: {text_of(instructions)}"] if instructions else []
    found = []
    for message in messages or ():
        role = field(message, "role")
        if role == "tool" or field(message, "type") == "function_call_output":
            found.append(text_of(field(message, "content") or field(message, "output")))
        elif content := text_of(field(message, "content")):
            lines.append(f"{role or 'user'}: {content}")
    return {"prompt": cut("\n".join(lines)), "context": cut("\n\n".join(found))}


class Answered:
    """What is known of an answer, whole or chunk by chunk."""

    def __init__(self) -> None:
        self.model = self.text = ""
        self.tokens: tuple[Any, Any] = (None, None)
        self.calls: dict[Any, list[str]] = {}
        """Name and arguments of each tool call."""

    def usage(self, usage: Any, sent: str, received: str) -> None:
        if usage is not None:
            self.tokens = (field(usage, sent), field(usage, received))

    def completion(self, one: Any) -> None:
        """`chat.completion`, and `chat.completion.chunk`, which has a delta where the other has a message."""
        self.model = field(one, "model") or self.model
        self.usage(field(one, "usage"), "prompt_tokens", "completion_tokens")
        for choice in field(one, "choices") or ():
            message = field(choice, "message") or field(choice, "delta")
            if message is None:
                continue
            self.text += text_of(field(message, "content") or field(message, "refusal"))
            for place, call in enumerate(field(message, "tool_calls") or ()):
                index = field(call, "index")
                function = field(call, "function") or field(call, "custom")
                known = self.calls.setdefault((field(choice, "index"), place if index is None else index), ["", ""])
                known[0] += field(function, "name") or ""
                known[1] += field(function, "arguments") or field(function, "input") or ""

    def response(self, one: Any) -> None:
        """`response`, and the events of its stream, of which the last carries the whole."""
        sort = field(one, "type") or ""
        if sort == "response.output_text.delta":
            self.text += field(one, "delta") or ""
            return
        one = field(one, "response") if sort.startswith("response.") else one
        if one is None or field(one, "output") is None:
            return
        self.model = field(one, "model") or self.model
        self.usage(field(one, "usage"), "input_tokens", "output_tokens")
        texts = []
        for place, part in enumerate(field(one, "output")):
            if field(part, "type") == "message":
                texts.append(text_of(field(part, "content")))
            elif (name := field(part, "name")) and field(part, "type").endswith("_call"):
                self.calls[place] = [name, field(part, "arguments") or field(part, "input") or ""]
        self.text = "\n".join(texts) or self.text


class Call:
    """One call that is under way, from its question to its last chunk. Recorded once."""

    def __init__(self, aims: "Aims", system: str, fields: Mapping[str, Any], sort: str, asked: dict[str, Any]) -> None:
        self._aims, self._system, self._fields, self._asked = aims, system, dict(fields), asked
        self._answered, self._start = Answered(), time.perf_counter_ns()
        self._take = self._answered.completion if sort == "completion" else self._answered.response
        self._is_recorded = False

    def take(self, one: Any) -> None:
        """A whole answer, or one chunk of it. Never raises."""
        try:
            self._take(one)
        except Exception as error:
            self._aims.say("An answer could not be read: %s", type(error).__name__)

    def end(self, error: BaseException | None = None) -> None:
        """Record it, with the name of the error where there was one. Never raises."""
        if self._is_recorded:
            return
        self._is_recorded = True
        try:
            self._record(type(error).__name__ if error else "")
        except Exception as failure:
            self._aims.miss(f"an answer could not be described ({type(failure).__name__})")

    def _record(self, error: str) -> None:
        trace, span = tracing.current()
        shared = {
            "version": str(self._answered.model or self._asked.get("model") or "")[:1000],
            "trace": trace or os.urandom(16).hex(),
            "span": span,
        } | self._fields
        tokens_in, tokens_out = self._answered.tokens
        said = asked_of(self._asked.get("messages", self._asked.get("input")), self._asked.get("instructions"))
        key = self._aims.record(
            self._system,
            **shared,
            **said,  # type: ignore[arg-type]
            sort="answer",
            answer=cut(self._answered.text),
            error=error,
            latency_ms=(time.perf_counter_ns() - self._start) / 1e6,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
        )
        for number, (tool, arguments) in enumerate(self._answered.calls.values(), 1):
            digest = hashlib.sha256(arguments.encode()).hexdigest()
            call = {"sort": "tool_call", "key": f"{key}.{number}", "tool": tool, "arguments_digest": digest}
            self._aims.record(self._system, **shared | call)


class Stream:
    """A stream that is read by the caller and watched by the way."""

    def __init__(self, stream: Any, call: Call) -> None:
        self._stream, self._call = stream, call

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __del__(self) -> None:
        """Whoever leaves the loop half way has still had an answer."""
        self._call.end()

    def __iter__(self) -> "Stream":
        return self

    def __next__(self) -> Any:
        try:
            one = next(self._stream)
        except StopIteration:
            self._call.end()
            raise
        except BaseException as error:
            self._call.end(error)
            raise
        self._call.take(one)
        return one

    def __aiter__(self) -> "Stream":
        return self

    async def __anext__(self) -> Any:
        try:
            one = await anext(self._stream)
        except StopAsyncIteration:
            self._call.end()
            raise
        except BaseException as error:
            self._call.end(error)
            raise
        self._call.take(one)
        return one

    def __enter__(self) -> "Stream":
        self._stream.__enter__()
        return self

    def __exit__(self, kind: Any, error: BaseException | None, where: Any) -> Any:
        self._call.end(error)
        return self._stream.__exit__(kind, error, where)

    async def __aenter__(self) -> "Stream":
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, kind: Any, error: BaseException | None, where: Any) -> Any:
        self._call.end(error)
        return await self._stream.__aexit__(kind, error, where)

    def close(self) -> Any:
        """As the stream's own, which may be a coroutine function."""
        self._call.end()
        return self._stream.close()


def watched(create: Callable[..., Any], start: Callable[[dict[str, Any]], Call]) -> Callable[..., Any]:
    """`create` as it is, with each call recorded."""

    def finished(answer: Any, call: Call, is_stream: bool) -> Any:
        if is_stream:
            return Stream(answer, call)
        call.take(answer)
        call.end()
        return answer

    async def awaited(coming: Any, call: Call, is_stream: bool) -> Any:
        try:
            answer = await coming
        except BaseException as error:
            call.end(error)
            raise
        return finished(answer, call, is_stream)

    @functools.wraps(create)
    def called(*args: Any, **kwargs: Any) -> Any:
        call, is_stream = start(kwargs), kwargs.get("stream") is True
        try:
            answer = create(*args, **kwargs)
        except BaseException as error:
            call.end(error)
            raise
        return awaited(answer, call, is_stream) if inspect.isawaitable(answer) else finished(answer, call, is_stream)

    return called


WATCHED: dict[str, Any] = {
    "chat": {"completions": {"create": "completion", "parse": "completion"}},
    "responses": {"create": "response", "parse": "response"},
}
COPIES = {"with_options", "copy"}


class Client:
    """A client, or a part of one, whose answers are recorded. The client itself is not changed."""

    def __init__(
        self, part: Any, start: Callable[[str, dict[str, Any]], Call], names: dict[str, Any] = WATCHED
    ) -> None:
        self._part, self._start, self._names = part, start, names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found, inner = getattr(self._part, name), self._names.get(name)
        if isinstance(inner, dict):
            return Client(found, self._start, inner)
        if inner:
            return watched(found, functools.partial(self._start, inner))
        if name in COPIES:
            return lambda *args, **kwargs: Client(found(*args, **kwargs), self._start)
        return found

    def __enter__(self) -> "Client":
        self._part.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._part.__exit__(*error)

    async def __aenter__(self) -> "Client":
        await self._part.__aenter__()
        return self

    async def __aexit__(self, *error: Any) -> Any:
        return await self._part.__aexit__(*error)
