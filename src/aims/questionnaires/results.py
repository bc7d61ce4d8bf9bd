"""What follows from a response: its questionnaire, its score, and what the level asks for. Computed at every look."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from aims.kernel.world import World
from aims.lib.language import language

from .engine import Score, Survey, score, survey_from
from .models import Questionnaire, QuestionnaireResponse


def survey_of(world: World, response: QuestionnaireResponse) -> Survey | None:
    """The questionnaire that `response` answers; its content never changes once it is approved."""
    asked = world.get(Questionnaire, response.survey_id)
    return survey_from(asked.content) if asked else None


def outcome(world: World, response: QuestionnaireResponse) -> Score | None:
    """The score of `response` as it stands; half answered, it is that of what was answered so far.

    For rooms above: `None` only where the world does not hold the questionnaire.
    """
    survey = survey_of(world, response)
    return score(survey, response.answers) if survey else None


class Asks(NamedTuple):
    """What a level asks for under one heading."""

    topic: str
    text: str


class Level(NamedTuple):
    """How grave the impact is at a level, and what it asks for: our words for a directive's appendix (see the file)."""

    number: int
    means: str
    asks: tuple[Asks, ...]


def level(number: int) -> Level:
    """The level `number` (1 to 4) in the language of the page."""
    here, row = language(), _levels()[number]
    return Level(
        number,
        row["means"][here],
        tuple(Asks(one["topic"][here], one[number][here]) for one in _file()["asks"] if number in one),
    )


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("levels.yaml").read_text("utf-8"))
    return found


def _levels() -> dict[int, Any]:
    levels: dict[int, Any] = _file()["levels"]
    return levels
