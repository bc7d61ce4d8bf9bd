"""What the pages of the law take: the questions with the path taken, what the answers point to, what applies when."""

from dataclasses import dataclass
from datetime import date

from aims.web.looks.obligations import AxisLook, BarLook
from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Said


@dataclass(frozen=True, slots=True)
class StepLook:
    """A question that was answered; `taken` says where “not sure” led."""

    key: str
    ask: str
    reference: str
    answer: str
    taken: str
    reason: Said
    url: str  # to answer it otherwise
    here: bool
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionLook:
    key: str
    ask: str
    reference: str
    note: str
    form: FormLook


@dataclass(frozen=True, slots=True)
class OutcomeLook:
    title: str
    means: str
    stops: bool


@dataclass(frozen=True, slots=True)
class PlaceLook:
    cite: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class LegalLook:
    """Places of one law that begin together for the same reason and the same roles of ours."""

    law: str
    places: tuple[PlaceLook, ...]
    roles: str
    because: str
    starts: date | None
    when: str  # "in 12 days", or nothing
    before: date | None  # the day it was moved from
    source: str
    checked: str
    bar: BarLook | None
    ours: tuple[Crumb, ...]
    new: ButtonLook | None


@dataclass(frozen=True, slots=True)
class LegalGroup:
    heading: str
    rows: tuple[LegalLook, ...]


@dataclass(frozen=True, slots=True)
class LawLook:
    """One law on one system: what somebody signed, or what is missing."""

    law: str
    voluntary: bool
    points_to: tuple[str, ...]
    state: str
    flags: tuple[str, ...]
    signed: Said
    ref: str
    url: str
    button: ButtonLook | None


@dataclass(frozen=True, slots=True)
class ClassificationLook:
    law: str
    about: str
    system: Crumb | None
    question: QuestionLook | None
    steps: tuple[StepLook, ...]
    complete: bool
    unsure: int
    outcomes: tuple[OutcomeLook, ...]
    groups: tuple[LegalGroup, ...]
    said: Said  # who concluded
    law_url: str


@dataclass(frozen=True, slots=True)
class LawPageLook:
    title: str
    of: Said
    day: date
    days: tuple[Crumb, ...]  # days on which something begins
    groups: tuple[LegalGroup, ...]
    axis: AxisLook | None
    laws: tuple[LawLook, ...]
