"""What the designed screens take: Today, conformity, a requirement, a system, import, search, inbox, frameworks."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from aims.web.looks.parts import (
    ButtonLook,
    ChangeLook,
    Crumb,
    Depth,
    DepthLook,
    DutyLook,
    EmptyLook,
    EvidenceLook,
    FilterLook,
    FormLook,
    GapLook,
    JudgementLook,
    Pdca,
    PostureRow,
    Said,
    Status,
    TableLook,
    TurnLook,
    TwinLook,
    VerdictLook,
    WhoLook,
)
from aims.web.looks.records import FieldLook


@dataclass(frozen=True, slots=True)
class PostureLook:
    """Counts and cells, never a total. `standing` says how complete the register is, in one sentence."""

    rows: tuple[PostureRow, ...]
    caption: str
    standing: str
    worst_url: str = ""


@dataclass(frozen=True, slots=True)
class TodayLook:
    intro: str
    posture: PostureLook | None
    waiting: tuple[GapLook, ...] = ()
    changes: tuple[ChangeLook, ...] = ()
    expiring: tuple[DutyLook, ...] = ()
    buttons: tuple[ButtonLook, ...] = ()
    inbox_url: str = ""
    changes_url: str = ""
    nothing: EmptyLook | None = None
    due: int = 0
    """All that is due from the reader, of which `waiting` is the first."""
    gaps: tuple[GapLook, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementLine:
    ref: str
    title: str
    url: str
    verdict: VerdictLook
    gap: Said = ""  # the worst open gap
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class ClauseLook:
    code: str
    title: str
    pdca: Pdca
    lines: tuple[RequirementLine, ...]


@dataclass(frozen=True, slots=True)
class ConformityLook:
    title: str
    intro: str
    posture: PostureLook | None
    clauses: tuple[ClauseLook, ...]
    filters: tuple[FilterLook, ...] = ()
    buttons: tuple[ButtonLook, ...] = ()


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A requirement as it was given out. `evidence` are refs, of which `more` are not listed."""

    ref: str
    title: str
    url: str
    status: Status
    depth: Depth
    gaps: tuple[str, ...]
    evidence: tuple[Crumb, ...]
    more: int
    check: str


@dataclass(frozen=True, slots=True)
class IssuedClause:
    code: str
    title: str
    lines: tuple[IssuedLine, ...]


@dataclass(frozen=True, slots=True)
class IssuedLook:
    """A posture that was given out: nothing of it is computed again."""

    seq: int
    at: datetime
    by: Crumb
    given_to: Crumb | None
    counts: tuple[tuple[Status, int], ...]
    posture: PostureLook
    clauses: tuple[IssuedClause, ...]
    bundle: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class RequirementLook:
    ref: str
    title: str
    words: Said
    verdict: VerdictLook
    depths: tuple[DepthLook, ...]
    pdca: Pdca
    tags: tuple[str, ...] = ()
    gaps: tuple[GapLook, ...] = ()
    no_gap: str = ""  # the sentence that stands where no gap is open
    evidence: tuple[EvidenceLook, ...] = ()
    hidden_evidence: int = 0
    judgements: tuple[JudgementLook, ...] = ()
    turns: tuple[TurnLook, ...] = ()
    twins: tuple[TwinLook, ...] = ()
    twins_total: int = 0
    twins_url: str = ""
    code_decides: str = ""
    person_judges: str = ""
    next_change: date | None = None
    judge: ButtonLook | None = None
    previous: Crumb | None = None
    next: Crumb | None = None
    more_evidence: int = 0  # visible, but too many to list
    turns_url: str = ""  # where the turns are computed; they are not on this page


@dataclass(frozen=True, slots=True)
class AnswerLook:
    """One of the six questions about a system. `status` empty: not looked at yet."""

    question: str
    sentence: Said
    status: Status | Literal[""] = ""
    evidence: tuple[EvidenceLook, ...] = ()
    link: Crumb | None = None


@dataclass(frozen=True, slots=True)
class RoleLook:
    role: str
    rationale: Said
    since: date | None = None
    source: str = ""  # the standard or the law that names the role


@dataclass(frozen=True, slots=True)
class StageLook:
    label: str
    standing: Literal["past", "here", "ahead"]


@dataclass(frozen=True, slots=True)
class SystemLook:
    ref: str
    title: Said
    intro: Said
    tags: tuple[str, ...] = ()
    buttons: tuple[ButtonLook, ...] = ()
    answers: tuple[AnswerLook, ...] = ()
    standard_roles: tuple[RoleLook, ...] = ()
    legal_roles: tuple[RoleLook, ...] = ()
    roles_url: str = ""
    stages: tuple[StageLook, ...] = ()
    missing: tuple[GapLook, ...] = ()
    missing_title: str = ""
    facts: tuple[FieldLook, ...] = ()
    source: tuple[FieldLook, ...] = ()  # attributes a source gave that no field takes
    history_url: str = ""
    as_of: datetime | None = None
    state: str = ""
    stopped: tuple[Crumb, ...] = ()
    """Stops that hold: every gate refuses."""


@dataclass(frozen=True, slots=True)
class ImportTally:
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    reject_url: str = ""
    list_url: str = ""
    gone: int = 0


@dataclass(frozen=True, slots=True)
class ImportLook:
    """`step`: choose a file and a map, look at the preview, see the result."""

    step: Literal["choose", "preview", "result"]
    kind: str
    form: FormLook | None = None
    preview: TableLook | None = None
    problems: tuple[str, ...] = ()
    tally: ImportTally | None = None
    confirm: ButtonLook | None = None
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class HitLook:
    ref: str
    title: Said
    url: str
    kind: str
    excerpt: Said = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class SearchLook:
    words: str
    hits: tuple[HitLook, ...] = ()
    total: str = ""
    filters: tuple[FilterLook, ...] = ()
    next_url: str = ""
    empty: EmptyLook | None = None
    places: tuple[HitLook, ...] = ()  # pages and requirements, before what is recorded


@dataclass(frozen=True, slots=True)
class InboxGroup:
    label: str
    gaps: tuple[GapLook, ...] = ()
    duties: tuple[DutyLook, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxLook:
    intro: str
    groups: tuple[InboxGroup, ...] = ()
    filters: tuple[FilterLook, ...] = ()
    empty: EmptyLook | None = None


@dataclass(frozen=True, slots=True)
class TwinGroup:
    framework: str
    sort: str
    edition: str
    twins: tuple[TwinLook, ...]
    verified: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkLook:
    """The browser: clauses on the left, the twins of the picked requirement on the right."""

    intro: str
    clauses: tuple[tuple[str, tuple[Crumb, ...]], ...]
    ref: str = ""
    title: str = ""
    words: Said = ""
    url: str = ""
    groups: tuple[TwinGroup, ...] = ()
    filters: tuple[FilterLook, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class RefusedLook:
    sentence: str
    who: WhoLook | None = None
    ask: ButtonLook | None = None
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class Turned:
    """The answer to a form inside a gap: everything that changed, each to its own place."""

    gap: GapLook
    brief: bool = False  # the gap stands on Today or in the inbox
    verdict: VerdictLook | None = None
    depths: tuple[DepthLook, ...] = ()
    rows: tuple[PostureRow, ...] = ()
    evidence: tuple[EvidenceLook, ...] = ()
    hidden_evidence: int = 0
    gaps_left: int | None = None
    count: int | None = None  # what the navigation says beside Today
    said: str = ""
    more: tuple[GapLook, ...] = ()  # what stands open in its place now
    more_evidence: int = 0
    intro: str = ""  # what Today says at its top
