"""Conditions such as `{a} = "x" and ({b} contains "y" or {c} notempty)`: the part of SurveyJS's language that is read.

How a comparison decides follows SurveyJS (`ConditionRunner`, survey-core): words are compared without regard to case
and outer space; `contains` looks for a piece of a text, and in what was ticked for each of the wanted choices.
Whatever else stands in an expression is refused, never passed over: a condition that is read wrongly hides a question.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 10_000
"""Characters of a condition; the longest that is published has less than a tenth of it."""
DEEPEST = 20
"""So many brackets stand in each other; a condition is judged far inside other calls."""
Holds = Callable[[Mapping[str, Any]], bool]


class NotUnderstood(ValueError):
    """What stands at a place of an expression and is not read; `at` counts from 1."""

    def __init__(self, found: str, at: int) -> None:
        super().__init__(f"{found!r} at {at}")
        self.found, self.at = found, at


@dataclass(frozen=True)
class Condition:
    text: str
    names: frozenset[str]
    """The questions whose answers it looks at."""
    holds: Holds
    """Whether it holds for answers by name; a question without an answer is missing there."""


_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(
    r"""\s*(?:\{(?P<name>[^{}]+)\}|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<number>-?\d+(?:\.\d+)?)(?![\w.])
    |(?P<word>[A-Za-z]+)|(?P<sign><>|!=|==|=|\|\||&&|[()\[\],]))""",
    re.VERBOSE,
)
_SAME = {"||": "or", "&&": "and", "==": "=", "<>": "!="}


def is_empty(value: Any) -> bool:
    """Whether nothing was answered: no text, no choice ticked."""
    return value is None or value in ("", [])


def _folded(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(str(_folded(one)) for one in value)
    return value.strip().lower() if isinstance(value, str) else str(value)


def _equals(said: Any, wanted: Any) -> bool:
    return not is_empty(said) and bool(_folded(said) == _folded(wanted))


def _contains(said: Any, wanted: Any) -> bool:
    if is_empty(said):
        return False
    if not isinstance(said, list):
        return str(wanted) in str(said) if not isinstance(wanted, list) else len(wanted) == 1 and wanted[0] in str(said)
    return all(any(_equals(one, part) for one in said) for part in (wanted if isinstance(wanted, list) else [wanted]))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": _equals,
    "!=": lambda said, wanted: not _equals(said, wanted),
    "contains": _contains,
    "notcontains": lambda said, wanted: not is_empty(said) and not _contains(said, wanted),
}
_ALONE: dict[str, Callable[[Any], bool]] = {"empty": is_empty, "notempty": lambda said: not is_empty(said)}


def parse(text: str) -> Condition:
    """The condition that `text`, of at most `LONGEST` characters, states.

    Raises `NotUnderstood` with what is not read and where it stands, `RecursionError` for brackets beyond `DEEPEST`.
    """
    reader = _Reader(text)
    holds = reader.either()
    if reader.kind:
        raise reader.refusal()
    return Condition(text, frozenset(reader.names), holds)


class _Reader:
    """Recursive descent: `either` (or) of `every` (and) of brackets or comparisons."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.names = text, 0, 0, set[str]()
        self.advance()

    def advance(self) -> None:
        """Read the next piece into `kind` and `value`; no kind at the end."""
        self.begin = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
        self.kind, self.value = "", ""
        if self.begin >= len(self.text):
            return
        found = _TOKEN.match(self.text, self.at)
        if found is None or found.lastgroup is None:
            raise self.refusal()
        self.kind, self.at = found.lastgroup, found.end()
        self.value = found[self.kind]
        if self.kind in ("word", "sign"):
            self.value = _SAME.get(self.value, self.value.lower())

    def refusal(self) -> NotUnderstood:
        return NotUnderstood(self.text[self.begin : self.begin + 40].strip(), self.begin + 1)

    def take(self, *wanted: str) -> str:
        """The operator or sign at hand, if it is one of `wanted`."""
        if self.kind not in ("word", "sign") or self.value not in wanted:
            return ""
        taken = self.value
        self.advance()
        return taken

    def either(self) -> Holds:
        parts = [self.every()]
        while self.take("or"):
            parts.append(self.every())
        return parts[0] if len(parts) == 1 else lambda answers: any(part(answers) for part in parts)

    def every(self) -> Holds:
        parts = [self.single()]
        while self.take("and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else lambda answers: all(part(answers) for part in parts)

    def single(self) -> Holds:
        if self.take("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise RecursionError
            inner = self.either()
            self.depth -= 1
            if not self.take(")"):
                raise self.refusal()
            return inner
        if self.kind != "name":
            raise self.refusal()
        name = self.value.strip()
        self.names.add(name)
        self.advance()
        if alone := self.take(*_ALONE):
            return lambda answers: _ALONE[alone](answers.get(name))
        operator = self.take(*_COMPARE)
        if not operator:
            raise self.refusal()
        wanted = self.constant()
        return lambda answers: _COMPARE[operator](answers.get(name), wanted)

    def constant(self) -> Any:
        """One value, or values in brackets; a list holds no list."""
        if self.take("["):
            found = [self.one()]
            while self.take(","):
                found.append(self.one())
            if not self.take("]"):
                raise self.refusal()
            return found
        return self.one()

    def one(self) -> str:
        if self.kind not in ("double", "single", "number"):
            raise self.refusal()
        value = self.value
        self.advance()
        return value
