"""Words for search in any script, small spellings, and what keeps a text a text in the files of other programs."""

import re
import unicodedata
from itertools import pairwise

_HAN_RANGE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"[{_HAN_RANGE}]+|[^\W_{_HAN_RANGE}]+")
_HAN = re.compile(f"[{_HAN_RANGE}]")
# What makes a spreadsheet program calculate, also in full width or small, and what it passes over on the way there.
_FORMULA = re.compile("'*(?:[\\s\u200b\u2060\ufeff]*[=+\\-@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])")
# Control characters and halves of characters: XML has no place for them, UTF-8 none for the halves.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
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


def guarded(text: str) -> str:
    """A text that stays text: one apostrophe in front of whatever could start a formula.

    A text that begins with apostrophes before such a sign gets one more, so `unguarded` gives back exactly the text.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def printable(text: str) -> str:
    """With the replacement sign for what no file of words may hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


_SAYS_NOTHING = frozenset({"", "na", "none", "notapplicable", "notneeded", "tbd", "不适用", "无", "没有", "待定"})


def is_bare(why: str) -> bool:
    """Whether a reason is none: empty, a dash, or “N/A” in one of its spellings."""
    return "".join(sign for sign in why.casefold() if sign.isalnum()) in _SAYS_NOTHING
