"""What the pages of a dataset and of a supplier take."""

from dataclasses import dataclass
from datetime import date

from aims.web.looks.parts import ButtonLook, Crumb, GapLook, Said
from aims.web.looks.records import DetailLook, FieldLook


@dataclass(frozen=True, slots=True)
class QualityLook:
    """A criterion with its limit and what was measured last. `standing`: met, unmet, or unknown where it never was."""

    ref: str
    url: str
    title: Said
    limit: str
    value: str
    on: date | None
    standing: str


@dataclass(frozen=True, slots=True)
class DatasetLook:
    record: DetailLook
    intro: Said
    rights: tuple[FieldLook, ...]
    origin: tuple[FieldLook, ...]
    people: tuple[FieldLook, ...]
    preparation: tuple[FieldLook, ...]
    quality: tuple[QualityLook, ...]
    systems: tuple[Crumb, ...]
    components: tuple[Crumb, ...]
    missing: tuple[GapLook, ...] = ()
    new_criterion: ButtonLook | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty, and which column of us, them, both, nobody holds it; none where nothing is said."""

    label: str
    cells: tuple[tuple[str, bool], ...]
    answers: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SplitLook:
    ref: str
    url: str
    title: Said
    system: Crumb | None
    state: str
    agreed_on: date | None
    until: date | None
    rows: tuple[DutyRow, ...]


@dataclass(frozen=True, slots=True)
class NoticeLook:
    ref: str
    url: str
    title: Said
    on: date | None
    versions: str
    state: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class SupplierLook:
    record: DetailLook
    intro: Said
    given: tuple[FieldLook, ...]
    examined: tuple[FieldLook, ...]
    contract: tuple[FieldLook, ...]
    clauses: tuple[tuple[str, bool], ...]
    columns: tuple[str, ...]
    splits: tuple[SplitLook, ...]
    notices: tuple[NoticeLook, ...]
    systems: tuple[Crumb, ...]
    under_review: str = ""
    missing: tuple[GapLook, ...] = ()
    new_split: ButtonLook | None = None
    new_notice: ButtonLook | None = None
