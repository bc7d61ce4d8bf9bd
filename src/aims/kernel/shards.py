"""A map of records by id that shares with its copies all but what they change: copying does not grow with its size."""

from collections.abc import Iterable, Iterator
from itertools import chain
from uuid import UUID

_COUNT = 256


class Shards[V]:
    """256 dictionaries by the last byte of the id, which is random; a copy makes its own of those it writes to."""

    __slots__ = ("_own", "_parts")

    def __init__(self, parts: Iterable[dict[UUID, V]] | None = None) -> None:
        self._parts = list(parts) if parts else [{} for _ in range(_COUNT)]
        self._own = set() if parts else set(range(_COUNT))

    def copy(self) -> "Shards[V]":
        """Another that starts as this one. This one is not written to afterwards."""
        return Shards(self._parts)

    def _part(self, pk: UUID) -> dict[UUID, V]:
        return self._parts[pk.int % _COUNT]

    def _owned(self, pk: UUID) -> dict[UUID, V]:
        number = pk.int % _COUNT
        if number not in self._own:
            self._own.add(number)
            self._parts[number] = self._parts[number].copy()
        return self._parts[number]

    def get(self, pk: UUID) -> V | None:
        return self._part(pk).get(pk)

    def __contains__(self, pk: UUID) -> bool:
        return pk in self._part(pk)

    def __setitem__(self, pk: UUID, value: V) -> None:
        self._owned(pk)[pk] = value

    def discard(self, pk: UUID) -> None:
        """Without `pk`, whether it was there or not."""
        if pk in self:
            del self._owned(pk)[pk]

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def pairs(self) -> Iterator[tuple[UUID, V]]:
        return chain.from_iterable(part.items() for part in self._parts)

    def values(self) -> list[V]:
        """All, in the order of their ids, which is that of their making."""
        return [value for _pk, value in sorted(self.pairs(), key=lambda pair: pair[0].int)]
