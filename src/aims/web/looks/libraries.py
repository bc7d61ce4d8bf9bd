"""What the pages of a system's risks and of risk libraries take."""

from dataclasses import dataclass

from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Said


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk of a system; `source` is what it is inherited from, where it is, and `source_kind` what that is."""

    ref: str
    title: Said
    url: str
    family: str
    number: int | None
    band: str
    level: str
    state: str
    flags: tuple[str, ...] = ()
    source: Crumb | None = None
    source_kind: str = ""


@dataclass(frozen=True, slots=True)
class SuggestedLook:
    """A family of risks to look at, why, and what a person may do with that."""

    family: str
    whys: tuple[str, ...]
    take_up: ButtonLook | None
    decline: ButtonLook | None
    entries: Crumb | None = None
    """The entries of risk libraries in this family."""
    stands: tuple[Crumb, ...] = ()
    """The open risks of this family that the system has already."""


@dataclass(frozen=True, slots=True)
class DeclinedLook:
    ref: str
    url: str
    family: str
    why: Said


@dataclass(frozen=True, slots=True)
class SystemRisksLook:
    title: str
    of: Said
    own: tuple[RiskLine, ...]
    inherited: tuple[RiskLine, ...]
    suggested: tuple[SuggestedLook, ...]
    declined: tuple[DeclinedLook, ...]
    new: ButtonLook | None


@dataclass(frozen=True, slots=True)
class LibraryGroup:
    """Entries of one library."""

    library: Said
    entries: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class EntryLook:
    """An entry of a library with its neighbours by crosswalks and the risks that came of it."""

    neighbours: tuple[LibraryGroup, ...]
    risks: tuple[Crumb, ...]


@dataclass(frozen=True, slots=True)
class LibraryImportLook:
    """Choosing files, what they would change, or what they have changed."""

    form: FormLook | None = None
    counts: tuple[tuple[str, int], ...] = ()
    libraries: tuple[tuple[str, int], ...] = ()
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    confirm: ButtonLook | None = None
    is_done: bool = False
    list_url: str = ""
