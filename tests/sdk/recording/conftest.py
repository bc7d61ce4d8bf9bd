"""A receiver, and clients that send to it with a spool of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aims_sdk import Aims, Settings

from tests.sdk.recording.model import Model
from tests.sdk.recording.receiver import TOKEN, Receiver, receiving

Make = Callable[..., Aims]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def make(receiver: Receiver, tmp_path: Path) -> Iterator[Make]:
    """Clients of the receiver; each is closed at the end."""
    made: list[Aims] = []

    def client(**settings: Any) -> Aims:
        own = {"url": receiver.url, "token": TOKEN, "spool": tmp_path / "spool", "interval": 0.01, "timeout": 0.5}
        made.append(Aims(Settings(**own | settings)))
        return made[-1]

    yield client
    for one in made:
        one.close()


@pytest.fixture
def aims(make: Make) -> Aims:
    return make()


@pytest.fixture
def model() -> Iterator[Model]:
    one = Model()
    yield one
    one.stop()
