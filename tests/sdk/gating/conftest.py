"""A desk, and clients that submit to it with a spool of their own."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aims_sdk import Aims, Settings

from tests.sdk.gating.desk import TOKEN, Desk, open_desk

Make = Callable[..., Aims]
SYSTEM = "AIS-0007"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as one:
        yield one


@pytest.fixture
def make(desk: Desk, tmp_path: Path) -> Iterator[Make]:
    """Clients of the desk; each is closed at the end."""
    made: list[Aims] = []

    def client(**settings: Any) -> Aims:
        own = {"url": desk.url, "token": TOKEN, "spool": tmp_path / "spool", "interval": 0.01, "timeout": 2.0}
        made.append(Aims(Settings(**own | settings)))
        return made[-1]

    yield client
    for one in made:
        one.close()


@pytest.fixture
def aims(make: Make) -> Aims:
    return make()


def until(is_so: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)


def ruled(desk: Desk, **changes: Any) -> threading.Thread:
    """Somebody who rules on the first case as soon as it is there."""

    def rule() -> None:
        until(lambda: desk.cases)
        desk.rule(next(iter(desk.cases)), **changes)

    thread = threading.Thread(target=rule)
    thread.start()
    return thread
