"""The whole program as a person starts it: from an empty home to the first page, its memory, and pages over HTTP."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from bench.figure import Figure

PATIENCE = 120


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        first, _memory = served(Path(folder))
        again, memory = served(Path(folder))
    return [
        Figure("first boot: empty home to first page", first, "s", 8),
        Figure("boot of a home that is there", again, "s"),
        Figure("memory of all processes (proportional)", memory, "GB", 0.35),
    ]


def served(home: Path) -> tuple[float, float]:
    """Seconds from the command to the first page, and GB of all its processes once they have answered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.perf_counter()
    command = [sys.executable, "-m", "aims.cli", "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()) as process:
        try:
            while not answers(f"http://127.0.0.1:{port}/accounts/login/"):
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError("the server did not start")
                time.sleep(0.05)
            took = time.perf_counter() - began
            for _ in range(20):
                answers(f"http://127.0.0.1:{port}/accounts/login/")
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            memory = sum(one.memory_full_info().pss for one in family) / 1e9
        finally:
            process.terminate()
    return took, memory


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("AIMS_", "DJANGO_"))}


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False
