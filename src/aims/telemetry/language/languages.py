"""Whether a text is in a language that the rules cover: English or Chinese. Letters and the commonest words decide."""

import re
from typing import Literal

LOOKED_AT = 2_000
"""Characters from the start of a text."""
UNTOLD = 8
"""So few Latin words may come without one that tells the language, as in `Net income 2025: CHF`."""

_WORDS = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")
_OTHER_LETTERS = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
"""Greek to Thai, kana, Hangul. A kana in a text of Han makes it Japanese."""


def word_set(text: str) -> frozenset[str]:
    """Words that are written with spaces between them."""
    return frozenset(text.split())


ENGLISH = word_set(
    "the of and to is that for it with as was on are this be by at from you your not have has or which an we they "
    "their can will would there been if more when what who how my me our his her its were but all also any may "
    "should i do does did than then after before into about over only because while each every per under through "
    "these those here he she no yes please sorry"
)
OTHERS = (
    word_set(
        "der die das und ist nicht ein eine einen einem einer ich sie wir ihr für mit auf von zu den dem des auch "
        "sich wie werden wird bei oder aus nach haben hat sind kann bitte im am le la les des du une et est dans que "
        "qui pour pas sur avec ce cette vous nous je il elle sont par plus au aux ne el los las del y en es una por "
        "con para su se al lo como más pero sus yo no usted está son di che e non sono con della gli ha il un nel "
        "alla delle dei questo o os um uma não com para da do dos das na no em mais foi você sua seu ao het een van "
        "en ik niet dat wij zijn op voor met aan bij naar ook och att det som är på av inte jag ett den har till med "
        "en og jeg ikke af yang dan di ini itu dengan untuk dari tidak adalah ke pada saya anda nie się na jest to "
        "że w z do jak i ve bir bu için ile olarak"
    )
    - ENGLISH
    - {"a", "on", "an", "am", "die", "till", "den", "has"}
)


def language_of(text: str) -> Literal["en", "zh", ""]:
    """`en`, `zh`, or nothing for any other language and for texts without a letter to tell by.

    Mistakes are possible for texts of a few words. Linear in the length, and at most 2,000 characters are looked at.
    """
    text = text[:LOOKED_AT]
    if not text.isascii():
        han, others = len(_HAN.findall(text)), len(_OTHER_LETTERS.findall(text))
        if others > 2 and others * 10 > han:
            return ""
        if han * 4 > len(text.split()):
            return "zh"
    return _latin(text)


def _latin(text: str) -> Literal["en", ""]:
    words = _WORDS.findall(text.lower())
    english = sum(map(ENGLISH.__contains__, words))
    others = sum(map(OTHERS.__contains__, words))
    if english > others:
        return "en"
    return "en" if not others and len(words) < UNTOLD and text.isascii() else ""


def is_covered(text: str) -> bool:
    """Whether the rules are written for its language."""
    return language_of(text) != ""
