"""Entries of the register that look alike (4.3, A.4.2): by words and groups of three letters, weighed by rarity.

Two entries are as alike as their titles, and less so their intended uses, point the same way (cosine of the weighed
parts); the same unit or the same supplier adds a little. The measure only points out: a person decides.

On the federal inventory of 2024 (2,133 entries) this finds 739 pairs in 106 groups. Of the likest pairs of 50
groups drawn at random, looked at one by one, 21 were the same system, service or product entered twice, 14 served the
same purpose beside each other, 15 were only related.
"""

import math
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from heapq import nlargest
from typing import NamedTuple
from uuid import UUID

from aims.kernel.checks import remembered
from aims.kernel.kinds import KINDS
from aims.kernel.world import World
from aims.lib.text import words

from .models import AISystem, DuplicateDecision

ALIKE = 0.62
"""From here on two entries of the register are pointed out."""
LIKE_ENOUGH = 0.42
"""From here on an entry is pointed out to whoever makes a new one: a look costs them little, a second entry much."""
_OF_TITLE, _OF_USE, _SAME_UNIT, _SAME_SUPPLIER = 0.6, 0.4, 0.06, 0.06
_AGREE = 0.5
"""From here on a field is named as one that agrees: of two entries that are alike, their titles or their uses do."""
_LOOKED_AT = 40
"""So many entries that share the rarest parts are compared whole."""
Vector = Counter[str]


class Entry(NamedTuple):
    """What is compared of an AI system, or of something that may become one."""

    titles: tuple[Vector, ...]
    """In each language that it has one in."""
    use: Vector
    unit: UUID | None
    supplier: str


class Compared(NamedTuple):
    """How alike two entries are, field by field; their uses count where both have one."""

    title: float
    intended_use: float | None
    unit: bool
    supplier: bool

    @property
    def score(self) -> float:
        use = self.intended_use
        text = self.title if use is None else _OF_TITLE * self.title + _OF_USE * use
        return min(text + _SAME_UNIT * self.unit + _SAME_SUPPLIER * self.supplier, 1.0)

    @property
    def agree(self) -> tuple[str, ...]:
        """The fields that do."""
        return tuple(name for name, likeness in self._asdict().items() if (likeness or 0) >= _AGREE)


class Likeness(NamedTuple):
    system: AISystem
    score: float


class Group(NamedTuple):
    """Entries that look alike, told by the likest two of them."""

    first: AISystem
    second: AISystem
    score: float
    size: int
    agree: tuple[str, ...]
    """The fields by which they do."""


def entry_of(*titles: str, use: str = "", unit: UUID | None = None, supplier: str = "") -> Entry:
    parts = tuple(_title_parts(title) for title in titles if title)
    return Entry(parts, Counter(words(use)), unit, " ".join(words(supplier)))


def _title_parts(title: str) -> Vector:
    """Each word, and its groups of three letters, so that “analyser” and “analysis” still meet."""
    found = Counter(words(title))
    for word in list(found):
        if word.isascii() and len(word) > 3:
            found.update(f"~{word[i : i + 3]}" for i in range(len(word) - 2))
    return found


def _all_of(entry: Entry) -> Vector:
    found = Vector()
    for title in entry.titles:
        found |= title
    return found


class _Lengths(NamedTuple):
    titles: tuple[float, ...]
    use: float


