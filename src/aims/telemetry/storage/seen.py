"""Which batches were stored: runs of counters, a producer at a time, so that each batch is stored once."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from aims.lib import clock
from aims.telemetry.models import SeenBatches

FOREIGN, OWN = "key:", "id:"
"""Before an `Idempotency-Key`, and before the name of a producer that counts its batches."""
REMEMBERED = dt.timedelta(days=30)
"""How long a batch of a client that does not count is known again."""


def is_seen(system: UUID, producer: str, batch: int) -> bool:
    """Whether the batch lies in a segment already."""
    return SeenBatches.objects.filter(system=system, producer=producer, first__lte=batch, last__gte=batch).exists()


def see(system: UUID, producer: str, batches: Iterable[int], at: dt.datetime) -> None:
    """Note batches as stored, within the transaction that stores them; runs that meet become one."""
    for first, last in _runs(sorted(set(batches))):
        meeting = SeenBatches.objects.filter(system=system, producer=producer, first__lte=last + 1, last__gte=first - 1)
        for row in meeting:
            first, last = min(first, row.first), max(last, row.last)
        meeting.delete()
        SeenBatches.objects.create(system=system, producer=producer, first=first, last=last, at=at)


def _runs(batches: list[int]) -> Iterable[tuple[int, int]]:
    start = 0
    for place in range(1, len(batches) + 1):
        if place == len(batches) or batches[place] != batches[place - 1] + 1:
            yield batches[start], batches[place - 1]
            start = place


def forget() -> int:
    """Forget the batches of clients that do not count, after thirty days; how many."""
    old = SeenBatches.objects.filter(producer__startswith=FOREIGN, at__lt=clock.now() - REMEMBERED)
    return old.delete()[0]
