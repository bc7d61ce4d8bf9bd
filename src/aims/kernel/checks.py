"""Check → Verdict: whether what is recorded satisfies a requirement, with its evidence and its gaps.

A check is a pure function of a World. What it read and until when its answer holds are noted while it runs, so an
answer is computed again only when something it read has changed or that instant has passed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from .models import Record
from .workflow import Words
from .world import Trace, World, replay_trace, traced


class Status(StrEnum):
    MET = "met"
    PARTLY = "partly"
    UNMET = "unmet"
    STALE = "stale"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


STATUS_LABELS: dict[Status, Words] = {
    Status.MET: _("met"),
    Status.PARTLY: _("partly met"),
    Status.UNMET: _("unmet"),
    Status.STALE: _("stale"),
    Status.UNKNOWN: _("unknown"),
    Status.NOT_APPLICABLE: _("not applicable"),
}


class Depth(IntEnum):
    """How far the evidence reaches; a step includes those before it."""

    NONE = 0
    DESIGNED = 1
    OPERATING = 2
    EFFECTIVE = 3


DEPTH_LABELS: dict[Depth, Words] = {
    Depth.NONE: _("none"),
    Depth.DESIGNED: _("designed"),
    Depth.OPERATING: _("operating"),
    Depth.EFFECTIVE: _("effective"),
}


@dataclass(frozen=True)
class Do:
    """The act that closes a gap: which form opens, on what, filled with what."""

    kind: str
    action: str
    record: UUID | None = None
    prefill: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gap:
    """What is missing, as a code with its figures; `sentences` renders it in either language."""

    code: str
    do: Do | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    about: UUID | None = None
    """The record that the gap is of: its title is shown only to who may see it."""
    criterion: str = ""
    """The number of the evaluation criteria that the gap was measured by."""


@dataclass(frozen=True)
class Evidence:
    record: UUID
    kind: str
    version: int


@dataclass(frozen=True)
class Verdict:
    status: Status
    depth: Depth = Depth.NONE
    evidence: tuple[Evidence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Gap, ...] = ()
    """Sentences that qualify the verdict without being a gap, as “12 systems, completeness last confirmed on …”."""
    reads: frozenset[str] = frozenset()
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Check:
    requirement: str
    run: Callable[[World], Verdict]
    version: str

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def states(self) -> str:
        """What the check holds, in one sentence."""
        return (self.run.__doc__ or "").strip()


CHECKS: dict[str, Check] = {}


def check(
    requirement: str, *, version: str = "1"
) -> Callable[[Callable[[World], Verdict]], Callable[[World], Verdict]]:
    """Register a function as the check of `requirement`; raise its `version` when its meaning changes."""

    def register(run: Callable[[World], Verdict]) -> Callable[[World], Verdict]:
        if requirement in CHECKS:
            raise RuntimeError(f"{requirement} has a check already: {CHECKS[requirement].name}")
        CHECKS[requirement] = Check(requirement, run, version)
        return run

    return register


def shown_by(records: Iterable[Record]) -> tuple[Evidence, ...]:
    """`records` as evidence, each in the version at hand."""
    return tuple(Evidence(r.id, r.kind, r.version) for r in records)


def verdict(
    evidence: Iterable[Record], gaps: Iterable[Gap], *, depth: Depth = Depth.DESIGNED, notes: Iterable[Gap] = ()
) -> Verdict:
    """Met without gaps, partly with both, unmet with gaps alone, unknown with neither."""
    shown, missing = shown_by(evidence), tuple(gaps)
    with_gaps, without = (Status.PARTLY, Status.MET) if shown else (Status.UNMET, Status.UNKNOWN)
    status = with_gaps if missing else without
    return Verdict(status, depth if shown else Depth.NONE, shown, missing, tuple(notes))


@dataclass
class _Remembered:
    answer: Any
    trace: Trace
    last: int
    since: dt.datetime


def remembered[T](world: World, key: object, compute: Callable[[World], T]) -> T:
    """`compute(world)`, or the answer given before if nothing that it read has changed and its time is not over."""
    known = world.memory.get(key)
    if isinstance(known, _Remembered):
        holds = known.since <= world.at and (known.trace.until is None or world.at <= known.trace.until)
        if holds and world.last(known.trace.kinds) == known.last:
            replay_trace(known.trace)
            return known.answer  # type: ignore[no-any-return]
    with traced() as trace:
        answer = compute(world)
    world.memory[key] = _Remembered(answer, trace, world.last(trace.kinds), world.at)
    return answer


def evaluate(world: World, one: Check) -> Verdict:
    """The verdict of one check in `world`, with what it read and until when it holds."""

    def run(world: World) -> Verdict:
        with traced() as trace:
            found = one.run(world)
        return Verdict(
            found.status, found.depth, found.evidence, found.gaps, found.notes, frozenset(trace.kinds), trace.until
        )

    return remembered(world, ("check", one.requirement), run)
