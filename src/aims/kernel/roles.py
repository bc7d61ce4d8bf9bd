"""Roles and the separation of duties as data (`roles.yaml`, `sod.yaml`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import lazy
from django.utils.translation import get_language

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


def _covered(action: str, by: Iterable[str]) -> bool:
    return any(action == word or action.startswith(f"{word}_") for word in by)


@dataclass(frozen=True)
class Role:
    id: str
    label: dict[str, str]
    what: dict[str, str]
    sees: Sees
    never: frozenset[str]
    read_only: bool
    time_boxed: bool
    """Held until a day only."""
    account: str
    """What may hold it: a `person`, or `software`."""

    def sees_audience(self, audience: Audience) -> bool:
        return audience in _OPEN[self.sees]

    def bans(self, action: str) -> bool:
        """Whether the role may never do `action`; a word of `never` covers the actions that begin with it."""
        return _covered(action, self.never)

    def name(self, language: str) -> str:
        return self.label["zh" if language.startswith("zh") else "en"]


@cache
def roles() -> dict[str, Role]:
    """All roles, in the order of the file."""
    rows = _rows("roles.yaml", "roles")
    return {
        row["id"]: Role(
            row["id"],
            row["label"],
            row["what"],
            Sees(row["sees"]),
            frozenset(row.get("never", ())),
            bool(row.get("read_only", False)),
            bool(row.get("time_boxed", False)),
            row.get("account", "person"),
        )
        for row in rows
    }


def _name(role: str) -> str:
    return roles()[role].name(get_language() or "en") if role in roles() else role


role_name = lazy(_name, str)
"""The label of a role in the language of whoever reads it."""


@dataclass(frozen=True)
class Separation:
    """One rule of `sod.yaml`: whoever did one of `who_did` to a record may not do `actions` to it."""

    id: str
    actions: tuple[str, ...]
    kinds: tuple[str, ...]
    who_did: frozenset[str]
    who_is: frozenset[str]
    is_of_all_versions: bool
    """A system is developed over many versions of its entry: who ever did counts, not only since the one in force."""


@cache
def separations() -> tuple[Separation, ...]:
    """The rules about who did what to the same record; the others name what enforces them, or what they wait for."""
    rows = (row for row in _rows("sod.yaml", "rules") if row.get("forbids") and row["forbids"]["who_did"])
    return tuple(
        Separation(
            row["id"],
            tuple(row["forbids"]["actions"]),
            tuple(row["forbids"]["kinds"]),
            frozenset(row["forbids"]["who_did"]),
            frozenset(row["forbids"]["who_is"]),
            row["forbids"]["where"] == "same_version",
        )
        for row in rows
    )


@cache
def separated_from(kind: str, action: str) -> frozenset[str]:
    """The actions whose doers may not do `action` to a record of `kind`."""
    rules = (r for r in separations() if _covered(action, r.actions) and (not r.kinds or kind in r.kinds))
    return frozenset[str]().union(*(r.who_did for r in rules))


@cache
def is_of_all_versions(kind: str, action: str) -> bool:
    """Whether who ever did it counts, not only since the version in force."""
    rules = (r for r in separations() if _covered(action, r.actions) and kind in r.kinds)
    return any(r.is_of_all_versions for r in rules)


@cache
def owner_is_separated(kind: str, action: str) -> bool:
    """Whether whoever owns a record of `kind` may not do `action` to it."""
    rules = (r for r in separations() if _covered(action, r.actions) and kind in r.kinds)
    return any("owner" in r.who_is for r in rules)


@cache
def apart_from(role: str) -> frozenset[str]:
    """The roles that nobody may hold together with `role`."""
    pairs = [pair for row in _rows("sod.yaml", "rules") for pair in row["roles_apart"]]
    return frozenset(other for pair in pairs if role in pair for other in pair if other != role)


def _rows(file: str, key: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / file).read_text("utf-8"))[key]
