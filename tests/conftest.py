"""Fixtures that every test may use, and the end of what they started."""

import os
from pathlib import Path

import pytest

from tests import postgres


def _folder() -> Path:
    return Path(os.environ["AIMS_HOME"]) / "postgres"


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


def pytest_unconfigure(config: pytest.Config) -> None:
    if os.environ.get("AIMS_TEST_OWNER") == str(os.getpid()):
        postgres.stop(_folder())
