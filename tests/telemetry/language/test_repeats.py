"""Near repeats are found, different answers are not, and counts merge in any order."""

import math
import random

import numpy as np
import pytest

from aims.telemetry.language import CHECKS, Repeats
from aims.telemetry.language.repeats import KEPT

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def texts(n: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    words = ["".join(rng.choices(LETTERS, k=rng.randint(2, 9))) for _ in range(2_000)]
    return [" ".join(rng.choices(words, k=30)) + "." for _ in range(n)]


def test_a_near_repeat_is_found_and_the_first_is_none() -> None:
    original = (
        "Your application AIS-1 of 3 March was received. We will answer within 30 days, thank you for your patience."
    )
    again = original.replace("3 March", "17 March").replace("30 days", "45 days").upper()
    other = "The branch in Orchard Road opens at nine, and on Saturdays it closes at noon, except on public holidays."
    assert CHECKS["repeated"].score([original, other, again, "Yes.", "Yes."])[:3].tolist() == [0, 0, 1]


def test_chinese_repeats_are_found() -> None:
    original = "你的申请已于3月3日收到，我们将在三十天内书面答复你，感谢你的耐心等待，如有疑问请联系客服。"
    scores = CHECKS["repeated"].score([original, original.replace("3月3日", "5月18日")])
    assert scores.tolist() == [0, 1]


def test_short_answers_are_unknown() -> None:
    assert np.isnan(CHECKS["repeated"].score(["Yes.", "Yes.", "好的。"])).all()


def test_different_answers_of_the_same_two_thousand_words_do_not_meet() -> None:
    assert np.nansum(CHECKS["repeated"].score(texts(3_000))) <= 3


def test_the_check_and_the_counts_agree() -> None:
    answers = texts(300) + texts(200)
    random.Random(5).shuffle(answers)
    share = Repeats.of(answers).share()
    assert share.n == 500
    assert share.error == 0
    assert share.value == pytest.approx(np.nanmean(CHECKS["repeated"].score(answers)), abs=0.01)
    assert share.value == pytest.approx(200 / 500, abs=0.01)


@pytest.mark.parametrize("parts", [2, 7])
def test_counts_of_parts_merge_into_those_of_the_whole(parts: int) -> None:
    answers = texts(3_000, seed=2) + texts(1_500, seed=2)
    whole = Repeats.of(answers)
    merged = Repeats()
    for start in reversed(range(parts)):
        merged = merged.merge(Repeats.of(answers[start::parts]))
    assert merged.bands == whole.bands
    assert merged.share() == whole.share()
    assert all(len(band) == KEPT for band in whole.bands)
    assert abs(whole.share().value - 1 / 3) <= whole.share().error * 1.5


def test_nothing_counted_is_unknown() -> None:
    assert math.isnan(Repeats.of(["ok"]).share().value)
