"""Personal numbers: what a run of digits can be, by length, shape, check digits and the words before it.

Runs are cut out by one pattern that never goes back (possessive quantifiers), then judged by plain code, so that the
time
is linear in the length of the text whatever stands in it.
"""

import re
from collections.abc import Iterator

from . import checksums
from .check import Finding

_RUN = re.compile(r"(?<![\w.%])[+(]?+\d(?:[ .\-/()]{0,2}+\d)*+(?:[Xx](?![A-Za-z0-9]))?+", re.ASCII)
_GROUP = re.compile(r"\d++", re.ASCII)
_NANP = re.compile(r"(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}", re.ASCII)
_AREA = re.compile(r"(?:\(\d{1,5}\)|0\d{1,4}[ .-])[ .\d-]", re.ASCII)
_SPACED = re.compile(r"[+(]?\d[\d ().\-]*\Z", re.ASCII)
_DATE = re.compile(
    r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:(?:19|20)\d\d|\d\d)",
    re.ASCII,
)
_WRITTEN_DATE = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)?+ (?:of )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}+,? (?:19|20)\d\d"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}+ \d{1,2}(?:st|nd|rd|th)?+,? (?:19|20)\d\d"
    r"|(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]"
)
_PHONE_WORDS = re.compile(
    r"phone|\btel\b|telephone|\bcall|mobile|\bcell|\bfax|\bdesk\b|\boffice\b|\bwhatsapp|\bsms\b|\btext me"
    r"|\breach (?:me|us)|"
    r"answering at|contact number|电话|手机|致电|拨打|座机|传真|联系方式|热线",
    re.IGNORECASE,
)
_AFTER_PHONE = re.compile(r"\s?(?:office|fax|mobile|cell|home|phone|x\d)", re.IGNORECASE)
_CARD_WORDS = re.compile(r"\bcards?\b|\bcc\b|卡号|信用卡|银行卡", re.IGNORECASE)
_SSN_WORDS = re.compile(r"\bssn\b|social security|社会安全号|社保号", re.IGNORECASE)
_BIRTH_WORDS = re.compile(r"\bborn\b|\bbirth|\bdob\b|d\.o\.b|birthday|出生|生日|生于", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?:(passport)|(driv(?:er'?s?|ing) licen[cs]e))(?: (?:number|no\.?|#))?+(?: is|:|：| #)?+ ?"
    r"([A-Z0-9][A-Z0-9-]{5,19})(?![A-Za-z0-9])|(护照)(?:号码?)?+(?:[是为：:]| )?+ ?([A-Z0-9]{7,10})",
    re.IGNORECASE,
)
MOST_GROUPS = 6
"""Digits written in more groups than this are looked at window by window."""


def numbers(text: str) -> Iterator[Finding]:
    """Cards, national numbers, telephone numbers, addresses of the internet and days of birth in `text`."""
    for run in _RUN.finditer(text):
        yield from _of_run(text, run.start(), run.group())
    if "birth" in text or "born" in text or "生" in text or "DOB" in text.upper():
        yield from _births(text)
    lower = text.lower()
    if "passport" not in lower and "licen" not in lower and "护照" not in text:
        return
    for found in _DOCUMENT.finditer(text):
        place = 3 if found[3] else 5
        if any(sign.isdigit() for sign in found[place]):
            sort = "passport" if found[1] or found[4] else "licence"
            yield Finding(found.start(place), found.end(place), sort, 0.8)


def _of_run(text: str, start: int, run: str) -> Iterator[Finding]:
    after = text[start + len(run) : start + len(run) + 1]
    if len(run) < 7 or (after.isascii() and after.isalnum() and after not in "xX"):
        return
    found = (
        _card(text, start, run)
        or _national(text, start, run)
        or _internet(text, start, run)
        or _phone(text, start, run)
    )
    if found:
        yield found


def _card(text: str, start: int, run: str) -> Finding | None:
    """A card among the groups of a run: sixteen digits in four groups, with perhaps a day of expiry behind them.

    Behind the word card any number with the right last digit is one.
    """
    if len(run) < 12:
        return None
    said = _CARD_WORDS.search(text, max(0, start - 40), start)
    groups = [found.span() for found in _GROUP.finditer(run)]
    for first in range(len(groups)):
        digits = ""
        for begin, end in groups[first : first + MOST_GROUPS]:
            digits += run[begin:end]
            if len(digits) > 19:
                break
            if len(digits) >= 12 and (checksums.card(digits) or (said and checksums.luhn(digits))):
                return Finding(start + groups[first][0], start + end, "card", 1.0)
    return None


def _national(text: str, start: int, run: str) -> Finding | None:
    if len(run) == 18 and run[:17].isdigit() and checksums.cn_resident_id(run.upper()):
        return Finding(start, start + 18, "cn_resident_id", 1.0)
    digits = run.replace("-", "").replace(" ", "")
    written = [len(group) for group in re.split("[- ]", run)] == [3, 2, 4]
    if len(digits) == 9 and digits.isdigit() and checksums.us_ssn(digits):
        said = _SSN_WORDS.search(text, max(0, start - 40), start)
        if said or (written and "-" in run):
            return Finding(start, start + len(run), "us_ssn", 0.95 if said else 0.8)
    return None


def _internet(text: str, start: int, run: str) -> Finding | None:
    parts = run.split(".")
    if len(parts) != 4 or not all(part.isdigit() and len(part) <= 3 and int(part) < 256 for part in parts):
        return None
    if any(len(part) > 1 and part[0] == "0" for part in parts) or text[max(0, start - 9) : start].lower().endswith(
        ("version ", "ver. ", "v.", "版本")
    ):
        return None
    return Finding(start, start + len(run), "ip_address", 0.7)


def _phone(text: str, start: int, run: str) -> Finding | None:
    digits = "".join(sign for sign in run if sign.isdigit())
    if not 7 <= len(digits) <= 15 or _DATE.match(run) or not _SPACED.match(run):
        return None
    if run.count(".") == 1:
        return None
    end = start + len(run)
    said = _PHONE_WORDS.search(text, max(0, start - 40), start) or _AFTER_PHONE.match(text, end)
    sure = 0.0
    if said:
        sure = 0.9
    elif run[0] == "+" or _NANP.fullmatch(run) or _is_cn_mobile(digits, run):
        sure = 0.8
    elif _AREA.match(run):
        sure = 0.6
    return Finding(start, end, "phone", sure) if sure else None


def _is_cn_mobile(digits: str, run: str) -> bool:
    return len(digits) == 11 and digits[0] == "1" and digits[1] in "3456789" and (run.isdigit() or "-" in run)


def _births(text: str) -> Iterator[Finding]:
    """Days with a word of birth at most forty characters before them."""
    for pattern in (_DATE, _WRITTEN_DATE):
        for found in pattern.finditer(text):
            if _BIRTH_WORDS.search(text, max(0, found.start() - 40), found.start()):
                yield Finding(found.start(), found.end(), "birth_date", 0.9)
