"""The settings of an installation that cannot be followed are refused in a sentence."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from aims.cli.shell import _sentence
from aims.config import home as settings
from aims.config.home import CannotServe, Home

URL = "postgresql://bank@db.example.org/aims"


def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> CannotServe:
    monkeypatch.setenv("AIMS_HOME", str(tmp_path))
    monkeypatch.setenv("AIMS_DATABASE_URL", url)
    with pytest.raises(CannotServe) as why:
        Home().database()
    return why.value


def test_postgresql_without_its_driver_names_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "find_spec", lambda name: None if name == "psycopg" else find_spec(name))
    error = refused(monkeypatch, tmp_path, URL)
    assert "openaims[postgresql]" in str(error)
    assert _sentence(error) == str(error), "the command says it, and shows no traceback"


def test_another_database_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert "postgresql://" in str(refused(monkeypatch, tmp_path, "mysql://bank@db.example.org/aims"))


def test_with_its_driver_the_url_names_the_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIMS_HOME", str(tmp_path))
    monkeypatch.setenv("AIMS_DATABASE_URL", URL)
    monkeypatch.setattr(settings, "find_spec", lambda name: object())
    assert Home().database()["HOST"] == "db.example.org"
