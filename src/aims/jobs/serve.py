"""`aims serve`: one command that runs the web processes and the one worker of a home, and ends them all with itself.

This process imports neither Django nor the product: it only watches, so it stays small.
"""

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
KILL_AFTER = 10
QUIET_SECONDS = 5.0


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
    """The worker could not make the home ready; what it said stands above."""


class Worker:
    """The worker process: started, watched, started again when it dies, told to stop with us."""

    def __init__(self, held: int) -> None:
        self.held = held
        self.stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until the home is ready."""
        ours, theirs = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "aims.jobs.worker"],
                env={**os.environ, "AIMS_READY_FD": str(theirs)},
                pass_fds=(theirs, self.held),
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for this process, which tells the others
            )
            os.close(theirs)
            self._wait_until_ready(ours)
        finally:
            os.close(ours)

    def _wait_until_ready(self, ours: int) -> None:
        readable, _w, _x = select.select([ours], [], [], READY_SECONDS)
        if not readable or os.read(ours, 10) != b"ready\n":
            self.stop()
            raise NotStarted

    def watch(self, failed: Callable[[], None]) -> None:
        """Start it again whenever it ends; twice within seconds is no accident, and everything stops."""
        while True:
            began = time.monotonic()
            assert self.process is not None
            code = self.process.wait()
            if self.stopping:
                return
            _say(f"The worker ended with {code}; it is started again.")
            if time.monotonic() - began < QUIET_SECONDS:
                break
            try:
                self.start()
            except NotStarted:
                break
            if self.stopping:
                self.stop()
                return
        _say("The worker cannot be kept running; everything is stopped.")
        failed()

    def stop(self) -> None:
        self.stopping = True
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


def load_pages(held: int, _target: str) -> Any:
    """Runs in each web process: let go of what is the supervisor's, then load the application and warm it."""
    os.close(held)
    from .leash import end_with_parent

    end_with_parent()
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from django.urls import get_resolver

    from aims import catalogue

    catalogue.requirements()
    assert get_resolver().url_patterns is not None
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
    try:
        _stop_early(worker)
        worker.start()
        return _run_pages(what, held, worker, announce)
    except NotStarted:
        _say("The home could not be made ready; see above.")
        return 1
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


def _run_pages(what: Serving, held: int, worker: Worker, announce: Callable[[], None]) -> int:
    pages = Server(
        "aims.config.wsgi:application",
        address=what.host,
        port=what.port,
        interface=Interfaces.WSGI,
        workers=what.workers,
        blocking_threads=what.threads,
        blocking_threads_idle_timeout=600,  # a thread keeps its database connection
        runtime_threads=1,
        backpressure=max(64, what.threads * 16),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0,
        workers_kill_timeout=KILL_AFTER,
    )
    watcher = threading.Thread(target=worker.watch, args=(pages.signal_handler_interrupt,), daemon=True)
    pages.on_startup(watcher.start)
    pages.on_startup(announce)
    try:
        pages.serve(target_loader=partial(load_pages, held))
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0 if not worker.process or worker.process.poll() is None else 1
