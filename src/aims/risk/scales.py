"""The arithmetic of a risk: a likelihood, a consequence for each of three, a number, and the band it falls into.

Consequences are judged three times, for the organisation, for individuals and for society (ISO/IEC 42001:2023, 6.1.2;
ISO/IEC 23894:2023, 6.4.3.2), and the worst of them counts: harm to people does not average out against small losses.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

STEPS = 5
"""The steps of each scale. Every matrix is five by five, so that results of years and systems can be compared."""

BANDS = (("low", _("low")), ("medium", _("medium")), ("high", _("high")), ("very_high", _("very high")))
"""From the least to the worst. Words of them are fixed; where one ends and the next begins say the criteria."""


class Rating(NamedTuple):
    """How likely, from 1 to 5, and how bad for each of three, from 1 to 5."""

    likelihood: int
    organisation: int
    people: int
    society: int

    @property
    def consequence(self) -> int:
        return max(self.organisation, self.people, self.society)

    @property
    def number(self) -> int:
        """Likelihood times the worst consequence: 1 to 25."""
        return self.likelihood * self.consequence


def rating(record: Any, stage: str) -> Rating | None:
    """The `inherent`, `current` or `residual` rating of a risk, where all four of it are given."""
    given = [getattr(record, f"{stage}_{part}") for part in Rating._fields]
    return Rating(*given) if all(given) else None


def band(number: int, bands: Sequence[Mapping[str, Any]]) -> str:
    """The band that `number` falls into, the last that begins at it or below; `bands` are the criteria's, in order."""
    return str([row["band"] for row in bands if row["begins"] <= number][-1])


def rank(code: str) -> int:
    """The place of a band from the least, 0, to the worst, 3."""
    return [known for known, _label in BANDS].index(code)
