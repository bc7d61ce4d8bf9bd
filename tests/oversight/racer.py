"""Reviewers, programs and the clock as threads of one process, each with a database connection of its own.

    python -m tests.oversight.racer prepare N [PLAN]   # the schema, a desk of N reviewers, a plan; prints it as JSON
    python -m tests.oversight.racer race DESK          # from each line the acts of one round, done all at once

The database is that of `AIMS_HOME` or `AIMS_DATABASE_URL`, with the settings of the product.
"""

# ruff: noqa: E402  Django is set up first
import datetime as dt
import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

import logging

from django.conf import settings
from django.core.management import call_command

from aims.accounts.models import Token
from aims.kernel.denied import Denied
from aims.kernel.models import Event, EventBody
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import present
from aims.lib import clock
from aims.oversight import desk, running
from aims.oversight.models import CaseContent, ReviewCase
from tests.api.asking import Program, user_of
from tests.conformity.worlds import bank

from .story import Desk, rated

THREADS = 64
RULINGS = ("confirmed", "changed", "rejected")


def prepare(reviewers: int, **planned: Any) -> dict[str, Any]:
    """What the racers are told: the system, a key for its programs, and the people."""
    call_command("migrate", verbosity=0)
    bank.START = clock.now() - dt.timedelta(days=11)
    made = Desk()
    for number in range(reviewers):
        name = f"R{number}"
        made.people[name] = made.by_system("person", title=f"Reviewer {number}", unit=made.unit).id
        made.assign(name, "human_overseer")
        rated(made, name, "human_overseer", days=700)
    escalation = [{"after": 2, "role": "system_owner"}]
    made.planned(**{"minutes": 2, "undo_seconds": 60, "escalation": escalation, "when_late": "hold"} | planned)
    key = Token.issue(user_of(made.people["Liang"]), "gate", ["record"], clock.now(), 400, [made.ai.ref])[1]
    people = [str(made.people[f"R{number}"]) for number in range(reviewers)]
    return {"system": made.ai.ref, "key": key, "people": people, "owner": str(made.people["Farid"])}


class Racer:
    """What one thread does of a round, as it is told."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.program = Program(told["key"])

    def case(self, key: str) -> ReviewCase:
        return ReviewCase.objects.get(key=key)

    def actor(self, number: int) -> Actor:
        return Actor.of(present(), UUID(self.told["people"][number]))

    def why(self, number: int) -> str:
        return f"As {number} sees it."

    def submit(self, key: str, at: str) -> Any:
        decision = {"key": key, "at": at, "version": "3.1", "inputs": {"amount": 12_000}, "output": "decline"}
        answer = self.program.post(f"/oversight/{self.told['system']}/decisions", {"decision": decision})
        return [answer.status_code, answer.json()]

    def ask(self, key: str) -> Any:
        (answer,) = self.program.get(f"/oversight/{self.told['system']}/cases?key={key}").json()
        return answer

    def withdraw(self, key: str) -> Any:
        answer = self.program.ask("DELETE", f"/oversight/{self.told['system']}/cases/{key}")
        return [answer.status_code, answer.json()]

    def take(self, key: str, number: int) -> Any:
        return desk.take(present(), self.actor(number), self.case(key)).state

    def rule(self, key: str, number: int, said: str) -> Any:
        output = f"by {number}" if said == "changed" else None
        return desk.rule(present(), self.actor(number), self.case(key), said, self.why(number), output).ruling

    def take_and_rule(self, key: str, number: int, said: str) -> Any:
        self.take(key, number)
        return self.rule(key, number, said)

    def undo(self, key: str, number: int) -> Any:
        return perform(Command("review_case", "undo", self.actor(number), record=self.case(key).pk)).state

    def step(self) -> Any:
        return running.step()

    def look(self, key: str) -> Any:
        """The case as it is stored, and what the log says of it."""
        (case,) = ReviewCase.objects.filter(key=key)
        content = CaseContent.objects.get(pk=case.pk)
        events = Event.objects.filter(record=case.pk).order_by("seq")
        bodies = EventBody.objects.in_bulk([event.seq for event in events])
        return {
            "ref": case.ref,
            "state": case.state,
            "ruling": case.ruling,
            "why": case.why,
            "by": str(case.ruled_by_id),
            "released": content.released,
            "versions": [event.version for event in events],
            "actions": [event.action for event in events],
            "at": [clock.iso(event.at) for event in events],
            "ruled": [bodies[one.seq].body["after"]["ruling"] for one in events if one.action == "rule"],  # type: ignore[index, call-overload]
        }

    def keys(self) -> list[str]:
        """Of all cases, in the order of their making."""
        return list(ReviewCase.objects.order_by("pk").values_list("key", flat=True))

    def rule_next(self, number: int, turn: int) -> str:
        """What this reviewer should rule on next, if anything; one ruling of four is undone and given anew."""
        found = desk.next_case(present(), self.actor(number))
        if found is None:
            return ""
        said = RULINGS[turn % 3]
        self.rule(found.key, number, said)
        if turn % 4 == 0:
            self.undo(found.key, number)
            self.rule(found.key, number, said)
        return found.key

    def times(self, key: str) -> Any:
        case = self.case(key)
        return {"due": clock.iso(case.due_at), "release": case.release_at and clock.iso(case.release_at)}

    def does(self, act: dict[str, Any], start: threading.Barrier) -> dict[str, Any]:
        """The answer, or why it was refused; anything else ends the process."""
        at = act.get("clock")
        with clock.set_to(dt.datetime.fromisoformat(at)) if at else nullcontext():
            start.wait(60)
            try:
                return {"ok": getattr(self, act["do"])(*act.get("with", ()))}
            except Denied as denied:
                return {"denied": denied.code, "said": str(denied)}


def race(told: dict[str, Any]) -> None:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    racer = Racer(told)
    with ThreadPoolExecutor(THREADS) as threads:
        print("ready", flush=True)
        for line in sys.stdin:
            acts = json.loads(line)
            start = threading.Barrier(len(acts))
            running = [threads.submit(racer.does, act, start) for act in acts]
            print(json.dumps([one.result() for one in running]), flush=True)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    if sys.argv[1] == "prepare":
        print(json.dumps(prepare(int(sys.argv[2]), **json.loads("".join(sys.argv[3:]) or "{}"))))
    else:
        race(json.loads(sys.argv[2]))
