"""The checks on texts that others labelled: better than chance where they claim it, and as the page prints it."""

import re

import pytest

from aims.telemetry.language import CHECKS
from aims.telemetry.language.measure import Report, report
from aims.telemetry.metrics.figures import Figure
from tests.house.reading import ROOT
from tests.telemetry.language.measured import MEASURED, SLOW, Key, sorts, texts
from tests.telemetry.language.samples import ANSWERS

PAGES = [ROOT / "docs" / tongue / "language.md" for tongue in ("en", "zh")]
NEAR = 0.012
"""A figure of the page may differ by so much: a fit on another machine, or a rule that changed for one text."""
FIGURE = re.compile(r"(?:(–)|([\d.]+) \(([\d.]+)–([\d.]+)\))$")


def printed(page: str, *first: str) -> list[str]:
    """The cells of the row that begins with these, from the page."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    (row,) = (row for row in rows if row[: len(first)] == list(first))
    return row[len(first) :]


def agrees(cell: str, figure: Figure) -> bool:
    found = FIGURE.match(cell)
    assert found, cell
    if found[1]:
        return figure.value is None
    told = (figure.value, figure.low, figure.high)
    return all(
        one is not None and abs(float(said) - one) <= NEAR for said, one in zip(found.groups()[1:], told, strict=True)
    )


def assert_printed(key: Key, found: Report) -> None:
    for path in PAGES:
        n, faults, precision, recall, auc = printed(path.read_text("utf-8"), f"`{key[0]}`", key[1])
        assert abs(int(n) - found.n) <= 0.01 * found.n
        assert abs(int(faults) - found.faults) <= max(2, 0.01 * found.faults)
        for cell, figure in ((precision, found.precision), (recall, found.recall), (auc, found.auc)):
            assert agrees(cell, figure), f"{path.name} prints {cell} of {key}, measured {figure}"


@pytest.mark.parametrize("key", MEASURED, ids="-".join)
def test_the_page_prints_what_is_measured(key: Key) -> None:
    assert_printed(key, MEASURED[key]())


@pytest.mark.soak
@pytest.mark.parametrize("key", SLOW, ids="-".join)
def test_the_page_prints_what_is_measured_with_a_model(key: Key) -> None:
    found = SLOW[key]()
    assert_printed(key, found)
    assert (found.auc.low or 0) > 0.5


def test_the_page_prints_each_sort_of_personal_data() -> None:
    for name, figures in sorts().items():
        for path in PAGES:
            n, *cells = printed(path.read_text("utf-8"), f"`{name}`")
            assert int(n) == figures[0].n
            for cell, figure in zip(cells, figures, strict=True):
                assert agrees(cell, figure), f"{path.name} prints {cell} of {name}, measured {figure}"


@pytest.mark.parametrize("key", [("leak", "sentences"), ("leak", "sentences-unseen"), ("fabrication", "answers"),
                                 ("groundedness", "passages")], ids="-".join)  # fmt: skip
def test_a_check_is_better_than_chance(key: Key) -> None:
    found = MEASURED[key]()
    assert (found.auc.low or 0) > 0.5
    assert (found.precision.low or 0) > found.faults / found.n, (
        "and what it calls a fault is one more often than any text"
    )


def test_groundedness_in_the_question_alone_tells_nothing_of_truth() -> None:
    """It would be a claim if it did: the question is no source. The page says so."""
    found = MEASURED[("groundedness", "answers")]()
    assert (found.auc.low or 0) < 0.5 < (found.auc.high or 0)


@pytest.mark.parametrize(("name", "part"), [("injection", "prompts"), ("toxicity", "answers")])
def test_ordinary_texts_raise_hardly_an_alarm(name: str, part: str) -> None:
    """Nobody labelled these, but they are questions and answers of every day: at most one in a thousand."""
    found, check = texts(ANSWERS), CHECKS[name]
    alarms = check.is_fault(check.run(found.cases))
    assert alarms.sum() <= 0.001 * len(alarms)


def test_what_cannot_be_known_is_not_counted() -> None:
    check = CHECKS["leak"]
    scores = check.score(["call +44 20 7946 0958", "The rate is fixed.", "Der Zins ist fest und nicht variabel."])
    found = report(check, scores, [True, False, True])
    assert (found.n, found.unknown, found.faults) == (2, 1, 1)
    assert found.recall.value == 1
    assert found.recall.low is not None
    assert found.recall.low < 0.3, "one of one is not certain"
