"""Requests made from the OpenAPI document by schemathesis: whatever is sent, nothing breaks, and every answer fits."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aims.kernel.kinds import KINDS
from tests.api.asking import program, somebody
from tests.api.roads import DIGEST
from tests.kernel.story import Story

WAYS = ["conformity", "telemetry", *(kind.name for kind in KINDS)]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@schemathesis.serializer("application/x-ndjson", "application/msgpack", "application/vnd.apache.arrow.stream")
def batch(_context: Any, value: Any) -> bytes:
    """A batch of events is sent as it was drawn: any bytes at all."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(autouse=True)
def served_here() -> Iterator[None]:
    """The application as a server runs it, but for the connection, which is the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def operations() -> dict[str, list[Any]]:
    """The operations of each tag, as the document says them: read once, for it is large."""
    found: dict[str, list[Any]] = {}
    for result in schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler()).get_all_operations():
        for tag in result.ok().tags or ():
            found.setdefault(tag, []).append(result.ok())
    return found


def fuzz(story: Story, tag: str, examples: int) -> int:
    """Ask every operation of a tag `examples` times; how many requests were sent."""
    person = somebody(story, "aims_manager", "legal", "concern_handler")
    headers = {"Authorization": f"Bearer {program(person).key}"}
    known = {"ref": story.create(KINDS[tag]).ref, "digest": DIGEST} if tag in KINDS else {}
    if tag == "telemetry":
        known = {"system": story.create(KINDS["ai_system"]).ref, "key": "k-1"}
    sent = 0
    for operation in operations()[tag]:
        there = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
        ways = [
            operation.as_strategy(generation_mode=mode, path_parameters=given_there)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
            for given_there in ([there, None] if there else [None])
        ]

        @seed(42001)
        @settings(max_examples=examples, **QUIET)
        @given(case=st.one_of(ways))
        def ask(case: Any) -> None:
            nonlocal sent
            sent += 1
            response = case.call(headers=headers)
            case.validate_response(response, checks=CHECKS)

        ask()
    return sent


@pytest.mark.parametrize("tag", WAYS)
def test_nothing_breaks_whatever_is_sent(tag: str, story: Story) -> None:
    assert fuzz(story, tag, examples=5) > 0


@pytest.mark.soak
@pytest.mark.parametrize("tag", WAYS)
def test_nothing_breaks_in_the_long_run(tag: str, story: Story) -> None:
    assert fuzz(story, tag, examples=300) > 0
