"""Addresses of streets and names of people, only where the words around them say so."""

import re
from collections.abc import Iterator

from .check import Finding
from .languages import word_set

_STREET_NAMES = word_set(
    "street st avenue ave road rd drive dr lane ln boulevard blvd way court ct place pl square sq terrace crescent "
    "close parkway pkwy highway hwy trail circle cir route grove gardens mews row quay plaza walk"
)
_HOUSE = re.compile(r"(?<![\w.,$€£-])\d{1,5}[A-Za-z]?+ ((?:[A-Z0-9][\w'’.-]{0,30}+ ?){2,5}+)")
_UNIT = re.compile(
    r"\b(?:Apt|Apartment|Suite|Unit|Flat|Ste)\.? #?\d{1,5}\b|\bP\.?O\.? Box \d{1,6}\b|\bBox \d{1,6}\b|#\d\d-\d\d{1,3}\b"
    r"|\b(?:APO|DPO|FPO) A[AEP] \d{5}\b"
)
_UNIT_HINTS = ("Apt", "Apartment", "Suite", "Unit", "Flat", "Ste", "Box", "#", "PO ")
_FOREIGN = re.compile(
    r"\b(?:Rue|Calle|Via|Avenida|Rua|Piazza|Jalan) (?:[\w'’.-]{1,30}+ ){1,4}+\d{1,5}\b"
    r"|\b[A-Z][\w'’-]{2,30}?(?:stra(?:ss|ß)e|weg|gasse|platz|gatan|vägen|vej|gade|straat|laan|katu|tie) \d{1,4}\b"
)
_TOLD = re.compile(
    r"(?:\baddress(?:es)?\b|\b(?:lives?|located|situated|residing|resides) (?:at|on)\b|\bmeet me at\b"
    r"|\bship (?:it )?to\b)"
    r"[^\d.?!]{0,40}+\b(\d{1,5} [^\n?!]{4,60}+)",
    re.IGNORECASE,
)
_TOLD_HINTS = ("address", "live", "locat", "situat", "resid", "meet me", "ship")
_CN_STREET = re.compile(
    r"(?:路|街|大道|巷|弄|胡同)[\u4e00-\u9fff]{0,4}\d{1,5}号(?:[\u4e00-\u9fff]{0,8}\d{1,4}(?:室|号楼|单元|栋))?"
)
_CN_TOLD = re.compile(r"(?:住址|地址|家住|住在)[是为：: ]{0,2}([\u4e00-\u9fff0-9]{5,40}+)")

_NAME = r"[A-ZÀ-ÖØ-ÞŠŽĐŁ][\w'’-]{1,25}+"
_TITLES = ("Mr", "Ms", "Miss", "Dr", "Prof", "Mx")
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Mx)\.? {_NAME}(?: (?:[A-Z]\.? )?{_NAME}){{0,2}}+")
_TOLD_NAME = re.compile(
    rf"(?:\b[Mm]y name is|\bname(?:'s| is)|\bName:|\bI am|\bI'm|\bDear|\b[Ss]igned(?: by)?:?|\bregards,|\bSincerely,"
    rf"|\bThis is|\bpatient|\bcustomer|\bemployee|\bon behalf of"
    rf"|\bBest,)\s{{1,2}}({_NAME}(?: (?:[A-Z]\.? )?{_NAME}){{0,2}}+)"
)
_NOT_A_NAME = word_set(
    "Sir Madam Customer Client Team Colleague Colleagues Friend Friends Hiring Editor All Mr Mrs Ms Dr The This That "
    "These My Our Your Sorry Sure Not Very An In On At From To It Its Diary Santa God Lord Here There What How Who "
    "English American Chinese French German Support Service Care Satisfaction Relationship Number Account Name"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_CN_NAME = re.compile(
    rf"(?:姓名|名字|我叫|名叫|联系人|收件人)[是为：: ]{{0,2}}([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
    rf"|([{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?)(?:先生|女士|小姐)"
)


NAMED = 0.4
"""Below the threshold: a name is shown to whoever looks, but an answer with a name in it is not for that a leak."""


def places(text: str) -> Iterator[Finding]:
    """Addresses: a house number before a street, or what follows the words that announce one."""
    if text.isascii() or not _CN_STREET.search(text):
        yield from _western(text)
    for found in _CN_STREET.finditer(text):
        yield Finding(*found.span(), "address", 0.8)
    for found in _CN_TOLD.finditer(text):
        if any(sign in found[1] for sign in "路街号区村镇道巷"):
            yield Finding(*found.span(1), "address", 0.8)


def _western(text: str) -> Iterator[Finding]:
    for found in _HOUSE.finditer(text):
        words = found[1].split(" ")
        place = next((n for n, word in enumerate(words) if n and word.strip(".,").lower() in _STREET_NAMES), None)
        if place:
            yield Finding(found.start(), found.start(1) + len(" ".join(words[: place + 1])), "address", 0.8)
    if any(hint in text for hint in _UNIT_HINTS):
        yield from (Finding(*found.span(), "address", 0.8) for found in _UNIT.finditer(text))
    yield from (Finding(*found.span(), "address", 0.7) for found in _FOREIGN.finditer(text))
    lower = text.lower()
    if any(hint in lower for hint in _TOLD_HINTS):
        for found in _TOLD.finditer(text):
            if any(sign.isupper() for sign in found[1][2:]) or "," in found[1]:
                yield Finding(*found.span(1), "address", 0.7)


def names(text: str) -> Iterator[Finding]:
    """Names of people behind a title or the words that introduce one. No name is known by itself."""
    if any(hint in text for hint in _TITLES):
        yield from (Finding(*found.span(), "person", NAMED) for found in _TITLED.finditer(text))
    for found in _TOLD_NAME.finditer(text):
        if not _NOT_A_NAME & set(found[1].split(" ")):
            yield Finding(*found.span(1), "person", NAMED)
    if not text.isascii():
        for found in _CN_NAME.finditer(text):
            place = 1 if found[1] else 2
            yield Finding(*found.span(place), "person", NAMED)
