"""What a source brought since it was last read."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from aims.exchange.maps import Rejected, Row, apply, parse_map
from aims.exchange.sheets import read_sheet
from aims.exchange.snapshots import compare, settle

from .test_maps import FIELDS

MAP = parse_map(
    "source: s\nkind: ai_system\nlanguage: en\nkey: Name\non_repeat: number\nfields:\n  title: Name\n  live: Live\n"
)


def outcomes(*lines: str) -> list[Row | Rejected]:
    return list(apply(MAP, read_sheet("\n".join(("Name,X,Live", *lines)).encode()), FIELDS))


def held(found: list[Row | Rejected]) -> dict[str, str]:
    return {row.key: row.digest for row in found if isinstance(row, Row)}


def test_created_updated_unchanged_gone() -> None:
    before = held(outcomes("A,1", "B,1", "C,1"))
    brought = compare(before, outcomes("C,1", "B,2", "D,1"))
    assert brought.counts == {"read": 3, "created": 1, "updated": 1, "unchanged": 1, "rejected": 0, "gone": 1}
    assert (brought.created[0].key, brought.updated[0].key, brought.gone) == ("d", "b", ("a",))


def test_a_rejected_row_is_not_gone() -> None:
    brought = compare(held(outcomes("A,1", "B,1")), outcomes("A,1", "B,1,maybe"))
    assert (brought.gone, len(brought.rejected)) == ((), 1)


def test_a_row_gone_from_the_middle_of_repeated_ones() -> None:
    before = held(outcomes("A,1", "A,2", "A,3"))
    brought = compare(before, outcomes("A,1", "A,3"))
    assert (brought.counts["unchanged"], brought.updated, brought.gone) == (2, (), ("a | #2",))


def test_one_of_repeated_rows_changed_and_one_came() -> None:
    before = held(outcomes("A,1", "A,2", "A,3"))
    brought = compare(before, outcomes("A,0", "A,3", "A,9", "A,1"))
    assert {row.key: row.attributes["X"] for row in brought.updated} == {"a | #2": "0"}
    assert {row.key: row.attributes["X"] for row in brought.created} == {"a | #4": "9"}
    assert not brought.gone


def test_a_repeated_name_becomes_single() -> None:
    brought = compare(held(outcomes("A,1", "A,2")), outcomes("A,2"))
    assert (brought.counts["unchanged"], brought.gone) == (1, ("a",))


def test_rejected_rows_keep_their_number() -> None:
    before = held(outcomes("A,1", "A,2"))
    brought = compare(before, outcomes("A,1,maybe", "A,2"))
    assert (brought.counts["unchanged"], brought.gone) == (1, ())


rows = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("123")), min_size=1, max_size=12)


@settings(deadline=None)
@given(rows, st.randoms(use_true_random=False))
def test_order_alone_changes_nothing(found: list[tuple[str, str]], shuffled: random.Random) -> None:
    lines = [",".join(row) for row in found]
    before = held(outcomes(*lines))
    shuffled.shuffle(lines)
    assert compare(before, outcomes(*lines)).counts["unchanged"] == len(lines)


@settings(deadline=None)
@given(rows, rows)
def test_keys_stay_unique_and_nothing_is_lost(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> None:
    old = held(outcomes(*(",".join(row) for row in before)))
    found = outcomes(*(",".join(row) for row in now))
    settled = settle(old, [row for row in found if isinstance(row, Row)])
    assert len({row.key for row in settled}) == len(now)
    counts = compare(old, found).counts
    assert counts["created"] + counts["updated"] + counts["unchanged"] == len(now)
    assert len(old) == counts["gone"] + counts["updated"] + counts["unchanged"]
    again = {row.key: row.digest for row in settled}
    assert compare(again, found).counts["unchanged"] == len(now)
