"""The columns that the worker writes, each with version and share; costly checks look at a share nobody can choose."""

import dataclasses

import numpy as np
import pytest

from aims.telemetry.language import CHECKS, scores_of
from aims.telemetry.language.scoring import in_share

KEYS = [f"k-{number}" for number in range(4_000)]
COSTLY = dataclasses.replace(CHECKS["length"], name="costly", is_costly=True)


def test_every_check_has_a_column_a_version_and_its_share() -> None:
    found = scores_of(["a", "b"], ["Who?", None], ["It was Ann.", ""], ["It was Ann.", None])
    assert found.columns.keys() == found.versions.keys() == found.shares.keys() == {f"s.{name}" for name in CHECKS}
    assert all(len(column) == 2 and column.dtype == np.float64 for column in found.columns.values())
    assert set(found.shares.values()) == {1.0}
    assert found.columns["s.groundedness"][0] == 1
    assert np.isnan(found.columns["s.groundedness"][1])


def test_decisions_without_texts_get_no_columns() -> None:
    assert scores_of(["a"], [None], [""], [None]).columns == {}


def test_lists_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=r"2 keys for 1|shorter|longer"):
        scores_of(["a", "b"], [""], [""], [""])


def test_a_costly_check_looks_at_a_stated_share_at_random() -> None:
    nothing, answers = [""] * len(KEYS), ["An answer."] * len(KEYS)
    found = scores_of(KEYS, nothing, nothing, answers, checks=[COSTLY], secret=b"s", most_costly=1_000)
    looked = ~np.isnan(found.columns["s.costly"])
    assert found.shares == {"s.costly": 0.25}
    assert 850 < looked.sum() < 1_150
    assert (looked == in_share(KEYS, 0.25, b"s")).all()


def test_a_smaller_share_is_part_of_a_larger_one_and_depends_on_the_secret() -> None:
    half, quarter = in_share(KEYS, 0.5, b"s"), in_share(KEYS, 0.25, b"s")
    assert (half | ~quarter).all()
    assert (half != in_share(KEYS, 0.5, b"other")).mean() > 0.4
    assert in_share(KEYS, 1.0, b"s").all()
