"""How good a check is, measured on texts that people have labelled: precision, recall and AUC with 95 % intervals."""

import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from aims.telemetry.metrics import intervals
from aims.telemetry.metrics.figures import NO_LABELS, ONE_CLASS, Figure, known, unknown

from .check import Check, Finding, Scores


class Report(NamedTuple):
    """A check on labelled texts. A fault is the positive class."""

    n: int
    """Texts with a known score."""
    unknown: int
    faults: int
    """Of the n, those that are labelled as faults."""
    precision: Figure
    recall: Figure
    """Of the faults with a known score."""
    auc: Figure


def share(hits: int, n: int) -> Figure:
    """Of n, with Wilson's interval; unknown where n is 0."""
    return known(hits / n, intervals.wilson(hits, n), n) if n else unknown(NO_LABELS)


def auc(scores: Scores, faults: NDArray[np.bool_]) -> Figure:
    """How often a fault has the higher score than none, ties counting half; DeLong's interval."""
    if faults.all() or not faults.any():
        return unknown(ONE_CLASS, len(faults))
    places = np.unique(scores, return_inverse=True)[1]
    bad, good = (np.bincount(places[chosen], minlength=places.max() + 1).astype(float) for chosen in (faults, ~faults))
    value, low, high = intervals.auc(bad, good)
    return known(value, (low, high), len(faults))


def report(check: Check, scores: Scores, faults: Sequence[bool]) -> Report:
    """How well the scores tell the faults. Unknown scores are counted and left out."""
    told_of = ~np.isnan(scores)
    wrong, told = np.array(faults, bool)[told_of], scores[told_of]
    called = check.is_fault(told)
    hits = int((called & wrong).sum())
    return Report(
        n=int(told_of.sum()),
        unknown=int((~told_of).sum()),
        faults=int(wrong.sum()),
        precision=share(hits, int(called.sum())),
        recall=share(hits, int(wrong.sum())),
        auc=auc(-told if check.better == "higher" else told, wrong),
    )


def in_first_half(text: str) -> bool:
    """Which half of a labelled file a text belongs to, whatever the order of the file: the first tunes, the other
    reports."""
    return zlib.crc32(text.encode()) % 2 == 0


KNOWN_AS = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "IBAN_CODE": "iban",
    "US_SSN": "us_ssn",
    "IP_ADDRESS": "ip_address",
    "STREET_ADDRESS": "address",
    "ADDRESS": "address",
    "PERSON": "person",
    "US_DRIVER_LICENSE": "licence",
    "US_PASSPORT": "passport",
}
"""Names that Presidio gives to what the check `leak` looks for. What else is labelled it does not look for."""


class Label(NamedTuple):
    """A place that a person, or who made the text, marked."""

    start: int
    end: int
    sort: str

    @property
    def is_leak(self) -> bool:
        """A name alone is none, as for the check itself."""
        return self.sort in KNOWN_AS.values() and self.sort != "person"


def labels_of(spans: Sequence[Mapping[str, Any]]) -> list[Label]:
    """Labels as presidio-research writes them."""
    return [
        Label(
            int(one["start_position"]), int(one["end_position"]), KNOWN_AS.get(one["entity_type"], one["entity_type"])
        )
        for one in spans
    ]


class Counts(NamedTuple):
    """Of one sort of label: how many there are, how many were found, how much of what was found is right."""

    recall: Figure
    precision: Figure


def by_sort(found: Sequence[Sequence[Finding]], labels: Sequence[Sequence[Label]]) -> dict[str, Counts]:
    """Per sort and over `all` that the check looks for. A label counts as found where a finding of its sort overlaps
    it."""
    sorts = {label.sort for one in labels for label in one}
    looked_for = sorted(sorts & set(KNOWN_AS.values()))
    hits, total = dict.fromkeys(looked_for, 0), dict.fromkeys(looked_for, 0)
    right, given = dict.fromkeys(looked_for, 0), dict.fromkeys(looked_for, 0)
    for findings, marked in zip(found, labels, strict=True):
        for label in marked:
            if label.sort in total:
                total[label.sort] += 1
                hits[label.sort] += any(_meet(one, label) for one in findings)
        for one in findings:
            if one.sort in given:
                given[one.sort] += 1
                right[one.sort] += any(_meet(one, label) for label in marked)
    each = {sort: Counts(share(hits[sort], total[sort]), share(right[sort], given[sort])) for sort in looked_for}
    overall = Counts(share(sum(hits.values()), sum(total.values())), share(sum(right.values()), sum(given.values())))
    return {**each, "all": overall}


def _meet(found: Finding, label: Label) -> bool:
    return found.sort == label.sort and found.start < label.end and label.start < found.end
