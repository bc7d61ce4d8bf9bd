"""The organisation at a position of the log and an instant: what checks, duties, screens and reports read."""

import datetime as dt
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max

from aims.lib import clock

from .denied import Denied
from .images import restore
from .kinds import KINDS
from .models import Event, EventBody, Record, Stamp
from .shards import Shards
from .workflow import EDITS

type Reading = Literal["recorded", "happened"]


@dataclass
class Trace:
    """What a computation looked at: which kinds, and the first future instant at which it would answer otherwise."""

    kinds: set[str] = field(default_factory=set)
    until: dt.datetime | None = None

    def passes(self, instant: dt.datetime) -> None:
        self.until = instant if self.until is None else min(self.until, instant)


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def traced() -> Iterator[Trace]:
    """Note what is read within; an enclosing trace learns of it too."""
    outer, trace = _trace.get(), Trace()
    token = _trace.set(trace)
    try:
        yield trace
    finally:
        _trace.reset(token)
        if outer:
            outer.kinds |= trace.kinds
            if trace.until:
                outer.passes(trace.until)


def replay_trace(trace: Trace) -> None:
    """A remembered answer is used again: whoever is tracing depends on what it read."""
    if outer := _trace.get():
        outer.kinds |= trace.kinds
        if trace.until:
            outer.passes(trace.until)


type Images = dict[str, Shards[Record]]


@dataclass(frozen=True)
class Position:
    """All records as of one event. Immutable: advancing makes another that shares what did not change."""

    seq: int
    leaf: bytes
    at: dt.datetime | None
    latest: Images
    in_force: Images
    authors: Shards[frozenset[UUID]]
    last: dict[str, int]
    """Per kind, the last event that touched it."""
    histories: dict[str, Shards[tuple[Stamp, ...]]] = field(default_factory=dict)
    """Per kind whose history somebody asked for: what happened to each record, the oldest first."""
    listed: dict[tuple[str, bool], list[Record]] = field(default_factory=dict)
    """Per kind, its records in order: in force (True) or latest; made when asked for."""

    def of(self, kind: str, *, in_force: bool) -> list[Record]:
        key = (kind, in_force)
        if key not in self.listed:
            held = (self.in_force if in_force else self.latest).get(kind)
            self.listed[key] = held.values() if held else []
        return self.listed[key]


_ROW = ("seq", "at", "actor_id", "action", "kind", "record_id", "leaf", "body_row__body", "on_behalf_of_id")


def _put(position: Position, row: tuple[Any, ...], *, fresh: set[str]) -> None:
    """Add one event to dictionaries that are this position's own (`fresh` names those copied already)."""
    seq, at, actor, action, kind, record_id, _leaf, body, behalf = row
    if kind in position.histories:
        if kind not in fresh:
            position.histories[kind] = position.histories[kind].copy()
        told = position.histories[kind]
        told[record_id] = (*(told.get(record_id) or ()), Stamp(seq, at, actor, action))
    if kind not in KINDS or body is None:
        return
    if kind not in fresh:
        for images in (position.latest, position.in_force):
            images[kind] = images[kind].copy() if kind in images else Shards()
        fresh.add(kind)
    declared = KINDS[kind]
    record = restore(declared.model, body["after"], Stamp(seq, at, actor, action))
    position.latest[kind][record_id] = record
    position.last[kind] = max(position.last.get(kind, 0), seq)
    _place_in_force(position.in_force[kind], record)
    if action in EDITS:
        _note_authors(position, record_id, actor, behalf)


def _history(kind: str, seq: int) -> Shards[tuple[Stamp, ...]]:
    """What happened to every record of `kind` up to event `seq`: one query, only for kinds that somebody asks about."""
    found: dict[UUID, list[Stamp]] = {}
    rows = Event.objects.filter(kind=kind, seq__lte=seq, record__isnull=False).order_by("seq")
    for pk, seq_then, at, actor, action in rows.values_list("record_id", "seq", "at", "actor_id", "action"):
        found.setdefault(pk, []).append(Stamp(seq_then, at, actor, action))
    history = Shards[tuple[Stamp, ...]]()
    for pk, stamps in found.items():
        history[pk] = tuple(stamps)
    return history


def _note_authors(position: Position, record_id: UUID, *people: UUID | None) -> None:
    known = position.authors.get(record_id) or frozenset()
    if not known.issuperset(new := {person for person in people if person}):
        position.authors[record_id] = known | new


def _place_in_force(in_force: Shards[Record], record: Record) -> None:
    workflow = KINDS[record.kind].workflow
    if not workflow.is_controlled:
        if record.state in workflow.ended:
            in_force.discard(record.id)
        else:
            in_force[record.id] = record
    elif record.in_force_version == record.version:
        in_force[record.id] = record
    elif record.in_force_version is None:
        in_force.discard(record.id)


