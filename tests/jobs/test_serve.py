"""`aims serve`, really started: the first minute, a second one refused, a killed process survived, nothing left."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import psutil
import pytest

from aims.jobs.serve import Patience

WAIT = 90


class Served(NamedTuple):
    home: Path
    address: str
    process: "subprocess.Popen[bytes]"
    said: Path

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, worker: bool) -> psutil.Process | None:
        for process in self.children():
            with suppress(psutil.NoSuchProcess):  # gone, or dead and not yet buried
                if ("aims.jobs.worker" in process.cmdline()) is worker:
                    return process
        return None


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AIMS_")}
    return {**kept, "AIMS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aims.config.settings"}


def start(home: Path, port: int, said: Path) -> "subprocess.Popen[bytes]":
    with said.open("wb") as out:
        command = [sys.executable, "-m", "aims.cli", "serve", "--port", str(port)]
        return subprocess.Popen(command, env=environment(home), stdout=out, stderr=out, stdin=subprocess.DEVNULL)


def until(holds: Callable[[], Any]) -> Any:
    """What `holds` answers once it answers something; fails after a while."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not come to hold")


def answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{address}/accounts/login/", timeout=10).status == 200)
    except (OSError, http.client.HTTPException):
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start(folder / "home", port, folder / "said")
    it = Served(folder / "home", f"http://127.0.0.1:{port}", process, folder / "said")
    try:
        until(lambda: answers(it.address) or process.poll() is not None)
        yield it
    finally:
        family = it.children() if process.poll() is None else []
        process.terminate()
        try:
            process.wait(30)
        finally:
            for left in psutil.wait_procs(family, timeout=5)[1]:
                left.kill()


def test_the_password_of_the_first_start_signs_in(served: Served) -> None:
    said = served.said.read_text()
    passwords = re.findall(r"\b(?:[a-z2-9]{5}-){3}[a-z2-9]{5}\b", said)
    assert len(passwords) == 1
    cookies = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    address = f"{served.address}/accounts/login/"
    form = {"login": "admin", "password": passwords[0]}
    with pytest.raises(urllib.error.HTTPError, match="403"):
        browser.open(address, urlencode(form).encode())
    page = browser.open(address)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Request-Id"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    assert token
    headers = {"Referer": address}
    sent = urllib.request.Request(address, urlencode({**form, "csrfmiddlewaretoken": token[1]}).encode(), headers)
    landed = browser.open(sent)
    assert landed.url.endswith("/accounts/password/change/"), "an initial password is to be replaced"
    assert passwords[0] not in served.said.read_text().replace(said, ""), "nothing logged it"


def test_a_static_file_is_kept_for_ever_under_its_hashed_name(served: Served) -> None:
    page = urllib.request.urlopen(f"{served.address}/accounts/login/").read().decode()
    found = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert found
    sheet = urllib.request.urlopen(served.address + found[1])
    assert "immutable" in sheet.headers["Cache-Control"]


def test_a_hundred_connections_are_kept_and_answered(served: Served) -> None:
    """Asked twice: where some must wait for others to be closed, those are gone by then."""
    host = served.address.removeprefix("http://")
    kept = [http.client.HTTPConnection(host, timeout=WAIT) for _ in range(100)]
    try:
        for one in kept * 2:
            one.request("GET", "/api/v1/oversight/pulse?systems=AIS-0001")
            answer = one.getresponse()
            answer.read()
            assert answer.status == 401
    finally:
        for one in kept:
            one.close()


def test_the_worker_signs_the_first_events_within_seconds(served: Served) -> None:
    def caught_up() -> bool:
        command = [sys.executable, "-m", "aims.cli", "doctor"]
        said = subprocess.run(command, env=environment(served.home), capture_output=True, text=True, timeout=60).stdout
        return "The worker runs" in said and "The ledger holds all 5 events" in said

    assert until(caught_up)


@pytest.mark.parametrize("command", [("serve", "--port", "1"), ("tick",)])
def test_a_second_worker_on_the_home_is_refused(served: Served, command: tuple[str, ...]) -> None:
    arguments = [sys.executable, "-m", "aims.cli", *command]
    second = subprocess.run(arguments, env=environment(served.home), capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert answers(served.address)


def test_another_home_on_the_same_port_is_refused(served: Served, tmp_path: Path) -> None:
    process = start(tmp_path / "home", int(served.address.rpartition(":")[2]), tmp_path / "said")
    assert process.wait(60) == 1
    assert "another port" in (tmp_path / "said").read_text()
    assert not (tmp_path / "home" / "aims.db").exists()


@pytest.mark.parametrize("worker", [False, True])
def test_a_process_killed_again_and_again_is_started_again(served: Served, worker: bool) -> None:
    for _ in range(3):
        before = until(lambda: served.child(worker))
        os.kill(before.pid, signal.SIGKILL)
        until(lambda: (now := served.child(worker)) and now.pid != before.pid)  # noqa: B023
    assert until(lambda: answers(served.address))
    assert served.process.poll() is None


def test_what_dies_waits_longer_each_time_and_not_after_a_quiet_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    patience, waits = Patience(), []
    for _ in range(9):
        waits.append(patience.next())
        now += waits[-1] + 1
    assert waits == [0, 1, 2, 4, 8, 16, 32, 60, 60]
    now += 60
    assert patience.next() == 0


def test_a_worker_that_does_nothing_is_said(served: Served) -> None:
    worker = until(lambda: served.child(True))
    worker.suspend()
    try:
        os.utime(served.home / "worker.lock", (0, 0))
        command = [sys.executable, "-m", "aims.cli", "doctor"]
        said = subprocess.run(command, env=environment(served.home), capture_output=True, text=True, timeout=60).stdout
        assert "the worker has done nothing" in said
    finally:
        worker.resume()


def test_told_to_stop_it_leaves_nothing(served: Served) -> None:
    family = served.children()
    assert len(family) >= 2
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert not answers(served.address)


def test_killed_itself_it_leaves_nothing_either(served: Served, tmp_path: Path) -> None:
    if served.process.poll() is None:
        pytest.skip("runs after the one that stops it")
    process = start(served.home, int(served.address.rpartition(":")[2]), tmp_path / "said")
    assert until(lambda: answers(served.address))
    assert "password" not in (tmp_path / "said").read_text().replace("/password/", ""), "shown at the first start only"
    family = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.wait()
    assert psutil.wait_procs(family, timeout=15)[1] == []
