"""What the templates of the review desk and of a case take."""

from dataclasses import dataclass

from aims.web.looks.decisions import BarLook, LaterLook, MarkedLook
from aims.web.looks.parts import ButtonLook, Crumb, Said
from aims.web.looks.records import DetailLook, FieldLook


@dataclass(frozen=True, slots=True)
class ClockLook:
    """The time that is left, or by how much it is late."""

    label: str
    css: str
    """`late`, `soon` or nothing."""
    at: str
    """The moment itself."""


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A case in the queue."""

    ref: str
    title: Said
    url: str
    clock: ClockLook
    note: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class InputLook:
    """An input with where it lies among past cases; `flag` where a rule held the decision by it."""

    name: str
    value: str
    note: str = ""
    flag: bool = False


@dataclass(frozen=True, slots=True)
class SimilarLook:
    """A past case that is like this one."""

    ref: str
    url: str
    title: Said
    ruling: str


@dataclass(frozen=True, slots=True)
class AnswerLook:
    """What the system answered, and why."""

    output: str
    score: str
    bars: tuple[BarLook, ...]
    reasons: tuple[str, ...]
    texts: tuple[MarkedLook, ...]


@dataclass(frozen=True, slots=True)
class CaseLook:
    """A case as its reviewer sees it."""

    ref: str
    title: Said
    system: Crumb
    version: str
    clock: ClockLook | None
    held: str
    plan: Crumb
    moment: str
    inputs: tuple[InputLook, ...]
    answer: AnswerLook | None
    """None while it is sealed, or where it was erased."""
    is_sealed: bool
    is_erased: bool
    similar: tuple[SimilarLook, ...]
    outputs: tuple[str, ...]
    """What the system has answered in past cases, to choose from."""
    asked: str
    given: str
    url: str


@dataclass(frozen=True, slots=True)
class ChoiceLook:
    """One thing that can be said of a case; `key` is the letter that chooses it."""

    value: str
    label: str
    key: str
    checked: bool


@dataclass(frozen=True, slots=True)
class RulingLook:
    """The form: who has the case, what can be said, and what was typed."""

    post_url: str
    choices: tuple[ChoiceLook, ...]
    outputs: tuple[str, ...]
    output: str
    why: str
    is_mine: bool
    take_url: str
    back_url: str
    not_mine: str
    """Why the reader cannot rule on it."""
    refused: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoLook:
    """The strip about what was ruled last."""

    sentence: str
    url: str
    seen_url: str


@dataclass(frozen=True, slots=True)
class DeskLook:
    """The desk: the queue, the case that is open, and the ruling."""

    waiting: int
    queue: tuple[QueueLine, ...]
    queue_url: str
    case: CaseLook | None
    ruling: RulingLook | None
    undo: UndoLook | None
    told: str
    nothing: str


@dataclass(frozen=True, slots=True)
class CasePageLook:
    """The account of one held decision: from what it was held to what came of it."""

    record: DetailLook
    case: CaseLook
    account: tuple[FieldLook, ...]
    released: tuple[FieldLook, ...]
    proof: tuple[FieldLook, ...]
    later: tuple[LaterLook, ...]
    desk_url: str
    decision_url: str
    bundle: ButtonLook | None
    """For a regulator: the account with the proof of every event it rests on."""