def _load(seq: int) -> Position:
    """Every record as of event `seq`: the last image of each, and the image last put in force."""
    events = Event.objects.filter(seq__lte=seq, record__isnull=False)
    head = Event.objects.filter(seq=seq).values_list("leaf", "at").first()
    leaf, at = (bytes(head[0]), head[1]) if head else (b"", None)
    position = Position(seq, leaf, at, {}, {}, Shards(), {})
    fresh: set[str] = set()
    moves = {name for kind in KINDS for name in kind.workflow.moves_to_force}
    approved = events.filter(action__in=moves).values("record").annotate(last=Max("seq")).values("last")
    newest = events.values("record").annotate(last=Max("seq")).values("last")
    for chosen in (approved, newest):
        for row in Event.objects.filter(seq__in=chosen).values_list(*_ROW):
            _put(position, row, fresh=fresh)
    for kind, records in position.in_force.items():
        if KINDS[kind].workflow.is_controlled:
            latest = position.latest[kind]
            gone = [pk for pk, r in records.pairs() if (latest.get(pk) or r).in_force_version != r.version]
            for pk in gone:
                records.discard(pk)
    written = events.filter(action__in=EDITS).values_list("record", "actor", "on_behalf_of").distinct()
    for record_id, actor, behalf in written:
        _note_authors(position, record_id, actor, behalf)
    return position


def _advance(position: Position, rows: Iterable[tuple[Any, ...]]) -> Position:
    """`position` after `rows`, which are contiguous events in order."""
    latest, in_force = dict(position.latest), dict(position.in_force)
    known = dict(position.histories)
    step = Position(position.seq, b"", None, latest, in_force, position.authors.copy(), dict(position.last), known)
    fresh: set[str] = set()
    seq, leaf, at = position.seq, position.leaf, position.at
    for row in rows:
        seq, at, leaf = row[0], row[1], bytes(row[6])
        if row[5] is not None:
            _put(step, row, fresh=fresh)
    return Position(seq, leaf, at, latest, in_force, step.authors, step.last, known)


class World:
    """Records come back as instances that cannot be saved; their foreign keys are asked of this world by `get`."""

    def __init__(self, position: Position, at: dt.datetime, memory: dict[Any, Any] | None = None) -> None:
        self._position = position
        self.at = at
        self.memory = memory if memory is not None else {}
        """Answers computed on this line of worlds, for `remembered` computations; see `checks`."""

    @property
    def seq(self) -> int:
        return self._position.seq

    @property
    def today(self) -> dt.date:
        """The day of `at` where the organisation is. A computation that asks for it is valid until midnight."""
        zone = ZoneInfo(settings.TIME_ZONE)
        day = self.at.astimezone(zone).date()
        if trace := _trace.get():
            trace.passes(clock.end_of(day, zone))
        return day

    def passed(self, day: dt.date | None) -> bool:
        """Whether `day` is over. Asking about a future day keeps the answer valid until that day ends."""
        if day is None:
            return False
        end = clock.end_of(day, ZoneInfo(settings.TIME_ZONE))
        if self.at > end:
            return True
        if trace := _trace.get():
            trace.passes(end)
        return False

    def _reads(self, model: type[Record]) -> str:
        name = KINDS.of(model).name
        if trace := _trace.get():
            trace.kinds.add(name)
        return name

    def all[R: Record](self, model: type[R]) -> list[R]:
        """Every record of the kind in order of making, each in its latest version."""
        return cast("list[R]", self._position.of(self._reads(model), in_force=False).copy())

    def in_force[R: Record](self, model: type[R]) -> list[R]:
        """Every record in force, in the version that was put in force, even while a newer draft is being written."""
        return cast("list[R]", self._position.of(self._reads(model), in_force=True).copy())

    def get[R: Record](self, model: type[R], pk: UUID | None) -> R | None:
        held = self._position.latest.get(self._reads(model))
        return cast("R | None", held.get(pk)) if held is not None and pk else None

    def get_in_force[R: Record](self, model: type[R], pk: UUID | None) -> R | None:
        held = self._position.in_force.get(self._reads(model))
        return cast("R | None", held.get(pk)) if held is not None and pk else None

    def find(self, pk: UUID | None) -> Record | None:
        """A record of whatever kind."""
        latest = self._position.latest
        for kind in [k for k in KINDS if pk and k.name in latest and pk in latest[k.name]] or KINDS:
            if found := self.get(kind.model, pk):
                return found
        return None

    def linked(self, record: Record, relation: str) -> list[Record]:
        """The records that `record` leads to by `relation`, each in its latest version."""
        found = (self.find(link.target) for link in record.links if link.relation == relation)
        return [target for target in found if target]

    def authors(self, record: Record) -> frozenset[UUID]:
        """Who ever created or edited `record`, up to this world's position."""
        return self.authors_of([record.id])

    def authors_of(self, records: Iterable[UUID]) -> frozenset[UUID]:
        """Who ever created or edited any of `records`, given by their ids."""
        known = self._position.authors
        return frozenset().union(*(known.get(pk) or () for pk in records))

    def history(self, record: Record) -> tuple[Stamp, ...]:
        """What happened to `record`, by whom and when, the oldest first, up to this world's position."""
        if trace := _trace.get():
            trace.kinds.add(record.kind)
        known = self._position.histories
        if record.kind not in known:
            known[record.kind] = _history(record.kind, self.seq)
        return known[record.kind].get(record.id) or ()

    def reason(self, stamp: Stamp) -> str:
        """What was given as the reason of what happened, unless that was erased since."""
        bodies = EventBody.objects.filter(event__seq=stamp.seq, event__seq__lte=self.seq)
        return "".join(body["reason"] for body in bodies.values_list("body", flat=True))

    def last(self, kinds: Iterable[str]) -> int:
        """The last event that touched any of `kinds`."""
        return max((self._position.last.get(k, 0) for k in kinds), default=0)

    def count(self) -> int:
        return sum(len(records) for records in self._position.latest.values())


