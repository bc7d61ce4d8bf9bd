"""Requests made from the OpenAPI document by schemathesis: whatever is sent, nothing breaks, and every answer fits."""

from collections.abc import Iterator
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

WAYS = ["conformity", *(kind.name for kind in KINDS)]
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture
def served_app() -> Iterator[Any]:
    """The application as a server runs it, but for the connection, which is the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(app: Any, tag: str) -> list[Any]:
    """The operations with this tag, as the document says them."""
    found = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    named = [result.ok() for result in found.get_all_operations()]
    return [one for one in named if tag in (one.tags or ())]


def fuzz(story: Story, app: Any, tag: str, examples: int) -> int:
    """Ask every operation of a tag `examples` times; how many requests were sent."""
    person = somebody(story, "aims_manager", "legal", "concern_handler")
    headers = {"Authorization": f"Bearer {program(person).key}"}
    known = {"ref": story.create(KINDS[tag]).ref, "digest": DIGEST} if tag in KINDS else {}
    sent = 0
    for operation in operations(app, tag):
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
def test_nothing_breaks_whatever_is_sent(tag: str, story: Story, served_app: Any) -> None:
    assert fuzz(story, served_app, tag, examples=5) > 0


@pytest.mark.soak
@pytest.mark.parametrize("tag", WAYS)
def test_nothing_breaks_in_the_long_run(tag: str, story: Story, served_app: Any) -> None:
    assert fuzz(story, served_app, tag, examples=300) > 0
