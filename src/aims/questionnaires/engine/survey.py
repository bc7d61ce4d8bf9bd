"""What a questionnaire is: pages of questions and notes in order, each asked under its conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from .conditions import Condition

Sort = Literal["text", "comment", "radiogroup", "dropdown", "checkbox"]
SORTS: tuple[str, ...] = get_args(Sort)
Area = Literal["risk", "mitigation", ""]
"""What a question is scored for; nothing where it is not scored."""
Value = str | int | float


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in the languages that the file has it in, the language of the file first."""

    texts: Mapping[str, str]

    def in_(self, language: str) -> tuple[str, str]:
        """The text and the language that it is in: `language` where there is such a text, else that of the file."""
        for known, text in self.texts.items():
            if known[:2] == language[:2] and text:
                return text, known
        known, text = next(iter(self.texts.items()), ("", ""))
        return text, known

    def __bool__(self) -> bool:
        return any(self.texts.values())


@dataclass(frozen=True, slots=True)
class Choice:
    value: Value
    text: Wording
    weight: float


@dataclass(frozen=True, slots=True)
class Note:
    """Text between questions, in HTML that nobody has cleaned yet."""

    html: Wording
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    sort: Sort
    title: Wording
    help: Wording
    """HTML that nobody has cleaned yet."""
    choices: tuple[Choice, ...]
    is_required: bool
    area: Area
    conditions: tuple[Condition, ...]
    """Its own, those of the panels it stands in and that of its page: asked where all of them hold."""

    @property
    def must_be_answered(self) -> bool:
        """What the file requires, and what is scored by one choice: left out, it would better the level by silence.

        Where several may be ticked, none may be what is meant.
        """
        return self.is_required or (bool(self.area) and self.sort in ("radiogroup", "dropdown"))

    @property
    def most(self) -> float:
        """The most that an answer to it can weigh: one choice, or where several may be ticked all of them."""
        weights = [choice.weight for choice in self.choices]
        return sum(weights) if self.sort == "checkbox" else max([0, *weights])


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    title: Wording
    subtitle: Wording
    """That of its first panel; pages of the same title differ by it."""
    parts: tuple[Question | Note, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(part for part in self.parts if isinstance(part, Question))


@dataclass(frozen=True)
class Survey:
    title: Wording
    pages: tuple[Page, ...]
    languages: tuple[str, ...]
    """Those that any text has, the language of the file first."""
    order: tuple[str, ...]
    """The names of the questions, each behind those that its conditions name."""

    @cached_property
    def questions(self) -> dict[str, Question]:
        """By name, in the order of the file."""
        return {question.name: question for page in self.pages for question in page.questions}
