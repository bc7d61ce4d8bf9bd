"""Deciding: what the plan does not hold passes in the program; the rest goes to a person by way of the server."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from aims_sdk.gating.cases import Case, Ruling, cases_of
from aims_sdk.gating.errors import Held, Refused, Stopped, Unavailable
from aims_sdk.gating.plan import PATH, Plan, Plans
from aims_sdk.gating.watch import PULSE_TIMEOUT, Watch
from aims_sdk.recording.outbox import Outbox
from aims_sdk.recording.post import GONE, NO_ANSWER, Answer, Connection
from aims_sdk.recording.rules import TEXTS, Rules, why_not
from aims_sdk.recording.settings import SYSTEM
from aims_sdk.recording.tally import Tally

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

STALE_SECONDS = 2.0
"""A pulse older than this is asked for before a decision of a plan that fails closed."""
QUIET_SECONDS = 5.0
"""So long no decision asks again after one got no answer: a cut cable does not make every decision slow."""
TRY_AGAIN_SECONDS = 1.0
BUSY = (408, 425, 429)
ASIDE = ("title", "by", "route")
NOT_TO_BE_SENT = (ValueError, TypeError, KeyError, OverflowError)


@dataclass(slots=True)
class Submitted:
    """A decision on its way to a person."""

    system: str
    fields: dict[str, Any]
    at: int
    """Nanoseconds since 1970: every attempt sends the same instant."""
    snapshot: bytes
    beside: dict[str, Any]
    """What is sent beside the decision."""
    plan: Plan
    deadline: float
    """Until when the program waits, by the monotonic clock."""
    is_given_up: bool = False
    """The task that submitted it was cancelled."""

    @property
    def left(self) -> float:
        return max(0.0, self.deadline - time.monotonic())


class Gate:
    """The gate of every system that one process decides for. A stop can't reach a program that is cut off."""

    def __init__(self, aims: "Aims", outbox: Outbox, tally: Tally) -> None:
        self.plans = Plans(outbox, tally, aims.settings.token)
        self.watch = Watch(aims.settings, self.plans, tally)
        self._aims, self._outbox = aims, outbox
        self._ruled: set[str] = set()
        """Systems whose rules of recording this process has read."""
        self._quiet_until: dict[str, float] = {}
        """By system, by the monotonic clock."""
        self._lock = threading.Lock()

    def admit(self, system: str, fields: Mapping[str, Any]) -> None:
        """Before something decides. Raises Stopped and Unavailable."""
        if not self.is_ready(system):
            self.make_ready(system)
        self.refuse_stopped(system, fields)

    def submit(self, system: str, fields: dict[str, Any]) -> Ruling:
        """Pass a decision, or hold it as the plan says. Raises what `Aims.submit` raises."""
        self.admit(system, fields)
        found = self.decide(system, fields)
        if isinstance(found, Ruling):
            return found
        while (ruling := self.open(found)) is None:
            time.sleep(min(TRY_AGAIN_SECONDS, found.left))
        if found.plan.when_held == "wait":
            ruling.wait(found.left)
        return ruling

    def close(self, timeout: float) -> None:
        self.watch.stop(timeout)

    # ---- what is known ----

    def is_ready(self, system: str) -> bool:
        standing = self.plans.known.get(system)
        if standing is None:
            return False
        if standing.plan is None or standing.plan.when_away != "fail_closed":
            return True
        now = time.monotonic()
        return now - standing.heard <= STALE_SECONDS or now < self._quiet_until.get(system, 0.0)

    def make_ready(self, system: str) -> None:
        with self._lock:
            if self.is_ready(system):
                return
            if not SYSTEM.fullmatch(system):
                raise Refused("the system must be named by its ref, such as AIS-0007")
            if time.monotonic() >= self._quiet_until.get(system, 0.0) and not self._asked(system):
                self._quiet_until[system] = time.monotonic() + QUIET_SECONDS
            if system not in self.plans.known and not self.plans.take_kept(system):
                raise Unavailable(system, self._aims.settings.obstacle or "no oversight plan was ever read")
        self.watch.start()

    def _asked(self, system: str) -> bool:
        """Whether the server spoke of the system: of its plan where none is known, else of its stops."""
        known, settings = self.plans.known.get(system), self._aims.settings
        if settings.obstacle:
            return False
        connection = Connection(replace(settings, timeout=PULSE_TIMEOUT) if known else settings)
        before = known.heard if known else 0.0
        try:
            if known is None:
                return self.plans.fetch(system, connection)
            self.plans.hear(connection)
            return self.plans.known[system].heard > before
        except NO_ANSWER:
            return False
        finally:
            connection.close()

    def refuse_stopped(self, system: str, fields: Mapping[str, Any]) -> None:
        standing = self.plans.known[system]
        if standing.stopped:
            standing.refuse_stopped(system, fields.get("version", ""), fields.get("route", ""))

    # ---- one decision ----

    def decide(self, system: str, fields: dict[str, Any]) -> Ruling | Submitted:
        """What passes, recorded; or what a person must see. Raises Refused."""
        wait = fields.pop("wait", None)
        aside = {name: fields.pop(name) for name in ASIDE if name in fields}
        fields["key"] = fields.get("key") or self._aims.new_key()
        standing = self.plans.known[system]
        answers = standing.answers(fields)
        if (plan := standing.plan) is None or not (True in answers or None in answers):
            return self._passed(system, fields)
        at = time.time_ns()
        try:
            snapshot = self._aims.snapshot(fields)
        except NOT_TO_BE_SENT as error:
            raise Refused(why_not(error)) from None  # the values that are wrong stay out of the traceback
        answers = standing.surely(answers, msgspec.msgpack.decode(snapshot))
        held = [rule for rule, answer in enumerate(answers) if answer] + [-1] * (None in answers)
        if not held:
            return self._passed(system, fields)
        beside = aside | {"held": held, "plan": plan.version}
        deadline = time.monotonic() + (plan.minutes * 60 if wait is None else wait)
        return Submitted(system, fields, at, snapshot, beside, plan, deadline)

    def open(self, sent: Submitted) -> Ruling | None:
        """Have the server hold it; None: try again, it is away. Raises what `submit` raises."""
        answer = self._post(sent)
        if sent.is_given_up:
            self.watch.withdraw(sent.system, sent.fields["key"])
            return None
        if answer is None or answer.status in BUSY or answer.status >= 500:
            return self._away(sent)
        cases = cases_of(answer.status, answer.body)
        if not cases:
            raise _refusal(sent.system, answer)
        case = cases[0]
        if case.state == "passed":
            case = msgspec.structs.replace(case, output=sent.fields.get("output"))
        ruling = Ruling(self._aims, sent.system, sent.fields["key"], case, sent.plan.when_held)
        if not ruling.is_over and sent.plan.when_held == "raise":
            raise Held(ruling)
        return ruling

    def _passed(self, system: str, fields: dict[str, Any], state: str = "passed") -> Ruling:
        self._aims.record(system, **fields)
        return Ruling(self._aims, system, fields["key"], Case(state, output=fields.get("output")))

    def _away(self, sent: Submitted) -> Ruling | None:
        if sent.plan.when_away == "fail_open":
            return self._passed(sent.system, sent.fields, "passed_unseen")
        if sent.plan.when_held == "wait" and sent.left:
            return None
        raise Unavailable(sent.system)

    def _post(self, sent: Submitted) -> Answer | None:
        """The server's answer; an answer that was cut off is asked for once more, with the same key."""
        connection = Connection(self._aims.settings)
        try:
            if not self._learn(sent.system, connection):
                return None
            body = msgspec.json.encode(sent.beside | {"decision": self._as_sent(sent)})
            path = f"{PATH}/{sent.system}/decisions"
            headers = {"Content-Type": "application/json"}
            try:
                return connection.ask("POST", path, body, headers)
            except GONE:
                return connection.ask("POST", path, body, headers)
        except NO_ANSWER:
            return None
        finally:
            connection.close()

    def _learn(self, system: str, connection: Connection) -> bool:
        """Read the rules of recording before the first decision goes: the thread that sends may not have done so."""
        if system not in self._ruled:
            answer = connection.ask("GET", f"/api/v1/telemetry/{system}/rules")
            if answer.status in BUSY or answer.status >= 500:
                return False
            if answer.status == 200:
                self._outbox.learn(self._aims.lane(system), msgspec.json.decode(answer.body, type=Rules))
            self._ruled.add(system)
        return True

    def _as_sent(self, sent: Submitted) -> dict[str, Any]:
        """What of the decision may leave, by the rules of recording; of an answer its texts in any case.

        Nobody can rule on an answer that they may not read: where texts are not recorded the server forgets them then.
        """
        try:
            event = self._outbox.event(self._aims.lane(sent.system), sent.at, sent.snapshot)
        except NOT_TO_BE_SENT as error:
            raise Refused(why_not(error)) from None
        decision: dict[str, Any] = msgspec.to_builtins(event)
        del decision["type"]
        if decision.get("sort") != "answer":
            return decision
        return {name: sent.fields[name] for name in TEXTS if sent.fields.get(name)} | decision


class _Problem(msgspec.Struct):
    code: str = ""
    sentence: str = ""


def _refusal(system: str, answer: Answer) -> Exception:
    try:
        problem = msgspec.json.decode(answer.body, type=_Problem)
    except msgspec.DecodeError:
        problem = _Problem()
    if problem.code == "stopped":
        return Stopped(system)
    if answer.status in (400, 409, 413, 422):
        return Refused(problem.sentence or f"the server answers {answer.status}")
    return Unavailable(system, f"the server does not take its decisions with this token ({answer.status})")
