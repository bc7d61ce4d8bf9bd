"""What the tests of the catalogue read: our own files as plain text, and the reference lists when they are at hand."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src/aims/catalogue"
KERNEL = ROOT / "src/aims/kernel"
REFERENCE = ROOT.parent / "shared/standards"
POLICY_FILES = tuple(KERNEL / name for name in ("roles.yaml", "sod.yaml", "states.yaml"))
FILES = (*sorted(CATALOGUE.rglob("*.yaml")), *POLICY_FILES)
HAN = re.compile(r"[\u4e00-\u9fff]")


def content(file: Path) -> Any:
    return yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)


def reference(name: str) -> Any:
    """A reference list, which is not part of the repository; the test is skipped where it is missing."""
    file = REFERENCE / name
    if not file.exists():
        pytest.skip(f"{name} is not beside the repository")
    return content(file)


def texts(tree: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, {en, zh}) for every mapping that has one of the two."""
    if isinstance(tree, dict):
        if "en" in tree or "zh" in tree:
            yield place, tree
            return
        for key, value in tree.items():
            yield from texts(value, f"{place}/{key}")
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            name = value.get("id", number) if isinstance(value, dict) else number
            yield from texts(value, f"{place}/{name}")
