"""An organisation with people in every role, tokens for them, and the API without its rate limit."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from aims.api import rates
from tests.api.asking import Program, program
from tests.kernel.story import Story, build, undone


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[Story]:
    """The organisation, built once for a file of tests; what each test adds is rolled back after it."""
    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture
def story(kept: Story, db: None) -> Story:
    return kept


@pytest.fixture(autouse=True)
def served(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-in and the API at their addresses, asked as often as a test likes."""
    settings.ROOT_URLCONF = "aims.config.urls" if find_spec("aims.web.urls") else "tests.api.urls"
    monkeypatch.setattr(rates, "CAPACITY", 1e9)
    rates.BUCKETS.left.clear()


@pytest.fixture
def ask(story: Story) -> Callable[..., Program]:
    """A program of whoever holds a role."""

    def of(role: str, place: str = "top", *scopes: str) -> Program:
        return program(story.person(role, place), *scopes)

    return of
