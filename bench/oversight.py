"""The gate over HTTP beside 10,000 open cases: held, passed, stopped, ruled; beside a bare answer, and the disk.

`held` is from the first byte sent to the last byte of the answer on one kept connection of the loopback: the case is
committed and the decision is in the journal by then. The disk's floor is one synced append of 500 bytes.
"""

import datetime as dt
import http.client
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.figure import Figure
from bench.server import answers, environment

OPEN, AT_ONCE, TIMES = 10_000, 200, 300
POLLERS, POLLED_SECONDS = 100, 15
ROOT = Path(__file__).resolve().parent.parent
PLAN = {"minutes": 40_000, "undo_seconds": 60, "escalation": []}


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        told = _in_a_process(home, "tests.oversight.racer", "prepare", "2", json.dumps(PLAN))
        filled = _in_a_process(home, "bench.oversight", "fill")
        with _served(home) as (port, process):
            figures = [
                Figure(f"{OPEN:,} open cases put in through the gate, one process", filled["seconds"], "s"),
                *_latencies(port, told, home),
                *_polled(port, told, filled, process),
            ]
        return [*figures, *_ruled(home, told)]


def _in_a_process(home: Path, module: str, *arguments: str) -> Any:
    own = {"AIMS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aims.config.settings"}
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment() | own, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def fill() -> dict[str, Any]:
    """The open cases, and a key of somebody who may stop the system."""
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)
    from aims_sdk.decisions import Decision
    from django.db import transaction

    from aims.accounts.models import Token, User
    from aims.kernel.models import Person, Record
    from aims.kernel.perform import Command, perform
    from aims.kernel.policy import SYSTEM
    from aims.kernel.world import present
    from aims.lib import clock
    from aims.oversight import gate
    from aims.oversight.models import ReviewCase

    system, began = Record.objects.get(ref="AIS-0001"), time.perf_counter()
    for first in range(0, OPEN, AT_ONCE):
        with transaction.atomic():
            for n in range(first, first + AT_ONCE):
                decision = Decision(key=f"open-{n}", at=clock.now(), version="3.1", output="decline", inputs={"a": n})
                gate.submit(system, gate.Submission(decision=decision), present())
    seconds = time.perf_counter() - began
    assert ReviewCase.objects.filter(state="waiting").count() == OPEN
    may_stop = Person.objects.get(title="Tan Bee Hoon").pk
    user = User.objects.create_user("who-stops", "who-stops@example.org", None)
    perform(Command("person", "set_sign_in", SYSTEM, record=may_stop, values={"user": user}))
    key = Token.issue(user, "b", ["read", "write"], clock.now(), 9)[1]
    return {"seconds": seconds, "key": key, "system": str(system.pk)}


