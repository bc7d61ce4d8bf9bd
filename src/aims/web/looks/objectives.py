"""What the pages of AI objectives take: the list with its small charts, and one objective with its results."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from aims.web.looks.parts import ButtonLook, EmptyLook, FormLook, GapLook, Said
from aims.web.looks.records import DetailLook, FieldLook, SectionLook


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure or a day beside an axis; `at` is its place on it."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class ChartLook:
    """Results over time with the line they are to follow; places are in the units of the picture, as it draws them.

    Whoever does not see it hears `said` and reads the figures in the table that stands with it.
    """

    said: str
    width: int
    height: int
    path: str
    points: tuple[Point, ...]
    trajectory: str
    target: Mark
    levels: tuple[Mark, ...] = ()
    days: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultLook:
    on: date
    value: Said
    expected: str
    is_off: bool
    url: str
    ref: str
    method: Said = ""
    note: Said = ""


@dataclass(frozen=True, slots=True)
class ObjectiveLine:
    """One objective on the page of all."""

    ref: str
    title: Said
    url: str
    state: str
    measure: Said
    last: str
    last_on: date | None
    target: str
    due: date
    owner: Said
    off: str  # why it is off track; empty where it is not
    chart: ChartLook | None = None


@dataclass(frozen=True, slots=True)
class ObjectivesLook:
    title: str
    intro: str
    lines: tuple[ObjectiveLine, ...]
    ended: tuple[ObjectiveLine, ...]
    buttons: tuple[ButtonLook, ...] = ()
    empty: EmptyLook | None = None

    @property
    def groups(self) -> tuple[tuple[tuple[ObjectiveLine, ...], str], ...]:
        return (self.lines, _("Pursued")), (self.ended, _("Ended"))


@dataclass(frozen=True, slots=True)
class ObjectiveLook:
    line: ObjectiveLine
    sentence: Said
    record: DetailLook
    results: tuple[ResultLook, ...]
    plan: SectionLook
    measured: SectionLook
    facts: tuple[FieldLook, ...]
    missing: tuple[GapLook, ...] = ()
    form: FormLook | None = None

    @property
    def sections(self) -> tuple[SectionLook, ...]:
        return self.measured, self.plan
