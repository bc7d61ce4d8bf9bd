"""The small things that every room stands on."""

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aims.kernel.shards import Shards
from aims.lib import clock
from aims.lib.canonical import canonical, digest, is_storable
from aims.lib.ids import uuid7
from aims.lib.text import query_words, words

ZONES = st.sampled_from([ZoneInfo(z) for z in ("UTC", "Asia/Shanghai", "Pacific/Auckland", "America/New_York")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI系统", ["ai", "系", "统", "系统"]),
        ("系统AI 2", ["系", "统", "系统", "ai", "2"]),
        ("信用评分", ["信", "用", "评", "分", "信用", "用评", "评分"]),
        ("Café ﬁle", ["cafe", "file"]),
        ("RSK-0042", ["rsk", "0042"]),
        ("𠮷野家", ["𠮷", "野", "家", "𠮷野", "野家"]),
        ("\ud800\x00 _ ", []),
    ],
)
def test_words_in_any_script(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(text=st.text(), around=st.text(alphabet=" .,;!?（）"))
def test_whatever_is_written_is_found_by_itself(text: str, around: str) -> None:
    assert set(query_words(text)) <= set(words(around + text + around))


@given(words_of=st.text())
def test_words_are_safe_to_ask_a_database_for(words_of: str) -> None:
    for word in words(words_of):
        assert word
        assert len(word) <= 60
        assert not set(word) & set("'\"\\*:()&|!<> \x00")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(value=JSON)
def test_what_is_storable_has_one_spelling_that_is_utf_8(value: object) -> None:
    if is_storable(value):
        assert canonical(value).decode()
        assert len(digest(value)) == 64


@pytest.mark.parametrize(
    "value", ["\x00", "\udfff", 2**53, -(2**53), float("inf"), {"a": ["\x00"]}, {1: "a"}, [[float("nan")]]]
)
def test_what_is_not_storable(value: object) -> None:
    assert not is_storable(value)


@given(day=st.dates(), zone=ZONES)
def test_a_day_ends_just_before_the_next(day: dt.date, zone: ZoneInfo) -> None:
    end = clock.end_of(day, zone)
    if dt.date.min < day < dt.date.max - dt.timedelta(days=2):
        assert clock.day_of(end, zone) == day
        assert clock.day_of(end + dt.timedelta(microseconds=1), zone) == day + dt.timedelta(days=1)


def test_ids_are_of_version_seven_and_sort_by_time() -> None:
    first, second = UUID(int=0), UUID(int=0)
    for _ in range(100):
        first, second = second, uuid7()
        assert second.version == 7
        assert first.int >> 80 <= second.int >> 80


@given(steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2))))
def test_shards_are_a_dictionary_whose_copies_do_not_touch_each_other(steps: list[tuple[int, int]]) -> None:
    shards, plain = Shards[int](), dict[UUID, int]()
    kept = []
    for number, act in steps:
        pk = UUID(int=number * 37)
        kept.append((shards, dict(plain)))
        shards = shards.copy()
        if act:
            shards[pk] = plain[pk] = number
        else:
            shards.discard(pk)
            plain.pop(pk, None)
        assert shards.get(pk) == plain.get(pk)
        assert (pk in shards) == (pk in plain)
    for before, then in [*kept, (shards, plain)]:
        assert dict(before.pairs()) == then
        assert before.values() == [then[pk] for pk in sorted(then)]
        assert len(before) == len(then)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(9999, 11, 30), 1, dt.date(9999, 12, 30)),
        (dt.date(9999, 12, 2), 1, dt.date.max),
        (dt.date(2026, 1, 1), 10**7, dt.date.max),
    ],
)
def test_months_after_a_day_end_with_the_calendar(day: dt.date, months: int, expected: dt.date) -> None:
    assert clock.months_after(day, months) == expected
