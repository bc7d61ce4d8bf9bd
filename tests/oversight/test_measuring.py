"""Whether oversight is real, in figures of the group; and the seeded cases that it is tried with."""

import datetime as dt

import pytest

from aims.kernel.denied import Denied
from aims.oversight import measuring, seeding
from aims.oversight.models import CaseContent, OversightPlan, ReviewCase

from .story import Desk

RULED = (("Priya", "confirmed"), ("Amir", "rejected"), ("Lena", "confirmed"), ("Priya", "confirmed"))


def told(desk: Desk, days_ago: int = 0, **given: object) -> OversightPlan:
    day = desk.at.date() - dt.timedelta(days=days_ago)
    plan: OversightPlan = desk.planned(measuring_told_on=day, **given)
    return plan


def ruled(desk: Desk) -> list[ReviewCase]:
    done = []
    for n, (name, said) in enumerate(RULED):
        case = desk.held(f"k-{n}", inputs={"amount": 12_000.0} | {f"more {i}": float(i) for i in range(n * 5)})
        desk.takes(name, case)
        done.append(desk.rules(name, case, said))
    desk.passes(120)
    return done


def found(desk: Desk, plan: OversightPlan) -> measuring.Measured | None:
    with desk.now():
        return measuring.measured(plan, desk.at.date())


def test_figures_of_the_rulings(desk: Desk) -> None:
    plan = told(desk)
    ruled(desk)
    desk.held("waits")
    seen = found(desk, plan)
    assert seen is not None
    assert (seen.ruled, seen.reviewers, seen.seconds) == (4, 3, 30.0)
    assert seen.overridden is not None
    assert (seen.overridden.hits, seen.overridden.n, seen.overridden.value) == (1, 4, 0.25)
    assert seen.overridden.interval == pytest.approx((0.0456, 0.6994), abs=1e-3), "Wilson, 1 of 4"
    assert [(part.name, part.n) for part in seen.by_length] == [("shorter", 2), ("longer", 2)]
    assert sum(part.n for part in seen.by_hour) == 4
    with desk.now():
        assert measuring.waiting(plan) == measuring.Waiting(1, 0, 0)
    assert (seen.agreed, seen.caught) == (None, None), "of nothing no share is said"


def test_nothing_is_measured_before_reviewers_were_told(desk: Desk) -> None:
    plan = desk.planned()
    ruled(desk)
    assert found(desk, plan) is None
    desk.pass_days(3)
    later = desk.renewed("oversight_plan", plan.id, measuring_told_on=desk.at.date())
    seen = found(desk, later)
    assert seen is not None
    assert seen.ruled == 0, "what was ruled before that day is nobody's figure"


def test_limits_that_are_passed_are_named(desk: Desk) -> None:
    plan = told(desk, unedited_most=0.7, seconds_least=60, backlog_most=0, seeded_caught=0.9)
    ruled(desk)
    desk.held("waits")
    with desk.now():
        past = measuring.past_limits(plan, found(desk, plan), measuring.waiting(plan))
    assert set(past) == {"rubber_stamping", "too_fast", "backlog"}


def test_seeded_cases_repeat_what_was_known_to_be_wrong_and_are_counted_apart(desk: Desk) -> None:
    plan = told(desk)
    rejected = ruled(desk)[1]
    with desk.now():
        with pytest.raises(Denied):
            seeding.seed(plan, desk.actor("Priya"), 1)
        assert seeding.seed(plan, desk.actor("Liang"), 5) == 1, "one of the four was not let pass"
        assert seeding.seed(plan, desk.actor("Liang"), 5) == 0, "none is used twice"
    content = CaseContent.objects.get(is_seeded=True)
    case = ReviewCase.objects.get(pk=content.pk)
    assert content.decision["inputs"] == desk.content(rejected).decision["inputs"]
    assert (case.state, case.title) == ("waiting", desk.fresh(rejected).title)
    assert case.key != rejected.key
    desk.takes("Amir", case)
    desk.rules("Amir", case, "rejected")
    desk.passes(120)
    seen = found(desk, plan)
    assert seen is not None
    assert seen.caught is not None
    assert (seen.ruled, seen.caught.hits, seen.caught.n) == (4, 1, 1)
    assert desk.fresh(case).state == "tested"