_lock = threading.Lock()
_now: Position | None = None
_memory: dict[Any, Any] = {}


def present() -> World:
    """The organisation now. Each process keeps one position and advances it by the events since; one query."""
    global _now, _memory
    with _lock:
        if _now is not None:
            rows = (
                list(Event.objects.filter(seq__gte=_now.seq).order_by("seq").values_list(*_ROW)) if _now.seq else None
            )
            if rows and rows[0][0] == _now.seq and bytes(rows[0][6]) == _now.leaf:
                if len(rows) > 1:
                    _now = _advance(_now, rows[1:])
                return World(_now, max(clock.now(), _now.at or clock.now()), _memory)
        _now, _memory = _load(_last_seq()), {}
        return World(_now, max(clock.now(), _now.at or clock.now()), _memory)


def _last_seq() -> int:
    return Event.objects.aggregate(last=Max("seq"))["last"] or 0


def as_of(day: dt.date, by: Reading = "recorded") -> World:
    """The world at the end of `day` where the organisation is: as recorded by then, or as it happened by then.

    Raises `Denied` for a day before the first event: of what was not there yet nothing can be said, not even “unmet”.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    at = clock.end_of(day, zone)
    if by == "happened":
        position = _happened_by(day)
    else:
        position = _load(Event.objects.filter(at__lte=at).aggregate(last=Max("seq"))["last"] or 0)
    if not position.seq and (first := Event.objects.order_by("seq").first()):
        raise Denied("nothing_yet", day=day, first=first.at.astimezone(zone).date())
    return World(position, at)


def day_by_day(last: dt.date) -> Iterator[World]:
    """The world at the end of every day from the first event to `last`, as `as_of` has each: one pass over the log."""
    zone, step = ZoneInfo(settings.TIME_ZONE), dt.timedelta(days=1)
    rows = Event.objects.filter(at__lte=clock.end_of(last, zone)).order_by("seq").values_list(*_ROW)
    position, memory, day = Position(0, b"", None, {}, {}, Shards(), {}), dict[Any, Any](), dt.date.max
    for next_day, events in groupby(rows.iterator(), lambda row: clock.day_of(row[1], zone)):
        while day < next_day:
            yield World(position, clock.end_of(day, zone), memory)
            day += step
        position, day = _advance(position, events), next_day
    while day <= last:
        yield World(position, clock.end_of(day, zone), memory)
        day += step


def at_seq(seq: int) -> World:
    """The world just after event `seq`."""
    position = _load(seq)
    return World(position, position.at or clock.now())


def _happened_by(day: dt.date) -> Position:
    """All that took place by `day`, whenever it was entered: an image counts from its `happened_on`, else its entry."""
    zone = ZoneInfo(settings.TIME_ZONE)

    def took_place(row: tuple[Any, ...]) -> bool:
        if row[7] is None:
            return False
        happened = row[7]["after"].get("happened_on")
        return (dt.date.fromisoformat(happened) if happened else row[1].astimezone(zone).date()) <= day

    rows = Event.objects.filter(record__isnull=False).order_by("seq").values_list(*_ROW)
    empty = Position(0, b"", None, {}, {}, Shards(), {}, {kind.name: Shards() for kind in KINDS})
    return _advance(empty, filter(took_place, rows.iterator()))
