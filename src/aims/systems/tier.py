"""The tier of an AI system, out of seven plain questions (6.1.2, 6.1.4). Questions and rule are our proposal."""

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.workflow import Words
from aims.lib.language import language

HIGH, MEDIUM, LOW = "high", "medium", "low"
LADDER = (LOW, MEDIUM, HIGH)
_FILE = Path(__file__).with_name("tier.yaml")
_REST = ("decides", "weighs", "personal", "vulnerable", "many")


class Question(NamedTuple):
    key: str
    en: str
    zh: str

    @property
    def words(self) -> str:
        return self.zh if language() == "zh" else self.en


@cache
def questions() -> tuple[Question, ...]:
    return tuple(Question(**row) for row in yaml.safe_load(_FILE.read_text("utf-8"))["questions"])


def _asked(key: str) -> str:
    return next(question.words for question in questions() if question.key == key)


_lazily = lazy(_asked, str)
ANSWERS = [(question.key, _lazily(question.key)) for question in questions()]
"""The questions as codes: the answers of a system are those that were answered with yes."""


class Reading(NamedTuple):
    """The tier that answers give, the answers that make it, and the rule in a sentence."""

    tier: str
    because: tuple[str, ...]
    rule: Words


def read(yes: Collection[str]) -> Reading:
    """What the answers `yes` give; every other question was answered with no."""
    if {"decides", "weighs"} <= set(yes):
        return Reading(HIGH, ("decides", "weighs"), _("It decides about people, and a mistake would cost them."))
    if alone := tuple(key for key in ("acts_alone", "public") if key in yes):
        return Reading(MEDIUM, alone, _("It acts without a person in between, or people outside meet it."))
    rest = tuple(key for key in _REST if key in yes)
    if len(rest) >= 2:
        return Reading(MEDIUM, rest, _("At least two of the other questions were answered with yes."))
    return Reading(
        LOW, rest, _("At most one question was answered with yes, and none of those that weigh by themselves.")
    )


def is_lower(one: str, other: str) -> bool:
    """Whether tier `one` stands below tier `other`; no tier stands below every tier."""
    return bool(other) and (not one or LADDER.index(one) < LADDER.index(other))
