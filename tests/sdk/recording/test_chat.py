"""A wrapped client of OpenAI's shape answers as before, whole or in a stream; each answer and tool call is recorded."""

import asyncio
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import yaml
from aims_sdk import Aims

from tests.sdk.recording.model import Model
from tests.sdk.recording.receiver import Receiver

ROOT = Path(__file__).parents[3]
CASSETTES = Path(os.environ.get("AIMS_SHARED_DATA", ROOT.parent / "shared" / "data")) / "llm-cassettes"
ARGUMENTS = '{"city": "Paris", "unit": "°C"}'
ASK: dict[str, Any] = {"model": "gpt-5", "messages": [{"role": "user", "content": "Weather?"}]}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": ARGUMENTS}}


@pytest.fixture
def plain(model: Model) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key="k", base_url=model.url, max_retries=0) as client:
        yield client


def arrived(aims: Aims, receiver: Receiver) -> list[dict[str, Any]]:
    assert aims.flush(60)
    return receiver.events["AIS-0001"]


def completion(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "c", "object": "chat.completion", "created": 1, "model": "gpt-5-2025-08-07",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}],
        "usage": {"prompt_tokens": 12, "completion_tokens": 5, "total_tokens": 17},
    } | more  # fmt: skip


def chunk(delta: dict[str, Any], **more: Any) -> dict[str, Any]:
    choices = [{"index": 0, "delta": delta, "finish_reason": None}]
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-5-x", "choices": choices} | more


