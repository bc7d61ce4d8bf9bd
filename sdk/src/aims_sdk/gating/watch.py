"""One thread a process: every second the pulse of all systems, and one question for all cases that are waited for."""

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import quote

from aims_sdk.gating.cases import Case, Ruling, cases_of
from aims_sdk.gating.plan import PATH, Plans
from aims_sdk.recording.post import NO_ANSWER, Connection
from aims_sdk.recording.settings import Settings
from aims_sdk.recording.tally import Tally

SECONDS = 1.0
PULSE_TIMEOUT = 1.0
"""Seconds: a pulse that comes later is of no use."""
MOST_KEYS = 100
"""Of one question: its address stays below what servers take."""


class Watch:
    """A daemon thread; it starts with the first gated decision and ends with `stop`."""

    def __init__(self, settings: Settings, plans: Plans, tally: Tally) -> None:
        self._plans, self._tally = plans, tally
        self._pulse = Connection(replace(settings, timeout=PULSE_TIMEOUT))
        self._cases = Connection(settings)
        self._waiting: list[tuple[Ruling, Future[None]]] = []
        self._withdrawn: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_ending = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        with self._lock:
            if self._thread is None and not self._is_ending:
                self._thread = threading.Thread(target=self._run, name="aims-gate", daemon=True)
                self._thread.start()

    def stop(self, timeout: float) -> None:
        """End, and let go whoever still waits."""
        self._is_ending = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)
        with self._lock:
            for _ruling, told in self._waiting:
                _tell(told)

    @contextmanager
    def expecting(self, ruling: Ruling) -> Iterator[Future[None]]:
        """While inside, the ruling is asked for; what is handed out is done when it is over."""
        self.start()
        entry = (ruling, Future[None]())
        with self._lock:
            self._waiting.append(entry)
        if self._is_ending:
            _tell(entry[1])
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._waiting.remove(entry)

    def withdraw(self, system: str, key: str) -> None:
        """Cancel a case soon, if the server can be reached; returns at once."""
        with self._lock:
            self._withdrawn.append((system, key))
        self._wake.set()

    def _run(self) -> None:
        is_last = False
        while not is_last:
            self._wake.wait(SECONDS)
            self._wake.clear()
            is_last = self._is_ending
            try:
                self._withdraw_all()
                if not is_last and self._plans.hear(self._pulse):
                    self._ask_cases()
            except NO_ANSWER as error:
                self._tally.say("The gate can't reach the server (%s).", type(error).__name__)
            except Exception as error:
                self._tally.say("The gate could not ask the server: %s", type(error).__name__)
        self._pulse.close()
        self._cases.close()

    def _withdraw_all(self) -> None:
        with self._lock:
            withdrawn, self._withdrawn = self._withdrawn, []
        for system, key in withdrawn:
            self._cases.ask("DELETE", f"{PATH}/{system}/cases/{quote(key, safe='')}")

    def _ask_cases(self) -> None:
        with self._lock:
            keys = {(ruling.system, ruling.key): None for ruling, _told in self._waiting}
        for system, asked in itertools.groupby(sorted(keys), key=lambda one: one[0]):
            names = [f"key={quote(key, safe='')}" for _system, key in asked]
            for start in range(0, len(names), MOST_KEYS):
                path = f"{PATH}/{system}/cases?{'&'.join(names[start : start + MOST_KEYS])}"
                answer = self._cases.ask("GET", path)
                for case in cases_of(answer.status, answer.body):
                    self._pass_on(system, case)

    def _pass_on(self, system: str, case: Case) -> None:
        with self._lock:
            for ruling, told in self._waiting:
                if (ruling.system, ruling.key) == (system, case.key):
                    ruling.take(case)
                    if ruling.is_over:
                        _tell(told)


def _tell(told: Future[None]) -> None:
    if not told.done():
        told.set_result(None)
