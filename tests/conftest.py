"""Fixtures that every test may use, and the end of what they started."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from tests import postgres

if TYPE_CHECKING:
    from tests.conformity.worlds.bank import Bank
    from tests.kernel.story import Story


def _folder() -> Path:
    return Path(os.environ["AIMS_TEST_FOLDER"]) / "postgres"


@pytest.fixture(autouse=True)
def english() -> None:
    """Whatever language the test before has left behind."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def nothing_signed_is_remembered() -> Iterator[None]:
    """The last checkpoint is remembered beside the key, and outlives the database that a test had for itself."""
    yield
    (Path(os.environ["AIMS_HOME"]) / "keys" / "last-checkpoint").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The URL of a private PostgreSQL, one for all workers of this run; its database `postgres` is empty."""
    given = os.environ.get("AIMS_DATABASE_URL")
    if given:
        return given
    try:
        return postgres.start(_folder(), owner=int(os.environ["AIMS_TEST_OWNER"]))
    except (ImportError, postgres.Unavailable) as reason:
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of a process: a second would not start beside it."""
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("AIMS_TEST_OWNER") == str(os.getpid()):
        postgres.stop(_folder())


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: Any) -> "Iterator[Story]":
    """A small organisation, made once for the tests of a module and undone after them."""
    from tests.kernel.story import build, undone

    with django_db_blocker.unblock(), undone():
        yield build()


@pytest.fixture
def told(story: "Story") -> "Iterator[Story]":
    """The same; what a test adds to it is undone after the test."""
    from tests.kernel.story import undone

    with undone():
        yield story


@pytest.fixture(scope="module")
def founded(django_db_setup: None, django_db_blocker: Any) -> "Iterator[Bank]":
    """A bank with its people and their roles, made once for the tests of a module and undone after them."""
    from tests.conformity.worlds.bank import Bank
    from tests.kernel.story import undone

    with django_db_blocker.unblock(), undone():
        yield Bank()


@pytest.fixture
def bank(founded: "Bank", db: None) -> "Bank":
    """The same as it was founded: what a test does to it is undone after the test."""
    return founded.anew()
