"""10,000 risks of 500 AI systems: the map and the register as pages, and the posture after one risk changed.

The records are written by `perform_all` like everybody's, in a database of its own; two risks in three are judged.
"""

import os
import tempfile
from collections.abc import Iterator
from typing import Any

os.environ["AIMS_HOME"] = tempfile.mkdtemp(prefix="aims-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from aims.conformity.posture import posture  # noqa: E402
from aims.kernel import world as worlds  # noqa: E402
from aims.kernel.perform import Command, perform  # noqa: E402
from aims.kernel.policy import SYSTEM, Actor  # noqa: E402
from aims.risk.families import FAMILIES  # noqa: E402
from bench.figure import Figure  # noqa: E402
from bench.posture import WORDS, _made, _signed_in, page, seconds  # noqa: E402

SYSTEMS, RISKS, ROUNDS = 500, 10_000, 12
RISK: dict[str, Any] = {
    "event": "A genuine payment is held and nobody is there to release it.",
    "consequence": "Somebody cannot pay; we get a complaint.",
    "why": "Nine cases in the last year.",
    "sources": ["C.3.4"],
}


def figures(n: int) -> dict[str, Any]:
    """Ratings that fill the matrix: `n` counts through likelihoods and consequences."""
    likelihood, people = 1 + n % 5, 1 + n // 5 % 5
    rated = {"likelihood": likelihood, "organisation": 2, "people": people, "society": 1}
    return {f"{stage}_{part}": value for stage in ("inherent", "current") for part, value in rated.items()}


def build() -> tuple[Actor, Any]:
    """The organisation; returns somebody who may edit, and a risk."""
    top = perform(Command("unit", "create", SYSTEM, values={"title": "Bank"}))
    ada, bob = _made(Command("person", "create", SYSTEM, values={"title": name}) for name in ("Ada", "Bob"))
    said = {"starts_on": "2026-01-01", "unit": top.pk}
    roles = ((ada, "aims_manager"), (bob, "designated_management"), (bob, "top_management"))
    _made(
        Command("assignment", "create", SYSTEM, values=said | {"title": role, "person": p.pk, "role": role})
        for p, role in roles
    )
    author, approver = (Actor.of(worlds.present(), p.pk) for p in (ada, bob))
    own = {"owner": bob.pk, "unit": top.pk}
    systems = _made(
        Command("ai_system", "create", author, values=WORDS | own | {"title": f"System {n}"}) for n in range(SYSTEMS)
    )
    _made(Command("ai_system", "adopt", approver, s.pk, reason="It runs.") for s in systems)
    risks = _made(_risks(author, systems, own))
    _made(Command("risk", "analyse", author, one.pk) for one in risks if _is_judged(one))
    _made(Command("risk", "evaluate", author, one.pk, {"priority": 2}) for one in risks if _is_judged(one))
    return author, risks[0]


def _is_judged(risk: Any) -> bool:
    return int(risk.ref[4:]) % 3 > 0


def _risks(author: Actor, systems: list[Any], own: dict[str, Any]) -> Iterator[Command]:
    for n in range(RISKS):
        words = {"title": f"Risk {n}", "system": systems[n % SYSTEMS].pk, "family": FAMILIES[n % len(FAMILIES)][0]}
        yield Command("risk", "create", author, values=RISK | own | words | figures(n))


def run() -> list[Figure]:
    """Build, then measure: the pages when nothing changed, and everything once after one risk changed."""
    call_command("migrate", verbosity=0)
    author, risk = build()
    worlds._now = None
    load = seconds(worlds.present)
    full = seconds(lambda: posture(worlds.present()))
    perform(Command("risk", "edit", author, risk.pk, {"why": "Ten cases."}))
    changed = seconds(lambda: posture(worlds.present()))
    reader = _signed_in(author)
    the_map, square, listed = (page(reader, at) for at in ("/risks/", "/risks/?cell=3-4&stage=inherent", "/k/risk/"))
    perform(Command("risk", "edit", author, risk.pk, {"why": "Eleven cases."}))
    after = seconds(lambda: reader.get("/risks/"))
    return [
        Figure(f"World with {RISKS:,} risks, loaded", load, "s"),
        Figure(f"posture in full with {RISKS:,} risks", full, "s", 5.0),
        Figure(f"posture after one of {RISKS:,} risks changed", changed * 1000, "ms", 300),
        Figure(f"map of {RISKS:,} risks, CPU", the_map, "ms", 100),
        Figure("one square of it, CPU", square, "ms", 100),
        Figure(f"register of {RISKS:,} risks, CPU", listed, "ms", 100),
        Figure("map, just after a risk changed", after * 1000, "ms", 600),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:40} {figure.value:10.2f} {figure.unit}")
