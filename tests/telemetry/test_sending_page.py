"""What the page on sending over HTTP shows is taken as it stands there, in both languages."""

import re
from pathlib import Path
from typing import Any

import pytest

from aims.telemetry.reading import lookup
from aims.telemetry.storage.rolling import roll
from tests.api.asking import Program
from tests.telemetry.conftest import send

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_events_of_the_page_are_taken(sender: Program, system: Any, plan: Any, language: str) -> None:
    plan(texts="keep")
    page = (DOCS / language / "sending.md").read_text("utf-8")
    (body,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    (told,) = re.findall(r"`(\{\"accepted\".*?\})`", page, re.DOTALL)
    answer = send(sender, system, body.encode(), HTTP_IDEMPOTENCY_KEY="monday-1")
    assert answer.status_code == 200
    assert re.sub(r"\s+", "", answer.content.decode()) == re.sub(r"\s+", "", told)
    assert send(sender, system, body.encode(), HTTP_IDEMPOTENCY_KEY="monday-1").json()["duplicate"] is True
    roll()
    found = lookup.decision(system.pk, "app-1")
    assert found is not None
    assert [one["what"] for one in found["follow_ups"]] == ["outcome"]
