"""The check `repeated`: answers that are nearly the same as one before, by hashes of their shingles.

MinHash in bands (Broder 1997; Leskovec, Rajaraman and Ullman, chapter 3): eight bands of ten hashes, so that two
answers that share 95 % of their shingles meet in a band with 99 %, 90 % with 97 %, 50 % with 1 % and 20 % once in a
million. `Repeats` counts over any number of batches and merges: it keeps the smallest signatures of each band
(Bar-Yossef and others 2002).
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .check import UNKNOWN, Case, Check, Said, Scores

SHINGLE = 8
"""Characters, after case, digits' values and everything that is no letter or digit are gone."""
BANDS, ROWS = 8, 10
SHORTEST = 20
"""Characters: that two answers say `Yes` tells nothing."""
KEPT = 1_024
"""Signatures of a band. The estimate is then within about 6 % of the number of different answers (95 %)."""

Signatures = NDArray[np.uint64]
_NOISE = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_POWERS = np.array([pow(0x100000001B3, place, 2**64) for place in range(SHINGLE)], np.uint64)
_RANDOM = np.random.default_rng(42001)
_FACTORS = _RANDOM.integers(1, 2**63, (BANDS * ROWS, 1), np.uint64) * np.uint64(2) + np.uint64(1)
_SHIFTS = _RANDOM.integers(0, 2**63, (BANDS * ROWS, 1), np.uint64)
_MIX = np.array([pow(0x9E3779B97F4A7C15, place + 1, 2**64) for place in range(ROWS)], np.uint64)


def signature(text: str) -> Signatures | None:
    """One number a band, or None where the text is too short."""
    bare = _DIGITS.sub("0", _NOISE.sub("", text.casefold()))
    if len(bare) < SHORTEST:
        return None
    signs = np.frombuffer(bare.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    shingles = np.lib.stride_tricks.sliding_window_view(signs, SHINGLE) @ _POWERS
    shingles ^= shingles >> np.uint64(29)
    smallest = np.empty(BANDS * ROWS, np.uint64)
    for start in range(0, len(shingles), 4_096):
        hashed = (_FACTORS * shingles[start : start + 4_096] + _SHIFTS).min(axis=1)
        smallest = np.minimum(smallest, hashed) if start else hashed
    bands = (smallest.reshape(BANDS, ROWS) * _MIX).sum(axis=1, dtype=np.uint64)
    bands ^= bands >> np.uint64(31)
    return np.asarray(bands * np.uint64(0xBF58476D1CE4E5B9), np.uint64)


def _run(cases: Sequence[Case]) -> Scores:
    """1 where an earlier answer of the same list is nearly the same, 0 where none is."""
    seen: list[set[int]] = [set() for _ in range(BANDS)]
    scores = np.full(len(cases), UNKNOWN)
    for place, case in enumerate(cases):
        bands = signature(case.answer)
        if bands is not None:
            values = bands.tolist()
            scores[place] = float(any(value in band for value, band in zip(values, seen, strict=True)))
            for value, band in zip(values, seen, strict=True):
                band.add(value)
    return scores


class Share(NamedTuple):
    value: float
    """Answers that repeat another, of all."""
    error: float
    """Of the value, 95 %; 0 while all different answers are still kept."""
    n: int


class Repeats:
    """Counts that merge: `Repeats.of(monday).merge(Repeats.of(tuesday)).share()` is the share of both days together."""

    def __init__(self, n: int = 0, bands: Sequence[Iterable[int]] = ((),) * BANDS) -> None:
        self.n = n
        self.bands = tuple(sorted(set(band))[:KEPT] for band in bands)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Repeats":
        """Of one batch. Texts too short to tell are not counted."""
        found = [bands.tolist() for bands in map(signature, texts) if bands is not None]
        return cls(len(found), tuple(zip(*found, strict=True)) if found else ((),) * BANDS)

    def merge(self, other: "Repeats") -> "Repeats":
        """Both together, in any order and grouping."""
        bands = [[*left, *right] for left, right in zip(self.bands, other.bands, strict=True)]
        return Repeats(self.n + other.n, bands)

    def share(self) -> Share:
        """The largest share that a band shows: near repeats can miss each other in some bands, and never meet by
        chance."""
        if not self.n:
            return Share(UNKNOWN, UNKNOWN, 0)
        different = min(self._different(band) for band in self.bands)
        error = 0.0 if all(len(band) < KEPT for band in self.bands) else 1.96 * different / self.n / (KEPT - 2) ** 0.5
        return Share(max(0.0, 1 - different / self.n), error, self.n)

    def _different(self, band: Sequence[int]) -> float:
        return float(len(band)) if len(band) < KEPT else min((KEPT - 1) / (band[-1] / 2**64), float(self.n))


REPEATED = Check(
    name="repeated",
    version="1",
    label=Said("Repeated answers", "重复回答"),
    sees=Said(
        "Answers nearly the same as an earlier one of the same batch, whatever their digits, case and punctuation; "
        "any language.",
        "与同一批中较早的回答几乎相同的回答，忽略数字、大小写和标点；任何语言。",
    ),
    blind=Said(
        "The same said in other words, answers of less than 20 letters, and whether the repetition was right: the "
        "same question may deserve the same answer.",
        "换了说法的相同内容，少于 20 个字母或汉字的回答，以及重复是否合理：同样的问题可以有同样的回答。",
    ),
    run=_run,
    find=lambda _: [],
)
