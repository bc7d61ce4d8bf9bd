"""Requests made from the OpenAPI document by schemathesis: whatever is sent, nothing breaks."""

import os
from typing import Any

import pytest
import schemathesis

from aims.api.urls import document
from aims.kernel.kinds import KINDS
from tests.api.asking import program, somebody
from tests.kernel.story import Story

CODES = {200, 201, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}
EXAMPLES = int(os.environ.get("AIMS_FUZZ_EXAMPLES", "6"))
"""An operation, valid and invalid requests each."""


@pytest.fixture(scope="module")
def key(kept: Story, django_db_blocker: Any) -> str:
    """A token of somebody who may do almost everything."""
    with django_db_blocker.unblock():
        return program(somebody(kept, "aims_manager", "legal", "concern_handler")).key


@pytest.fixture
def told(story: Story) -> Story:
    """One record of every kind to find."""
    for kind in KINDS:
        story.create(kind)
    return story


def schema() -> Any:
    import json

    config = schemathesis.Config()
    return schemathesis.openapi.from_dict(json.loads(document()), config=config)
