"""The tools find what they are there to find: a planted violation is reported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.reading import ROOT

BIN = Path(sys.executable).parent


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "line",
    [
        "from django.apps import apps",
        "from django.contrib.contenttypes.models import ContentType",
        "from django.db.models.signals import post_save",
        "from django.dispatch import receiver",
        "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)",
        "from django.utils.timezone import now",
    ],
)
def test_ruff_finds_what_is_banned(tmp_path: Path, line: str) -> None:
    (tmp_path / "planted.py").write_text(f'"""Planted."""\n\n{line}\n')
    done = run(
        BIN / "ruff",
        "check",
        "--no-cache",
        "--config",
        ROOT / "pyproject.toml",
        "--select",
        "TID251",
        ".",
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert "TID251" in done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The contract and the bare rooms of the house, without what is in them."""
    for room in (
        "config",
        "kernel",
        "lib",
        "accounts",
        "catalogue",
        "ledger",
        "exchange",
        "systems",
        "telemetry",
        "organisation",
        "web",
    ):
        (tmp_path / "aims" / room).mkdir(parents=True)
        (tmp_path / "aims" / room / "__init__.py").touch()
    (tmp_path / "aims" / "__init__.py").touch()
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    return run(BIN / "lint-imports", "--no-cache", "--no-logo", cwd=copy)


def test_the_layers_hold_for_downward_imports(copy: Path) -> None:
    (copy / "aims" / "systems" / "kinds.py").write_text("import aims.kernel\nimport aims.organisation\n")
    assert lint(copy).returncode == 0


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("kernel", "import aims.systems"),
        ("catalogue", "import aims.ledger"),
        ("ledger", "from aims import exchange"),
        ("organisation", "import aims.web"),
        ("lib", "import aims.config"),
    ],
)
def test_the_layers_find_an_import_upwards_or_sideways(copy: Path, room: str, line: str) -> None:
    (copy / "aims" / room / "planted.py").write_text(f"{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert f"aims.{room} is not allowed to import" in done.stdout


def test_a_room_without_a_layer_is_an_error(copy: Path) -> None:
    (copy / "aims" / "attic").mkdir()
    (copy / "aims" / "attic" / "__init__.py").touch()
    done = lint(copy)
    assert done.returncode == 1
    assert "attic" in done.stdout
