"""A list of 100,000 rows beside the register, and the like among 2,133 entries: CPU and memory of this process."""

import csv
import os
import random
import resource
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from bench.figure import Figure

ROWS, SYSTEMS = 100_000, 2133
SHOPS = ("Grab ride", "Cold Storage", "Shell", "Lufthansa", "Hotel Ibis", "Zoom Video", "Adobe Creative Cloud")


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AIMS_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "aims.config.settings"
        import django

        django.setup()
        return [*_list(Path(folder)), *_likeness()]


def _list(folder: Path) -> list[Figure]:
    from aims.exchange.sheets import read_sheet
    from aims.systems.reconcile import products, reconcile

    names = [name for product in products().values() for name in product.names]
    chance, file = random.Random(42001), folder / "claims.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("date", "employee", "unit", "merchant", "note", "amount"))
        for n in range(ROWS):
            merchant = chance.choice(names if chance.random() < 0.03 else SHOPS)
            rows.writerow(("2026-09-01", f"Person {n % 140}", "Lending", f"{merchant} *{n}", f"Receipt {n}", n % 900))
    empty: Any = SimpleNamespace(all=lambda model: [], in_force=lambda model: [])
    began = time.process_time()
    reconcile(read_sheet(file), empty)
    spent = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Figure(f"reconcile: a list of {ROWS:,} rows", spent, "s", 10),
        Figure("reconcile: memory of the process at most", peak, "MB", 400),
    ]


def _likeness() -> list[Figure]:
    from aims.systems.duplicates import Index, entry_of

    chance = random.Random(42001)
    words = [f"word{n}" for n in range(4000)]
    systems: list[Any] = [
        SimpleNamespace(
            id=UUID(int=n),
            version=1,
            title=" ".join(chance.choices(words[:900], k=6)),
            title_alt="",
            intended_use=" ".join(chance.choices(words, k=60)),
            unit_id=None,
            supplier="",
        )
        for n in range(SYSTEMS)
    ]
    index = Index()
    index.bring_up_to(systems)
    began = time.process_time()
    index.pairs()
    pairs = time.process_time() - began
    systems[0].version = 2
    began = time.process_time()
    index.bring_up_to(systems)
    index.like(entry_of(systems[1].title, use=systems[1].intended_use))
    lookup = (time.process_time() - began) * 1000
    return [
        Figure(f"duplicates: all pairs of {SYSTEMS:,} systems", pairs, "s", 5),
        Figure("duplicates: one lookup just after a change", lookup, "ms", 50),
    ]
