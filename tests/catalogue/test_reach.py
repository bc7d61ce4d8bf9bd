"""The contract: for each of the 202 what code decides, what a person judges, how deep it goes."""

from collections import Counter

import pytest

from aims import catalogue

from .sources import CATALOGUE, content


def test_every_requirement_has_its_reach_in_order() -> None:
    assert [row["id"] for row in content(CATALOGUE / "reach.yaml")["reach"]] == list(catalogue.requirements())


@pytest.mark.parametrize("full_id", catalogue.requirements())
def test_reach_says_why_where_effect_cannot_be_shown(full_id: str) -> None:
    one = catalogue.reach(full_id)
    assert (one.why is None) == (one.depth == "effective")
    assert one.code.en.startswith("Whether ")
    assert one.code.en.endswith(".")
    assert one.code.zh.endswith("。")


def test_few_sentences_are_said_twice() -> None:
    """What code decides is particular to each requirement; only plain records may share a sentence."""
    said = Counter(catalogue.reach(one).code.en for one in catalogue.requirements())
    assert set(said.values()) <= {1, 2}


def test_suitability_is_never_left_to_code() -> None:
    """Wherever the standard speaks of fitness or enough, a person has something to judge."""
    for place in ("5.2-a", "7.1-a", "7.5.2-c", "9.3.1-a", "10.2-i", "A.2.4"):
        assert catalogue.reach(f"iso42001:2023/{place}").person is not None


def test_all_depths_occur() -> None:
    depths = Counter(catalogue.reach(one).depth for one in catalogue.requirements())
    assert depths == {"operating": 138, "effective": 46, "designed": 18}


def test_reference_proposals() -> None:
    found = catalogue.reference()
    assert len(found.life_cycle_stages) == 8
    assert len(found.significant_change) == 10
    assert len(found.intervals) == 12
    assert len(found.common_nonconformities) == 22
    assert all(one.interval.startswith("P") for one in found.intervals)
