"""What templates take: plain, frozen descriptions of what is to be seen.

A view fills these from records, verdicts and policy, a template draws them. Nothing here asks a database, a clock or a
policy, so that every page can be drawn, tested and looked at alone. `Said` is text that may carry the language it was
written in; everything else is already in the language of the page.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.utils.functional import _StrPromise

    from aims.web.looks.records import AboutLook

Status = Literal["met", "partly", "unmet", "stale", "unknown", "not_applicable"]
Depth = Literal["none", "designed", "operating", "effective"]
Pdca = Literal["plan", "do", "check", "act", "annex"]

STATUSES: tuple[Status, ...] = ("met", "partly", "unmet", "stale", "unknown", "not_applicable")
DEPTHS: tuple[Depth, ...] = ("none", "designed", "operating", "effective")
STATUS_WORD: "dict[str, _StrPromise]" = {
    "met": _("Met"),
    "partly": _("Partly met"),
    "unmet": _("Unmet"),
    "stale": _("Stale"),
    "unknown": _("Unknown"),
    "not_applicable": _("Not applicable"),
}
STATUS_HEAD: "dict[str, _StrPromise]" = {
    **STATUS_WORD,
    "partly": pgettext_lazy("head of a narrow column", "Partly"),
    "not_applicable": pgettext_lazy("head of a narrow column", "N/A"),
}
DEPTH_WORD: "dict[str, _StrPromise]" = {
    "none": _("No depth yet"),
    "designed": _("Designed"),
    "operating": _("Operating"),
    "effective": _("Effective"),
}
PDCA_WORD: "dict[str, _StrPromise]" = {
    "plan": _("Plan"),
    "do": pgettext_lazy("plan, do, check, act", "Do"),
    "check": pgettext_lazy("plan, do, check, act", "Check"),
    "act": pgettext_lazy("plan, do, check, act", "Act"),
    "annex": _("Annex A"),
}


def css_of(status: str) -> str:
    """The short name a status has in the sheet and in the sprite."""
    return "na" if status == "not_applicable" else status or "none"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a record, in the language they were written in (`lang` empty: the language of the page)."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


Said = str | Text


# ---- buttons, people, pages ----


@dataclass(frozen=True, slots=True)
class ButtonLook:
    label: str
    url: str
    primary: bool = False
    target: str = ""  # selector of the place the answer goes to; empty: a plain link
    post: bool = False  # a form of its own with the token
    stop: bool = False  # stops something: red outline
    why_disabled: str = ""  # the reason stands beside the button
    hidden: tuple[tuple[str, str], ...] = ()  # fields a post carries
    key: str = ""  # "new" or "edit": the letter n or e presses it


@dataclass(frozen=True, slots=True)
class WhoLook:
    """Who may act: `name` is "You" for the reader; `others` follow; `why_not_you` explains a refusal."""

    name: Said
    role: str = ""
    others: str = ""
    why_not_you: str = ""


@dataclass(frozen=True, slots=True)
class FaceLook:
    name: Said
    initials: str
    role: str = ""
    key: str = ""  # keeps drafts of one person from another on the same machine


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Said
    url: str = ""


@dataclass(frozen=True, slots=True)
class NavJob:
    key: Literal["today", "systems", "risks", "oversight", "conformity", "audit"]
    label: str
    url: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class AsOfLook:
    day: date
    reading: Literal["recorded", "happened"]
    back_url: str


@dataclass(frozen=True, slots=True)
class Page:
    """The frame round every page."""

    title: str
    language: Literal["en", "zh-hans"]
    language_url: str  # the same page in the other language
    today: date
    crumbs: tuple[Crumb, ...] = ()
    jobs: tuple[NavJob, ...] = ()
    organisation: Said = ""
    home_url: str = "/"
    search_url: str = "/search"
    logout_url: str = ""
    face: FaceLook | None = None
    account: tuple[Crumb, ...] = ()
    foot: tuple[str, ...] = ()  # checkpoint, when signed, time zone
    asof: AsOfLook | None = None
    wide: bool = False

    @property
    def lang(self) -> str:
        return "zh-Hans" if self.language.startswith("zh") else "en"


# ---- verdicts, gaps, evidence ----


@dataclass(frozen=True, slots=True)
class VerdictLook:
    status: Status
    depth: Depth = "none"
    reachable: Depth = "effective"
    key: str = ""  # requirement ref, makes the place that is swapped


@dataclass(frozen=True, slots=True)
class DepthLook:
    """One rung: `status` empty when the catalogue says it is out of reach, `sentence` says why."""

    depth: Depth
    status: Status | Literal[""]
    sentence: str

    @property
    def word(self) -> "_StrPromise":
        return DEPTH_WORD[self.depth]


@dataclass(frozen=True, slots=True)
class DiffRow:
    field: str
    before: Said
    after: Said
    changed: bool = True
    old: tuple[tuple[Said, bool], ...] = ()  # a long text by sentences, each with whether it is new or gone
    new: tuple[tuple[Said, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class StaleLook:
    """Someone else saved first: `before` of a row is theirs, `after` what was typed here."""

    who: Said
    at: datetime
    rows: tuple[DiffRow, ...]


@dataclass(frozen=True)
class FormLook:
    """A Django form with what surrounds it. `target` set: the answer replaces that place (a form inside a gap)."""

    form: "BaseForm"
    url: str
    submit: str
    title: str = ""
    intro: str = ""
    note: str = ""  # what saving does and does not do
    cancel_url: str = ""
    target: str = ""
    draft: str = ""  # key under which typed text is kept on this machine
    version: str = ""
    stale: StaleLook | None = None
    upload: bool = False
    quiet: bool = False  # not the act that the page is for
    first: tuple[ButtonLook, ...] = ()  # one of these must be done before the form can be sent
    about: "AboutLook | None" = None  # the record that is acted on
    similar_url: str = ""  # what says whether the like is there already, asked as the form is filled


@dataclass(frozen=True, slots=True)
class GapLook:
    key: str
    code: str
    sentence: Said
    status: Status
    criterion: str = ""
    requirement_ref: str = ""
    requirement_url: str = ""
    who: WhoLook | None = None
    action: ButtonLook | None = None
    due: date | None = None
    days: int | None = None  # until due; negative: late
    closed: bool = False  # by the act that is answered here
    just: bool = False  # turned in this very answer
    form: FormLook | None = None
    also: tuple[Crumb, ...] = ()
    """The further requirements that want the very same."""

    @property
    def css(self) -> str:
        return "met" if self.closed else css_of(self.status)


@dataclass(frozen=True, slots=True)
class EvidenceLook:
    ref: str
    title: Said = ""
    url: str = ""
    edition: int = 0
    in_force: bool = True
    visible: bool = True
    happened_on: date | None = None
    recorded_at: datetime | None = None
    late_days: int = 0
    approved_by: Said = ""
    digest: str = ""

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]}…{self.digest[-4:]}" if len(self.digest) > 9 else self.digest


@dataclass(frozen=True, slots=True)
class DutyLook:
    """Something with a date: a review, an expiry, a renewal."""

    sentence: Said
    ref: str
    url: str
    due: date
    days: int
    action: ButtonLook | None = None
    who: Said = ""

    @property
    def clock(self) -> str:
        return "late" if self.days < 0 else "soon" if self.days <= 7 else ""


@dataclass(frozen=True, slots=True)
class ChangeLook:
    sentence: Said
    ref: str
    url: str
    who: Said
    at: datetime


@dataclass(frozen=True, slots=True)
class PostureRow:
    key: str
    code: str  # "6", "A"
    title: str
    url: str
    pdca: Pdca
    cells: tuple[Status, ...]
    first: bool = False  # first row of its PDCA group
    just: bool = False

    @property
    def counts(self) -> list[tuple[Status, int]]:
        found = Counter(self.cells)
        return [(status, found[status]) for status in STATUSES]


@dataclass(frozen=True, slots=True)
class TwinLook:
    framework: str
    node: str
    title: Said
    relation: str
    sort: str  # law, voluntary, guidance, management system
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TurnLook:
    """One turn of a verdict."""

    status: Status
    sentence: str
    on: date
    url: str = ""


@dataclass(frozen=True, slots=True)
class JudgementLook:
    who: Said
    role: str
    at: datetime
    sentence: Said
    adequate: bool
    url: str = ""


# ---- tables, forms, records ----


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    figures: bool = False
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`sort` says how `text` is drawn; a status cell carries the status in `status`, a depth cell the depth."""

    text: Said = ""
    sort: Literal["text", "ref", "verdict", "depth", "tag", "flag", "figure", "soft"] = "text"
    url: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class RowLook:
    cells: tuple[Cell, ...]
    group: str = ""  # set: a sunk heading row before this one


@dataclass(frozen=True, slots=True)
class FilterLook:
    label: Said
    url: str
    count: int | None = None
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The choices of one field, folded under its name; `chosen` stands in the fold."""

    label: str
    choices: tuple[FilterLook, ...]
    chosen: Said = ""


@dataclass(frozen=True, slots=True)
class EmptyLook:
    sentence: str
    action: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class TableLook:
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[RowLook]
    total: str = ""  # "204" or "about 10,000"
    intro: str = ""
    filters: tuple[FilterLook, ...] = ()
    find: str = ""
    find_label: str = ""
    buttons: tuple[ButtonLook, ...] = ()
    previous_url: str = ""
    next_url: str = ""
    empty: EmptyLook | None = None
    drift: str = ""  # a notice above the table
    groups: tuple[FilterGroup, ...] = ()  # further filters, each folded under its name
