"""The demo, for whoever looks at it."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from aims.cli.demo import DemoReport, build_demo
from aims.cli.demo.story import Story, read_story

DEMO_PASSWORD = "a-password-for-tests"


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[DemoReport]:
    """The demo, built once a module; the database is left as it was."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as given, transaction.atomic():  # type: ignore[attr-defined]
        given.setenv("AIMS_DEMO_PASSWORD", DEMO_PASSWORD)
        yield build_demo()
        transaction.set_rollback(True)


@pytest.fixture
def story(report: DemoReport) -> Story:
    return read_story(report.today)
