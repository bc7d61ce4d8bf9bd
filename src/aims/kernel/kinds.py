"""What a kind of record is: one frozen declaration, read by every mechanism."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from .models import Record
from .workflow import EDITS, LINKING, Words, Workflow

if TYPE_CHECKING:
    from uuid import UUID

    from .policy import Actor
    from .world import World

OWNER = "owner"
"""In `grants`: whoever owns the record, whatever roles they hold."""
AUTHOR = "author"
"""In `grants`: whoever created the record."""
_REFUSALS = {"decline", "forbid", "refuse", "reject", "rule_out"}
DECISIONS = _REFUSALS | {
    "accept",
    "approve",
    "close",
    "decide",
    "endorse",
    "grade",
    "grant",
    "lift",
    "lower",
    "publish",
    "resume",
    "verify",
}
"""The actions that take authority, whatever else a transition says."""
COMMON_ACTIONS = LINKING | {"comment"}


class Audience(StrEnum):
    """Who sees records of a kind, beside those whom its grants name: a public one whoever holds a role anywhere."""

    PUBLIC = "public"
    ORDINARY = "ordinary"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Section:
    """A heading of forms and pages, and the fields under it."""

    title: Words
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """A link that records of a kind may have; `target` is the name of a kind, or "" for any."""

    name: str
    label: Words
    target: str = ""
    is_content: bool = False
    """It is part of what is accepted or approved: added and taken away only while the record may be edited."""


@dataclass(frozen=True, eq=False)
class Kind:
    model: type[Record]
    prefix: str
    job: str
    """The job of the main navigation that leads here: systems, risks, oversight, conformity, audit."""
    workflow: Workflow
    sections: tuple[Section, ...]
    grants: Mapping[str, str]
    """Role id, OWNER or AUTHOR -> actions, parted by spaces; all but `create` open a restricted kind, as `view`."""
    columns: tuple[str, ...] = ("ref", "title", "state", "owner", "review_due")
    filters: tuple[str, ...] = ("state", "unit", "owner")
    audience: Audience = Audience.ORDINARY
    relations: tuple[Relation, ...] = ()
    relies_on: tuple[str, ...] = ()
    """Relations and references whose targets are pinned when a version is put in force."""
    rests_on: "Callable[[Any, World], Iterable[UUID]] | None" = None
    """Further records that are pinned with them, to which others lead."""
    is_decision: bool = False
    """Whether making a record is itself a decision, as a judgement is."""
    review_months: int | None = None
    sooner: "Callable[[Any], int | None] | None" = None
    """The months after which some records are looked at again sooner than the kind says, for what stands in them."""
    retention_years: int | None = None
    under: str = ""
    """The reference to the record that a new one stands under: it takes its unit, and its owner if none is named."""
    named: "Mapping[str, Callable[[Any, World], Iterable[UUID]]]" = field(default_factory=dict)
    """Whom other records name for a record of this kind, by the place that `sod.yaml` calls it."""
    completes: "Callable[[Any, World, Actor], None] | None" = None
    """What the system itself puts into a new record, from the world that it is made in."""
    labels: Mapping[str, Words] = field(default_factory=dict)
    """What people call a field here, where the column has another word; and `create`, where making one is an act."""
    uses: Mapping[str, Words] = field(default_factory=dict)
    """What may be granted of what lies beside a record, such as the decisions of a system: it changes no record."""
    entitles: "Callable[[Any], None] | None" = None
    """Gives a record the title that follows from its other fields, where none was said: it is asked nowhere."""

    @cached_property
    def name(self) -> str:
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", self.model.__name__).lower()

    @property
    def label(self) -> Words:
        return self.model._meta.verbose_name or self.name

    @property
    def plural(self) -> Words:
        return self.model._meta.verbose_name_plural or self.name

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that `create` and `edit` may set."""
        return tuple(name for section in self.sections for name in section.fields)

    @cached_property
    def twins(self) -> tuple[tuple[str, str], ...]:
        """The fields that stand in two languages: each with its second, which is in the other one."""
        return tuple((name, f"{name}_alt") for name in self.fields if f"{name}_alt" in self.fields)

    def field(self, name: str) -> "Field[Any, Any]":
        """The column called `name`."""
        return cast("Field[Any, Any]", self.model._meta.get_field(name))

    def label_of(self, name: str) -> Words:
        """What the field called `name` is called before people."""
        return self.labels.get(name) or self.field(name).verbose_name or name

    def derives(self, name: str) -> bool:
        """Whether a field follows from the others: nobody need say it."""
        return name == "title" and self.entitles is not None

    @cached_property
    def granted(self) -> dict[str, frozenset[str]]:
        return {who: frozenset(actions.split()) for who, actions in self.grants.items()}

    @cached_property
    def opened_by(self) -> frozenset[str]:
        """Whom the grants let see records: who may do something to those that exist."""
        return frozenset(who for who, actions in self.granted.items() if actions - {"create"})

    def months_to_review(self, record: Record) -> int | None:
        """The longest time, in months, until `record` is looked at again."""
        return (self.sooner(record) if self.sooner else None) or self.review_months

    def grant_for(self, action: str) -> str:
        """What must be granted for `action`: whoever sees may comment, whoever may edit may link and attach."""
        if action == "comment":
            return "view"
        return "edit" if action in LINKING and self.workflow.editable else action

    def may_by_grant(self, who: str, action: str) -> bool:
        """Whether the grants let `who` (a role, OWNER or AUTHOR) do `action`."""
        wanted = self.grant_for(action)
        return who in self.opened_by if wanted == "view" else wanted in self.granted.get(who, ())

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """Every action of this kind, in the order a person meets them."""
        moves = tuple(t.name for t in self.workflow.transitions)
        return ("create", *(("edit",) if self.workflow.editable else ()), *moves, *sorted(COMMON_ACTIONS))

    def action_label(self, action: str) -> Words:
        move = self.workflow.transition(action)
        return move.label if move else self.labels.get(action) or ACTION_LABELS[action]

    def decides(self, action: str) -> bool:
        """Whether `action` is a decision: it approves, accepts, verifies, is signed, or puts in force or ends that."""
        if action == "create":
            return self.is_decision
        move = self.workflow.transition(action)
        is_named_so = any(action == word or action.startswith(f"{word}_") for word in DECISIONS)
        return move is not None and (
            is_named_so or move.decides or move.signed or move.puts_in_force or move.ends_force
        )

    def edition_of(self, record: Record) -> int:
        """The number that people call a version by: of a draft the one it will have, 0 where nothing is approved."""
        if not self.workflow.is_controlled:
            return 0
        return record.edition + self.workflow.is_draft(record.state)

    def takes(self, action: str) -> tuple[str, ...]:
        """The fields of the record that `action` may set."""
        if action in EDITS:
            return self.fields
        move = self.workflow.transition(action)
        return move.takes if move else ()

    def place_under(self, record: Record, above: Record | None) -> None:
        """Give a record to be the unit of what it stands under, and its owner where no other was named."""
        if above is not None:
            is_named = "owner" in self.fields and record.owner_id
            record.unit_id, record.owner_id = above.unit_id, record.owner_id if is_named else above.owner_id

    def open_relations(self, state: str) -> list[Relation]:
        """The links that may be added to a record in `state`, and taken away."""
        return [r for r in self.relations if not r.is_content or state in self.workflow.editable]

    def relation(self, name: str) -> Relation | None:
        return next((r for r in self.relations if r.name == name), None)


ACTION_LABELS: dict[str, Words] = {
    "create": _("Create"),
    "edit": _("Edit"),
    "link": _("Link"),
    "unlink": _("Remove link"),
    "attach": _("Attach a file"),
    "detach": _("Remove a file"),
    "comment": _("Comment"),
}


@dataclass
class Registry:
    """All kinds, by name. Closed once the rooms are loaded."""

    _kinds: dict[str, Kind] = field(default_factory=dict)
    _by_model: dict[type[Record], Kind] = field(default_factory=dict)
    _closed: bool = False

    def register(self, kind: Kind) -> Kind:
        if self._closed or kind.name in self._kinds or any(k.prefix == kind.prefix for k in self._kinds.values()):
            raise RuntimeError(f"{kind.name}: the registry is closed, or the name or the prefix {kind.prefix} is taken")
        self._kinds[kind.name] = kind
        self._by_model[kind.model] = kind
        return kind

    def close(self) -> None:
        self._closed = True

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def __contains__(self, name: str) -> bool:
        return name in self._kinds

    def __getitem__(self, name: str) -> Kind:
        return self._kinds[name]

    def of(self, model: type[Record]) -> Kind:
        return self._by_model[model]


KINDS = Registry()
register = KINDS.register
