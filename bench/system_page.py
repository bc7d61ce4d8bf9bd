"""The page of an AI system with 200 records about it, and the list of what 2,000 systems lack: CPU of one request."""

import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ["AIMS_HOME"] = tempfile.mkdtemp(prefix="aims-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aims.config.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from aims.accounts.models import User  # noqa: E402
from aims.kernel.perform import Command, perform, perform_all  # noqa: E402
from aims.kernel.policy import SYSTEM, Actor  # noqa: E402
from aims.kernel.world import present  # noqa: E402
from bench.figure import Figure  # noqa: E402

LINKED, SYSTEMS, ROUNDS = 200, 2_000, 15
USE = "Hold suspicious payments until a person calls the customer."


def create(kind: str, links: tuple[tuple[str, Any], ...] = (), **values: Any) -> Command:
    return Command(kind, "create", SYSTEM, values=values, links=links)


def build() -> tuple[Client, str]:
    """The register, one system that 200 records are about or linked to, and somebody who looks."""
    top = perform(create("unit", title="Bank"))
    ada = perform(create("person", title="Ada"))
    bob = perform(create("person", title="Bob"))
    given: dict[str, Any] = {"title": "role", "unit": top.pk, "starts_on": dt.date(2026, 1, 1)}
    for person, role in ((ada, "aims_manager"), (bob, "designated_management")):
        perform(create("assignment", role=role, person=person.pk, **given))
    approver = Actor.of(present(), bob.pk)
    user = User.objects.create_user("ada")
    perform(Command("person", "set_sign_in", SYSTEM, ada.pk, {"user": user}))
    own: dict[str, Any] = {"ai_roles": ["ai_producer"], "scope_decision": "in", "owner": ada.pk, "release": "1.0"}
    systems = perform_all([create("ai_system", title=f"S{n}", intended_use=USE, **own) for n in range(SYSTEMS)])
    perform_all([Command("ai_system", "adopt", approver, one.pk, reason="It runs.") for one in systems])
    one = systems[0]
    about: dict[str, Any] = {"system": one.pk, "release": "1.0"}
    records = [create("verification", title=f"Test {n}", **about) for n in range(50)]
    records += [create("change", title=f"Change {n}", sort="system", purpose="x", system=one.pk) for n in range(50)]
    records += [create("ai_system", (("feeds", one.pk),), title=f"Feeds {n}") for n in range(25)]
    records += [create("component", (("part_of", one.pk),), title=f"Part {n}", sort="tool") for n in range(25)]
    finding: dict[str, Any] = {"statement": "x", "requirement": "iso42001:2023/7.2-b", "grade": "minor"}
    records += [create("nonconformity", (("about", one.pk),), title=f"Finding {n}", **finding) for n in range(50)]
    perform_all(records)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    return client, one.ref


def cpu(work: Callable[[], object]) -> float:
    """The median of some rounds in milliseconds, after one that fills what is remembered."""
    work()
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1000 * sorted(times)[ROUNDS // 2]


def run() -> list[Figure]:
    call_command("migrate", verbosity=0)
    client, ref = build()

    def get(address: str) -> None:
        assert client.get(address).status_code == 200

    return [
        Figure(f"page of a system with {LINKED} records about it", cpu(lambda: get(f"/r/{ref}/")), "ms", 40),
        Figure(f"what {SYSTEMS:,} systems lack, first page", cpu(lambda: get("/systems/readiness")), "ms", 60),
    ]


if __name__ == "__main__":
    for figure in run():
        print(f"{figure.name:50} {figure.value:10.2f} {figure.unit}")
