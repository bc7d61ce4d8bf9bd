"""Posture of an organisation of 1,000 AI systems and 20,000 records: in full, after one change, and its pages.

The records are written by `perform_all` like everybody's, in a database of its own; the rest of the 20,000 are
judgements, which every verdict reads.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

os.environ["AIMS_HOME"] = tempfile.mkdtemp(prefix="aims-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from aims import catalogue  # noqa: E402
from aims.accounts.models import User  # noqa: E402
from aims.conformity.posture import posture  # noqa: E402
from aims.kernel import world as worlds  # noqa: E402
from aims.kernel.perform import Command, perform, perform_all  # noqa: E402
from aims.kernel.policy import SYSTEM, Actor  # noqa: E402
from aims.lib.ids import uuid7  # noqa: E402
from bench.figure import Figure  # noqa: E402

SYSTEMS, RECORDS, UNITS, BATCH, ROUNDS = 1_000, 20_000, 20, 500, 12
WORDS: dict[str, Any] = {
    "intended_use": "Hold suspicious payments until a person calls the customer, for two hours at most.",
    "out_of_bounds_use": "Closing accounts; credit decisions; marketing.",
    "resources": "Card and transfer events; our own model; two servers; three analysts.",
    "sort": "predictive_analytics",
    "tier": "medium",
    "ai_roles": ["ai_producer", "ai_user"],
    "ai_roles_why": "We built it and we use it.",
    "ai_roles_on": "2026-11-01",
    "scope_decision": "in",
    "scope_why": "It decides about customers.",
}


def _made(commands: Iterator[Command]) -> list[Any]:
    waiting, made = list(commands), []
    for start in range(0, len(waiting), BATCH):
        made += perform_all(waiting[start : start + BATCH])
    return made


def build() -> tuple[Actor, Any]:
    """The organisation; returns somebody who may edit, and a system."""
    top = perform(Command("unit", "create", SYSTEM, values={"title": "Bank"}))
    units = _made(
        Command("unit", "create", SYSTEM, values={"title": f"Unit {n}", "parent": top.pk}) for n in range(UNITS)
    )
    ada, bob = _made(Command("person", "create", SYSTEM, values={"title": name}) for name in ("Ada", "Bob"))
    roles = ((ada, "aims_manager"), (bob, "designated_management"), (bob, "top_management"))
    _made(
        Command(
            "assignment",
            "create",
            SYSTEM,
            values={"title": role, "person": p.pk, "role": role, "starts_on": "2026-01-01", "unit": top.pk},
        )
        for p, role in roles
    )
    author, approver = (Actor.of(worlds.present(), p.pk) for p in (ada, bob))
    own = {"owner": bob.pk}
    systems = _made(
        Command(
            "ai_system", "create", author, uuid7(), WORDS | own | {"title": f"System {n}", "unit": units[n % UNITS].pk}
        )
        for n in range(SYSTEMS)
    )
    _made(Command("ai_system", "adopt", approver, s.pk, reason="It runs.") for s in systems)
    requirements = catalogue.requirements()
    others = RECORDS - SYSTEMS - UNITS - 6
    said = {"title": "Judged", "conclusion": "adequate", "reasons": "Looked at the records."}
    _made(
        Command("judgement", "create", author, values=said | {"requirement": requirements[n % len(requirements)]})
        for n in range(others)
    )
    return author, systems[0]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _signed_in(actor: Actor) -> Client:
    user = User.objects.create_user("ada")
    perform(Command("person", "set_sign_in", SYSTEM, actor.person, {"user": user}))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client


def page(reader: Client, address: str) -> float:
    """CPU of one look in milliseconds, the median of some, after one that fills what is remembered."""
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        assert reader.get(address).status_code == 200
        times.append(1000 * (time.process_time() - start))
    return sorted(times[1:])[ROUNDS // 2 - 1]


def run() -> list[Figure]:
    """Build, then measure: World and all verdicts from nothing; again after a system, then a judgement, changed."""
    call_command("migrate", verbosity=0)
    author, system = build()
    worlds._now = None
    load = seconds(worlds.present)
    full = seconds(lambda: posture(worlds.present()))
    perform(Command("ai_system", "edit", author, system.pk, {"resources": "Three servers."}))
    changed = seconds(lambda: posture(worlds.present()))
    values = {"title": "x", "conclusion": "adequate", "reasons": "y", "requirement": catalogue.requirements()[0]}
    perform(Command("judgement", "create", author, values=values))
    judged = seconds(lambda: posture(worlds.present()))
    kept = seconds(lambda: posture(worlds.present()))
    reader = _signed_in(author)
    home, conformity, inbox = (page(reader, address) for address in ("/", "/conformity/", "/inbox"))
    return [
        Figure(f"World of {RECORDS:,} records, loaded", load, "s"),
        Figure("posture in full, with its World", load + full, "s", 5.0),
        Figure("posture after a system changed", changed * 1000, "ms", 300),
        Figure("posture after a judgement", judged * 1000, "ms", 300),
        Figure("posture again, nothing changed", kept * 1000, "ms"),
        Figure(f"home with {RECORDS:,} records, CPU", home, "ms", 100),
        Figure(f"conformity with {RECORDS:,} records, CPU", conformity, "ms", 100),
        Figure(f"inbox with {RECORDS:,} records, CPU", inbox, "ms", 100),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:40} {figure.value:10.2f} {figure.unit}")
