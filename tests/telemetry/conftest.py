"""An organisation with a system whose decisions are sent, and a program that sends them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.conf import settings as django_settings

from aims.kernel.kinds import KINDS
from aims.lib import clock
from aims.telemetry import rules as rules_module
from aims.telemetry.arrival.taking import _lately
from aims.telemetry.rules import Rules
from tests.api.asking import Program
from tests.kernel.story import Story, build, undone


@pytest.fixture(scope="module")
def kept_story(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture
def story(kept_story: Story, db: None) -> Story:
    return kept_story


@pytest.fixture(autouse=True)
def own_files() -> Iterator[None]:
    """The files of a test are gone with it, as its rows are."""
    yield
    shutil.rmtree(django_settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()


@pytest.fixture
def system(story: Story) -> Any:
    return story.create(KINDS["ai_system"])


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A recording plan in force for every system."""

    def say(**said: Any) -> None:
        monkeypatch.setattr(rules_module, "_asked", [lambda _system: Rules(**said)])

    return say


@pytest.fixture
def sender(story: Story, system: Any) -> Program:
    """A program whose token names the system."""
    from aims.accounts.models import Token
    from tests.api.asking import user_of

    user = user_of(story.person("aims_manager", "top"))
    return Program(Token.issue(user, "sender", ["record"], clock.now(), 1, [system.ref])[1])


NOW = datetime.now(UTC)  # noqa: TID251  the batches are of the day they are sent on


def event(key: str = "k-1", **said: Any) -> dict[str, Any]:
    """A decision as a program sends it."""
    plain = {"type": "decision", "key": key, "at": (NOW - timedelta(minutes=5)).isoformat()}
    return (
        plain
        | {"version": "1.0", "inputs": {"income": 1200.5, "region": "north"}, "output": "yes", "score": 0.7}
        | said
    )


def lines(*events: Any) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else msgspec.json.encode(one) for one in events)


def send(who: Program, system: Any, body: bytes, sort: str = "application/x-ndjson", **headers: str) -> Any:
    return who.ask("POST", f"/telemetry/{system.ref}/events", body, content_type=sort, **headers)
