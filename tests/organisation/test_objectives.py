"""AI objectives and what supports them: what guards refuse, where the line stands, when a standing and a duty begin."""

import datetime as dt
from decimal import Decimal

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import Duty, duties
from aims.kernel.standing import Standing, standings
from aims.kernel.world import World
from aims.lib import clock
from aims.organisation.models import Objective
from aims.organisation.trajectory import next_due
from tests.conformity.worlds import objectives as told
from tests.conformity.worlds import support
from tests.conformity.worlds.bank import Bank

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 2)


def straight(**given: object) -> Objective:
    ends = {"baseline": Decimal(70), "baseline_on": START, "target": Decimal(90), "due_on": dt.date(2026, 3, 12)}
    return Objective(**{"direction": "up", **ends, **given})


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-5, 70), (0, 70), (5, 80), (10, 90), (90, 90)],
    ids=["before", "baseline", "half way", "due", "after"],
)
def test_the_trajectory_is_a_straight_line_between_its_ends(day: int, expected: int) -> None:
    assert straight().expected_on(START + dt.timedelta(days=day)) == expected


@pytest.mark.parametrize(("direction", "value", "on_track"), [("up", 79, False), ("up", 80, True), ("down", 81, False)])
def test_a_result_is_on_track_on_the_right_side_of_the_line(direction: str, value: int, on_track: bool) -> None:
    assert straight(direction=direction).on_track(Decimal(value), START + dt.timedelta(days=5)) is on_track


def test_without_an_end_there_is_no_line_and_nothing_to_miss() -> None:
    objective = straight(target=None)
    assert objective.expected_on(START) is None
    assert objective.on_track(Decimal(1), START)


@pytest.mark.parametrize("missing", ["policy_sentence", "plan", "resources", "evaluation_how", "owner", "measure"])
def test_nothing_is_approved_that_lacks_a_part_of_its_plan(bank: Bank, missing: str) -> None:
    with pytest.raises(Denied) as refused:
        told.approved(bank, **{missing: ""})
    assert refused.value.code == "not_ready"
    told.approved(bank)


def test_what_cannot_be_measured_needs_the_reason_and_no_figures(bank: Bank) -> None:
    figures = {"measure": "", "measure_unit": "", "direction": "", "target": None}
    with pytest.raises(Denied):
        told.approved(bank, **figures)
    assert told.approved(bank, **figures, not_measured_why="Trust has no scale here.").state == "approved"


def test_who_proposed_it_does_not_approve_it(bank: Bank) -> None:
    bank.assign("Liang", "top_management")
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "objective", "approve", told.proposal(bank).id)
    assert refused.value.code == "own_work"


@pytest.mark.parametrize("missing", ["baseline", "baseline_on", "told_to"])
def test_it_begins_with_a_baseline_and_is_communicated(bank: Bank, missing: str) -> None:
    begun = {"baseline": 70, "baseline_on": bank.at.date(), "told_to": "Both desks."}
    with pytest.raises(Denied) as refused:
        bank.by("Arjun", "objective", "activate", told.approved(bank).id, **begun | {missing: None})
    assert set(refused.value.fields) == {missing}


def test_it_is_achieved_only_when_the_last_result_reaches_the_target(bank: Bank) -> None:
    one = told.active(bank)
    for value in (None, 95, 89):
        if value is not None:
            told.result(bank, one, value)
        if value == 95:
            continue
        with pytest.raises(Denied):
            bank.by("Liang", "objective", "achieve", one.id, outcome="Looked at.")
    told.result(bank, one, 90)
    with pytest.raises(Denied):
        bank.by("Liang", "objective", "achieve", one.id, outcome=" ")
    assert bank.by("Liang", "objective", "achieve", one.id, outcome="Looked at.").state == "achieved"


def test_a_withdrawn_result_does_not_count(bank: Bank) -> None:
    one = told.active(bank)
    wrong = told.result(bank, one, 95)
    bank.by("Liang", "measurement", "retire", wrong.id)
    with pytest.raises(Denied):
        bank.by("Liang", "objective", "achieve", one.id, outcome="Looked at.")


def test_a_figure_is_asked_for_where_something_is_measured(bank: Bank) -> None:
    with pytest.raises(Denied) as refused:
        told.result(bank, told.active(bank), None)
    assert set(refused.value.fields) == {"value"}
    other = told.active(bank, measure="", not_measured_why="Trust has no scale here.")
    assert told.result(bank, other, None, note="Fewer letters.").ref


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        ("risk_owner", "Lending", True),
        ("risk_owner", "Care", False),
        ("verifier", "Lending", True),
        ("verifier", "Care", False),
        ("operator", "Lending", False),
    ],
)
def test_it_is_measured_where_it_belongs_by_whoever_may_revise_or_verify(
    bank: Bank, role: str, place: str, may: bool
) -> None:
    """A result is of the unit of its objective: a role held in another one is none."""
    units = {title: bank.by_system("unit", title=title, parent=bank.unit).id for title in ("Lending", "Care")}
    lending = units["Lending"]
    one = told.active(bank, unit=lending)
    bank.assign("Ines", role, unit=units[place])
    values = {"title": "A month's cases", "objective": one.id, "value": 95}
    if may:
        assert bank.by("Ines", "measurement", "create", **values).unit_id == lending
        return
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "measurement", "create", **values)
    assert refused.value.code == "not_granted"


