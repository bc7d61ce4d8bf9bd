"""The handle of a decision that was submitted: what became of it, asked at once or waited for."""

import concurrent.futures
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from aims_sdk.gating.plan import PATH
from aims_sdk.recording.post import NO_ANSWER, Connection

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims


class Case(msgspec.Struct, frozen=True):
    """A review case as the server tells of it."""

    state: str
    case: str = ""
    key: str = ""
    due: str = ""
    why: dict[str, str] = {}
    arguments_digest: str = ""
    ruling: str = ""
    output: Any = None
    reason: str = ""
    by: str = ""


class Ruling:
    """What became of one submitted decision. Nothing here asks the server but `poll`, `wait`, `waited` and `cancel`."""

    state: str
    """`passed`, `passed_unseen` (the server was away and the plan lets it pass), `waiting`, `released`, `refused`,
    `handed_over` or `withdrawn`."""
    case: str
    """The ref of the review case (CAS-0007); empty where there is none."""
    why: dict[str, str]
    """Why it is held, by language (`en`, `zh`)."""
    due: str
    """Until when a person has to rule, ISO 8601 in UTC."""
    ruling: str
    """`confirmed`, `changed`, `rejected`, or empty before a person ruled."""
    output: Any
    """What is released: the system's output, or the reviewer's where it was changed."""
    reason: str
    by: str
    """The name of the person who ruled."""
    arguments_digest: str
    """Of a call of a tool: SHA-256 of the arguments that were reviewed."""

    def __init__(self, aims: "Aims", system: str, key: str, case: Case, when_held: str = "") -> None:
        self.system, self.key = system, key
        self.when_held = when_held
        """What the plan gives the program meanwhile: `wait`, `pending` or `raise`."""
        self._aims = aims
        self.take(case)

    def take(self, case: Case) -> None:
        """What the server tells of it now."""
        self.case, self.why, self.due, self.ruling = case.case, case.why, case.due, case.ruling
        self.output, self.reason, self.by = case.output, case.reason, case.by
        self.arguments_digest = case.arguments_digest
        self.state = case.state  # last: whoever sees that it is over sees the rest too

    @property
    def is_over(self) -> bool:
        return self.state != "waiting"

    def poll(self) -> str:
        """Ask the server once, within the timeout of the settings; the state, as last known where it is away."""
        if not self.is_over:
            self._ask("GET", f"cases?key={quote(self.key, safe='')}")
        return self.state

    def cancel(self) -> str:
        """Withdraw the decision, so that nobody rules in vain; the state, `waiting` where the server is away."""
        if not self.is_over:
            self._ask("DELETE", f"cases/{quote(self.key, safe='')}")
        return self.state

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is over, or so many seconds. False where it is not over."""
        if not self.is_over:
            with self._aims.gate.watch.expecting(self) as told:
                concurrent.futures.wait([told], timeout)
        return self.is_over

    async def waited(self, timeout: float | None = None) -> bool:
        """The same, while the loop goes on."""
        import asyncio  # the program runs a loop, so it is there; others need not load it

        if not self.is_over:
            with self._aims.gate.watch.expecting(self) as told:
                await asyncio.wait([asyncio.wrap_future(told)], timeout=timeout)
        return self.is_over

    def _ask(self, method: str, what: str) -> None:
        connection = Connection(self._aims.settings)
        try:
            answer = connection.ask(method, f"{PATH}/{self.system}/{what}")
            for case in cases_of(answer.status, answer.body):
                self.take(case)
        except NO_ANSWER:
            pass
        finally:
            connection.close()


def cases_of(status: int, body: bytes) -> list[Case]:
    """The cases of an answer, be it one or a list; none where it is no answer about cases."""
    if status not in (200, 201):
        return []
    try:
        return (
            msgspec.json.decode(body, type=list[Case]) if body[:1] == b"[" else [msgspec.json.decode(body, type=Case)]
        )
    except msgspec.DecodeError:
        return []
