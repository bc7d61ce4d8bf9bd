"""Does the database say what was signed? Finds a deleted event, a changed event, a row edited behind the back."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .events import events, head
from .files import files
from .guards import guards
from .problems import Problem, told
from .rows import counters, rows
from .seen import Seen
from .signatures import checkpoints, key, nodes, remembered, unsigned

_PARTS = (
    (_("The guard on the log"), guards),
    (_("The events"), events),
    (_("The log's counter"), head),
    (_("The ledger's key"), key),
    (_("The checkpoints"), checkpoints),
    (_("The last checkpoint remembered beside the key"), remembered),
    (_("The tree"), nodes),
    (_("The events"), unsigned),
    (_("The counters"), counters),
    (_("The records"), rows),
    (_("The attachments"), files),
)


def fsck() -> Iterator[Problem]:
    """Everything that is not as it was signed, as it is found. Reads the whole log once; changes nothing.

    What cannot be read is itself named, and the other parts are still looked at.
    """
    seen = Seen()
    for what, look in _PARTS:
        try:
            yield from look(seen)
        except Exception as why:
            yield Problem("part_unreadable", {"what": what, "why": told(why)})
