"""`aims questionnaire score` says whether everything was answered."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.questionnaires.samples import LENDING


def test_a_score_says_whether_it_is_complete(run: Callable[..., Any], home: Any, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    for said, complete in (({}, False), ({"phase": "item1", "refuses": "item1-4", "tested": "item2-0"}, True)):
        answers.write_text(json.dumps(said))
        told = json.loads(run("questionnaire", "score", LENDING, answers, "--json").stdout)
        assert told["complete"] is complete
        assert {"raw_risk", "mitigation", "total", "level"} < told.keys()
    answers.write_text("{}")
    assert "not known yet" in run("questionnaire", "score", LENDING, answers).stdout
