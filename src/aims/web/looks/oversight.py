"""What the page of an oversight plan takes beside the record."""

from dataclasses import dataclass

from aims.web.looks.parts import ButtonLook
from aims.web.looks.records import FieldLook


@dataclass(frozen=True, slots=True)
class PartLook:
    """The rulings of a part of the day, or upon shorter or longer cases."""

    name: str
    n: int
    confirmed: str
    seconds: str


@dataclass(frozen=True, slots=True)
class RealLook:
    """Whether oversight is real."""

    cases: tuple[FieldLook, ...]
    figures: tuple[FieldLook, ...]
    why_none: str
    """Why nothing is shown of the rulings."""
    parts: tuple[PartLook, ...]
    past: tuple[str, ...]
    """Which limits of the plan are passed, a sentence each."""
    desk_url: str
    seed: ButtonLook | None
