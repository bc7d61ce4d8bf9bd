"""The oversight plans that a program decides by: read from the server, sealed, kept on the disk, compiled once.

SPOOL/<server>/gate/<system>.json        as the server answered, with its seal
"""

import hmac
import json
import threading
import time
from pathlib import Path
from typing import Any, Literal

import msgspec

from aims_sdk.conditions import Event, Question, Sampling, Truth, Wrong, compiled, read, rules
from aims_sdk.gating.errors import Stopped
from aims_sdk.recording.outbox import Outbox
from aims_sdk.recording.post import Connection
from aims_sdk.recording.spool import SpoolFull
from aims_sdk.recording.tally import Tally

PATH = "/api/v1/oversight"


class Stop(msgspec.Struct, frozen=True):
    """An order that a system must not decide."""

    ref: str
    version: str = ""
    """The version it holds for; empty: all."""
    route: str = ""
    """The route it holds for; empty: all."""
    at: str = ""
    reason: str = ""


class Plan(msgspec.Struct, frozen=True):
    """The part of an oversight plan that concerns the program."""

    ref: str
    version: int
    hold_when: dict[str, Any]
    """A condition: `aims_sdk.conditions`."""
    when_held: Literal["wait", "pending", "raise"]
    when_away: Literal["fail_closed", "fail_open"]
    minutes: float
    """How long a person has."""
    secret: str = ""
    seen: dict[str, int] = {}


class Orders(msgspec.Struct, frozen=True):
    """What the server says of a system."""

    plan: Plan | None
    stopped: tuple[Stop, ...] = ()


class Pulse(msgspec.Struct, frozen=True):
    """What the server says every second."""

    plan: int | None
    stopped: tuple[Stop, ...] = ()


def canonical(value: Any) -> bytes:
    """JSON with one spelling. Raises TypeError or ValueError where it can't be written as JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def unsealed(body: bytes, system: str, token: str) -> Orders:
    """What a sealed answer says. Raises ValueError where its seal is not that of this token and system."""
    said = json.loads(body)
    if not isinstance(said, dict):
        raise ValueError("it is no map")
    sealed = canonical({"plan": said.get("plan"), "stopped": said.get("stopped"), "system": system})
    seal = hmac.digest(token.encode(), sealed, "sha256").hex()
    if not hmac.compare_digest(seal.encode(), str(said.get("seal")).encode()):
        raise ValueError("its seal is not that of this token")
    return msgspec.convert(said, Orders)


class Standing:
    """What holds for the decisions of one system now."""

    def __init__(self, orders: Orders, heard: float, questions: tuple[Question, ...]) -> None:
        self.plan, self.stopped = orders.plan, orders.stopped
        self.heard = heard
        """When the server last spoke of it, by the monotonic clock."""
        self._questions = questions

    @property
    def version(self) -> int | None:
        return self.plan.version if self.plan else None

    def renewed(self, orders: Orders) -> "Standing":
        """With newer orders; the rules of the same version go on as they are, so that the first n are counted once."""
        is_same = orders.plan is not None and self.version == orders.plan.version
        return Standing(orders, time.monotonic(), self._questions if is_same else compile_rules(orders.plan))

    def refuse_stopped(self, system: str, version: str, route: str) -> None:
        """Raises Stopped."""
        for stop in self.stopped:
            if stop.version in ("", version) and stop.route in ("", route):
                raise Stopped(system, stop)

    def answers(self, event: Event) -> list[Truth]:
        """By rule whether it holds the decision; unknown where that can't be said."""
        try:
            return [question(event) for question in self._questions]
        except Exception:  # an input of a sort that no condition expects
            return [None] * len(self._questions)

    def surely(self, answers: list[Truth], event: Event) -> list[Truth]:
        """The same, with what was unknown asked again of the decision in plain values."""
        try:
            found = zip(answers, self._questions, strict=True)
            return [question(event) if answer is None else answer for answer, question in found]
        except Exception:
            return answers


def compile_rules(plan: Plan | None) -> tuple[Question, ...]:
    """The rules of a plan, each by itself. A plan that this program can't read holds everything."""
    if plan is None:
        return ()
    sampling = Sampling(plan.secret, plan.seen)
    try:
        return tuple(compiled(rule, sampling) for rule in rules(read(plan.hold_when)))
    except Wrong:
        return (lambda event: None,)


class Plans:
    """The standings of all systems that this process decided for. Any thread may read or renew them."""

    def __init__(self, outbox: Outbox, tally: Tally, token: str) -> None:
        self.known: dict[str, Standing] = {}
        self._outbox, self._tally, self._token = outbox, tally, token
        self._lock = threading.Lock()

    def fetch(self, system: str, connection: Connection) -> bool:
        """Read a plan and keep it. False where the server gave none that can be used; raises as `Connection.ask`."""
        answer = connection.ask("GET", f"{PATH}/{system}/plan")
        if answer.status != 200:
            self._tally.say("The oversight plan of %s can't be read (%s).", system, answer.status)
            return False
        if not self._learn(system, answer.body, time.monotonic()):
            return False
        try:
            self._outbox.root.write(self._path(system), answer.body)
        except SpoolFull:
            self._tally.say("The oversight plan of %s can't be kept on the disk.", system)
        return True

    def take_kept(self, system: str) -> bool:
        """The plan that was last kept; False where there is none, or its seal does not fit."""
        try:
            return self._learn(system, self._path(system).read_bytes(), float("-inf"))
        except OSError:
            return False

    def hear(self, connection: Connection) -> bool:
        """The pulse of all systems; a plan that is another one by now is read. Returns and raises as `fetch`."""
        if not (systems := tuple(self.known)):
            return True
        answer = connection.ask("GET", f"{PATH}/pulse?systems={','.join(systems)}")
        if answer.status != 200:
            return False
        try:
            pulses = msgspec.json.decode(answer.body, type=dict[str, Pulse])
        except msgspec.DecodeError:
            return False
        for system, pulse in pulses.items():
            if (standing := self.known.get(system)) is not None:
                self._hear_one(system, standing, pulse, connection)
        return True

    def _hear_one(self, system: str, standing: Standing, pulse: Pulse, connection: Connection) -> None:
        has_changed = pulse.plan != standing.version or pulse.stopped != standing.stopped
        standing.stopped = pulse.stopped
        standing.heard = time.monotonic()
        if has_changed:
            self.fetch(system, connection)

    def _learn(self, system: str, body: bytes, heard: float) -> bool:
        try:
            orders = unsealed(body, system, self._token)
        except ValueError:
            self._tally.say("An oversight plan of %s was not used: its seal does not fit this token.", system)
            return False
        with self._lock:
            before = self.known.get(system)
            after = before.renewed(orders) if before else Standing(orders, heard, compile_rules(orders.plan))
            self.known[system] = after
        return True

    def _path(self, system: str) -> Path:
        return self._outbox.root.folder / "gate" / f"{system}.json"
