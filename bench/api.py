"""The API on 10,000 AI systems: CPU of this process per request, whole stack, in process, and of two pages."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figure import Figure

SYSTEMS, BATCH, TIMES = 10_000, 500, 40
LONG = "It scores applications of small firms from their accounts and payment history, for loan officers. " * 12


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AIMS_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "aims.config.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return _measured()


def _measured() -> list[Figure]:
    import logging

    logging.disable(logging.INFO)
    key, person, rate = _filled()
    ask = _asking(key)
    ref = ask("GET", "/ai_system?limit=1")["rows"][0]["ref"]
    posture = "/posture"
    ask("GET", posture)
    body = b'{"values": {"title": "One more", "tier": "low"}}'
    figures = [Figure("systems recorded through perform_all", rate, "systems/s", 400)]
    for limit, goal in ((20, 15.0), (50, None), (100, 25.0)):
        figures.append(
            Figure(f"API list of {limit} of 10,000", _cpu(ask, "GET", f"/ai_system?limit={limit}"), "ms CPU", goal)
        )
    filtered = "/ai_system?limit={}&state=draft&tier=high&life_cycle_stage=deployment"
    figures += [
        Figure("API list of 20, three filters", _cpu(ask, "GET", filtered.format(20)), "ms CPU", 15),
        Figure("API list of 100, three filters", _cpu(ask, "GET", filtered.format(100)), "ms CPU", 25),
        Figure("API one record", _cpu(ask, "GET", f"/ai_system/{ref}"), "ms CPU", 15),
        Figure("API search", _cpu(ask, "GET", "/search?q=scores"), "ms CPU"),
        Figure("API create", _cpu(ask, "POST", "/ai_system", body), "ms CPU"),
        Figure("API posture, nothing changed", _cpu(ask, "GET", posture), "ms CPU", 300),
    ]
    return figures + _pages(person)


def _filled() -> tuple[str, Any, float]:
    """An organisation with one manager and 10,000 systems; a token, who holds it, and how many a second."""
    from django.core.handlers.wsgi import WSGIHandler  # noqa: F401  loads what a server has loaded

    from aims.accounts.models import Token, User
    from aims.kernel.perform import Command, perform, perform_all
    from aims.kernel.policy import SYSTEM
    from aims.lib import clock
    from aims.systems.models import AISystem

    unit = perform(Command("unit", "create", SYSTEM, values={"title": "Bank"}))
    person = perform(Command("person", "create", SYSTEM, values={"title": "Manager"}))
    held = {"title": "m", "person": person.pk, "role": "aims_manager", "unit": unit.pk, "starts_on": "2020-01-01"}
    perform(Command("assignment", "create", SYSTEM, values=held))
    user = User.objects.create_user("manager", "m@example.org")
    perform(Command("person", "set_sign_in", SYSTEM, record=person.pk, values={"user": user}))
    tiers, stages, sorts = AISystem.Tier.values, AISystem.Stage.values, AISystem.Sort.values

    def command(n: int) -> Command:
        values = {
            "title": f"System {n}",
            "tier": tiers[n % 3],
            "life_cycle_stage": stages[n % 8],
            "sort": sorts[n % 7],
            "intended_use": LONG,
            "out_of_bounds_use": LONG,
            "owner": person.pk,
        }
        return Command("ai_system", "create", SYSTEM, values=values)

    start = time.perf_counter()
    for first in range(0, SYSTEMS, BATCH):
        perform_all([command(n) for n in range(first, first + BATCH)])
    rate = SYSTEMS / (time.perf_counter() - start)
    return Token.issue(user, "bench", ["read", "write"], clock.now(), 1)[1], person, rate


def _asking(key: str) -> Callable[..., Any]:
    from django.test import Client

    from aims.api import rates

    rates.CAPACITY = 1e9
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {key}"})

    def ask(method: str, path: str, body: bytes = b"") -> Any:
        answer = client.generic(method, f"/api/v1{path}", body, content_type="application/json")
        assert answer.status_code < 300, answer.content
        return answer.json() if method == "GET" else None

    return ask


def _cpu(ask: Callable[..., Any], *request: Any) -> float:
    """The median CPU of one request, after a few to warm up."""
    took = []
    for _ in range(TIMES + 3):
        start = time.process_time()
        ask(*request)
        took.append(time.process_time() - start)
    return statistics.median(took[3:]) * 1000


def _pages(person: Any) -> list[Figure]:
    from django.test import Client

    from aims.accounts.models import User
    from aims.kernel.models import Person

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(pk=Person.objects.values_list("user", flat=True).get(pk=person.pk)))

    def ask(path: str) -> None:
        assert client.get(path).status_code == 200, path

    return [
        Figure("first page (Today)", _cpu(ask, "/"), "ms CPU"),
        Figure("register page", _cpu(ask, "/systems/"), "ms CPU"),
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    for figure in run():
        print(figure)
