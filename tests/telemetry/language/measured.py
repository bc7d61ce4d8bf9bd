"""What docs/en/language.md and docs/zh/language.md print, measured: the checks on labelled texts.

AIMS_TEST_DATA=FOLDER python -m tests.telemetry.language.measured     # the rows of the tables, to be copied
"""

from collections.abc import Callable
from pathlib import Path

from aims.telemetry.language import CHECKS, Check
from aims.telemetry.language.labelled import FAULTS, Labelled, columns_of, labelled, rows_of
from aims.telemetry.language.measure import Report, by_sort, report
from aims.telemetry.metrics.figures import Figure
from tests.telemetry.language.samples import ANSWERS, PASSAGES, PERSONAL, UNSEEN_PERSONAL, sentence_model, there

Key = tuple[str, str]
"""The check, and the labelled texts by the name that the page gives them."""


def texts(path: Path, half: str = "", **named: str) -> Labelled:
    rows = rows_of(there(path))
    return labelled(rows, columns_of(rows[0], named), FAULTS, half)


def on(check: Check, found: Labelled) -> Report:
    return report(check, check.run(found.cases), found.faults)


def with_model() -> Report:
    from aims.telemetry.language import groundedness_by

    return on(groundedness_by(sentence_model()), texts(PASSAGES, "second"))


MEASURED: dict[Key, Callable[[], Report]] = {
    ("leak", "sentences"): lambda: on(CHECKS["leak"], texts(PERSONAL)),
    ("leak", "sentences-unseen"): lambda: on(CHECKS["leak"], texts(UNSEEN_PERSONAL)),
    ("fabrication", "answers"): lambda: on(CHECKS["fabrication"], texts(ANSWERS, "second")),
    ("groundedness", "answers"): lambda: on(CHECKS["groundedness"], texts(ANSWERS, "second", context="user_query")),
    ("groundedness", "passages"): lambda: on(CHECKS["groundedness"], texts(PASSAGES, "second")),
    ("length", "passages"): lambda: on(CHECKS["length"], texts(PASSAGES, "second")),
}
SLOW: dict[Key, Callable[[], Report]] = {("groundedness_model", "passages"): with_model}


def sorts() -> dict[str, tuple[Figure, Figure]]:
    """Recall and precision of each sort of personal data."""
    found = texts(PERSONAL)
    return {
        name: (one.recall, one.precision)
        for name, one in by_sort([CHECKS["leak"].find(case) for case in found.cases], found.labels).items()
    }


def shown(key: Key, found: Report) -> str:
    """A row of the first table."""
    figures = " | ".join(map(_shown, (found.precision, found.recall, found.auc)))
    return f"| `{key[0]}` | {key[1]} | {found.n} | {found.faults} | {figures} |"


def _shown(figure: Figure) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f} ({figure.low:.3f}–{figure.high:.3f})"


if __name__ == "__main__":
    for measured_key, measure in {**MEASURED, **SLOW}.items():
        print(shown(measured_key, measure()))
    for sort, (recall, precision) in sorts().items():
        print(f"| `{sort}` | {recall.n} | {_shown(recall)} | {_shown(precision)} |")
