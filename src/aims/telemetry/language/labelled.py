"""A file of texts that people labelled, whatever its columns are called, as what `measure` needs."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .check import Case
from .measure import Label, in_first_half, labels_of

NAMES = {
    "answer": ("answer", "response", "output", "text", "full_text", "chatgpt_response"),
    "prompt": ("prompt", "question", "query", "user_query", "instruction"),
    "context": ("context", "knowledge", "passage", "document"),
    "label": ("label", "fault", "hallucination"),
    "spans": ("spans",),
    "good": ("right_answer",),
    "bad": ("hallucinated_answer",),
}
"""Columns that are taken for what they hold when nobody says otherwise."""
FAULTS = frozenset({"yes", "true", "1", "1.0", "fault", "fail"})

Row = Mapping[str, Any]


class Unreadable(Exception):
    """`code` and what belongs into its sentence."""

    def __init__(self, code: str, **about: str) -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass
class Labelled:
    cases: list[Case] = field(default_factory=list)
    faults: list[bool] = field(default_factory=list)
    labels: list[list[Label]] = field(default_factory=list)
    """Places, where the file marks places."""

    def add(self, case: Case, fault: bool, labels: list[Label] | None = None) -> None:
        self.cases.append(case)
        self.faults.append(fault)
        if labels is not None:
            self.labels.append(labels)


def rows_of(path: Path) -> list[Row]:
    """JSON (a list, or one object a line), CSV or Parquet. Unreadable when it is none of these, or has no row."""
    try:
        if path.suffix == ".parquet":
            import pyarrow.parquet

            found: list[Row] = pyarrow.parquet.read_table(path).to_pylist()
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                found = list(csv.DictReader(file))
        else:
            text = path.read_text("utf-8-sig")
            found = json.loads(text) if text[:1] == "[" else [json.loads(line) for line in text.splitlines() if line]
    except (OSError, ValueError, csv.Error) as wrong:
        raise Unreadable("file_unreadable", why=" ".join(str(wrong).split())) from wrong
    if not found or not all(isinstance(row, dict) for row in found):
        raise Unreadable("file_has_no_rows")
    return found


def columns_of(row: Row, named: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: as named, else by its usual names. Unreadable when one that is named is not there."""
    for name in named.values():
        if name not in row:
            raise Unreadable("no_such_column", name=name, columns=", ".join(row))
    usual = {part: next((name for name in names if name in row), "") for part, names in NAMES.items()}
    return {part: name for part, name in {**usual, **named}.items() if name}


def labelled(rows: Sequence[Row], columns: Mapping[str, str], faulty: frozenset[str], half: str = "") -> Labelled:
    """Cases with their labels. `half` is `first` or `second`, split by the prompt, else by the answer.

    Unreadable when nothing in the file says what is a fault.
    """
    both = "good" in columns and "bad" in columns
    if not both and not ("answer" in columns and ({"label", "spans"} & set(columns))):
        raise Unreadable("no_labels", columns=", ".join(rows[0]))
    found = Labelled()
    for row in rows:
        cell = {part: str(row[name] or "") for part, name in columns.items() if part not in ("spans",)}
        prompt, context = cell.get("prompt", ""), cell.get("context", "")
        if half and in_first_half(prompt or cell.get("answer", "")) != (half == "first"):
            continue
        if both:
            found.add(Case(cell["good"], prompt, context), False)
            found.add(Case(cell["bad"], prompt, context), True)
        elif "label" in columns:
            found.add(Case(cell["answer"], prompt, context), cell["label"].strip().lower() in faulty)
        else:
            labels = labels_of(row[columns["spans"]])
            found.add(Case(cell["answer"], prompt, context), any(one.is_leak for one in labels), labels)
    return found
