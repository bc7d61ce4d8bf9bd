"""Roles and the separation of duties as data (`roles.yaml`, `sod.yaml`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.functional import lazy

from aims.lib.language import language

from .kinds import Audience
from .workflow import LINKING, Words


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


@cache
def at_work() -> tuple[str, ...]:
    """The roles of people who work here: whoever holds one may propose, read and learn for themselves."""
    return tuple(role.id for role in roles().values() if role.account == "person" and not role.read_only)


def _name(role: str) -> str:
    return roles()[role].name(language()) if role in roles() else role


role_name = lazy(_name, str)
"""The label of a role in the language of whoever reads it."""


@dataclass(frozen=True)
class Separation:
    """One rule of `sod.yaml`: whoever did one of `who_did` to a record, is named or wrote there, may not."""

    id: str
    actions: tuple[str, ...]
    kinds: tuple[str, ...]
    who_did: frozenset[str]
    who_is: frozenset[str]
    who_wrote: frozenset[str]
    """Fields: whoever ever wrote one of them in the record, as its first value or another."""
    is_of_all_versions: bool
    """A system is developed over many versions of its entry: who ever did counts, not only since the one in force."""
    but_not: frozenset[str]
    """Kinds that the rule leaves out."""


def _with_linking(who_did: Iterable[str]) -> frozenset[str]:
    """Links and files are content as fields are: whoever changed them wrote."""
    found = frozenset(who_did)
    return found | LINKING if "edit" in found else found


@cache
def separations() -> tuple[Separation, ...]:
    """The rules about who did what to the same record; the others name what enforces them, or what they wait for."""
    rows = (row for row in _rows("sod.yaml", "rules") if row["forbids"] and _is_of_one_record(row["forbids"]))
    return tuple(
        Separation(
            row["id"],
            tuple(row["forbids"]["actions"]),
            tuple(row["forbids"]["kinds"]),
            _with_linking(row["forbids"]["who_did"]),
            frozenset(row["forbids"]["who_is"]),
            frozenset(row["forbids"].get("who_wrote", ())),
            row["forbids"]["where"] == "same_version",
            frozenset(row.get("but_not", ())),
        )
        for row in rows
    )


def _is_of_one_record(forbids: Any) -> bool:
    return bool(
        forbids["who_did"] or forbids.get("who_wrote") or (forbids["who_is"] and forbids["where"] == "same_record")
    )


@cache
def separating(kind: str, action: str) -> tuple[Separation, ...]:
    """The rules about who may not do `action` to a record of `kind`."""
    return tuple(
        rule
        for rule in separations()
        if _covered(action, rule.actions) and (not rule.kinds or kind in rule.kinds) and kind not in rule.but_not
    )


@cache
def waivable() -> tuple[tuple[str, Words], ...]:
    """The rules that an arrangement may waive, with their names; auditing one's own work is never among them."""
    return tuple((row["id"], rule_name(row["id"])) for row in _rows("sod.yaml", "rules") if row.get("waivable"))


def _name_of_rule(rule: str) -> str:
    names = {row["id"]: row["name"] for row in _rows("sod.yaml", "rules")}
    return f"{rule} {names[rule][language()]}" if rule in names else rule


rule_name = lazy(_name_of_rule, str)
"""The id and the name of a rule in the language of whoever reads it."""


@cache
def apart_from(role: str) -> frozenset[str]:
    """The roles that nobody may hold together with `role`."""
    pairs = [pair for row in _rows("sod.yaml", "rules") for pair in row["roles_apart"]]
    return frozenset(other for pair in pairs if role in pair for other in pair if other != role)


def _rows(file: str, key: str) -> Any:
    return yaml.safe_load((Path(__file__).parent / file).read_text("utf-8"))[key]
