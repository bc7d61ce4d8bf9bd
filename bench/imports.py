"""Import through the one door: the real federal inventory where it is, else a register like it."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figure import Figure

ROOT = Path(__file__).resolve().parent.parent
REAL = "us-federal-ai-inventory-2024/data/2024_consolidated_ai_inventory_raw_v2.csv"
ROWS = 2133
ATTRIBUTES = 55


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="aims-bench-") as home:
        os.environ.update(AIMS_HOME=home, DJANGO_SETTINGS_MODULE="aims.config.settings")
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], check=True)
        import django

        django.setup()
        return _measured(Path(home))


def _register(home: Path) -> tuple[Path, str | Path]:
    real = Path(os.environ.get("AIMS_SHARED_DATA") or ROOT.parent / "shared/data") / REAL
    if real.is_file():
        return real, "us-federal-2024"
    made, made_map = home / "made.csv", home / "made.yaml"
    head = ["id", "name", "team", "use", *(f"Question {n}" for n in range(ATTRIBUTES))]
    lines = [
        [str(n), f"System {n}", f"Team {n % 300}", "Reads letters. " * 20, *["Answer"] * ATTRIBUTES]
        for n in range(ROWS)
    ]
    made.write_text("\n".join(",".join(line) for line in [head, *lines]), "utf-8")
    fields = "  title: name\n  unit_name: team\n  intended_use: use\n"
    made_map.write_text(f"source: made\nkind: ai_system\nlanguage: en\nkey: id\nfields:\n{fields}", "utf-8")
    return made, made_map


def _measured(home: Path) -> list[Figure]:
    from aims.exchange.imports import import_file
    from aims.kernel.perform import Command, perform
    from aims.kernel.policy import SYSTEM

    perform(Command("unit", "create", SYSTEM, values={"title": "Organisation"}))
    path, used = _register(home)
    figures = []
    for name, goal in (
        ("import, dry run", None),
        ("import of new systems", 400.0),
        ("import again, nothing new", None),
    ):
        start = time.perf_counter()
        outcome = import_file(path, kind="ai_system", map=used, actor=SYSTEM, dry_run="dry" in name)
        figures.append(Figure(f"{name}, {path.name}", outcome.read / (time.perf_counter() - start), "rows/s", goal))
    return figures
