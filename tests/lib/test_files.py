"""Files appear whole, and for their owner only."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aims.lib.files import written


@pytest.fixture(autouse=True)
def careless() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize("anew", [True, False])
def test_only_the_owner_reads_it_whatever_the_umask(tmp_path: Path, anew: bool) -> None:
    with written(tmp_path / "a", anew=anew) as out:
        out.write(b"x")
    assert [(p.name, p.stat().st_mode & 0o777, p.read_bytes()) for p in tmp_path.iterdir()] == [("a", 0o600, b"x")]


def test_a_failure_leaves_what_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"before")
    with pytest.raises(RuntimeError):
        _fail_half_way(tmp_path / "a")
    with pytest.raises(FileExistsError), written(tmp_path / "a", anew=True):
        pass
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"before"]


def _fail_half_way(path: Path) -> None:
    with written(path) as out:
        out.write(b"half")
        raise RuntimeError
