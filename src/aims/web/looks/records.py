"""What the templates of one record take: its page, its history, and two versions side by side."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from aims.web.looks.parts import ButtonLook, Crumb, DiffRow, FilterLook, FormLook, GapLook, Said


@dataclass(frozen=True, slots=True)
class HeldCell:
    """In parts, of which some lead to a record or a requirement; `below` is the same in the other language."""

    parts: tuple[Crumb, ...]
    below: tuple[Crumb, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A short table that a field holds."""

    heads: tuple[str, ...]
    rows: tuple[tuple[HeldCell, ...], ...]


@dataclass(frozen=True, slots=True)
class FieldLook:
    label: str
    value: Said = ""
    url: str = ""
    sort: Literal["text", "long", "ref", "date", "tag"] = "text"
    day: date | None = None
    note: str = ""
    values: tuple[Crumb, ...] = ()  # several linked values
    table: HeldTable | None = None


@dataclass(frozen=True, slots=True)
class SectionLook:
    title: str
    fields: tuple[FieldLook, ...]


@dataclass(frozen=True, slots=True)
class SourceLook:
    """Where an imported record came from, and the columns that no field takes."""

    facts: tuple[FieldLook, ...]
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LinkLook:
    relation: str
    ref: str
    title: Said
    url: str = ""
    visible: bool = True
    note: str = ""
    hidden: tuple[tuple[str, str], ...] = ()  # what a form that removes it sends; empty: not the record's own link


@dataclass(frozen=True, slots=True)
class AttachmentLook:
    name: str
    size: str
    digest: str
    url: str
    who: Said
    at: datetime
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CommentLook:
    who: Said
    at: datetime
    text: Said


@dataclass(frozen=True, slots=True)
class SignatureLook:
    name: Said
    meaning: str
    at: datetime
    digest: str = ""
    proof: str = ""  # how the signer proved who they are
    elsewhere: str = ""  # an approval given elsewhere: the document and who entered it
    over: str = ""  # why it no longer binds


@dataclass(frozen=True, slots=True)
class DetailLook:
    ref: str
    kind: str
    title: Said
    state: str = ""
    standings: tuple[str, ...] = ()
    edition: int = 0  # the number of the version as people say it; 0 where nothing is approved
    intro: Said = ""
    sections: tuple[SectionLook, ...] = ()
    buttons: tuple[ButtonLook, ...] = ()
    gaps: tuple[GapLook, ...] = ()
    links: tuple[LinkLook, ...] = ()
    attachments: tuple[AttachmentLook, ...] = ()
    comments: tuple[CommentLook, ...] = ()
    signatures: tuple[SignatureLook, ...] = ()
    facts: tuple[FieldLook, ...] = ()  # owner, unit, review due, created, digest
    history_url: str = ""
    compare_url: str = ""
    comment_form: FormLook | None = None
    attach_form: FormLook | None = None
    unlink_url: str = ""  # empty: the reader may not
    detach_url: str = ""
    drift: str = ""
    source: SourceLook | None = None
    not_now: tuple[tuple[str, str], ...] = ()  # acts that are refused today, each with its reason
    cautions: tuple[str, ...] = ()  # what to look at before a version is decided on


@dataclass(frozen=True, slots=True)
class AboutLook:
    """What an act is about: stands above its form; the sections below it."""

    ref: str
    title: Said
    url: str
    kind: str
    state: str
    edition: int
    compare: Crumb | None = None  # a signature: what is signed beside what is in force
    sections: tuple[SectionLook, ...] = ()
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventLook:
    seq: int
    at: datetime
    who: Said
    action: str
    version: int
    reason: Said = ""
    on_behalf_of: Said = ""
    happened_on: date | None = None
    late_days: int = 0
    changes: tuple[DiffRow, ...] = ()
    digest: str = ""
    url: str = ""
    under: tuple[str, ...] = ()
    """The arrangements that let one person do what is otherwise kept apart."""


@dataclass(frozen=True, slots=True)
class HistoryLook:
    ref: str
    title: Said
    url: str
    events: tuple[EventLook, ...] = ()
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class CompareLook:
    ref: str
    title: Said
    url: str
    left: str
    right: str
    rows: tuple[DiffRow, ...] = ()
    choices: tuple[FilterLook, ...] = ()
    same: int = 0  # fields that did not change
