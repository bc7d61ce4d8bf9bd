"""`aims serve`: one command that runs the web processes and the one worker of a home, and ends them all with itself.

This process imports neither Django nor the product: it only watches, so it stays small.
"""

import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from . import lock

READY_SECONDS = 120
CONNECTIONS = 512
"""At once in each web process: every program with a gate keeps one. Whoever comes later waits until one is closed."""
KILL_AFTER = 10
QUIET_SECONDS = 10.0
LONGEST_WAIT = 60.0


@dataclass(frozen=True)
class Serving:
    """What to serve, where."""

    lock: Path
    host: str
    port: int
    workers: int
    threads: int


class AddressTaken(RuntimeError):
    """Another program listens at this address."""


class NotStarted(RuntimeError):
    """The worker could not make the home ready; it said why."""


class Patience:
    """How long to wait before what died is started again: not at all after a quiet time, else longer and longer."""

    def __init__(self) -> None:
        self._waits = 0.0
        self._started = -QUIET_SECONDS

    def next(self) -> float:
        now = time.monotonic()
        is_quiet = now - self._started >= QUIET_SECONDS
        self._waits = 0.0 if is_quiet else min(LONGEST_WAIT, max(1.0, 2 * self._waits))
        self._started = now + self._waits
        return self._waits


class Worker:
    """The worker process: started, watched, started again when it dies, told to stop with us."""

    def __init__(self, held: int) -> None:
        self.held = held
        self.stopped = threading.Event()
        self.failed = False
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait_until_ready` says when the home is."""
        self.ready, theirs = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aims.jobs.worker"],
                env={**os.environ, "AIMS_READY_FD": str(theirs)},
                pass_fds=(theirs, self.held),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for this process, which tells the others
            )
        finally:
            os.close(theirs)

    def wait_until_ready(self) -> None:
        """Until the tables are there and an empty home is founded. Raises `NotStarted`."""
        try:
            readable, _w, _x = select.select([self.ready], [], [], READY_SECONDS)
            if not readable or os.read(self.ready, 10) != b"ready\n":
                raise NotStarted
        finally:
            os.close(self.ready)

    def watch(self) -> None:
        """Start it again whenever it ends, however often: the pages are served meanwhile, and `aims doctor` says so."""
        patience = Patience()
        while True:
            assert self.process is not None
            code = self.process.wait()
            waits = patience.next()
            if self.stopped.is_set():
                return
            _say(f"The worker ended with {code}; it is started again in {waits:.0f} s.")
            if self.stopped.wait(waits):
                return
            self.start()
            try:
                self.wait_until_ready()
            except NotStarted:
                self.process.kill()
            if self.stopped.is_set():
                self.stop()
                return

    def stop(self) -> None:
        self.stopped.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(KILL_AFTER)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _say(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


class Gate:
    """Web processes load while the worker makes the home ready, and wait here before they answer anybody."""

    def __init__(self) -> None:
        self._inner, outer = os.pipe()
        self._outer: int | None = outer

    def open(self) -> None:
        """For everybody who waits, and for whoever comes later."""
        if self._outer is not None:
            outer, self._outer = self._outer, None
            os.close(outer)

    def wait(self) -> None:
        """In a child: until the supervisor opens it."""
        self.open()  # our own copy of the far end, or its closing would never be seen
        os.read(self._inner, 1)


def load_pages(held: int, gate: Gate, _target: str) -> Any:
    """Runs in each web process: let go of what is the supervisor's, then load the application and warm it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # until granian sets its own
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.close(held)
    from .leash import end_with_parent

    end_with_parent()
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.urls import get_resolver

    from aims import catalogue

    catalogue.requirements()
    assert get_resolver().url_patterns is not None
    gate.wait()
    return application


def may_listen(host: str, port: int) -> bool:
    """Whether the address is free: asked before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            return False
    return True


def serve(what: Serving, announce: Callable[[], None]) -> int:
    """Serve until SIGTERM or SIGINT; the exit status. Raises `lock.Taken` when this home is served already."""
    held = lock.take(what.lock)
    if not may_listen(what.host, what.port):
        os.close(held)
        raise AddressTaken
    worker = Worker(held)
    multiprocessing.set_start_method("fork", force=True)  # a web process inherits the socket, the gate and little else
    try:
        _stop_early(worker)
        worker.start()
        return _run_pages(what, held, worker, announce)
    finally:
        worker.stop()
        os.close(held)


def _stop_early(worker: Worker) -> None:
    """Until the pages run, a signal ends the worker and us; then granian's own way of stopping takes over."""

    def told(number: int, _frame: object) -> None:
        worker.stop()
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)


class Pages(Server):  # type: ignore[misc,valid-type]  # one of two classes, by the interpreter
    """Granian, which gives up when a process dies twice within seconds; here it is started again, ever later."""

    patience = Patience()

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        waits = self.patience.next()
        _say(f"A web process ended; it is started again in {waits:.0f} s.")
        self.main_loop_interrupt.wait(waits)
        if self.interrupt_signal:
            return
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()


def _run_pages(what: Serving, held: int, worker: Worker, announce: Callable[[], None]) -> int:
    pages = Pages(
        "aims.config.wsgi:application",
        address=what.host,
        port=what.port,
        interface=Interfaces.WSGI,
        workers=what.workers,
        blocking_threads=what.threads,
        blocking_threads_idle_timeout=600,  # a thread keeps its database connection
        runtime_threads=1,
        backpressure=max(CONNECTIONS, what.threads * 16),  # of connections: a kept one counts though nothing is asked
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0,
        workers_kill_timeout=KILL_AFTER,
    )
    gate = Gate()

    def attend() -> None:
        try:
            worker.wait_until_ready()
        except NotStarted:
            if not worker.stopped.is_set():
                _say("The home could not be made ready; see above.")
                worker.failed = True
            pages.signal_handler_interrupt()
            return
        gate.open()
        announce()
        worker.watch()

    pages.on_startup(threading.Thread(target=attend, name="attend", daemon=True).start)
    try:
        pages.serve(target_loader=partial(load_pages, held, gate))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 1 if worker.failed else 0
