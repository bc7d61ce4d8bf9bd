"""The score of an algorithmic impact assessment, by the rules of Canada's tool.

Source: canada-ca/aia-eia-js, `src/store.ts` at commit b900dc7 (`calculateFinalScore`, `getScoreType`,
`getMaxScoreForQuestion`, `getValue`); the tool serves the Directive on Automated Decision-Making, Appendix B.

* A choice weighs what stands behind the last hyphen of its value: `item3-2` weighs 2, `item3` nothing.
* A question that offers choices is scored by the end of its own name, else of the panel or page it stands in: `-RS`
  for raw impact, `-MS` for mitigation; with any other it is not scored.
* The maximum is over all scored questions, asked or not: of one choice the heaviest, of several the sum.
* Mitigation counts where it reaches 80 % of half its maximum, since each of its questions stands in the file twice, for
  the design and for the implementation, and only one of the two is asked. It then takes 15 % off raw impact, rounded
  to a whole number, halves upwards.
* The level is 1 up to a quarter of the maximum of raw impact, 2 up to a half, 3 up to three quarters, else 4.
* Answers to questions that are hidden do not count: the tool drops them when the questionnaire is completed.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .answering import Answers, counted
from .survey import Area, Question, Survey, Value

MITIGATED_FROM = 0.8
DEDUCTION = 0.15
THRESHOLDS = (0.25, 0.5, 0.75)
_NUMBER = re.compile(r"[+-]?(\d{1,9}\.?\d{0,6}|\.\d{1,6})")


def weight_of(value: Value) -> float:
    """What the value of a choice weighs: the number behind its last hyphen, or itself where it is a number."""
    if not isinstance(value, str):
        return value
    _head, hyphen, tail = value.rpartition("-")
    number = _NUMBER.fullmatch(tail.strip()) if hyphen else None
    return _plain(float(number[0])) if number else 0


def area_of(*names: str) -> Area:
    """What a question is scored for, by the first of `names` (its own, then what it stands in) that says so."""
    for name in names:
        for ending, area in (("-RS", "risk"), ("-MS", "mitigation"), ("-NS", "")):
            if name.endswith(ending):
                return area  # type: ignore[return-value]
    return ""


@dataclass(frozen=True, slots=True)
class PageScore:
    """What the answers on one page weigh for one area, of how much."""

    page: int
    """Counted from 1."""
    area: Area
    reached: float
    most: float


@dataclass(frozen=True, slots=True)
class Score:
    raw_risk: float
    mitigation: float
    total: float
    level: int
    """1 to 4."""
    most_risk: float
    """The maximum of raw impact; of mitigation, half of what is in the file."""
    most_mitigation: float
    is_reduced: bool
    """Whether mitigation took its 15 % off."""
    pages: tuple[PageScore, ...]

    @property
    def said(self) -> dict[str, float]:
        """What the command line prints."""
        return {
            "raw_risk": self.raw_risk,
            "mitigation": self.mitigation,
            "total": self.total,
            "level": self.level,
        }


def score(survey: Survey, answers: Answers) -> Score:
    """The score of `answers`, which are valid (see `faults`), by the rules in the head of this module."""
    said = counted(survey, answers)
    pages = tuple(_page_scores(survey, said))
    raw, most_risk = _sum(pages, "risk")
    mitigation, most_mitigation = _sum(pages, "mitigation")
    most_mitigation /= 2
    is_reduced = mitigation >= MITIGATED_FROM * most_mitigation
    total = math.floor((1 - DEDUCTION) * raw + 0.5) if is_reduced else raw
    level = 1 + sum(total > most_risk * threshold for threshold in THRESHOLDS)
    return Score(raw, mitigation, total, level, most_risk, _plain(most_mitigation), is_reduced, pages)


def _page_scores(survey: Survey, said: Answers) -> Iterable[PageScore]:
    for at, page in enumerate(survey.pages, 1):
        for area in ("risk", "mitigation"):
            scored = [q for q in page.questions if q.area == area]
            if scored:
                reached = sum(_reached(q, said.get(q.name)) for q in scored)
                yield PageScore(at, area, _plain(reached), _plain(sum(q.most for q in scored)))


def _reached(question: Question, value: Any) -> float:
    ticked = value if isinstance(value, list) else [value]
    return sum(choice.weight for choice in question.choices if choice.value in ticked)


def _sum(pages: Iterable[PageScore], area: Area) -> tuple[float, float]:
    of = [one for one in pages if one.area == area]
    return _plain(sum(one.reached for one in of)), _plain(sum(one.most for one in of))


def _plain(number: float) -> float:
    """A whole number without a point."""
    return int(number) if float(number).is_integer() else number
