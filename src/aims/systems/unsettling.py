"""Something about a system that an assessment of its risks or impacts could not know, since it came later."""

from collections.abc import Callable, Iterable
from typing import NamedTuple
from uuid import UUID

from aims.kernel.models import Record
from aims.kernel.world import World


class Unsettled(NamedTuple):
    """What came, about which system."""

    system: UUID
    seq: int
    """When it came, as the number of its event."""
    what: Record
    is_restricted: bool = False
    """Whoever sees the assessment may not see this."""


type Unsettling = Callable[[World], Iterable[Unsettled]]
