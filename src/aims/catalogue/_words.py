"""The words of the catalogue: frozen, plain, without a database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Sort = Literal["law", "management_system_standard", "guidance_standard", "voluntary"]
VerificationState = Literal["checked", "partly_checked", "not_checked"]
Pdca = Literal["plan", "do", "check", "act"]
Stance = Literal["equal", "subset", "superset", "intersects"]
Meeting = Literal["equal", "subset", "superset", "intersects", "related"]
Depth = Literal["designed", "operating", "effective"]

SORTS: tuple[Sort, ...] = ("management_system_standard", "law", "guidance_standard", "voluntary")
VERIFICATION_STATES: tuple[VerificationState, ...] = ("checked", "partly_checked", "not_checked")
PDCA: tuple[Pdca, ...] = ("plan", "do", "check", "act")
STANCES: tuple[Stance, ...] = ("equal", "subset", "superset", "intersects")
DEPTHS: tuple[Depth, ...] = ("designed", "operating", "effective")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in the two languages of the product."""

    en: str
    zh: str

    def in_(self, language: str) -> str:
        """The text for a language code: every Chinese code gives Chinese, every other one English."""
        return self.zh if language.lower().startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Relation:
    """Reads: the node that carries it is `type` of `to`; it shows where to look and carries no verdict."""

    type: Stance
    to: str
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Effective:
    """A date from which something applies, with where it was read and how far it was checked."""

    date: dt.date
    what: Bilingual
    nodes: tuple[str, ...]
    source: str
    state: VerificationState
    instead_of: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    state: VerificationState
    as_of: dt.date
    note: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place in a framework. `id` is the full id, `place` the part after the slash, `cite` how people quote it."""

    id: str
    framework: str
    place: str
    cite: Bilingual
    title: Bilingual
    relations: tuple[Relation, ...] = ()
    was: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Node):
    """A heading that carries no requirement of its own, such as clause 6 or 6.1."""

    pdca: Pdca


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(Node):
    group: str
    pdca: Pdca
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Node):
    """One thing an auditor can find met or not met."""

    text: Bilingual
    clause: str
    pdca: Pdca
    evidence_records: tuple[str, ...]
    documented_information: Bilingual | None = None
    expected_in_practice: Bilingual | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Node):
    """A control objective of Annex A."""

    text: Bilingual
    guidance_ref: str
    parts: tuple[Node, ...]
    controls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control(Node):
    text: Bilingual
    objective: str
    part: str | None
    typical_evidence: tuple[Bilingual, ...]
    evidence_records: tuple[str, ...]
    related_clauses: tuple[str, ...]
    guidance_ref: str
    asks_for_documentation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexC(Node):
    """An organisational objective or a risk source of Annex C."""

    sort: Literal["objective", "risk_source"]
    text: Bilingual
    iso23894: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    id: str
    title: Bilingual
    short: Bilingual
    sort: Sort
    publisher: Bilingual
    edition: Bilingual
    source: str
    licence: Bilingual
    verification: Verification
    nodes: tuple[Node, ...]
    effective: tuple[Effective, ...] = ()
    open_questions: tuple[Bilingual, ...] = ()
    relation_note: Bilingual | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Twin:
    """Another framework's place that speaks of the same thing; reads: the twin is `type` of what was asked.

    `at` are the ISO/IEC 42001 ids at which the two meet, `together` the others that justify the type jointly with them.
    """

    id: str
    framework: str
    type: Meeting
    at: tuple[str, ...]
    together: tuple[str, ...] = ()
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What the product can say of one requirement: what code decides, what a person judges, how deep it goes."""

    id: str
    code: Bilingual
    person: Bilingual | None
    depth: Depth
    why: Bilingual | None
