"""A text as sentences, and a sentence as what can be compared with another: words, numbers, names, negations."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .languages import word_set

_SENTENCE = re.compile(
    r"[^.!?。！？；\n]*+(?:[.!?。！？；]++(?![\s\"'”’)\]]|\Z"
    r"|[\u4e00-\u9fff])[^.!?。！？；\n]*+)*+[.!?。！？；\n]*+[\"'”’)\]]*+"
)
_TOKEN = re.compile(r"[a-zà-öø-ÿ]+|[\u4e00-\u9fff]+")
_NUMBER = re.compile(r"[0-9][0-9,]*+(?:[.:][0-9]+)?+")
_NAME = re.compile(
    r"(?<![.!?\n•*-] )(?<!^)(?<![A-Za-z])[A-Z](?:['’](?!s\b)|[A-Za-zÀ-ÿ-])*+"
    r"|(?<![A-Za-z0-9-])[a-zA-Z]{1,20}+-?[0-9]++(?![A-Za-z0-9])",
    re.MULTILINE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|nobody|nothing)\b|n['’]t\b|不(?!仅|但|断|同|过)|没有?"
    r"|未(?!来)|无(?!论)|非(?!常)|勿",
    re.IGNORECASE,
)
_WORDS_OF_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100", "dozen": "12", "twice": "2"}
_CN_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_CN_NUMBER = re.compile(
    r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九](?=[个天年月日周名人次元条项倍成小时分])"
)
_WIDE = {ord("０") + n: ord("0") + n for n in range(10)} | {
    ord("％"): ord("%"),
    ord("．"): ord("."),
    ord("，"): ord("，"),
}
_STOP = word_set(
    "the a an of and or to in on at by for with from as is are was were be been being it its this that these those "
    "there which who whom whose what when where how why has have had do does did will would can could may might "
    "shall should must not no nor never cannot also than then so such very more most much many some any each every "
    "all both either into onto about after before between during over under again up down out off i you he she we "
    "they me him her us them my your his our their if because while but however therefore yes please according based "
    "just only own same other another"
)
_CN_STOP = frozenset("的了是在和与及或也就都而被把对从到等其这那有为以于之")


class Parts(NamedTuple):
    """What of a sentence is compared."""

    words: frozenset[str]
    """Stems of English words; pairs of neighbouring Chinese characters."""
    numbers: frozenset[str]
    names: frozenset[str]
    tokens: frozenset[str]
    """Every run of letters, in lower case: where a name is looked for."""
    negated: bool


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends. A full stop inside a number or an address ends none."""
    found = []
    for one in _SENTENCE.finditer(text):
        inside = one.group()
        if inside.strip():
            start = one.start() + len(inside) - len(inside.lstrip())
            found.append((start, one.start() + len(inside.rstrip())))
    return found


def stem(word: str) -> str:
    """English endings off, roughly: `rejected` and `rejects` are one word, and so are not all that should be."""
    for ending in ("ations", "ation", "ments", "ment", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word


def parts(text: str) -> Parts:
    """The parts of a sentence or of a whole text."""
    text = text.translate(_WIDE)
    words: set[str] = set()
    counted = set[str]()
    tokens = frozenset(_TOKEN.findall(text.lower()))
    for token in tokens:
        if token in _WORDS_OF_NUMBERS:
            counted.add(_WORDS_OF_NUMBERS[token])
        elif token[0] >= "\u4e00":
            words.update(_pairs(token))
        elif token not in _STOP and len(token) > 1:
            words.add(stem(token))
    numbers = {number.replace(",", "").rstrip(".:") for number in _NUMBER.findall(text)}
    numbers |= {_of_chinese(number) for number in _CN_NUMBER.findall(text)}
    names = frozenset(name.lower() for name in _NAME.findall(text) if name.lower() not in _STOP)
    return Parts(frozenset(words), frozenset(numbers | counted), names, tokens, bool(_NEGATION.search(text)))


def together(several: Sequence[Parts]) -> Parts:
    """The parts of a text from those of its sentences."""
    none = frozenset[str]()
    return Parts(
        none.union(*(one.words for one in several)),
        none.union(*(one.numbers for one in several)),
        none.union(*(one.names for one in several)),
        none.union(*(one.tokens for one in several)),
        any(one.negated for one in several),
    )


def _pairs(run: str) -> set[str]:
    signs = [sign for sign in run if sign not in _CN_STOP]
    return {left + right for left, right in pairwise(signs)} or set(signs)


def _of_chinese(number: str) -> str:
    tens, found, ones = number.partition("十")
    if not found:
        return str(_CN_DIGITS[number])
    return str(10 * (_CN_DIGITS[tens] if tens else 1) + (_CN_DIGITS[ones] if ones else 0))
