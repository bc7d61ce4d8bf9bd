"""`make check`: every step by name, in order; stops at the first that fails and says what to do.

python tools/check.py [--without STEP] [--only STEP]
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


class Step(NamedTuple):
    """A named check: the commands that make it up, and what to do when one of them fails."""

    name: str
    commands: tuple[str, ...]
    remedy: str


STEPS = (
    Step("format", ("ruff format --check --quiet .",), "Run `.venv/bin/ruff format .`"),
    Step("lint", ("ruff check --quiet .",), "Run `.venv/bin/ruff check --fix .` and mend what is left by hand."),
    Step("types", ("mypy", "mypy tools bench"), "Mend the types; `# type: ignore[code]` needs its reason beside it."),
    Step("layers", ("lint-imports --no-logo",), "An import points upwards: move the code, see docs/architecture.md."),
    Step(
        "migrations",
        ("python -m django makemigrations --check --dry-run --verbosity 1",),
        "Run `.venv/bin/python -m django makemigrations --settings aims.config.settings` and commit the result.",
    ),
    Step(
        "translations",
        ("python tools/messages.py --check",),
        "Run `.venv/bin/python tools/messages.py`, then translate what it lists in the .po files.",
    ),
    Step("tests", ("make --no-print-directory test",), "Mend the test that failed, or what it found."),
    Step(
        "documentation",
        tuple(
            f"sphinx-build -W --keep-going -q -b html -c docs -D language={language} docs/{folder} docs/_build/{folder}"
            for folder, language in (("en", "en"), ("zh", "zh_CN"))
        ),
        "Mend the page and line that Sphinx names.",
    ),
)


def run(step: Step) -> bool:
    """Run the commands of `step` until one fails; the settings are those of the tests, so no home is touched."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    if step.name == "migrations":
        environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    return all(subprocess.run(command.split(), cwd=ROOT, env=environment).returncode == 0 for command in step.commands)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the checks of this repository.")
    names = [step.name for step in STEPS]
    parser.add_argument("--without", choices=names, action="append", default=[])
    parser.add_argument("--only", choices=names, action="append", default=[])
    asked = parser.parse_args()
    for step in STEPS:
        if step.name in asked.without or (asked.only and step.name not in asked.only):
            continue
        print(f"── {step.name}", flush=True)
        start = time.monotonic()
        if not run(step):
            print(f"✗ {step.name} failed. {step.remedy}", flush=True)
            return 1
        print(f"✓ {step.name} ({time.monotonic() - start:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
