"""What the page of a contest takes."""

from dataclasses import dataclass
from datetime import datetime

from aims.web.looks.parts import GapLook, Said, TableLook
from aims.web.looks.records import DetailLook, FieldLook


@dataclass(frozen=True, slots=True)
class WordsLook:
    """What they wrote on the web page, and when it came."""

    at: datetime
    text: Said


@dataclass(frozen=True, slots=True)
class ContestLook:
    """One contest: what they asked, the clock, what was ruled first, the answer, and what is like it."""

    record: DetailLook
    intro: str
    asked: tuple[FieldLook, ...]
    words: tuple[WordsLook, ...]
    """Empty where nothing came by the web page, or it was erased."""
    clock: tuple[FieldLook, ...]
    decision: tuple[FieldLook, ...]
    answer: tuple[FieldLook, ...]
    letter: str
    letter_lang: str
    similar: tuple[FieldLook, ...]
    like: TableLook | None
    like_said: str
    person: tuple[FieldLook, ...]
    person_said: str
    person_url: str
    next: tuple[GapLook, ...]
