"""Why an answer was not given: each says in a sentence what to do, and nothing of what was decided."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aims_sdk.gating.cases import Ruling
    from aims_sdk.gating.plan import Stop


class NotReleased(Exception):
    """The gate gave no answer: do not act on the decision."""


class Stopped(NotReleased):
    """The system, this version or this route is stopped. `stop` says since when and why, where the program knows it."""

    def __init__(self, system: str, stop: "Stop | None" = None) -> None:
        ref = f" ({stop.ref})" if stop else ""
        super().__init__(f"{system} is stopped{ref}: decide without it until the stop is lifted.")
        self.stop = stop


class Unavailable(NotReleased):
    """Nobody can be asked, and nothing allows to go on without."""

    def __init__(self, system: str, why: str = "the server does not answer") -> None:
        super().__init__(f"The gate of {system} is closed ({why}): decide without it, or try again with the same key.")


class Refused(NotReleased, ValueError):
    """The decision itself can't be reviewed as it is."""

    def __init__(self, why: str) -> None:
        super().__init__(f"The decision can't be reviewed: {why.rstrip('.')}. Correct what is submitted.")


class _Ruled(NotReleased):
    _sentence = ""

    def __init__(self, ruling: "Ruling") -> None:
        super().__init__(self._sentence.format(case=ruling.case, system=ruling.system))
        self.ruling = ruling


class Held(_Ruled):
    """It waits for a person; `ruling` is the handle."""

    _sentence = "The decision waits for a person ({case}): ask `ruling.poll()` later."


class Rejected(_Ruled):
    """A person rejected it, nobody ruled in time, it was withdrawn, or it is not what was approved."""

    _sentence = "The decision was not released ({case}): do not act on it."


class HandedOver(_Ruled):
    """A person decides without the system."""

    _sentence = "A person decides without {system} ({case}): leave it to them."
