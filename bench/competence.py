"""The competence matrix of 200 people × 30 roles: from a World that knows nothing yet to the page, and again.

Each person holds five of the thirty roles and was rated in three; the records are written by `perform_all`.
"""

import os
import tempfile
import time
from typing import Any

os.environ["AIMS_HOME"] = tempfile.mkdtemp(prefix="aims-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from aims.accounts.models import User  # noqa: E402
from aims.kernel import world as worlds  # noqa: E402
from aims.kernel.perform import Command, perform, perform_all  # noqa: E402
from aims.kernel.policy import SYSTEM, Actor  # noqa: E402
from aims.lib.clock import months_after  # noqa: E402
from aims.organisation.competence import holders  # noqa: E402
from aims.organisation.fields import ROLES  # noqa: E402
from bench.figure import Figure  # noqa: E402

PEOPLE, HELD, RATED, BATCH = 200, 5, 3, 500


def _made(kind: str, actor: Actor, rows: list[dict[str, Any]]) -> list[Any]:
    made = []
    for start in range(0, len(rows), BATCH):
        made += perform_all([Command(kind, "create", actor, values=row) for row in rows[start : start + BATCH]])
    return made


def build() -> Client:
    """The organisation, and its AIMS manager signed in."""
    top = perform(Command("unit", "create", SYSTEM, values={"title": "Bank"}))
    units = _made("unit", SYSTEM, [{"title": f"Unit {n}", "parent": top.pk} for n in range(12)])
    people = _made("person", SYSTEM, [{"title": f"Person {n}", "unit": units[n % 12].pk} for n in range(PEOPLE)])
    roles = [role for role, _label in ROLES if role not in ("governing_body", "external_auditor", "aims_manager")]
    held = [(p, roles[(n + 7 * k) % len(roles)]) for n, p in enumerate(people) for k in range(HELD)]
    who = {(people[0].pk, "aims_manager"), (people[1].pk, "top_management")} | {(p.pk, role) for p, role in held}
    _made(
        "assignment",
        SYSTEM,
        [
            {
                "title": role,
                "person": pk,
                "role": role,
                "unit": top.pk,
                "starts_on": "2026-01-01",
                "ends_on": "2099-01-01",
            }
            for pk, role in who
        ],
    )
    author, approver = (Actor.of(worlds.present(), p.pk) for p in people[:2])
    asked = _made(
        "competence_requirement",
        author,
        [{"title": role, "role": role, "evidence_wanted": "Cases.", "owner": people[1].pk} for role, _label in ROLES],
    )
    for action, actor in (("submit", author), ("approve", approver)):
        perform_all([Command("competence_requirement", action, actor, one.pk) for one in asked])
    rated = [(p, role) for n, (p, role) in enumerate(held) if n % HELD < RATED and p is not people[1]]
    ratings = _made("competence", author, [{"title": role, "person": p.pk, "role": role} for p, role in rated])
    said = {"level": "3", "evidence": "Watched."}
    perform_all([Command("competence", "assess", approver, one.pk, said) for one in ratings])
    until = {"valid_until": months_after(worlds.present().today, 24)}
    perform_all([Command("competence", "approve", approver, one.pk, until) for one in ratings])
    user = User.objects.create_user("bench")
    perform(Command("person", "set_sign_in", SYSTEM, people[0].pk, {"user": user}))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _cpu(client: Client, address: str) -> float:
    start = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return (time.process_time() - start) * 1000


def run() -> list[Figure]:
    """Build, then measure the page once everything is known, and the pass over all holders from nothing."""
    call_command("migrate", verbosity=0)
    client = build()
    _cpu(client, "/frameworks/")  # what every first page loads
    first = _cpu(client, "/competence/")
    again = sorted(_cpu(client, "/competence/") for _ in range(9))[4]
    world = worlds.present()
    world.memory.clear()
    start = time.process_time()
    count = len(holders(world))
    read = (time.process_time() - start) * 1000
    return [
        Figure(f"competence: {count:,} holders read in one pass, CPU", read, "ms"),
        Figure("competence: the matrix, first look (with every verdict), CPU", first, "ms"),
        Figure("competence: the matrix of 200 people × 30 roles, CPU", again, "ms", 150),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:70} {figure.value:10.2f} {figure.unit}")
