"""Walking a tree by answers: which questions they lead through, and what they point to. Derived at every look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aims.lib.text import is_bare

from .trees import UNSURE, Outcome, Question, Tree


@dataclass(frozen=True, slots=True)
class Step:
    """A question on the path with what was answered; `taken` is the answer that was followed, by “not sure” too."""

    question: Question
    answer: str
    reason: str
    taken: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The answered questions in order, and the one that waits; without such the path is complete."""

    steps: tuple[Step, ...]
    waits: Question | None

    @property
    def points_to(self) -> tuple[Outcome, ...]:
        """Each outcome once, in the order of the path; one that yields only where no other class was pointed to."""
        found = dict.fromkeys(outcome for step in self.steps for outcome in step.outcomes)
        is_classed = any(outcome.is_class and not outcome.yields for outcome in found)
        return tuple(outcome for outcome in found if not (outcome.yields and is_classed))

    @property
    def unsure(self) -> tuple[Question, ...]:
        return tuple(step.question for step in self.steps if step.answer == UNSURE)

    @property
    def unreasoned(self) -> tuple[Question, ...]:
        return tuple(step.question for step in self.steps if is_bare(step.reason))


def walk(tree: Tree, answers: Iterable[Mapping[str, Any]]) -> Path:
    """The path that `answers` (rows of question, answer, reason) take through `tree`; others are ignored."""
    given = {row["question"]: row for row in answers}
    steps, waits = list[Step](), tree.start
    while waits and (row := given.get(waits)):
        question = tree.questions[waits]
        taken = question.stricter if row["answer"] == UNSURE else row["answer"]
        branch = question.branches[taken]
        outcomes = tuple(tree.outcomes[one] for one in branch.outcomes)
        steps.append(Step(question, row["answer"], row.get("reason") or "", taken, outcomes))
        waits = branch.next
    return Path(tuple(steps), tree.questions[waits] if waits else None)
