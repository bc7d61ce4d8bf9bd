"""`perform()` a second, single and in one transaction, and the resident World, on SQLite and a private PostgreSQL.

Each database is measured in a process of its own, with the settings of the product, by records of a real kind. SQLite
commits are synced to disk; the private PostgreSQL runs without fsync.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
MANY, BATCH, SINGLE = 20_000, 200, 200
SEED = 1_000


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder:
        figures = figures_of("SQLite", measured(Path(folder), ""), MANY)
    try:
        with tempfile.TemporaryDirectory(prefix="aims-bench-") as folder, private_postgres(Path(folder)) as url:
            figures += figures_of("PostgreSQL", measured(Path(folder), url, records=2 * SEED), 2 * SEED)
    except Exception as reason:
        print(f"PostgreSQL is not measured: {reason}")
    return figures


@contextmanager
def private_postgres(folder: Path) -> Iterator[str]:
    from tests import postgres

    try:
        yield postgres.start(folder / "server", owner=os.getpid())
    finally:
        postgres.stop(folder / "server")


def measured(home: Path, url: str, records: int = MANY) -> dict[str, float]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIMS_", "DJANGO_"))}
    own = {"AIMS_HOME": str(home), "DJANGO_SETTINGS_MODULE": "aims.config.settings"}
    environment = kept | own | ({"AIMS_DATABASE_URL": url} if url else {})
    command = [sys.executable, "-m", "bench.perform", str(records)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def figures_of(name: str, took: dict[str, float], records: int) -> list[Figure]:
    figures = [
        Figure(f"perform: create, one at a time, {name}", took["create"], "/s", 300),
        Figure(f"perform: edit, one at a time, {name}", took["edit"], "/s", 300),
        Figure(f"perform_all: create, {BATCH} at a time, {name}", took["create_all"], "/s", 800),
        Figure(f"perform_all: edit, {BATCH} at a time, {name}", took["edit_all"], "/s", 800),
    ]
    if records == MANY:
        figures += [
            Figure(f"create at {MANY:,} records against at {SEED:,}, {name}", took["flat"], "×", 1.25),
            Figure(f"World of {MANY:,} records loaded, {name}", took["load"], "s", 5),
            Figure(f"World of {MANY:,} records advanced by one event, {name}", took["advance"], "ms", 0.2),
        ]
    return figures


def work(records: int) -> dict[str, float]:
    """In the process of one database: make the records and measure on the way."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from aims.kernel.perform import Command, perform, perform_all
    from aims.kernel.policy import SYSTEM, Actor
    from aims.kernel.world import present

    top = perform(Command("unit", "create", SYSTEM, values={"title": "Organisation"})).pk
    who = perform(Command("person", "create", SYSTEM, values={"title": "Writer"})).pk
    role = {"title": "w", "person": who, "role": "aims_manager", "unit": top, "starts_on": "2020-01-01"}
    perform(Command("assignment", "create", SYSTEM, values=role))
    actor = Actor.of(present(), who)

    def create(n: int) -> Command:
        use = f"Scores loan applications of private customers, number {n}; 为个人客户的贷款申请评分。" * 3
        roles = {"ai_roles": ["ai_provider"], "sort": "predictive_analytics", "tier": "high"}
        values = {"title": f"Credit score {n}", "intended_use": use, "owner": who, "unit": top, **roles}
        return Command("ai_system", "create", actor, values=values)

    def edit(record: Any, n: int) -> Command:
        return Command("ai_system", "edit", actor, record.pk, {"supplier": f"Supplier {n}"}, expect=record.version)

    def create_many(count: int) -> list[Any]:
        return [r for n in range(0, count, BATCH) for r in perform_all([create(n + i) for i in range(BATCH)])]

    took: dict[str, float] = {}
    made = create_many(SEED)
    took["create"] = rate(SINGLE, lambda n: perform(create(n)))
    took["edit"] = rate(SINGLE, lambda n: perform(edit(made[n], n)))
    batches = [made[n : n + BATCH] for n in range(SINGLE, SEED, BATCH)]
    took["create_all"] = BATCH * rate(4, lambda n: create_many(BATCH))
    took["edit_all"] = BATCH * rate(4, lambda n: perform_all([edit(r, n) for r in batches[n]]))
    if records > 2 * SEED:
        create_many(records - SEED)
        took["flat"] = took["create"] / rate(SINGLE, lambda n: perform(create(n)))
        took |= of_the_world(lambda: perform(create(0)))
    return took


def of_the_world(change: Callable[[], Any]) -> dict[str, float]:
    from aims.kernel import world as worlds
    from aims.kernel.models import Event

    worlds._now = None
    began = time.perf_counter()
    now = worlds.present()
    load, n = time.perf_counter() - began, 50
    for _ in range(n):
        change()
    rows = list(Event.objects.filter(seq__gt=now.seq).order_by("seq").values_list(*worlds._ROW))
    position = now._position
    began = time.perf_counter()
    for row in rows:
        position = worlds._advance(position, [row])
    return {"load": load, "advance": 1000 * (time.perf_counter() - began) / n}


def rate(count: int, act: Callable[[int], Any]) -> float:
    began = time.perf_counter()
    for n in range(count):
        act(n)
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    print(json.dumps(work(int(sys.argv[1]))))
