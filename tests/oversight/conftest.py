"""A desk that each test begins with; what it stores is gone afterwards."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from aims.telemetry.arrival.taking import _lately
from tests.kernel.story import undone

from .story import Desk


@pytest.fixture(scope="module")
def kept_desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with django_db_blocker.unblock(), undone():
        yield Desk()


@pytest.fixture
def desk(kept_desk: Desk, db: None) -> Iterator[Desk]:
    yield kept_desk.anew()  # type: ignore[misc]
    shutil.rmtree(settings.HOME.telemetry, ignore_errors=True)
    _lately._held.clear()
