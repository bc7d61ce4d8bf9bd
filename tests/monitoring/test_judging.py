"""Levels, intervals and rows of windows: pure, against figures reckoned by hand."""

import math

import pytest

from aims.monitoring.judging import Judged, Level, Limits, Rows, alarms, badness, judge, rows_of

from .figures import Given, whole

HIGHER = Limits("higher", 0.85, 0.80, 300)
LOWER = Limits("lower", 0.05, 0.10, 300)
W, N, B, U = Level.WITHIN, Level.WARN, Level.BREACH, Level.UNKNOWN


@pytest.mark.parametrize(
    ("limits", "value", "level"),
    [
        (HIGHER, 0.86, W),
        (HIGHER, 0.85, W),
        (HIGHER, 0.84, N),
        (HIGHER, 0.80, N),
        (HIGHER, 0.799, B),
        (LOWER, 0.10, N),
        (LOWER, 0.101, B),
        (Limits("nearer_zero", None, 0.1, 1), -0.2, B),
        (Limits("nearer_zero", None, 0.1, 1), -0.05, W),
        (Limits("nearer_one", 0.85, 0.8, 1), 1.3, B),
        (Limits("nearer_one", 0.85, 0.8, 1), 1.2, N),
        (Limits("nearer_one", 0.85, 0.8, 1), 0.9, W),
    ],
)
def test_a_limit_is_passed_beyond_it_in_the_direction_of_the_measure(
    limits: Limits, value: float, level: Level
) -> None:
    assert judge(limits, whole(value)).level is level


def test_a_ratio_of_nothing_is_as_bad_as_can_be() -> None:
    assert badness("nearer_one", 0.0) == math.inf


def test_too_few_cases_are_unknown_and_never_good() -> None:
    assert (judge(HIGHER, whole(0.99, n=299)).level, judge(HIGHER, whole(0.99, n=299)).why) == (U, "too_few")
    assert judge(HIGHER, whole(0.99, n=300)).level is W
    assert judge(HIGHER, whole(None, why="no_labels")).why == "no_labels"
    assert judge(HIGHER, {}) == Judged(U, why="no_decisions")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.70, 0.79, "beyond"), (0.75, 0.82, "across"), (0.81, 0.90, "within"), (None, 0.9, "none")],
)
def test_what_the_interval_says_is_stated(low: float | None, high: float, said: str) -> None:
    middle = 0.78 if low is None else (low + high) / 2
    assert judge(HIGHER, whole(middle, low=low, high=high)).interval == said


def test_an_interval_over_the_best_value_is_good_at_its_best() -> None:
    found = judge(Limits("nearer_zero", None, 0.1, 1), whole(0.05, low=-0.2, high=0.2))
    assert (found.level, found.interval) == (W, "across")


def test_the_worst_part_stands_for_all_and_its_interval_is_widened_for_their_number() -> None:
    alone = {"age": Given(0.12, 0.104, 0.136)}
    assert judge(LOWER, alone).interval == "beyond"
    many = alone | {f"field {n}": Given(0.01, 0.0, 0.02) for n in range(24)}
    found = judge(LOWER, many)
    assert (found.level, found.part, found.compared, found.interval) == (B, "age", 25, "across")
    # 0.05 / 25 on two sides: z = 3.0902 instead of 1.9600, so half of 0.032 becomes 0.0252
    assert len(found.parts) == 20
    assert found.parts[0]["part"] == "age"


def test_the_whole_beside_parts_repeats_the_worst_and_is_no_part() -> None:
    found = judge(LOWER, {"": Given(0.12, of="age"), "age": Given(0.12), "card": Given(0.01)})
    assert (found.part, found.compared) == ("age", 2)
    assert judge(LOWER, {"": Given(0.12, of="men, women")}).part == "men, women"


def test_a_part_with_too_few_cases_is_neither_good_nor_bad() -> None:
    found = judge(LOWER, {"a": Given(0.9, n=10), "b": Given(0.01, n=400)})
    assert (found.level, found.part, found.compared) == (W, "b", 1)
    assert [row["level"] for row in found.parts] == ["within", "unknown"]


def test_silence_ends_no_row_of_breaches_and_counts_for_no_row_within() -> None:
    assert rows_of([B, U, B]) == Rows(breach=2, within=0, unknown=0)
    assert rows_of([B, W, U, W]) == Rows(breach=0, within=1, unknown=0)
    assert rows_of([W, N, W]) == Rows(breach=0, within=3, unknown=0)
    assert rows_of([W, U, U]).unknown == 2


def judged(*levels: Level) -> list[Judged]:
    values = {B: 0.5, W: 0.9, N: 0.82, U: None}
    return [Judged(level, values[level]) for level in levels]


@pytest.mark.parametrize(
    ("levels", "to_breach", "to_clear", "found"),
    [
        ([W, B, W, B, W, W], 1, 2, [(1, 3)]),
        ([W, B, W, W, B, W], 1, 2, [(1, 1), (4, 4)]),
        ([B, W, B, B, W], 2, 1, [(3, 3)]),
        ([B, U, B, W], 2, 1, [(2, 2)]),
        ([B, W, U, W, B], 1, 2, [(0, 4)]),
        ([N, N, U, W], 1, 1, []),
    ],
)
def test_one_fault_is_one_alarm(
    levels: list[Level], to_breach: int, to_clear: int, found: list[tuple[int, int]]
) -> None:
    assert [(a.first, a.last) for a in alarms(judged(*levels), HIGHER, to_breach, to_clear)] == found
