"""Proposals that are not in the standard: stages, what makes a change significant, intervals, usual nonconformities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aims.catalogue._entry import Entry
from aims.catalogue._words import Bilingual

_FILE = Path(__file__).parent / "reference.yaml"


@dataclass(frozen=True, slots=True)
class Stage:
    id: str
    title: Bilingual


@dataclass(frozen=True, slots=True)
class SignificantChange:
    id: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Interval:
    """`interval` is an ISO 8601 duration, such as P12M."""

    id: str
    title: Bilingual
    interval: str


@dataclass(frozen=True, slots=True)
class UsualNonconformity:
    text: Bilingual
    grade: Bilingual
    basis: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    life_cycle_stages: tuple[Stage, ...]
    significant_change: tuple[SignificantChange, ...]
    intervals: tuple[Interval, ...]
    common_nonconformities: tuple[UsualNonconformity, ...]


@cache
def reference() -> Reference:
    entry = Entry.of_file(_FILE)
    found = Reference(
        life_cycle_stages=tuple(Stage(row.text("id"), row.both("title")) for row in entry.entries("life_cycle_stages")),
        significant_change=tuple(
            SignificantChange(row.text("id"), row.both("text")) for row in entry.entries("significant_change")
        ),
        intervals=tuple(
            Interval(row.text("id"), row.both("title"), row.text("interval")) for row in entry.entries("intervals")
        ),
        common_nonconformities=tuple(
            UsualNonconformity(row.both("text"), row.both("grade"), row.text("basis"), row.texts("requirements"))
            for row in entry.entries("common_nonconformities")
        ),
    )
    entry.close()
    return found
