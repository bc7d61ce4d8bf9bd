"""What the screens of leadership take: a policy to be read, who answers for what, what top management did."""

from dataclasses import dataclass
from datetime import date, datetime

from aims.web.looks.parts import ButtonLook, Crumb, Said
from aims.web.looks.records import FieldLook
from aims.web.looks.screens import RequirementLine


@dataclass(frozen=True, slots=True)
class PartLook:
    """A part of a long text under its heading; without one, a paragraph."""

    heading: Said
    text: Said


@dataclass(frozen=True, slots=True)
class EditionLook:
    """A version that was put in force."""

    number: int
    at: datetime
    who: Said
    url: str
    compare: Crumb | None = None


@dataclass(frozen=True, slots=True)
class ReadLook:
    """Who has acknowledged the version in force; names only for those who may see them."""

    read: int
    asked: int
    due: date
    is_late: bool
    mine: str = ""  # whether the reader has
    names_read: tuple[Crumb, ...] = ()
    names_missing: tuple[Crumb, ...] = ()


@dataclass(frozen=True, slots=True)
class ExceptionLook:
    ref: str
    url: str
    title: Said
    until: date
    state: str
    is_expired: bool


@dataclass(frozen=True, slots=True)
class ComparedLook:
    domain: str
    title: Said
    url: str
    edition: Said
    touched: str
    owner: Said
    conflict: Said = ""


@dataclass(frozen=True, slots=True)
class PolicyLook:
    parts: tuple[PartLook, ...]
    other: tuple[PartLook, ...]  # the same text in the other language
    showing: str  # which version is read here
    switch: Crumb | None
    facts: tuple[FieldLook, ...]
    editions: tuple[EditionLook, ...]
    reading: ReadLook | None
    read_button: ButtonLook | None
    exceptions: tuple[ExceptionLook, ...] = ()
    ask_exception: ButtonLook | None = None
    compared: tuple[ComparedLook, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityLook:
    """A row of the matrix: `letters` stand in the order of the roles."""

    ref: str
    url: str
    title: Said
    requirement: Crumb | None
    letters: tuple[str, ...]
    person: Said  # who answers, where no role does
    holders: tuple[Crumb, ...]
    authority: Said
    missing: str = ""


@dataclass(frozen=True, slots=True)
class MatrixLook:
    title: str
    intro: str
    roles: tuple[str, ...]
    activities: tuple[ActivityLook, ...]
    buttons: tuple[ButtonLook, ...]
    gaps: int


@dataclass(frozen=True, slots=True)
class DeedLook:
    on: date
    who: Said
    did: str
    ref: str
    url: str
    title: Said


@dataclass(frozen=True, slots=True)
class BodyLook:
    ref: str
    url: str
    title: Said
    chair: Said
    quorum: int
    members: tuple[Crumb, ...]
    last: date | None


@dataclass(frozen=True, slots=True)
class ResolvedLook:
    ref: str
    url: str
    title: Said
    owner: Said
    due: date | None
    state: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class LeadershipLook:
    title: str
    intro: str
    lines: tuple[RequirementLine, ...]
    deeds: tuple[DeedLook, ...]
    more: int
    bodies: tuple[BodyLook, ...]
    resolutions: tuple[ResolvedLook, ...]
    buttons: tuple[ButtonLook, ...] = ()


@dataclass(frozen=True, slots=True)
class AttendanceLook:
    """A member of the body: `attendance` is present, absent, or empty while nobody has said."""

    key: str
    name: Said
    url: str
    attendance: str


@dataclass(frozen=True, slots=True)
class MeetingLook:
    members: tuple[AttendanceLook, ...]
    sentence: str
    could_decide: bool
    attendance_url: str  # empty: the reader may not say
    resolutions: tuple[ResolvedLook, ...]
    resolve: ButtonLook | None
