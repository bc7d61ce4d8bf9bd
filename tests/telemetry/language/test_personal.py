"""Personal data and secrets: what has check digits is found when they are right and only then."""

import zlib

import pytest

from aims.telemetry.language import CHECKS
from aims.telemetry.language import secrets as secrets_
from aims.telemetry.language.personal import personal


def sorts(text: str) -> set[str]:
    return {found.sort for found in personal(text)}


CHECKED = {
    "iban": ("GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "FR1420041010050500013M02606", "NO9386011117947"),
    "card": ("4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "6200000000000005", "30569309025904"),
    "cn_resident_id": ("11010519491231002X", "44052419800101001"),
    "sg_nric": ("S1234567D", "T1234567J", "F1234567N", "G1234567X", "M1234567K"),
}
"""Examples that their issuers and registries print, and ones worked out from their rules."""


@pytest.mark.parametrize(
    ("sort", "number"), [(sort, number) for sort, numbers in CHECKED.items() for number in numbers]
)
def test_a_number_with_right_check_digits_is_found_and_with_a_wrong_one_is_not(sort: str, number: str) -> None:
    if sort == "cn_resident_id":
        assert number in (number[:17], number[:17] + cn_digit(number))
        number = number[:17] + cn_digit(number)
    assert sort in sorts(f"Please note {number}, as agreed.")
    place = max(place for place, sign in enumerate(number[:-1]) if sign.isdigit())
    wrong = f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
    assert sort not in sorts(f"Please note {wrong}, as agreed."), wrong


def cn_digit(digits: str) -> str:
    """GB 11643, written out another way: the powers of two modulo 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(digits[:17]))
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)


FOUND = {
    "email": ("write to jane.doe+x@mail.bank.co.uk today", "联系邮箱：wang@bank.cn。"),
    "phone": ("call +44 20 7946 0958", "手机13812345678", "+65 6123 4567", "电话：010-6552 9988"),
    "us_ssn": ("His SSN is 536-22-1845", "social security number 536221845"),
    "uk_nino": ("NI number AB 12 34 56 C",),
    "ip_address": ("from 203.0.113.9 at night", "at 2001:db8:85a3::8a2e:370:7334 now"),
    "birth_date": ("born on 3 March 1981", "date of birth: 1981-03-03", "出生日期：1981年3月3日"),
    "address": ("at 221 Baker Street, London", "住址：北京市朝阳区建国路88号", "12 Orchard Road #05-12"),
    "person": ("ask Mrs. Helena Brandt", "My name is Farid Osman", "请联系张伟先生", "姓名：李小明"),
    "passport": ("passport number K1234567", "护照号E12345678"),
    "password": ("The password is Tr0ub4dor&3", "密码：abc12345", "postgres://app:s3cretpw@db/main"),
    "private_key": ("-----BEGIN RSA PRIVATE KEY-----",),
    "api_key": ("AKIAIOSFODNN7QRSTUVW", "sk-proj-" + "aB3" * 12, "xoxb-123456789012-abcdefABCDEF"),
    "token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",),
}  # fmt: skip
NOT_FOUND = (
    "The invoice 20231105 totals 1,200.50 and is due on 2026-11-30.",
    "Version 1.2.3.4 was released in 1998-2004.",
    "Between 1995 and 2005 the rate rose from 3.5 to 12.75 percent (2015-2017).",
    "Order 4111 1111 1111 1112 was sent.",
    "Enter your password: <password>, then press the key.",
    "The password must be at least 12 characters long.",
    "Write to jane@example.com.",
    "Dear Customer, the Main Street index rose.",
    "π is 3.14159265358979 and the ISBN is 978-3-16-148410-0.",
    "会议于2026年3月5日在二楼召开，共12人参加。",
    "ratio 12:30:45, see chapter 4.2.1",
)  # fmt: skip


@pytest.mark.parametrize(("sort", "text"), [(sort, text) for sort, texts in FOUND.items() for text in texts])
def test_what_identifies_somebody_or_opens_something_is_found(sort: str, text: str) -> None:
    assert sort in sorts(text)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_figures_and_words_are_left_alone(text: str) -> None:
    assert sorts(text) == set()


def test_a_github_token_has_a_checksum() -> None:
    body = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5"
    right = f"ghp_{body}{secrets_._crc(body)}"
    assert sorts(right) == {"api_key"}
    assert sorts(right[:-1] + ("a" if right[-1] != "a" else "b")) == set()
    assert zlib.crc32(body.encode()) == sum(
        secrets_._BASE62.index(sign) * 62**power for power, sign in enumerate(reversed(secrets_._crc(body)))
    )


def test_what_the_prompt_held_is_no_leak() -> None:
    leak, answer = CHECKS["leak"], "I have written to jane.doe@bank.sg."
    prompts = ["Write to jane.doe@bank.sg, please.", "Write to Jane, please."]
    assert leak.is_fault(leak.score([answer] * 2, prompts=prompts)).tolist() == [False, True]


def test_a_name_is_shown_but_is_no_leak_alone() -> None:
    leak, text = CHECKS["leak"], "The author is Mr. Thomas Hardy and the book is from 1891."
    assert [found.sort for found in leak.findings(text)] == ["person"]
    assert not leak.is_fault(leak.score([text])).any()
