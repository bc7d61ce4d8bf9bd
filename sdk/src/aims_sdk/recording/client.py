"""`Aims`: what a program calls. Its own thread takes a snapshot and nothing else; the rest is the flusher's."""

import atexit
import datetime as dt
import itertools
import os
import sys
import time
import weakref
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, TypedDict, Unpack

import msgspec

from aims_sdk.decisions import Explanation
from aims_sdk.gating.cases import Ruling
from aims_sdk.gating.function import Revise, approved, gated
from aims_sdk.gating.gate import Gate
from aims_sdk.recording import tracing
from aims_sdk.recording.chat import Call, Client
from aims_sdk.recording.estimator import Estimator
from aims_sdk.recording.flusher import Flusher
from aims_sdk.recording.function import Describe, recorded
from aims_sdk.recording.outbox import Lane, Outbox
from aims_sdk.recording.rules import pseudonym, why_not
from aims_sdk.recording.settings import SYSTEM, Settings
from aims_sdk.recording.tally import Counters, Tally

MOST_SYSTEMS = 200
"""Each may hold two batches in memory."""
MOST_SNAPSHOT = 4_000_000
"""Bytes: what is larger can't be an event and would only fill the memory."""
EXIT_SECONDS = 2.0


class Fields(TypedDict, total=False):
    """What `record` takes beside the system: the fields of `aims_sdk.decisions.Decision`, which says what each is."""

    key: str
    at: dt.datetime
    sort: Literal["prediction", "answer", "tool_call", "override"]
    version: str
    subject: str
    inputs: Mapping[str, Any]
    output: Any
    score: float | None
    explanation: Explanation | None
    groups: Mapping[str, str]
    latency_ms: float | None
    cost: float | None
    error: str
    prompt: str
    context: str
    answer: str
    tool: str
    arguments_digest: str
    tokens_in: int | None
    tokens_out: int | None
    trace: str
    span: str


class GatedFields(Fields, total=False):
    """What the gate takes beside them."""

    title: str
    """What a reviewer reads in the list: "Loan of 32,000"."""
    by: str
    """The ref of the person whose decision it is, who may not review it."""
    route: str
    """Where the decision is made, such as `loans/web`: a stop may hold for one route only."""
    wait: float | None
    """Seconds to wait for a ruling where the plan lets the program wait; None: as long as the plan says."""


def _plain(value: Any) -> Any:
    """A number of NumPy as a number of Python; whatever else is no value is refused."""
    if getattr(value, "size", None) == 1:
        return value.item()
    raise TypeError(f"{type(value).__name__} is neither a number nor a text, nor a yes or no")


