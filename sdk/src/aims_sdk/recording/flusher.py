"""The thread that sends: one batch of a system at a time, in order, again and again until the server has it."""

import random
import threading
import time
from collections.abc import Callable

import msgspec

from aims_sdk.recording.outbox import Lane, Outbox
from aims_sdk.recording.post import NO_ANSWER, Answer, Connection
from aims_sdk.recording.rules import Rules
from aims_sdk.recording.settings import Settings
from aims_sdk.recording.spool import Batch, SpoolFull
from aims_sdk.recording.tally import Tally

RULES_SECONDS, ADOPTION_SECONDS = 300.0, 60.0
AWAY_SECONDS = 15.0
"""So long a batch stays open while the server is away: a day away is thousands of files, not a hundred thousand."""
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_ASKED = 0.5, 60.0, 3600.0
IN_A_ROW = 20
"""Batches of one system before another one has its turn."""
TO_ALL = ""
"""In place of a system: a pause that concerns the whole server."""


class Taken(msgspec.Struct):
    """The server's answer to a batch."""

    rejected: int = 0
    problems: list[dict[str, object]] = []


class Pauses:
    """When a system, or the whole server, may be asked again: later and later, with jitter."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._tries: dict[str, int] = {}

    def over(self, system: str) -> bool:
        now = time.monotonic()
        return all(self._until.get(whose, 0.0) <= now for whose in (system, TO_ALL))

    def lengthen(self, whose: str, asked: float | None) -> None:
        """`asked`: seconds that the server wants, by Retry-After."""
        self._tries[whose] = tries = self._tries.get(whose, 0) + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(tries - 1, 10)) * random.uniform(0.5, 1.0)  # noqa: S311
        self._until[whose] = time.monotonic() + max(pause, min(asked or 0.0, LONGEST_ASKED))

    def end(self, *whose: str) -> None:
        for one in whose or tuple(self._until):
            self._until.pop(one, None)
            self._tries.pop(one, None)


class Flusher:
    """A daemon thread; it starts with the first event and ends with `stop`."""

    def __init__(self, settings: Settings, outbox: Outbox, tally: Tally) -> None:
        self._settings, self._outbox, self._tally = settings, outbox, tally
        self._connection = Connection(settings)
        self._pauses = Pauses()
        self._rules_due: dict[str, float] = {}
        self._adoption_due = 0.0
        self._thread: threading.Thread | None = None
        self._wake = threading.Event()
        self._is_urgent = self._is_ending = False
        self._passed = threading.Condition()
        if settings.obstacle:
            tally.say("Nothing that is recorded will be sent: %s", settings.obstacle)

    def start(self) -> None:
        with self._passed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="aims-recording", daemon=True)
                self._thread.start()

    def flush(self, timeout: float, is_done: Callable[[], bool]) -> bool:
        """Try at once, and wait until `is_done`; False where that did not come in time."""
        self.nudge()
        with self._passed:
            return self._passed.wait_for(is_done, timeout)

    def nudge(self) -> None:
        """Try now, whatever pause there is."""
        self._is_urgent = True
        self._wake.set()

    def hurry(self) -> None:
        """Gather now; pauses stay."""
        if not self._wake.is_set():
            self._wake.set()

    def stop(self, timeout: float) -> None:
        """End after one more attempt, or when the time is over."""
        if self._thread is not None:
            self._is_ending = True
            self.nudge()
            self._thread.join(timeout)

    def _run(self) -> None:
        has_more = False
        while not self._is_ending or self._is_urgent:
            if not has_more:
                self._wake.wait(self._settings.interval)
            self._wake.clear()
            if is_urgent := self._is_urgent:
                self._is_urgent = False
                self._pauses.end()
            try:
                has_more = self._pass(is_urgent)
            except Exception as error:
                has_more = False
                self._tally.say("Sending what was recorded failed: %s", type(error).__name__)
            with self._passed:
                self._passed.notify_all()
        self._connection.close()

    def _pass(self, is_urgent: bool) -> bool:
        """Gather, then send. True where there is more to send at once."""
        is_open = not self._settings.obstacle
        if is_open:
            self._learn()
        is_away = not is_open or not self._pauses.over(TO_ALL)
        self._outbox.gather(AWAY_SECONDS if is_away and not is_urgent else 0.0)
        if time.monotonic() >= self._adoption_due:
            self._adoption_due = time.monotonic() + ADOPTION_SECONDS
            self._outbox.adopt()
        return True in [self._send(system) for system in self._outbox.systems()]

    def _send(self, system: str) -> bool:
        for _ in range(IN_A_ROW):
            if self._settings.obstacle or not self._pauses.over(system):
                self._outbox.keep(system)
                return False
            batch = self._outbox.first(system)
            if batch is None:
                return False
            if self._deliver(batch):
                self._outbox.finish(batch)
            if self._outbox.is_pressing:
                self._outbox.gather()
        return True

    def _deliver(self, batch: Batch) -> bool:
        """Whether the batch is done with."""
        headers = {
            "Content-Type": "application/x-ndjson",
            "Content-Encoding": "gzip",
            "Aims-Producer": batch.producer,
            "Aims-Batch": str(batch.counter),
        }
        try:
            answer = self._connection.ask("POST", _path(batch.system, "events"), batch.body, headers)
        except NO_ANSWER as error:
            self._pauses.lengthen(TO_ALL, None)
            self._tally.say("The server can't be reached (%s); what is recorded waits.", type(error).__name__)
            return False
        if answer.status == 200:
            self._pauses.end(batch.system, TO_ALL)
            self._count(batch, answer)
            return True
        if answer.status in (408, 425, 429) or answer.status >= 500:
            self._pauses.lengthen(TO_ALL, answer.retry_after)
            self._tally.say("The server takes nothing now (%s); what is recorded waits.", answer.status)
            return False
        if answer.status in (401, 403, 404) or answer.status < 400:
            self._pauses.lengthen(batch.system, LONGEST_PAUSE)
            self._tally.say(
                "The server does not take events of %s with this token (%s); they wait.", batch.system, answer.status
            )
            return False
        self._put_aside(batch, answer)
        return True

    def _count(self, batch: Batch, answer: Answer) -> None:
        try:
            taken = msgspec.json.decode(answer.body, type=Taken)
        except msgspec.DecodeError:
            taken = Taken()
        if rejected := min(taken.rejected, batch.events):
            codes = sorted({str(problem.get("code", "?")) for problem in taken.problems})
            self._tally.refuse(f"the server rejected it ({', '.join(codes)})", rejected)
        is_own = batch.process == self._outbox.process
        self._tally.add("sent" if is_own else "adopted", batch.events - rejected)

    def _put_aside(self, batch: Batch, answer: Answer) -> None:
        self._pauses.end(batch.system)
        why = f"{answer.status}: {answer.body[:2000].decode('utf-8', 'replace')}"
        try:
            self._outbox.root.refuse(batch, why)
            self._tally.refuse(
                f"the server refused its batch ({answer.status}); see refused/ in the spool", batch.events
            )
        except SpoolFull:
            self._tally.refuse(f"the server refused its batch ({answer.status}), which could not be kept", batch.events)

    def _learn(self) -> None:
        """The rules of each system, before its first event goes and every few minutes."""
        for lane in tuple(self._outbox.lanes.values()):
            if time.monotonic() >= self._rules_due.get(lane.system, 0.0) and self._pauses.over(lane.system):
                self._ask_rules(lane)

    def _ask_rules(self, lane: Lane) -> None:
        try:
            answer = self._connection.ask("GET", _path(lane.system, "rules"))
        except NO_ANSWER as error:
            self._pauses.lengthen(TO_ALL, None)
            self._tally.say("The server can't be reached (%s); what is recorded waits.", type(error).__name__)
            return
        if answer.status == 200:
            try:
                self._outbox.learn(lane, msgspec.json.decode(answer.body, type=Rules))
            except msgspec.DecodeError:
                self._tally.say("The rules of recording of %s can't be read.", lane.system)
        elif answer.status in (429, 503):
            self._pauses.lengthen(TO_ALL, answer.retry_after)
            return
        self._rules_due[lane.system] = time.monotonic() + RULES_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311


def _path(system: str, what: str) -> str:
    return f"/api/v1/telemetry/{system}/{what}"
