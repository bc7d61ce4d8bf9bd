"""Check → Verdict: whether what is recorded satisfies a requirement, with its evidence and its gaps.

A check is a pure function of a World. What it read and until when its answer holds are noted while it runs, so an
answer is computed again only when something it read has changed or that instant has passed.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    def at_most(self, cap: "Status") -> "Status":
        """Limited by something against it: unmet whatever it was, or partly where it was met. Unknown gains nothing."""
        return cap if cap is Status.UNMET or self is Status.MET else self


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
    not_by: frozenset[UUID] = frozenset()
    """Whose doing it would not close the gap, as the author of what somebody else must judge."""


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
    names: Mapping[str, UUID] = field(default_factory=dict)
    """The figures that name a record beside `about`, and which: shown only to who may see it."""


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
    states: Words
    """What the check holds, in one sentence, shown to people."""

    @property
    def name(self) -> str:
        return self.run.__name__


CHECKS: dict[str, Check] = {}


type Run = Callable[[World], Verdict]


def check(requirement: str, *, states: Words, version: str = "1") -> Callable[[Run], Run]:
    """Register a function as the check of `requirement`; raise its `version` when its meaning changes.

    `states` says in one sentence what it holds; `version` is stored with every posture that is issued.
    """

    def register(run: Run) -> Run:
        if requirement in CHECKS:
            raise RuntimeError(f"{requirement} has a check already: {CHECKS[requirement].name}")
        CHECKS[requirement] = Check(requirement, run, version, states)
        return run

    return register


def shown_by(records: Iterable[Record]) -> tuple[Evidence, ...]:
    """`records` as evidence, each in the version at hand."""
    return tuple(_cited(record) for record in records)


def _cited(record: Record) -> Evidence:
    """The same object for the same version: a register is cited by many checks, and anew after every event."""
    known: Evidence | None = record.__dict__.get("_cited")
    if known is None or known.version != record.version:
        known = record.__dict__["_cited"] = Evidence(record.id, record.kind, record.version)
    return known


def verdict(
    sound: Iterable[Record],
    gaps: Iterable[Gap],
    *,
    old: Iterable[Record] = (),
    looked_at: Iterable[Record] = (),
    depth: Depth = Depth.DESIGNED,
    notes: Iterable[Gap] = (),
    silent: Status = Status.UNMET,
) -> Verdict:
    """What follows from what was found.

    Without gaps: met by what is `sound`, else unknown. With gaps: partly where something is sound; stale where there is
    only what is `old`, older than its interval; unmet where something was `looked_at` and lacks what is asked;
    and where nothing at all is recorded, `silent`: unmet where the standard demands a document, unknown elsewhere.
    """
    good, aged, seen, missing = tuple(sound), tuple(old), tuple(looked_at), tuple(gaps)
    if good:
        status = Status.PARTLY if missing else Status.MET
    elif not missing:
        status = Status.UNKNOWN
    elif aged:
        status = Status.STALE
    else:
        status = Status.UNMET if seen else silent
    reached = depth if good else Depth.DESIGNED if aged else Depth.NONE
    return Verdict(status, reached, shown_by((*good, *aged, *seen)), missing, tuple(notes))


@dataclass
class _Remembered:
    answer: Any
    trace: Trace
    last: int
    since: dt.datetime
    held_at: int
    """The position at which nothing that it read had changed: there it need not be asked again."""


def remembered[T](world: World, key: object, compute: Callable[[World], T]) -> T:
    """`compute(world)`, or the answer given before if nothing that it read has changed and its time is not over."""
    known = world.memory.get(key)
    if isinstance(known, _Remembered):
        holds = known.since <= world.at and (known.trace.until is None or world.at <= known.trace.until)
        if holds and (known.held_at == world.seq or world.last(known.trace.kinds) == known.last):
            known.held_at = world.seq
            replay_trace(known.trace)
            return known.answer  # type: ignore[no-any-return]
    with traced() as trace:
        answer = compute(world)
    world.memory[key] = _Remembered(answer, trace, world.last(trace.kinds), world.at, world.seq)
    return answer


@dataclass(eq=False)
class _Each:
    """While nothing but the records themselves has changed, what was found of each holds; it is kept on the record."""

    trace: Trace
    last: int
    since: dt.datetime


def each_remembered[R: Record, T](world: World, key: str, records: Sequence[R], look: Callable[[R], T]) -> list[T]:
    """`look(record)` for each in order, asked again only of those that changed since the last time.

    `look` may read records of other kinds and the day, and must not read others of the kinds that it looks at: when
    those change, or the day is over, everything is looked at again. A world's records are new objects once changed.
    """
    own, slot = {record.kind for record in records}, f"_each {key}"
    kept = world.memory.get(slot)
    if isinstance(kept, _Each):
        holds = kept.since <= world.at and (kept.trace.until is None or world.at <= kept.trace.until)
        kept = kept if holds and world.last(kept.trace.kinds - own) == kept.last else None
    now = _Each(Trace(), 0, world.at) if kept is None else kept

    def fresh(record: R) -> T:
        answer = look(record)
        record.__dict__[slot] = (now, answer)
        return answer

    with traced() as trace:
        replay_trace(now.trace)
        found = [
            held[1] if (held := record.__dict__.get(slot)) and held[0] is now else fresh(record) for record in records
        ]
    now.trace, now.last = trace, world.last(trace.kinds - own)
    world.memory[slot] = now
    return found


def evaluate(world: World, one: Check) -> Verdict:
    """The verdict of one check in `world`, with what it read and until when it holds."""

    def run(world: World) -> Verdict:
        with traced() as trace:
            found = one.run(world)
        return Verdict(
            found.status, found.depth, found.evidence, found.gaps, found.notes, frozenset(trace.kinds), trace.until
        )

    return remembered(world, ("check", one.requirement), run)
