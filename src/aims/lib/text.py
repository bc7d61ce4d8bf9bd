"""Words for search in any script, and small spellings shared by screens and sentences."""

import re
import unicodedata
from itertools import pairwise

_HAN_RANGE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN_RANGE}]+|[^\W_{_HAN_RANGE}]+")
_HAN = re.compile(f"[{_HAN_RANGE}]")
_LONGEST = 60
"""No word is longer: a database refuses a very long one, and nobody types it."""


def is_han(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return bool(_HAN.search(text))


def folded(text: str) -> str:
    """The spelling by which two names are compared that look alike: the same for all cases and widths of a letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> list[str]:
    """Folded words of `text`; Han runs give single characters and pairs, as no database tokenizer does."""
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run.isascii():
            found.append(run[:_LONGEST])
            continue
        if not _HAN.match(run):
            plain = "".join(c for c in unicodedata.normalize("NFD", run) if not unicodedata.combining(c))
            found.append(plain[:_LONGEST])
            continue
        found.extend(run)
        found.extend(a + b for a, b in pairwise(run))
    return found


def query_words(text: str) -> list[str]:
    """What to look for: as `words`, but a Han run of two or more is asked by its pairs only."""
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if _HAN.match(run) and len(run) > 1:
            found.extend(a + b for a, b in pairwise(run))
        else:
            found.extend(words(run))
    return found
