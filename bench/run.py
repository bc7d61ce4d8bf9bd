"""`make bench`: runs every module of this folder that has `run() -> list[Figure]`, each in a process of its own.

    python bench/run.py [NAME ...]      # only these modules

A module that cannot run here says why and the rest go on. The figures are also written to bench/out/figures.json.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from bench.figure import Figure  # noqa: E402

OWN = {"run", "figure", "__init__"}
SECONDS = 1800


def names() -> list[str]:
    """The modules that measure something."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in OWN and not path.stem.startswith("_"))


def measure(name: str) -> tuple[list[Figure], str]:
    """The figures of one module, and what went wrong if something did."""
    command = [sys.executable, __file__, "--one", name]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    try:
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return [], f"not finished after {SECONDS // 60} minutes"
    if done.returncode:
        return [], f"ended with {done.returncode}; its words are above"
    return [Figure(*row) for row in json.loads(done.stdout.splitlines()[-1])], ""


def one(name: str) -> None:
    """In the process of the module: what it prints goes to the terminal, its figures to the last line."""
    figures_out = os.dup(1)
    os.dup2(2, 1)
    figures = importlib.import_module(f"bench.{name}").run()
    sys.stdout.flush()
    with os.fdopen(figures_out, "w") as out:
        out.write(json.dumps(figures) + "\n")


def amount(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(figure: Figure) -> tuple[str, ...]:
    met = {None: "", True: "✓", False: "✗ missed"}[figure.meets_goal]
    goal = f"{'≥' if figure.more_is_better else '≤'} {amount(figure.goal)}" if figure.goal is not None else "–"
    peer = f"{figure.peer} {amount(figure.peer_value)}" if figure.peer else "–"
    ratio = f"{amount(figure.ratio)}×" if figure.ratio else "–"
    return (figure.name, amount(figure.value), figure.unit, goal, met, peer, ratio)


def table(figures: list[Figure]) -> str:
    """The figures in columns."""
    rows = [("what", "ours", "unit", "goal", "", "peer", "ratio"), *map(row, figures)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows]
    return "\n".join((lines[0], "─" * len(lines[0]), *lines[1:]))


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure, and compare with the goals and with peers.")
    parser.add_argument("names", nargs="*", help="modules of bench/ (all when none is given)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one)
        return 0
    figures: list[Figure] = []
    failures = []
    for name in asked.names or names():
        print(f"── {name}", flush=True)
        measured, wrong = measure(name)
        figures += measured
        if wrong:
            failures.append(f"{name}: {wrong}")
    print(f"\n{table(figures)}")
    (HERE / "out").mkdir(exist_ok=True)
    (HERE / "out" / "figures.json").write_text(json.dumps([figure._asdict() for figure in figures], indent=1))
    print("\n".join(f"✗ {failure}" for failure in failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
