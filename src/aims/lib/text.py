"""Words for search in any script, and small spellings shared by screens and sentences."""

import re
import unicodedata
from itertools import pairwise

_RUNS = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W_]+", re.UNICODE)
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")


def words(text: str) -> list[str]:
    """Folded words of `text`; Han runs give single characters and pairs, as no database tokenizer does."""
    found: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFKC", text).casefold()):
        if not _HAN.match(run):
            found.append("".join(c for c in unicodedata.normalize("NFD", run) if not unicodedata.combining(c)))
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
