"""Compiles every `django.po` to `django.mo` when the package is built or installed for development."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_all(root: Path) -> int:
    """Compile each catalogue below `root` whose `.mo` is missing or older; returns how many were written."""
    written = 0
    for source in sorted(root.rglob("django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as f:
            catalogue = read_po(f)
        with target.open("wb") as f:
            write_mo(f, catalogue)
        written += 1
    return written


class Translations(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_all(Path(self.root) / "src")


if __name__ == "__main__":
    compile_all(Path(__file__).resolve().parent.parent / "src")
