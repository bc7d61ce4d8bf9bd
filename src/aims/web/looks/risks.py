"""What the pages of risks take: the map, one risk, the Statement of Applicability."""

from dataclasses import dataclass
from datetime import date

from aims.web.looks.parts import ButtonLook, Crumb, FilterGroup, FilterLook, GapLook, Said, Status
from aims.web.looks.records import DetailLook, FieldLook


@dataclass(frozen=True, slots=True)
class SquareLook:
    """A square of the matrix. `moved` is how many came since the day that is compared with, less those that left."""

    band: str
    count: int
    words: str
    """What a reader who sees no colour is told."""
    url: str = ""
    pressed: bool = False
    moved: int = 0
    marks: tuple[str, ...] = ()
    """On the map of one risk: the letters of the ratings that lie here."""


@dataclass(frozen=True, slots=True)
class LineLook:
    """A row of the matrix: one likelihood, the five consequences from the least to the worst."""

    step: int
    word: str
    squares: tuple[SquareLook, ...]


@dataclass(frozen=True, slots=True)
class MapLook:
    lines: tuple[LineLook, ...]
    caption: str
    legend: tuple[tuple[str, str], ...] = ()
    """The levels from the least, each with where it begins."""


@dataclass(frozen=True, slots=True)
class RiskRow:
    ref: str
    title: Said
    url: str
    system: Crumb | None
    family: str
    owner: Said
    number: int | None
    band: str
    level: str
    state: str
    flags: tuple[str, ...]
    before: str = ""
    """The number on the day that is compared with, where it was another."""


@dataclass(frozen=True, slots=True)
class RisksLook:
    title: str
    intro: str
    map: MapLook
    stages: tuple[FilterLook, ...]
    groups: tuple[FilterGroup, ...]
    rows: tuple[RiskRow, ...]
    total: int
    list_url: str
    unrated: int
    criteria: str
    criteria_url: str
    since: date | None = None
    moved: int = 0
    clear_url: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    """What the form that asks for a day sends along."""
    new: ButtonLook | None = None
    wrong: str = ""
    marks: tuple[FilterLook, ...] = ()
    """What does not add up, and how often: the X-ray of what the filters leave."""
    paper_url: str = ""


@dataclass(frozen=True, slots=True)
class StageLook:
    """One rating of a risk: the letter on its map, the figures, and the level."""

    letter: str
    label: str
    number: int | None
    band: str
    level: str
    figures: str


@dataclass(frozen=True, slots=True)
class ControlLook:
    label: str
    url: str
    standing: Crumb
    """How the Statement of Applicability in force decides on it, and where."""
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    ref: str
    title: Said
    url: str
    option: str
    owner: Said
    due: date | None
    is_late: bool
    state: str
    controls: tuple[ControlLook, ...]


@dataclass(frozen=True, slots=True)
class ThreadLook:
    """A step of the thread from the system to the evidence, and back."""

    label: str
    records: tuple[Crumb, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class RiskLook:
    record: DetailLook
    intro: Said
    stages: tuple[StageLook, ...]
    map: MapLook
    facts: tuple[FieldLook, ...]
    treatments: tuple[TreatmentRow, ...]
    thread: tuple[ThreadLook, ...]
    accepted: str = ""
    condition: Said = ""
    flags: tuple[str, ...] = ()
    missing: tuple[GapLook, ...] = ()
    new_treatment: ButtonLook | None = None
    sources: tuple[tuple[str, Crumb], ...] = ()
    """What kind of thing it comes from, and which."""
    heirs: tuple[Crumb, ...] = ()
    """The systems that inherit it."""


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What a line is decided by: as it stands, or as it was typed where that could not be taken."""

    url: str
    applies: str
    why: str
    why_alt: str
    is_open: bool
    draft: str
    """Under which what is typed is kept on this machine, until the line itself says something else."""
    label: str
    label_alt: str
    """What the two reasons are called: by the language that each is in."""


@dataclass(frozen=True, slots=True)
class EntryLook:
    """A line of the Statement of Applicability, with what the records show of the control today."""

    control: str
    title: Said
    url: str
    applies: str
    """yes, no, or nothing while nobody decided."""
    why: Said
    drivers: tuple[Crumb, ...]
    suggested: str
    alarm: str
    status: Status | str
    depth: str
    register: Crumb | None
    """Its entry in the register of controls."""
    tested: Crumb | None
    """What the last test found, and when."""
    before: str
    """What the version in force says, where the draft says otherwise."""
    form: DecisionForm | None


@dataclass(frozen=True, slots=True)
class EntryGroup:
    title: str
    entries: tuple[EntryLook, ...]


@dataclass(frozen=True, slots=True)
class StatementLook:
    record: DetailLook
    intro: str
    filters: tuple[FilterLook, ...]
    groups: tuple[EntryGroup, ...]
    facts: tuple[FieldLook, ...]
    notes: tuple[str, ...]
    can_edit: bool
    version: int
    said: str = ""
    """What was wrong with a line that was sent."""
