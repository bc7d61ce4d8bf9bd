"""What a metric answers: a figure with its interval, or why there is none."""

from dataclasses import dataclass, replace
from math import isfinite

TOO_FEW, NO_LABELS, OTHER_WORDS, NO_SCORES, NO_GROUPS, NO_BASELINE, NO_VALUES, ONE_CLASS = (
    "too_few",
    "no_labels",
    "other_words",
    "no_scores",
    "no_groups",
    "no_baseline",
    "no_values",
    "one_class",
)


@dataclass(frozen=True)
class Figure:
    """`value` is None where nothing can be said; `why` is the code of the reason then."""

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    """How many cases it rests on."""
    error: float = 0.0
    """At most how far the aggregates are from the figure that every single row would give."""
    why: str = ""
    of: str = ""
    """Of a comparison of groups: which two; of several features: which one."""

    @property
    def is_known(self) -> bool:
        return self.value is not None

    def unless_few(self, minimum: int) -> "Figure":
        """Unknown where it rests on fewer cases than `minimum`: too few is never good."""
        return unknown(TOO_FEW, self.n) if self.is_known and self.n < minimum else self


def unknown(why: str, n: float = 0) -> Figure:
    return Figure(None, n=int(n), why=why)


def known(value: float, between: tuple[float, float] | None, n: float, error: float = 0.0, of: str = "") -> Figure:
    """A figure; an interval that says nothing (an infinite end) is left out."""
    low, high = between or (None, None)
    figure = Figure(float(value), low, high, int(n), float(error), of=of)
    return replace(
        figure,
        low=None if low is None or not isfinite(low) else float(low),
        high=None if high is None or not isfinite(high) else float(high),
    )
