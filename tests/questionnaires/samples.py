"""A small questionnaire of our own, Canada's where it lies on this machine, and random answers to either."""

import os
import random
from pathlib import Path
from typing import Any

from aims.questionnaires.engine import Survey

LENDING = Path(__file__).with_name("lending.json")
CANADA = Path(os.environ.get("AIMS_TEST_DATA", "../shared/data")) / "canada-aia/src/survey-enfr.json"
FILES = [LENDING, *([CANADA] if CANADA.exists() else [])]


def random_answers(survey: Survey, seed: int) -> dict[str, Any]:
    """Valid answers to some of the questions, hidden ones among them; how many, and how heavy, differs by the seed."""
    rng = random.Random(seed)
    often, heavy, found = rng.random() ** 0.5, rng.random(), dict[str, Any]()
    for question in survey.questions.values():
        if rng.random() > often:
            continue
        if question.sort in ("text", "comment"):
            found[question.name] = rng.choice(["x", ""])
        elif question.sort == "checkbox":
            found[question.name] = [c.value for c in question.choices if rng.random() < heavy]
        else:
            most = max(question.choices, key=lambda choice: choice.weight)
            found[question.name] = (most if rng.random() < heavy else rng.choice(question.choices)).value
    return found
