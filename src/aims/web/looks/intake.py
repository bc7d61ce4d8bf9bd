"""What the pages of intake take: proposing, the tier, campaigns, lists from elsewhere, entries that look alike."""

from dataclasses import dataclass
from datetime import date

from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Said, TableLook


@dataclass(frozen=True, slots=True)
class DoorLook:
    """One of the three ways to propose something."""

    title: str
    text: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class ProposeLook:
    """`form` set: the questions of one door; else the three doors, and what the reader proposed before."""

    title: str
    intro: str
    doors: tuple[DoorLook, ...] = ()
    form: FormLook | None = None
    mine: TableLook | None = None


@dataclass(frozen=True, slots=True)
class SimilarLook:
    """What is in the register already and looks like what is being entered; `hidden` of them the reader may not see."""

    systems: tuple[Crumb, ...] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class TierAnswer:
    question: str
    answer: str
    counts: bool = False  # this answer makes the tier


@dataclass(frozen=True, slots=True)
class TierLook:
    """The tier of a system, and why: the answers, the rule, who set it lower."""

    tier: str
    why: str
    answers: tuple[TierAnswer, ...] = ()
    on: date | None = None
    answer: ButtonLook | None = None
    lower: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A unit that a campaign asks."""

    unit: Said
    url: str
    systems: int
    who: tuple[Crumb, ...]
    on: date | None
    said: Crumb | None


@dataclass(frozen=True, slots=True)
class CampaignLook:
    """How far a campaign has come."""

    title: Said
    url: str
    sentence: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class AlikeSide:
    ref: str
    title: Said
    url: str
    unit: Said
    use: Said
    state: str


@dataclass(frozen=True, slots=True)
class AlikeLook:
    """Two entries that look alike, how many more look like them, and why they are pointed out."""

    first: AlikeSide
    second: AlikeSide
    more: int
    why: str
    decide: tuple[ButtonLook, ...] = ()


@dataclass(frozen=True, slots=True)
class DuplicatesLook:
    title: str
    intro: str
    groups: tuple[AlikeLook, ...]
    total: int
    double: tuple[tuple[Crumb, Crumb, Crumb], ...] = ()  # decided to be the same, and both there still
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ReconcileLook:
    """Choose a list, or what it shows beside the register."""

    title: str
    intro: str
    form: FormLook | None = None
    problems: tuple[str, ...] = ()
    counted: str = ""
    unknown: str = ""  # what the list of products cannot tell
    findings: TableLook | None = None
    matched: TableLook | None = None
    confirm: ButtonLook | None = None
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class CareLook:
    """Of the register's care: a sentence of how things stand, and where they are looked after."""

    title: str
    sentence: str
    url: str
    button: str
    flag: bool = False