@contextmanager
def _served(home: Path) -> Iterator[tuple[int, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "aims.cli", "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()) as process:
        try:
            while not answers(f"http://127.0.0.1:{port}/accounts/login/"):
                assert process.poll() is None, "the server did not start"
                time.sleep(0.1)
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


class Program:
    """One kept connection with a token."""

    def __init__(self, port: int, key: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        self.connection.request(method, f"/api/v1{path}", body and json.dumps(body).encode(), self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def _latencies(port: int, told: dict[str, Any], home: Path) -> list[Figure]:
    """One after the other in turn, so that what else the machine does falls upon all alike."""
    program, system = Program(port, told["key"]), told["system"]
    decided = f"/oversight/{system}/decisions"

    def submitted(n: int, output: str, wanted: int) -> None:
        at = dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251  the server holds it against its own clock
        inputs = {f"n{m}": m * 1.1 + n for m in range(10)}
        decision = {"key": f"{output}-{n}", "at": at, "version": "3.1", "inputs": inputs, "output": output}
        if output == "grant":
            inputs["amount"] = 9_000.0
        status, said = program.ask("POST", decided, {"decision": decision})
        assert status == wanted, said

    def pulsed(_n: int) -> None:
        assert program.ask("GET", f"/oversight/pulse?systems={system}")[0] == 200

    with (home / "floor").open("ab", buffering=0) as floor:

        def synced(_n: int) -> None:
            floor.write(b"x" * 500)
            os.fsync(floor.fileno())

        acts: dict[str, Callable[[int], None]] = {
            "one synced append": synced,
            "bare GET pulse": pulsed,
            "passed": lambda n: submitted(n, "grant", 200),
            "held": lambda n: submitted(n, "decline", 201),
        }
        took = _in_turn(acts)
    return _beside(took)


def _in_turn(acts: dict[str, Callable[[int], None]]) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in acts}
    for n in range(TIMES + 10):
        for name, act in acts.items():
            began = time.perf_counter()
            act(n)
            took[name].append(1000 * (time.perf_counter() - began))
    return {name: each[10:] for name, each in took.items()}


def _middle_and_late(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=100)[94]


def _beside(took: dict[str, list[float]]) -> list[Figure]:
    floor, pulse, passed, held = (_middle_and_late(took[name]) for name in took)
    disk, bare = "one synced append", "bare GET pulse"
    return [
        Figure("one synced append, median", floor[0], "ms"),
        Figure("bare GET pulse over HTTP, median", pulse[0], "ms", None, disk, floor[0]),
        Figure("bare GET pulse over HTTP, p95", pulse[1], "ms", None, disk, floor[1]),
        Figure("passing decision over HTTP, median", passed[0], "ms", None, bare, pulse[0]),
        Figure("passing decision over HTTP, p95", passed[1], "ms", None, bare, pulse[1]),
        Figure("held decision over HTTP, median", held[0], "ms", None, bare, pulse[0]),
        Figure("held decision over HTTP, p95", held[1], "ms", 25, bare, pulse[1]),
        Figure("held decision beside the disk's floor, median", held[0], "ms", None, disk, floor[0]),
    ]


def _polled(port: int, told: dict[str, Any], filled: dict[str, Any], process: psutil.Process) -> list[Figure]:
    """A stop, seen by as many as ask once a second, and what their asking costs the server."""
    seen, over = [0.0] * POLLERS, threading.Event()

    def poll(number: int) -> None:
        program = Program(port, told["key"])
        time.sleep(random.random())
        while not over.is_set() and not seen[number]:
            began = time.perf_counter()
            _status, said = program.ask("GET", f"/oversight/pulse?systems={told['system']}")
            if said[told["system"]]["stopped"]:
                seen[number] = time.perf_counter()
            time.sleep(max(0.0, began + 1 - time.perf_counter()))

    pollers = [threading.Thread(target=poll, args=(number,)) for number in range(POLLERS)]
    for one in pollers:
        one.start()
    time.sleep(3)
    family = [process, *process.children(recursive=True)]
    before, began = _cpu(family), time.perf_counter()
    time.sleep(POLLED_SECONDS)
    cores = (_cpu(family) - before) / (time.perf_counter() - began)
    values = {"system": filled["system"], "why": "Measured.", "title": "Measured"}
    status, said = Program(port, filled["key"]).ask("POST", "/system_stop", {"values": values})
    stopped = time.perf_counter()
    end = stopped + 30
    while status == 201 and not all(seen) and time.perf_counter() < end:
        time.sleep(0.05)
    over.set()
    for one in pollers:
        one.join()
    assert status == 201, said
    assert all(seen), f"{seen.count(0.0)} never saw it"
    return [
        Figure(f"a stop seen by {POLLERS} connected pollers, the last", max(seen) - stopped, "s", 2),
        Figure(f"CPU of the server while {POLLERS} poll once a second", 100 * cores, "% of one core"),
    ]


def _cpu(family: list[psutil.Process]) -> float:
    return float(sum(sum(one.cpu_times()[:2]) for one in family))


def _ruled(home: Path, told: dict[str, Any]) -> list[Figure]:
    took = _in_a_process(home, "bench.oversight", "rule", told["people"][0])
    middle, late = _middle_and_late(took)
    return [
        Figure("a case taken and ruled on, median", middle, "ms"),
        Figure("a case taken and ruled on, p95", late, "ms"),
    ]


def rule(person: str) -> list[float]:
    """Milliseconds of each: taken and ruled on, as one request does it."""
    from uuid import UUID

    import django

    django.setup()
    from aims.kernel.policy import Actor
    from aims.kernel.world import present
    from aims.oversight import desk
    from aims.oversight.models import ReviewCase

    took = []
    for case in list(ReviewCase.objects.filter(state="waiting").order_by("pk")[: TIMES + 10]):
        began = time.perf_counter()
        world = present()
        desk.rule(world, Actor.of(world, UUID(person)), case, "confirmed", "As the system says.")
        took.append(1000 * (time.perf_counter() - began))
    return took[10:]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    match sys.argv[1:]:
        case ["fill"]:
            print(json.dumps(fill()))
        case ["rule", person]:
            print(json.dumps(rule(person)))
        case _:
            for figure in run():
                print(figure)