def test_its_owner_measures_it_without_another_role(bank: Bank) -> None:
    one = told.active(bank)
    given = {"owner": bank.people["Ines"], "reason": "Arjun leaves."}
    bank.by("Tan", "objective", "revise", one.id, **given)
    assert bank.by("Ines", "measurement", "create", title="A month's cases", objective=one.id, value=95).ref


def at_risk(world: World, one: Objective) -> bool:
    return Standing.AT_RISK in standings(world.get(Objective, one.id) or one, world)


def test_it_is_off_track_from_the_instant_after_its_next_result_was_due(bank: Bank) -> None:
    one = told.active(bank, interval_months=1)
    world = bank.world()
    due = next_due(world, one)
    assert due == dt.date(2026, 4, 2)
    end = clock.end_of(due, dt.UTC)
    before, after = World(world._position, end), World(world._position, end + dt.timedelta(microseconds=1))
    assert (at_risk(before, one), at_risk(after, one)) == (False, True)


def test_it_is_off_track_by_a_result_and_back_by_the_next(bank: Bank) -> None:
    one = told.active(bank)
    bank.pass_days(60)
    told.result(bank, one, 71)
    assert at_risk(bank.world(), one)
    told.result(bank, one, 88)
    assert not at_risk(bank.world(), one)


def owed(bank: Bank, code: str) -> list[Duty]:
    return [duty for duty in duties(bank.world()) if duty.code == code]


def test_the_owner_is_asked_for_a_result_when_half_of_a_short_interval_is_over(bank: Bank) -> None:
    told.active(bank, interval_months=1)
    bank.pass_days(14)
    assert owed(bank, "measure") == []
    bank.pass_days(4)
    [duty] = owed(bank, "measure")
    assert (duty.who, duty.due) == (frozenset({bank.people["Arjun"]}), dt.date(2026, 4, 2))


def test_each_step_of_an_objective_is_somebodys(bank: Bank) -> None:
    one = told.proposal(bank)
    [proposed] = owed(bank, "approve_objective")
    assert proposed.who == {bank.people["Tan"]}
    bank.by("Tan", "objective", "approve", one.id)
    [begin] = owed(bank, "begin_objective")
    assert begin.who == {bank.people["Arjun"]}
    begun = {"baseline": 70, "baseline_on": bank.at.date(), "told_to": "Both desks."}
    bank.by("Arjun", "objective", "activate", one.id, **begun)
    assert owed(bank, "begin_objective") == []
    bank.pass_days(301)
    [decide] = owed(bank, "decide_objective")
    assert (decide.do.action, decide.who) == ("revise", frozenset({bank.people["Tan"]}))
    told.result(bank, one)
    [decide] = owed(bank, "decide_objective")
    assert (decide.do.action, decide.who) == ("achieve", frozenset({bank.people["Liang"]}))


def test_who_states_a_need_does_not_grant_it(bank: Bank) -> None:
    need = support.need(bank, bank.process().id)
    bank.assign("Liang", "designated_management")
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "resource_need", "grant", need.id)
    assert refused.value.code == "own_work"
    bank.by("Tan", "resource_need", "grant", need.id)
    assert owed(bank, "provide") == []
    bank.pass_days(1)
    assert owed(bank, "provide")
    done = bank.by("Arjun", "resource_need", "provide", need.id)
    assert (done.provided_on, owed(bank, "provide")) == (bank.at.date(), [])


def test_a_line_of_the_plan_is_due_again_after_its_interval(bank: Bank) -> None:
    one = support.line(bank, interval_months=3)
    assert owed(bank, "tell") == []
    bank.pass_days(70)
    assert [duty.due for duty in owed(bank, "tell")] == [dt.date(2026, 6, 2)]
    support.told(bank, one)
    assert owed(bank, "tell") == []


def test_trials_are_made_again_within_the_interval_of_the_criteria(bank: Bank) -> None:
    support.access(bank)
    support.restored(bank)
    bank.pass_days(170)
    assert [duty.who for duty in owed(bank, "look_at_access")] == [{bank.people["Ines"]}]
    assert owed(bank, "try_restore") == []
    bank.pass_days(180)
    assert owed(bank, "try_restore")


def test_what_goes_before_its_time_says_why_and_has_a_witness(bank: Bank) -> None:
    rule = support.rule(bank)
    gone = {"title": "Old lists", "what": "Lists.", "rule": rule.id, "method": "Shredded.", "happened_on": START}
    young = {"youngest_on": dt.date(2020, 1, 1), "witness": bank.people["Tan"]}
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "disposal", "create", **gone, **young)
    assert set(refused.value.fields) == {"early_why"}
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "disposal", "create", **gone, youngest_on=dt.date(2010, 1, 1), witness=bank.people["Ines"])
    assert set(refused.value.fields) == {"witness"}
    assert bank.by("Ines", "disposal", "create", **gone, **young, early_why="A customer asked for it.").ref
    assert [note.code for note in bank.verdict("7.5.3-f").notes if note.code == "disposed_early"]


def test_no_more_is_refused_than_was_tried(bank: Bank) -> None:
    with pytest.raises(Denied) as refused:
        support.access(bank, tried=3, refused=4)
    assert refused.value.code == "constraint"
