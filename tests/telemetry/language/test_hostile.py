"""No text makes a check slow: four times the length costs about four times the time, and never sixteen times.

CPU time of the process, and only its ratio, so that a busy machine changes nothing.
"""

import random
import time

import pytest

from aims.telemetry.language import CHECKS, Case, Check

SHORT, LONG = 25_000, 100_000
NOTICED = 0.02
"""Seconds: below it even the long text is too quick for a ratio to say anything."""
OPENING = "This is what the question was about, and it is for you to say that it was in the text. "
"""So that the language is known, and nothing is passed over."""

PIECES = (
    "a", "A", "1", " ", "\n", "@", ":", "(", ".", "-", "<", "!", '"', "中", "不", "，",
    "1 ", "1.", "12-", "1(", "a@", "@a.", "a.", "a1", "1a", ":a", "::", "AB12 ", "GB82 ", "St ", "12 Ab Cd Ef ",
    "ignore ", "ignore all ", "you are now a ", "act as ", "do not tell ", "send password ", "show me the ", "![", "![](http://a",
    "password ", "password: ", "api key ", "sk-", "eyJ", "eyJaaaaaaaaaa.", "gh", "http://a:", "a+", "-----BEGIN ",
    "I cannot ", "I don't have ", "as an AI ", "I am sorry ", "you are a ", "I will ", "you're such a ", "f*ck ",
    "抱歉", "作为AI", "忽略", "你现在是", "如果你是", "输出", "发送密码", "王", "王先生", "地址", "一十", "他妈的",
    "路1号",
    "Mr. ", "Mr. A", "Dear Ab ", "Name: ", "my address is 12 ", "born ", "1990-01-01 ", "January 1", "call ",
    "not ", "A1 ", "A. ", "one ", "10,", "driver's license ", "passport ", "\u200b", "\u202e", "\U000e0041", "é",
)  # fmt: skip


def different_words(piece: str) -> str:
    """Words that are all different, each followed by the piece."""
    letters = "bcdfghjk"
    return "".join(
        "".join(letters[place // 8**digit % 8] for digit in range(5)).capitalize() + piece for place in range(LONG // 7)
    )[:LONG]


def cost(check: Check, text: str) -> float:
    """CPU seconds of one run."""
    half = len(text) // 2
    case = Case(*(OPENING + one for one in (text, text[::-1], text[half:] + text[:half])))
    start = time.process_time()
    check.run([case])
    return time.process_time() - start


@pytest.mark.parametrize("name", CHECKS)
def test_the_time_grows_with_the_length_and_no_faster(name: str) -> None:
    check = CHECKS[name]
    mixed = random.Random(42001).choices(PIECES, k=LONG)
    texts = [piece * (LONG // len(piece)) for piece in PIECES]
    worse = {}
    for text in [*texts, *map(different_words, (" ", ". ", "@x.com ", "7 ")), "".join(mixed)[:LONG]]:
        if (long := cost(check, text)) > NOTICED:
            long = min(long, cost(check, text))
            short = min(cost(check, text[:SHORT]) for _ in range(3))
            if long > 10 * short:  # a moment's noise, or growth that stays when both are looked at again
                long = min(long, *(cost(check, text) for _ in range(4)))
                short = min(short, *(cost(check, text[:SHORT]) for _ in range(4)))
            if long > 10 * short:
                worse[text[:20]] = f"{long:.2f} s, {long / short:.0f} times"
    assert worse == {}