CHUNKS = [
    chunk({"role": "assistant", "content": "Let me "}),
    chunk({"content": "look."}),
    chunk({"tool_calls": [{"index": 0, "id": "call_1", "function": {"name": "weather", "arguments": ARGUMENTS[:9]}}]}),
    chunk({"tool_calls": [{"index": 0, "function": {"arguments": ARGUMENTS[9:]}}]}),
    chunk({}, choices=[], usage={"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}),
]


def recorded_exchanges() -> list[Path]:
    """Real ones, with OpenAI and with others that speak its shape."""
    names = ("test_openai__*", "test_groq__*")
    return sorted(path for name in names for path in CASSETTES.glob(name)) if CASSETTES.is_dir() else []


@pytest.mark.skipif(not recorded_exchanges(), reason=f"no recorded exchanges at {CASSETTES} (AIMS_SHARED_DATA)")
@pytest.mark.parametrize("path", recorded_exchanges(), ids=lambda path: path.stem)
def test_real_exchanges_are_recorded(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI, path: Path
) -> None:
    client = aims.openai(plain, "AIS-0001")
    for exchange in yaml.safe_load(path.read_text("utf-8"))["interactions"]:
        sent, answered = exchange["request"]["parsed_body"], exchange["response"]["parsed_body"]
        known = {event["key"] for event in receiver.events["AIS-0001"]}
        model.answers.append(answered)
        asked = {name: value for name, value in sent.items() if name not in ("stream", "moderation")}
        if exchange["request"]["uri"].endswith("/responses"):
            answer = client.responses.create(**asked)
            expected = answer.output_text
            tokens = (answer.usage.input_tokens, answer.usage.output_tokens)
        else:
            answer = client.chat.completions.create(**asked)
            expected = answer.choices[0].message.content or ""
            tokens = (answer.usage.prompt_tokens, answer.usage.completion_tokens)
        assert answer.model == answered["model"]
        events = [event for event in arrived(aims, receiver) if event["key"] not in known]
        (said,) = [event for event in events if event["sort"] == "answer"]
        assert said["version"] == answered["model"]
        assert said.get("answer", "") == expected
        assert (said["tokens_in"], said["tokens_out"]) == tokens
        assert len(said["prompt"]) > 10
        calls = [event for event in events if event["sort"] == "tool_call"]
        assert len(calls) == sum(
            1 for part in answered.get("output", []) if part["type"] in ("function_call", "custom_tool_call")
        ) + len((answered.get("choices") or [{"message": {}}])[0]["message"].get("tool_calls") or [])


def test_a_tool_call_is_an_event_with_the_digest_of_its_exact_arguments(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI
) -> None:
    model.answers = [completion({"content": None, "tool_calls": [CALL]})]
    asked = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Weather?"}, {"type": "image_url", "image_url": {}}]},
        {"role": "tool", "tool_call_id": "x", "content": "Paris is in France."},
    ]
    client = aims.openai(plain, "AIS-0001", subject="p-1")
    with aims.tracing(f"00-{'a' * 32}-{'b' * 16}-01"):
        answer = client.chat.completions.create(model="gpt-5", messages=asked)
    assert answer.choices[0].message.tool_calls[0].function.arguments == ARGUMENTS
    said, call = arrived(aims, receiver)
    assert said["prompt"] == "system: Be brief.\nuser: Weather?\n[image_url]"
    assert said["context"] == "Paris is in France."
    assert (said["version"], said["tokens_in"], said["tokens_out"]) == ("gpt-5-2025-08-07", 12, 5)
    assert (call["sort"], call["tool"], call["key"]) == ("tool_call", "weather", f"{said['key']}.1")
    assert call["arguments_digest"] == hashlib.sha256(ARGUMENTS.encode()).hexdigest()
    assert {(event["trace"], event["subject"]) for event in (said, call)} == {("a" * 32, "p-1")}


def checked_stream(events: list[dict[str, Any]]) -> None:
    said, call = events
    assert (said["answer"], said["version"]) == ("Let me look.", "gpt-5-x")
    assert (said["tokens_in"], said["tokens_out"]) == (3, 4)
    assert call["arguments_digest"] == hashlib.sha256(ARGUMENTS.encode()).hexdigest()
    assert len(said["trace"]) == 32
    assert call["trace"] == said["trace"]


def test_a_stream_comes_chunk_by_chunk_and_is_recorded_whole(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI
) -> None:
    model.answers = [CHUNKS, CHUNKS]
    expected = [one.model_dump() for one in plain.chat.completions.create(**ASK, stream=True)]
    with aims.openai(plain, "AIS-0001").chat.completions.create(**ASK, stream=True) as stream:
        assert stream.response.status_code == 200
        assert [one.model_dump() for one in stream] == expected
    checked_stream(arrived(aims, receiver))


@pytest.mark.parametrize("way", ["close", "leave"])
def test_a_stream_left_half_way_is_recorded_as_far_as_it_came(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI, way: str
) -> None:
    model.answers = [CHUNKS]
    stream = aims.openai(plain, "AIS-0001").chat.completions.create(**ASK, stream=True)
    next(stream)
    if way == "close":
        stream.close()
    else:
        inner = stream._stream
        del stream
        inner.close()
    (said,) = arrived(aims, receiver)
    assert said["answer"] == "Let me "


def test_asynchronous_calls_and_streams(aims: Aims, receiver: Receiver, model: Model) -> None:
    async def story() -> None:
        async with openai.AsyncOpenAI(api_key="k", base_url=model.url, max_retries=0) as plain:
            client = aims.openai(plain, "AIS-0001")
            model.answers = [completion({"content": "Sunny."}), CHUNKS, 500]
            answer = await client.chat.completions.create(**ASK)
            assert answer.choices[0].message.content == "Sunny."
            chunks = [one async for one in await client.chat.completions.create(**ASK, stream=True)]
            assert len(chunks) == len(CHUNKS)
            with pytest.raises(openai.InternalServerError):
                await client.chat.completions.create(**ASK)

    asyncio.run(story())
    whole, *streamed, failed = arrived(aims, receiver)
    assert whole["answer"] == "Sunny."
    checked_stream(streamed)
    assert failed["error"] == "InternalServerError"


def response(**more: Any) -> dict[str, Any]:
    message = {
        "type": "message", "id": "m", "role": "assistant", "status": "completed",
        "content": [{"type": "output_text", "text": "Sunny.", "annotations": []}],
    }  # fmt: skip
    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "weather", "arguments": ARGUMENTS}
    return {
        "id": "r", "object": "response", "created_at": 1, "model": "gpt-5-r", "status": "completed",
        "output": [{"type": "reasoning", "id": "x", "summary": []}, message, call], "parallel_tool_calls": True,
        "tool_choice": "auto", "tools": [],
        "usage": {"input_tokens": 8, "output_tokens": 9, "total_tokens": 17,
                  "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}},
    } | more  # fmt: skip


@pytest.mark.parametrize("is_stream", [False, True])
def test_responses_are_recorded_like_completions(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI, is_stream: bool
) -> None:
    stream = [
        {"type": "response.created", "sequence_number": 0, "response": response(output=[], usage=None)},
        {"type": "response.output_text.delta", "sequence_number": 1, "item_id": "m", "output_index": 1,
         "content_index": 0, "delta": "Sunny.", "logprobs": []},
        {"type": "response.completed", "sequence_number": 2, "response": response()},
    ]  # fmt: skip
    model.answers = [stream if is_stream else response()]
    client = aims.openai(plain, "AIS-0001")
    asked = {"model": "gpt-5", "instructions": "Be brief.", "input": "Weather?"}
    if is_stream:
        assert len(list(client.responses.create(**asked, stream=True))) == 3
    else:
        assert client.responses.create(**asked).output_text == "Sunny."
    said, call = arrived(aims, receiver)
    assert (said["prompt"], said["answer"]) == ("system: Be brief.\nuser: Weather?", "Sunny.")
    assert (said["version"], said["tokens_in"], said["tokens_out"]) == ("gpt-5-r", 8, 9)
    assert (call["tool"], call["arguments_digest"]) == ("weather", hashlib.sha256(ARGUMENTS.encode()).hexdigest())


def test_errors_are_recorded_by_name_and_raised(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI
) -> None:
    model.answers = [429]
    with pytest.raises(openai.RateLimitError):
        aims.openai(plain, "AIS-0001").chat.completions.create(**ASK)
    (said,) = arrived(aims, receiver)
    assert (said["error"], said["version"]) == ("RateLimitError", "gpt-5")


def test_the_client_itself_is_not_changed_and_its_copies_are_watched(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI
) -> None:
    client = aims.openai(plain, "AIS-0001")
    assert client.base_url == plain.base_url
    model.answers = [completion({"content": "one"}), completion({"content": "two"})]
    plain.chat.completions.create(**ASK)
    client.with_options(timeout=5).chat.completions.create(**ASK)
    (said,) = arrived(aims, receiver)
    assert said["answer"] == "two"


def test_a_very_long_prompt_is_cut_and_not_refused(
    aims: Aims, receiver: Receiver, model: Model, plain: openai.OpenAI
) -> None:
    model.answers = [completion({"content": "信" * 200_000})]
    asked = [
        {"role": "user", "content": "信" * 200_000},
        {"role": "tool", "tool_call_id": "x", "content": "é" * 200_000},
    ]
    aims.openai(plain, "AIS-0001").chat.completions.create(model="gpt-5", messages=asked)
    (said,) = arrived(aims, receiver)
    for name in ("prompt", "context", "answer"):
        assert said[name].endswith("…")
