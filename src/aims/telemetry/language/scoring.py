"""The scores of a batch of decisions as columns `s.CHECK`: cheap checks on every answer, costly ones on a random
share."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .check import UNKNOWN, Check, Scores, Texts, cases_of
from .fabrication import FABRICATION
from .groundedness import GROUNDEDNESS
from .injection import INJECTION
from .length import LENGTH
from .personal import LEAK
from .refusal import REFUSAL
from .repeats import REPEATED
from .toxicity import TOXICITY

CHECKS: dict[str, Check] = {
    check.name: check for check in (GROUNDEDNESS, FABRICATION, REFUSAL, LEAK, INJECTION, TOXICITY, LENGTH, REPEATED)
}


class Scored(NamedTuple):
    columns: dict[str, Scores]
    """`s.CHECK` to a score a row; NaN is unknown, also where a costly check did not look."""
    versions: dict[str, str]
    """`s.CHECK` to the version of the check."""
    shares: dict[str, float]
    """`s.CHECK` to the share of the answers that it looked at."""


def scores_of(
    keys: Sequence[str],
    prompts: Texts,
    contexts: Texts,
    answers: Texts,
    *,
    checks: Iterable[Check] = tuple(CHECKS.values()),
    secret: bytes = b"",
    most_costly: int = 1_000,
) -> Scored:
    """The columns for decisions in their order; none where no row has a text. ValueError when the lists differ in
    length.

    A costly check looks at a share of 1, 1/2, 1/4, … so that it looks at about `most_costly` rows at most. Which ones
    says a
    hash of the decision's key under `secret` (at most 64 bytes): the same on every run, a smaller share is part of a
    larger
    one, and whoever sends decisions cannot choose.
    """
    cases = cases_of(answers, prompts, contexts)
    scored = Scored({}, {}, {})
    if len(keys) != len(cases):
        raise ValueError(f"{len(keys)} keys for {len(cases)} answers")
    if not any(case.answer or case.prompt or case.context for case in cases):
        return scored
    written = sum(bool(case.answer) for case in cases)
    for check in checks:
        name, share = f"s.{check.name}", 1.0
        while check.is_costly and written * share > most_costly:
            share /= 2
        if share == 1:
            column = check.run(cases)
        else:
            chosen = np.flatnonzero(in_share(keys, share, secret))
            column = np.full(len(cases), UNKNOWN)
            column[chosen] = check.run([cases[place] for place in chosen])
        scored.columns[name], scored.versions[name], scored.shares[name] = column, check.version, share
    return scored


def in_share(keys: Sequence[str], share: float, secret: bytes) -> NDArray[np.bool_]:
    """Which keys fall into a random share of all, by a keyed hash (BLAKE2b)."""
    most = int(share * 2**64)
    hashes = (hashlib.blake2b(key.encode(), digest_size=8, key=secret).digest() for key in keys)
    return np.fromiter((int.from_bytes(one) < most for one in hashes), np.bool_, len(keys))
