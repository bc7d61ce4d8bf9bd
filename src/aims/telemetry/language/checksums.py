"""Check digits of numbers that name a person, an account or a card. Each takes the bare digits and letters, upper
case."""

import datetime as dt
from itertools import cycle

IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH CR HR LI LV",
        22: "BG BH DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HU LB NI PL SV",
        29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""Characters by country (ISO 13616, the registry of SWIFT)."""


def iban(text: str) -> bool:
    """ISO 13616: the country's length, and 1 modulo 97 with the first four characters moved to the end (ISO 7064)."""
    if IBAN_LENGTHS.get(text[:2]) != len(text) or not (text.isascii() and text.isalnum()):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * factor for digit, factor in zip(reversed(digits), cycle((1, 2)), strict=False))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_CARDS = (
    ((4000, 4999), (13, 16, 19)),
    ((5100, 5599), (16,)), ((2221, 2720), (16,)),
    ((3400, 3499), (15,)), ((3700, 3799), (15,)),
    ((3000, 3059), (14,)), ((3600, 3699), (14,)), ((3800, 3999), (14,)),
    ((6011, 6011), (16, 19)), ((6440, 6599), (16, 19)),
    ((6200, 6299), (16, 17, 18, 19)), ((8100, 8199), (16, 17, 18, 19)),
    ((3528, 3589), (16, 19)), ((2131, 2131), (15,)), ((1800, 1800), (15,)),
    *(((first, first), range(12, 20)) for first in (604, 5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763)),
)  # fmt: skip
"""First four digits and lengths: Visa, Mastercard, American Express, Diners Club, Discover, UnionPay, JCB, Maestro."""


def card(digits: str) -> bool:
    """A number that a scheme of payment cards gives out, with the right last digit."""
    first = int(digits[:4])
    known = any(low <= first <= high and len(digits) in lengths for (low, high), lengths in _CARDS)
    return known and len(set(digits)) > 1 and luhn(digits)


def us_ssn(digits: str) -> bool:
    """Nine digits that the Social Security Administration could have given out; it has no check digit."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return len(digits) == 9 and area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def cn_resident_id(text: str) -> bool:
    """GB 11643: seventeen digits with a possible day of birth, and a check digit modulo 11 (ISO 7064 MOD 11-2)."""
    if len(text) != 18 or not text[:17].isdigit() or text[0] not in "12345678":
        return False
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], weights, strict=True)) % 11
    return born.year >= 1900 and "10X98765432"[rest] == text[17]


def sg_nric(text: str) -> bool:
    """A Singapore NRIC or FIN: the letter that seven weighted digits ask for. Series S, T, F, G and M."""
    shift = {"S": 0, "T": 4, "F": 0, "G": 4, "M": 3}[text[0]]
    total = sum(int(digit) * weight for digit, weight in zip(text[1:8], (2, 7, 6, 5, 4, 3, 2), strict=True)) + shift
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
    return letters[text[0]][total % 11] == text[8]


def uk_nino(text: str) -> bool:
    """A prefix that is given out, six digits, a letter from A to D; it has no check digit."""
    return text[:2] not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
