"""Two versions of a long text, sentence by sentence, so that only what differs is marked."""

import re
from difflib import SequenceMatcher

from aims.web.looks.parts import Said, Text

_ENDS = re.compile(r"(?<=[。！？；\n])|(?<=[.!?;])(?=\s)")
"""Where a sentence or a paragraph ends, in either language."""

type Parts = tuple[tuple[Said, bool], ...]


def sentences(text: str) -> list[str]:
    return [part for part in _ENDS.split(text) if part]


def beside(before: Said, after: Said) -> tuple[Parts, Parts]:
    """Each text in runs of sentences with whether they differ; nothing where either is one sentence or none."""
    old, new = sentences(str(before)), sentences(str(after))
    if not old or not new or len(old) + len(new) < 3:
        return (), ()
    left: list[tuple[Said, bool]] = []
    right: list[tuple[Said, bool]] = []
    plain = SequenceMatcher(None, [s.strip() for s in old], [s.strip() for s in new], autojunk=False)
    for sort, a, b, c, d in plain.get_opcodes():
        if a < b:
            left.append((_like(before, old[a:b]), sort != "equal"))
        if c < d:
            right.append((_like(after, new[c:d]), sort != "equal"))
    return tuple(left), tuple(right)


def _like(whole: Said, parts: list[str]) -> Said:
    text = "".join(parts)
    return Text(text, whole.lang) if isinstance(whole, Text) else text
