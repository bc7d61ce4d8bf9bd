"""What a check of a text is: a function from texts to scores, with what it sees, what it does not, and what it
costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .languages import is_covered

Scores = NDArray[np.float64]
Part = Literal["answer", "prompt", "context"]
Texts = Sequence[str | None]

UNKNOWN = float("nan")


class Finding(NamedTuple):
    """A place in a text, by character: `text[start:end]`."""

    start: int
    end: int
    sort: str
    """What was found there, such as `iban` or `number_not_in_context`."""
    score: float
    """How sure the check is that this is what it looks for, in (0, 1]."""


class Case(NamedTuple):
    """One answer with what it was given. A text that is not there is empty."""

    answer: str
    prompt: str = ""
    context: str = ""


class Said(NamedTuple):
    """The same in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Check:
    """A check of one sort of fault. Scores are float64, one a text; NaN means unknown and never that nothing was
    found."""

    name: str
    """The column of its scores is `s.NAME`."""
    version: str
    """Changes whenever a score may change: of the rules, the model, or whoever judges."""
    label: Said
    sees: Said
    blind: Said
    """What it cannot see."""
    run: Callable[[Sequence[Case]], Scores]
    find: Callable[[Case], list[Finding]]
    """For a person who looks at one answer; what is found in the text that the check reads first."""
    reads: tuple[Part, ...] = ("answer",)
    better: Literal["higher", "lower", "neither"] = "lower"
    threshold: float = 0.5
    """A fault is a score at or above it; where higher is better, below it."""
    unit: Literal["share", "characters"] = "share"
    """`share` lies in [0, 1]."""
    is_costly: bool = False
    """Asks a model, so more than a millisecond a text: run on a random share of the answers."""

    def score(self, answers: Texts, *, prompts: Texts | None = None, contexts: Texts | None = None) -> Scores:
        """The score of each answer, in its order. ValueError when the lists differ in length."""
        return self.run(cases_of(answers, prompts, contexts))

    def findings(self, text: str, *, prompt: str = "", context: str = "") -> list[Finding]:
        """Where in `text` and what, by place. For a check that reads prompts, `text` is the prompt or the context."""
        if "answer" in self.reads:
            return sorted(self.find(Case(text, prompt, context)))
        return sorted(self.find(Case("", text)))

    def is_fault(self, scores: Scores) -> NDArray[np.bool_]:
        """Which scores the threshold calls a fault; an unknown one is none."""
        return scores < self.threshold if self.better == "higher" else scores >= self.threshold


def cases_of(answers: Texts, prompts: Texts | None, contexts: Texts | None) -> list[Case]:
    """The lists row by row; a list that is not there, or a null in one, is an empty text."""
    nothing: Texts = [""] * len(answers)
    return [
        Case(answer or "", prompt or "", context or "")
        for answer, prompt, context in zip(answers, prompts or nothing, contexts or nothing, strict=True)
    ]


Finder = Callable[[str], list[Finding]]


def by_findings(find: Callable[[Case], list[Finding]], reads: tuple[Part, ...]) -> Callable[[Sequence[Case]], Scores]:
    """A scorer from a finder: the surest finding; 0 where nothing was found in a language that the rules cover.

    Elsewhere nothing found is unknown: rules written for English and Chinese say nothing of a German text. Nor is
    anything known where there is no text.
    """

    def score(case: Case) -> float:
        found = find(case)
        if found:
            return max(finding.score for finding in found)
        texts = [text for text in (getattr(case, part) for part in reads) if text.strip()]
        return 0.0 if texts and all(is_covered(text) for text in texts) else UNKNOWN

    def run(cases: Sequence[Case]) -> Scores:
        return np.array([score(case) for case in cases], np.float64)

    return run


def outside(find: Finder, answer: str, prompt: str) -> list[Finding]:
    """What is found in the answer and was not found in the prompt, word for word."""
    found = find(answer)
    if not found or not prompt:
        return found
    given = {prompt[one.start : one.end] for one in find(prompt)}
    return [one for one in found if answer[one.start : one.end] not in given]


def without_overlaps(findings: list[Finding]) -> list[Finding]:
    """By place; of two that overlap, the surer, and of two as sure the earlier."""
    kept: list[Finding] = []
    for found in sorted(findings):
        if not kept or found.start >= kept[-1].end:
            kept.append(found)
        elif found.score > kept[-1].score:
            kept[-1] = found
    return kept
