"""`aims metrics language` measures checks on a labelled file, and says what it cannot read."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROWS = [
    {"said": "Mail jane.doe@bank.sg.", "asked": "Whom?", "verdict": "bad"},
    {"said": "The rate is fixed for a year.", "asked": "How long?", "verdict": "ok"},
    {"said": "Call +44 20 7946 0958 now.", "asked": "Whom?", "verdict": "bad"},
    {"said": "You may appeal in writing.", "asked": "How?", "verdict": "ok"},
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.csv"
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    return path


NAMED = ("--answer", "said", "--prompt", "asked", "--label", "verdict", "--fault", "bad")


def test_a_labelled_file_is_measured(run: Callable[..., Any], file: Path) -> None:
    told = json.loads(run("metrics", "language", file, "--check", "leak", *NAMED, "--json").stdout)
    assert told["rows"] == 4
    leak = told["checks"]["leak"]
    assert (leak["n"], leak["faults"], leak["unknown"]) == (4, 2, 0)
    assert leak["precision"]["value"] == leak["recall"]["value"] == leak["auc"]["value"] == 1
    assert leak["recall"]["low"] < 0.4, "two of two"
    assert leak["version"]
    assert leak["blind"]


def test_without_a_context_groundedness_is_unknown_and_fabrication_stands_beside(
    run: Callable[..., Any], file: Path
) -> None:
    told = json.loads(run("metrics", "language", file, *NAMED, "--json").stdout)
    assert told["checks"].keys() == {"groundedness", "fabrication"}
    assert told["checks"]["groundedness"]["unknown"] == 4
    assert told["checks"]["groundedness"]["auc"]["value"] is None
    assert "no context" in run("metrics", "language", file, *NAMED).stdout


def test_places_are_counted_by_sort(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "spans.json"
    text = "Card 4111 1111 1111 1111 of Jane."
    spans = [
        {"entity_type": "CREDIT_CARD", "start_position": 5, "end_position": 24},
        {"entity_type": "PERSON", "start_position": 28, "end_position": 32},
        {"entity_type": "ORGANIZATION", "start_position": 0, "end_position": 4},
    ]
    path.write_text(
        json.dumps([{"full_text": text, "spans": spans}, {"full_text": "Nothing of it here.", "spans": []}])
    )
    sorts = json.loads(run("metrics", "language", path, "--json").stdout)["checks"]["leak"]["sorts"]
    assert sorts["card"]["recall"]["value"] == 1
    assert sorts["person"]["recall"]["value"] == 0
    assert sorts["all"]["recall"]["n"] == 2, "what the check does not look for is not counted"


def test_pairs_of_good_and_bad_answers_need_no_label(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    given = {"knowledge": "The fee is 20 francs a year.", "question": "What is the fee?"}
    rows = [
        {**given, "right_answer": "The fee is 20 francs.", "hallucinated_answer": f"The fee is {fee} euros."}
        for fee in (31, 45)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    told = json.loads(run("metrics", "language", path, "--json").stdout)["checks"]["groundedness"]
    assert (told["n"], told["faults"], told["auc"]["value"]) == (4, 2, 1)


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("answer\nhello\n", (), "Nothing says which texts are faults"),
        ("answer,label\n", (), "no rows"),
        ("answer,label\nhello,yes\n", ("--prompt", "asked"), "There is no column asked"),
        ("answer,label\nhello,yes\n", ("--check", "truth"), "There is no check truth"),
        ("answer,label\nhello,yes\n", ("--half", "third"), "first or second"),
        ("answer,label\nhello,yes\n", ("--model", "/nowhere"), "missing"),
    ],
)
def test_what_cannot_be_measured_is_said(
    run: Callable[..., Any], tmp_path: Path, text: str, options: tuple[str, ...], sentence: str
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(text)
    refused = run("metrics", "language", path, *options)
    assert refused.exit_code != 0
    assert sentence in refused.output


def test_a_file_that_is_no_json_is_refused(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_text("{not json")
    assert "cannot be read" in run("metrics", "language", path).output