class Aims:
    """Records what AI systems decide. No method raises because of what is recorded or because the server is away."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._encode = msgspec.msgpack.Encoder(enc_hook=_plain, decimal_format="number").encode
        self._begin()
        _all.add(self)

    @classmethod
    def from_env(cls) -> "Aims":
        """By AIMS_URL, AIMS_TOKEN and what else `Settings.from_env` reads."""
        return cls(Settings.from_env())

    def _begin(self) -> None:
        """With a name of its own, in a new process too."""
        process = os.urandom(8).hex()
        self._prefix, self._next = f"{process}-", itertools.count().__next__
        self._tally = Tally()
        self._outbox = Outbox(self.settings, self._tally, process)
        self._flusher = Flusher(self.settings, self._outbox, self._tally)
        self.gate = Gate(self, self._outbox, self._tally)
        self._is_closed = False

    def record(self, system: str, **fields: Unpack[Fields]) -> str:
        """Record one decision of `system`, named by its ref (AIS-0007). Returns its key, which an outcome names."""
        fields["key"] = key = fields.get("key") or self.new_key()
        self._append(system, fields)  # type: ignore[arg-type]  # a TypedDict is a dict
        return key

    def outcome(self, system: str, key: str, label: Any, at: dt.datetime | None = None) -> None:
        """What turned out to be true of a decision, perhaps much later."""
        self._append(system, {"type": "outcome", "key": key, "label": label} | _at(at))

    def correction(
        self, system: str, key: str, output: Any, *, by: str = "", reason: str = "", at: dt.datetime | None = None
    ) -> None:
        """What the output ought to have been."""
        said = {"type": "correction", "key": key, "output": output, "by": by, "reason": reason}
        self._append(system, said | _at(at))

    def ruling(
        self,
        system: str,
        key: str,
        ruling: Literal["confirmed", "changed", "rejected"],
        *,
        output: Any = None,
        by: str = "",
        reason: str = "",
        seconds: float | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """What a person ruled about a decision, and in how many seconds."""
        said = {"type": "ruling", "key": key, "ruling": ruling, "output": output, "by": by, "reason": reason}
        self._append(system, said | {"seconds": seconds} | _at(at))

    def submit(self, system: str, **fields: Unpack[GatedFields]) -> Ruling:
        """Put a decision through the gate of `system`: what the oversight plan does not hold is recorded and passed.

        Otherwise a person rules, and the plan says whether the program waits, goes on with the `Ruling` as a handle, or
        gets `Held`. Raises `Stopped`, `Unavailable` and `Refused` too; a rejection is a state of the ruling.
        """
        return self.gate.submit(system, dict(fields))

    def gated[**P, R](
        self,
        system: str,
        *,
        given: Describe | None = None,
        result: Describe | None = None,
        revise: Revise | None = None,
        **fields: Unpack[GatedFields],
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """A decorator, as `recorded`, by which an answer is given only once the gate released it.

        `revise(answer, output)` puts what a reviewer changed into an answer; without it the reviewer's output is the
        answer. Raises `Stopped` before the function is called; afterwards `Held`, `Rejected`, `HandedOver`.
        """
        return gated(self, system, given, result, revise, fields)

    def approved[**P, R](
        self, system: str, *, given: Describe | None = None, **fields: Unpack[GatedFields]
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """A decorator for a tool of an agent: it runs only once the gate released this call with these arguments.

        `tool` is the function's name unless it is named; `given(*args, **kwargs)` returns other fields of `record`.
        Raises what `gated` raises, and `Rejected` where the arguments are not those that were approved.
        """
        return approved(self, system, given, fields)

    def new_key(self) -> str:
        """A key that no other decision has."""
        return f"{self._prefix}{self._next():08x}"

    def snapshot(self, event: dict[str, Any]) -> bytes:
        """An event as it is now, as MessagePack. Raises TypeError or ValueError where it can't be one."""
        if "trace" not in event and "type" not in event:
            trace, span = tracing.current()
            if trace:
                event["trace"], event["span"] = trace, span
        snapshot = self._encode(event)
        if len(snapshot) > MOST_SNAPSHOT:
            raise ValueError(f"it is larger than {MOST_SNAPSHOT} bytes")
        return snapshot

    def _append(self, system: str, event: dict[str, Any]) -> None:
        try:
            outbox = self._outbox
            lane = outbox.lanes.get(system) or self.lane(system)
            snapshot = self.snapshot(event)
            outbox.held += len(snapshot)
            outbox.buffer.append((lane, time.time_ns(), snapshot))
            if outbox.is_pressing:
                self._flusher.hurry()
                if outbox.is_full:
                    outbox.spill()
        except Exception as error:
            self.miss(why_not(error))

    def lane(self, system: str) -> Lane:
        """Where events of a system go; it begins with the first one in this process. Raises ValueError."""
        if known := self._outbox.lanes.get(system):
            return known
        if self._is_closed:
            raise ValueError("recording was closed")
        if not SYSTEM.fullmatch(system) or len(self._outbox.lanes) >= MOST_SYSTEMS:
            raise ValueError("the system must be named by its ref, such as AIS-0007")
        lane = self._outbox.lane(system)
        self._flusher.start()
        _close_with_multiprocessing(self)
        return lane

    def recorded[**P, R](
        self, system: str, *, given: Describe | None = None, result: Describe | None = None, **fields: Unpack[Fields]
    ) -> Callable[[Callable[P, R]], Callable[P, R]]:
        """A decorator for a function, or a coroutine function, that decides.

        Its arguments are the inputs and its result the output, unless `given(*args, **kwargs)` and `result(answer)`
        say otherwise: each returns fields of `record`. `fields` are the same for every call. An error is recorded by
        its name and raised as it was.
        """
        return recorded(self, system, given, result, fields)

    def estimator(self, model: Any, system: str, *, positive: Any = None, **fields: Unpack[Fields]) -> Estimator:
        """A model of scikit-learn's kind whose predictions are recorded, one decision a row.

        `predict` and `predict_proba` also take `keys`, `subjects` and `groups` (a map of names), one entry a row.
        `positive` is the class whose probability is the score.
        """
        return Estimator(self, model, system, positive, fields)

    def openai(self, client: Any, system: str, **fields: Unpack[Fields]) -> Any:
        """A client of OpenAI's shape whose answers, and the calls of tools they ask for, are recorded."""
        return Client(client, lambda sort, asked: Call(self, system, fields, sort, asked))

    def tracing(self, traceparent: str) -> AbstractContextManager[None]:
        """`with aims.tracing(request.headers["traceparent"]):` gives what is recorded inside its W3C trace id."""
        return tracing.tracing(traceparent)

    def pseudonym(self, value: object) -> str:
        """The pseudonym that stands for a value, by AIMS_PSEUDONYM_KEY: to find a person's decisions again."""
        if not self.settings.pseudonym_key:
            raise ValueError("AIMS_PSEUDONYM_KEY is not set.")
        return pseudonym(self.settings.pseudonym_key, value)

    def counters(self) -> Counters:
        """What became of what this process recorded."""
        tally, waiting = self._tally, self._outbox.waiting()
        recorded = tally["recorded"] + len(self._outbox.buffer)
        named = {name: tally[name] for name in Counters._fields if name not in ("recorded", "waiting")}
        return Counters(recorded=recorded, waiting=waiting, **named)

    def say(self, sentence: str, *values: object) -> None:
        """Log something about the recording, once. It must hold nothing of what was recorded."""
        self._tally.say(sentence, *values)

    def miss(self, why: str) -> None:
        """Count an event that can't be recorded as refused, and log why, once."""
        self._tally.add("recorded")
        self._tally.refuse(why)

    def flush(self, timeout: float = 10.0) -> bool:
        """Send now. False where something still waits after so many seconds; it is not lost."""
        outbox = self._outbox
        return self._flusher.flush(timeout, lambda: not outbox.waiting() and not outbox.adopted)

    def close(self, timeout: float = EXIT_SECONDS) -> None:
        """Send what can be sent in time, put the rest on the disk for the next process. Done at exit by itself."""
        if not self._is_closed:
            self._is_closed = True
            try:
                self.gate.close(timeout)
                self._flusher.stop(timeout)
                self._outbox.put_away()
            except Exception as error:
                self._tally.say("What is recorded could not be put away: %s", type(error).__name__)

    def _forked(self) -> None:
        self._outbox.forget()
        if not self._is_closed:
            self._begin()


def _at(at: dt.datetime | None) -> dict[str, dt.datetime]:
    return {} if at is None else {"at": at}


_all: "weakref.WeakSet[Aims]" = weakref.WeakSet()


def _to_all(do: Callable[[Aims], None]) -> None:
    for aims in tuple(_all):
        do(aims)


def _close_with_multiprocessing(aims: Aims) -> None:
    """A process of multiprocessing ends without `atexit`."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None and multiprocessing.parent_process() is not None:
        from multiprocessing.util import Finalize

        Finalize(None, aims.close, args=(EXIT_SECONDS,), exitpriority=0)


atexit.register(lambda: _to_all(lambda aims: aims.close(EXIT_SECONDS)))
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=lambda: _to_all(Aims._forked))
