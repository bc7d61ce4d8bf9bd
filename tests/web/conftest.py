"""A gallery drawn once, served on this machine, looked at with a browser where there is one."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.gallery.serve import serve

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "src" / "aims" / "web" / "locale" / "zh_Hans" / "LC_MESSAGES"


def _compile() -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    source, target = LOCALE / "django.po", LOCALE / "django.mo"
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    with source.open("rb") as read, target.open("wb") as written:
        write_mo(written, read_po(read))


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its own process, because the samples need their own, smaller settings."""
    _compile()
    folder = tmp_path_factory.mktemp("gallery")
    subprocess.run([sys.executable, "-m", "tests.web.gallery.draw", str(folder)], cwd=ROOT, check=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def site(gallery: Path) -> Iterator[str]:
    server, address = serve(gallery)
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser(chromium: Any) -> Any:
    return chromium
