"""Roles as data (`roles.yaml`): who sees what, and what a role may never do."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from .kinds import Audience


class Sees(StrEnum):
    EVERYTHING = "everything"
    ORDINARY = "ordinary"
    PUBLIC = "public"
    NONE = "none"


_OPEN: dict[Sees, frozenset[Audience]] = {
    Sees.EVERYTHING: frozenset(Audience),
    Sees.ORDINARY: frozenset({Audience.PUBLIC, Audience.ORDINARY}),
    Sees.PUBLIC: frozenset({Audience.PUBLIC}),
    Sees.NONE: frozenset(),
}


@dataclass(frozen=True)
class Role:
    id: str
    label: dict[str, str]
    what: dict[str, str]
    sees: Sees
    never: frozenset[str]
    read_only: bool

    def sees_audience(self, audience: Audience) -> bool:
        return audience in _OPEN[self.sees]

    def name(self, language: str) -> str:
        return self.label["zh" if language.startswith("zh") else "en"]


@cache
def roles() -> dict[str, Role]:
    """All roles, in the order of the file."""
    rows = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text("utf-8"))["roles"]
    return {
        row["id"]: Role(
            row["id"],
            row["label"],
            row["what"],
            Sees(row["sees"]),
            frozenset(row.get("never", ())),
            bool(row.get("read_only", False)),
        )
        for row in rows
    }
