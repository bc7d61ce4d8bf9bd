"""Each check in a World where it holds and in Worlds where it does not, made through the one door."""

import re
from collections.abc import Callable

import pytest

from aims import catalogue
from aims.conformity.posture import posture
from aims.kernel.checks import CHECKS, Depth, Gap, Status
from aims.kernel.kinds import KINDS, Audience
from aims.web.panels.gaps import NAMES

from .worlds import CASES, PARTLY, REACHED, whole_year
from .worlds.bank import ISO, Bank

pytestmark = pytest.mark.django_db


def test_a_year_of_good_work_is_met_as_deep_as_it_can_be(bank: Bank) -> None:
    whole_year(bank)
    found = dict(posture(bank.world()))
    told = {
        pk.removeprefix(ISO): (v.status, v.depth, [g.code for g in v.gaps]) for pk, v in found.items() if pk in CHECKS
    }
    expected = {pk: (Status.MET, depth, []) for pk, depth in REACHED.items()}
    partly = {pk: (Status.PARTLY, depth) for pk, depth in PARTLY.items()}
    assert {pk: v for pk, v in told.items() if pk not in PARTLY} == expected
    assert {pk: v[:2] for pk, v in told.items() if pk in PARTLY} == partly


def test_no_check_says_more_than_the_catalogue_allows() -> None:
    assert {pk.removeprefix(ISO) for pk in CHECKS} == REACHED.keys() | PARTLY.keys()
    for pk, depth in (REACHED | PARTLY).items():
        assert depth <= Depth[catalogue.reach(ISO + pk).depth.upper()], pk


@pytest.mark.parametrize(
    ("requirement", "build", "status", "code"), CASES, ids=[f"{pk} {code}" for pk, _b, _s, code in CASES]
)
def test_what_is_missing_is_said(
    bank: Bank, requirement: str, build: Callable[[Bank], None], status: Status, code: str
) -> None:
    build(bank)
    found = bank.verdict(requirement)
    assert (found.status, code in [gap.code for gap in found.gaps]) == (status, True), found
    assert [name for gap in (*found.gaps, *found.notes) for name in names_unguarded(bank, gap)] == []


def names_unguarded(bank: Bank, gap: Gap) -> list[str]:
    """The figures of `gap` that are the ref of a record, and that nothing would keep from a reader who may not see it.

    Figures called as in `NAMES` keep to themselves where the record that the gap is about is hidden.
    """
    world = bank.world()
    about = world.find(gap.about) if gap.about else None
    public = {record.ref for kind in KINDS if kind.audience is Audience.PUBLIC for record in world.all(kind.model)}
    return [
        f"{gap.code}: {name} {value}"
        for name, value in gap.params.items()
        if re.fullmatch(r"[A-Z]{3}-\d{4}", str(value))
        and value not in public
        and not (about and about.ref == value and name in NAMES)
        and not ((other := world.find(gap.names.get(name))) and other.ref == value)
    ]


def test_every_check_has_a_world_where_it_does_not_hold() -> None:
    assert {pk for pk, _build, _status, _code in CASES} >= {pk.removeprefix(ISO) for pk in CHECKS}
