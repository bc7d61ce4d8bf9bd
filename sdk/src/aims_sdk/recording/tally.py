"""What became of what was recorded: counted, and said once in the log."""

import logging
import threading
from typing import NamedTuple

LOG = logging.getLogger("aims_sdk.recording")
MOST_SENTENCES = 50


class Counters(NamedTuple):
    """Events of this process. recorded = sent + refused + dropped + waiting."""

    recorded: int
    sent: int
    """The server has them."""
    refused: int
    """Badly formed, or not taken by the server."""
    dropped: int
    """Lost because neither the server nor the disk could take them."""
    waiting: int
    """In memory or on the disk."""
    spooled: int
    """Written to the disk since the start."""
    adopted: int
    """Sent for programs that ended before they could."""
    withheld: int
    """Fields left out because a pseudonym was asked for and there is no key, and groups that no plan in force names."""


class Tally:
    """Counts from any thread; says each thing once."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # an answer may end while rubbish is collected
        self._counts: dict[str, int] = {}
        self._said: set[str] = set()

    def add(self, what: str, count: int = 1) -> None:
        with self._lock:
            self._counts[what] = self._counts.get(what, 0) + count

    def __getitem__(self, what: str) -> int:
        return self._counts.get(what, 0)

    def say(self, sentence: str, *values: object, level: int = logging.WARNING) -> None:
        """Log a sentence, the first time it is said with these values. It must hold nothing of what was recorded."""
        said = sentence % values
        with self._lock:
            if said in self._said or len(self._said) >= MOST_SENTENCES:
                return
            self._said.add(said)
        LOG.log(level, said)

    def refuse(self, why: str, count: int = 1) -> None:
        self.add("refused", count)
        self.say("A recorded event was refused and will not be sent: %s", why)

    def drop(self, why: str, count: int = 1) -> None:
        self.add("dropped", count)
        self.say("Recorded events are being lost: %s", why, level=logging.ERROR)