class Index:
    """The register by its parts; brought up to date by what changed, never built anew."""

    def __init__(self) -> None:
        self._entries: dict[UUID, Entry] = {}
        self._versions: dict[UUID, int] = {}
        self._by_part: dict[str, dict[UUID, int]] = {}
        self._uses: Counter[str] = Counter()
        self._weights: dict[str, float] = {}
        self._known_lengths: dict[UUID, _Lengths] = {}
        self._lock = threading.Lock()

    def bring_up_to(self, systems: Iterable[AISystem]) -> None:
        with self._lock:
            found = {system.id: system for system in systems}
            changed = [s for s in found.values() if self._versions.get(s.id) != s.version]
            gone = self._versions.keys() - found.keys()
            if changed or gone:  # how rare each part is has changed with them
                self._weights.clear()
                self._known_lengths.clear()
            for pk in [*gone, *(system.id for system in changed)]:
                self._drop(pk)
            for system in changed:
                self._add(system)

    def _add(self, system: AISystem) -> None:
        unit, supplier = system.unit_id, system.supplier
        entry = entry_of(system.title, system.title_alt, use=system.intended_use, unit=unit, supplier=supplier)
        self._entries[system.id], self._versions[system.id] = entry, system.version
        for part, n in _all_of(entry).items():
            self._by_part.setdefault(part, {})[system.id] = n
        self._uses.update(entry.use.keys())

    def _drop(self, pk: UUID) -> None:
        entry = self._entries.pop(pk, None)
        self._versions.pop(pk, None)
        if entry is not None:
            for part in _all_of(entry):
                del self._by_part[part][pk]
            self._uses.subtract(entry.use.keys())

    def like(self, entry: Entry, limit: int = 5) -> list[tuple[UUID, float]]:
        """The entries most like `entry`, which is not among them yet; the likest first."""
        with self._lock:
            return self._like(entry, None, LIKE_ENOUGH)[:limit]

    def pairs(self) -> list[tuple[UUID, UUID, float]]:
        """Every two entries that are alike, each pair once, the likest first."""
        with self._lock:
            found = [
                (pk, other, score)
                for pk, entry in self._entries.items()
                for other, score in self._like(entry, pk, ALIKE)
                if pk < other
            ]
        return sorted(found, key=lambda pair: -pair[2])

    def _like(self, entry: Entry, but: UUID | None, least: float) -> list[tuple[UUID, float]]:
        n, shared = len(self._entries), dict[UUID, float]()
        for part, times in _all_of(entry).items():
            holders = self._by_part.get(part, {})
            if len(holders) > 50 and len(holders) > n / 5:
                continue  # what a fifth of the register has tells nothing
            weight = times * self._rarity(part) ** 2
            for pk, n_there in holders.items():
                shared[pk] = shared.get(pk, 0.0) + weight * n_there
        if but is not None:
            shared.pop(but, None)
        likest = nlargest(_LOOKED_AT, shared, key=lambda pk: shared[pk])
        lengths = self._lengths(entry)
        scored = ((pk, self._compared(entry, lengths, pk).score) for pk in likest)
        return sorted((one for one in scored if one[1] >= least), key=lambda one: -one[1])

    def compared(self, one: UUID, other: UUID) -> Compared:
        """Two entries of the index, field by field."""
        with self._lock:
            entry = self._entries[one]
            return self._compared(entry, self._lengths(entry), other)

    def _compared(self, entry: Entry, lengths: _Lengths, pk: UUID) -> Compared:
        other = self._entries[pk]
        if pk not in self._known_lengths:
            self._known_lengths[pk] = self._lengths(other)
        theirs = self._known_lengths[pk]
        title = max(
            _cosine(mine, length, its, its_length, self._rarity)
            for mine, length in zip(entry.titles, lengths.titles, strict=True)
            for its, its_length in zip(other.titles, theirs.titles, strict=True)
        )
        use = None
        if entry.use and other.use:
            use = _cosine(entry.use, lengths.use, other.use, theirs.use, self._rarity_of_use)
        same_unit = entry.unit is not None and entry.unit == other.unit
        return Compared(title, use, same_unit, bool(entry.supplier and entry.supplier == other.supplier))

    def _lengths(self, entry: Entry) -> _Lengths:
        titles = tuple(_length(title, self._rarity) for title in entry.titles)
        return _Lengths(titles, _length(entry.use, self._rarity_of_use))

    def _rarity(self, part: str) -> float:
        return self._weigh(part, len(self._by_part.get(part, ())))

    def _rarity_of_use(self, word: str) -> float:
        return self._weigh(f"use {word}", self._uses[word])

    def _weigh(self, key: str, holders: int) -> float:
        if key not in self._weights:
            self._weights[key] = math.log((len(self._entries) + 1) / (holders + 1)) + 1.0
        return self._weights[key]


type _Weigh = Callable[[str], float]


def _cosine(one: Vector, length: float, other: Vector, other_length: float, weigh: _Weigh) -> float:
    if len(one) > len(other):
        one, other = other, one
    dot = sum(times * other[part] * weigh(part) ** 2 for part, times in one.items() if part in other)
    return dot / (length * other_length) if dot else 0.0


def _length(vector: Vector, weigh: _Weigh) -> float:
    return math.sqrt(sum((times * weigh(part)) ** 2 for part, times in vector.items()))


def index_of(world: World) -> Index:
    """The index of the register in `world`, kept on its line of worlds."""
    index: Index = world.memory.setdefault("likeness", Index())
    ended = KINDS.of(AISystem).workflow.ended
    index.bring_up_to(system for system in world.all(AISystem) if system.state not in ended)
    return index


def like(world: World, entry: Entry, limit: int = 5) -> list[Likeness]:
    """The AI systems of the register that look like `entry`, which is not among them yet."""
    found = index_of(world).like(entry, limit)
    return [Likeness(system, score) for pk, score in found if (system := world.get(AISystem, pk))]


def groups(world: World) -> list[Group]:
    """Entries that look alike, of which somebody has not said yet whether they are the same; the likest first."""
    return remembered(world, "groups of like systems", _groups)


def _groups(world: World) -> list[Group]:
    """Pairs that share an entry are one group, so that a name used thirty times is looked at once."""
    decided = {frozenset((d.first_id, d.second_id)) for d in world.in_force(DuplicateDecision)}
    index = index_of(world)
    pairs = [pair for pair in index.pairs() if frozenset(pair[:2]) not in decided]
    together: dict[UUID, set[UUID]] = {}
    for one, other, _score in pairs:
        whole = together.get(one, {one}) | together.get(other, {other})
        together.update(dict.fromkeys(whole, whole))
    found, seen = [], set[UUID]()
    for one, other, score in pairs:
        first, second = world.get(AISystem, one), world.get(AISystem, other)
        if one not in seen and first and second:
            seen |= together[one]
            found.append(Group(first, second, score, len(together[one]), index.compared(one, other).agree))
    return found


def still_double(world: World) -> list[DuplicateDecision]:
    """Decisions that two entries are the same of which both are in the register still."""
    ended = KINDS.of(AISystem).workflow.ended
    return [
        decision
        for decision in world.in_force(DuplicateDecision)
        if decision.conclusion == DuplicateDecision.Conclusion.SAME
        and all(
            (s := world.get(AISystem, pk)) and s.state not in ended for pk in (decision.first_id, decision.second_id)
        )
    ]
