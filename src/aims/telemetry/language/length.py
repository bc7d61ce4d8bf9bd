"""The check `length`: how many characters an answer has. A figure and not a fault."""

from collections.abc import Sequence

import numpy as np

from .check import UNKNOWN, Case, Check, Said, Scores


def _run(cases: Sequence[Case]) -> Scores:
    return np.array([len(case.answer) or UNKNOWN for case in cases], np.float64)


LENGTH = Check(
    name="length",
    version="1",
    label=Said("Length of the answer", "回答长度"),
    sees=Said("Characters of the answer, in any language.", "回答的字符数，任何语言。"),
    blind=Said(
        "Whether the length suits the question. Compare Chinese with Chinese only.",
        "长度是否合适。中文只应与中文比较。",
    ),
    run=_run,
    find=lambda _: [],
    better="neither",
    threshold=float("inf"),
    unit="characters",
)
