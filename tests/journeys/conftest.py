"""A real bank, really served, in a real browser. Skips, and says why, where there is no Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

SHOTS = Path(__file__).parent / "shots"
PASSWORD = "a-long-password-for-tests"
READY_IN = 60.0


class Bank(NamedTuple):
    """The demo as it is served: where, and the password of everybody in it."""

    url: str
    password: str


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def serving(home: Path, environment: dict[str, str]) -> Iterator[str]:
    """`aims serve` on the installation in `home`; its address."""
    port = _free_port()
    asked = [sys.executable, "-m", "aims.cli", "--home", str(home), "serve", "--port", str(port)]
    with (home / "serve.log").open("w") as log:
        server = subprocess.Popen(asked, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        end = time.monotonic() + READY_IN
        while not _answers(f"{url}/accounts/login/"):
            assert server.poll() is None, (home / "serve.log").read_text()[-2000:]
            assert time.monotonic() < end, "the server did not answer in time"
            time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """`aims demo`, then `aims serve`, as a user would; stopped by the id of its process."""
    home = tmp_path_factory.mktemp("bank")
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("AIMS_", "DJANGO_"))}
    environment = outside | {"AIMS_DEMO_PASSWORD": PASSWORD, "AIMS_TIME_ZONE": "UTC"}
    aims = [sys.executable, "-m", "aims.cli"]
    subprocess.run([*aims, "demo", "--build-only", "--folder", str(home)], env=environment, check=True, timeout=180)
    with serving(home, environment) as url:
        yield Bank(url, PASSWORD)
