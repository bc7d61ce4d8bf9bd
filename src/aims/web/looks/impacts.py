"""What the pages of an impact assessment take: its grid of dimensions, a card for each, and its three readings."""

from dataclasses import dataclass
from datetime import datetime

from aims.web.looks.parts import ButtonLook, Crumb, FormLook, GapLook, Said
from aims.web.looks.records import DetailLook


@dataclass(frozen=True, slots=True)
class DimensionLook:
    """A dimension as it was judged: its level by the criteria, the four scales, and what remains."""

    key: str
    label: str
    level: str
    level_label: str
    figure: int | None
    benefits: Said
    harms: Said
    who: Said
    scales: tuple[tuple[str, str], ...]
    measures: Said
    residual: str
    not_rated_why: Said


@dataclass(frozen=True, slots=True)
class ElementLook:
    place: str
    label: str
    is_filled: bool
    is_beyond: bool
    where: str
    action: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class ReadingLook:
    title: str
    source: str
    standing: str
    is_draft: bool
    elements: tuple[ElementLook, ...]
    not_asked_why: Said = ""
    signed_by: Said = ""
    signed_at: datetime | None = None
    sign: ButtonLook | None = None
    paper_url: str = ""


@dataclass(frozen=True, slots=True)
class ReadingsLook:
    readings: tuple[ReadingLook, ...]
    own_words: str
    """How far the elements may be relied on."""


@dataclass(frozen=True, slots=True)
class AskedLook:
    """Something that the impact asks for: a control, a risk, oversight; why, and the act that takes it up."""

    label: str
    why: str
    action: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class ImpactLook:
    record: DetailLook
    level: str
    level_label: str
    next: ButtonLook | None
    waits_for: str
    dimensions: tuple[DimensionLook, ...]
    write: ButtonLook | None
    readings: tuple[ReadingLook, ...]
    readings_url: str
    risks: tuple[AskedLook, ...]
    taken_up: tuple[Crumb, ...]
    controls: tuple[AskedLook, ...]
    oversight: tuple[AskedLook, ...]
    systems: tuple[Crumb, ...]
    missing: tuple[GapLook, ...]


@dataclass(frozen=True, slots=True)
class CardLook:
    """The card of one dimension: what to ask oneself, and its form, which saves itself."""

    key: str
    label: str
    questions: tuple[str, ...]
    form: FormLook
    level: str = ""
    level_label: str = ""
    saved: str = ""
    """What became of it: kept, or why not."""
    mark: str = ""
    """What stands in it, for telling whether somebody else changed it since it was shown."""
