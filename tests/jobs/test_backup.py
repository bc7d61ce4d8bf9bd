"""There and back: an archive restores into either database, to the bit; a damaged one changes nothing."""

import json
import os
import stat
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.cli.test_home import aims

COMPARED = (
    "kernel_event",
    "kernel_eventbody",
    "kernel_record",
    "ledger_checkpoint",
    "ledger_treenode",
    "accounts_user",
)


def tables(archive: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(archive) as packed:
        return {name: sorted(packed.read(f"tables/{name}.jsonl").decode().splitlines()[1:]) for name in COMPARED}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home with records, a user, a token and a framework of its own; and its archive."""
    folder = tmp_path_factory.mktemp("origin")
    home, out = folder / "home", folder / "backup.zip"
    for command in (
        ("init", "--yes", "--name", "Bank 银行"),
        ("user", "add", "bob", "--name", "Bob", "--role", "system_owner"),
        ("token", "issue", "bob", "--name", "ci"),
        ("new", "ai_system", "--set", "title=Scoring 评分", "--as", "bob"),
        ("do", "AIS-0001", "edit", "--set", "tier=high", "--as", "bob"),
        ("tick",),
    ):
        assert aims(home, *command).returncode == 0
    (home / "maps").mkdir()
    (home / "maps" / "own.yaml").write_text("name: own\n")
    result = aims(home, "backup", str(out), "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["events"] == 11
    return home, out


def restored(origin: tuple[Path, Path], home: Path, **more: Any) -> dict[str, list[str]]:
    """What an archive of the restored home holds."""
    result = aims(home.parent, "restore", str(origin[1]), "--home", str(home), "--json", **more)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["problems"] == []
    again = home.parent / "again.zip"
    assert aims(home, "backup", str(again), **more).returncode == 0
    return tables(again)


def test_from_sqlite_to_sqlite(origin: tuple[Path, Path], tmp_path: Path) -> None:
    home = tmp_path / "new"
    assert restored(origin, home) == tables(origin[1])
    assert (home / "keys" / "ledger").read_bytes() == (origin[0] / "keys" / "ledger").read_bytes()
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in (home / "keys").iterdir())
    assert (home / "maps" / "own.yaml").exists()
    found = json.loads(aims(home, "list", "ai_system", "--find", "评分", "--json").stdout)
    assert [r["ref"] for r in found] == ["AIS-0001"], "it can be searched"
    assert aims(home, "new", "ai_system", "--set", "title=Next", "--as", "bob").stdout.strip() == "AIS-0002"
    assert aims(home, "tick").returncode == 0
    assert aims(home, "fsck").returncode == 0, "the ledger goes on under the same key"


@pytest.mark.postgres
def test_from_sqlite_to_postgresql_and_back(origin: tuple[Path, Path], tmp_path: Path, postgres_url: str) -> None:
    name = f"restored_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")  # type: ignore[arg-type]
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        url = urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))
        try:
            home = tmp_path / "new"
            assert restored(origin, home, url=url) == tables(origin[1])
            made = aims(home, "new", "ai_system", "--set", "title=Next", "--as", "bob", url=url)
            assert made.stdout.strip() == "AIS-0002"
            assert aims(home, "token", "issue", "bob", "--name", "two", url=url).returncode == 0, "sequences go on"
            assert aims(home, "tick", url=url).returncode == 0
            back = tmp_path / "back.zip"
            assert aims(home, "backup", str(back), url=url).returncode == 0
            assert restored((home, back), tmp_path / "third" / "home") == tables(back)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_the_archive_is_private_and_never_overwritten(origin: tuple[Path, Path]) -> None:
    assert stat.S_IMODE(origin[1].stat().st_mode) == 0o600
    before = sha256(origin[1].read_bytes()).hexdigest()
    assert aims(origin[0], "backup", str(origin[1])).returncode == 1
    assert sha256(origin[1].read_bytes()).hexdigest() == before


def test_without_keys(origin: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "bare.zip"
    assert aims(origin[0], "backup", str(out), "--without-keys").returncode == 0
    with zipfile.ZipFile(out) as packed:
        assert not [n for n in packed.namelist() if n.startswith("keys/")]


def _with(archive: Path, out: Path, member: str, content: bytes) -> Path:
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == member else old.read(name))
        if member not in old.namelist():
            new.writestr(member, content)
    return out


@pytest.mark.parametrize("member", ["tables/kernel_event.jsonl", "keys/ledger", "keys/../../escaped"])
def test_a_changed_archive_is_refused(origin: tuple[Path, Path], tmp_path: Path, member: str) -> None:
    bad = _with(origin[1], tmp_path / "bad.zip", member, b"[]\n")
    home = tmp_path / "new"
    result = aims(tmp_path, "restore", str(bad), "--home", str(home))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert list(home.iterdir()) == [], "nothing is left of it"


def test_only_an_empty_place_is_filled(origin: tuple[Path, Path], tmp_path: Path) -> None:
    assert aims(tmp_path, "restore", str(origin[1]), "--home", str(origin[0])).returncode == 1
    assert aims(tmp_path, "restore", str(tmp_path / "none"), "--home", str(tmp_path / "new")).returncode == 1
    (tmp_path / "text").write_text("no archive")
    result = aims(tmp_path, "restore", str(tmp_path / "text"), "--home", str(tmp_path / "new"))
    assert result.returncode == 1
    assert "aims backup" in result.stderr
