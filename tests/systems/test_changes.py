"""A significant change unsettles exactly what was approved upon its systems; an approval settles it again."""

from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standings
from aims.systems.models import AISystem
from aims.systems.readiness import of_systems, readiness
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.changes import carried_out, found, proposed, unsettled, urgent, verified
from tests.conformity.worlds.life import LIFE, RELEASE, approve, made, no_version, people

pytestmark = pytest.mark.django_db
LIVING = ("requirement_spec", "operation_plan", "technical_document")


def stale(bank: Bank) -> set[UUID]:
    world = bank.world()
    kinds = [KINDS[name].model for name in LIFE]
    return {r.id for model in kinds for r in world.in_force(model) if Standing.STALE in standings(r, world)}


@pytest.fixture
def bank(founded: Bank, db: None) -> Bank:
    bank = founded.anew()
    people(bank)
    return bank


@given(
    about=st.sets(st.integers(0, 2)),
    kinds=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(LIVING)), min_size=1, max_size=5, unique=True),
    way=st.sampled_from([carried_out, found, urgent]),
    is_significant=st.booleans(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_the_dependants_turn_stale_and_an_approval_settles_them(
    bank: Bank, about: set[int], kinds: list[tuple[int, str]], way, is_significant: bool
) -> None:
    systems = [bank.system(release=RELEASE, title=f"System {n}") for n in range(3)]
    made_upon: dict[int, set[UUID]] = {n: set() for n in range(3)}
    kind_of: dict[UUID, str] = {}
    for n, kind in kinds:
        record: Record = made(bank, kind, systems[n].id)
        made_upon[n].add(record.id)
        kind_of[record.id] = kind
    before = stale(bank)
    assert not before & set(kind_of)
    links = [("about", systems[n].id) for n in sorted(about)]
    way(bank, links=links, significance=["model"] if is_significant else [])
    assert stale(bank) == before
    unsettled(bank)
    expected = set().union(*(made_upon[n] for n in about)) if is_significant else set()
    assert stale(bank) - before == expected
    waiting = {d.about for d in duties(bank.world()) if d.code == "relied_on_changed"}
    assert waiting & set(kind_of) == expected
    for pk in expected:
        bank.by("Liang", kind_of[pk], "revise", pk)
        approve(bank, kind_of[pk], pk)
    assert stale(bank) == before


def test_an_owner_does_not_approve_their_own_change(bank: Bank) -> None:
    change = proposed(bank, owner=bank.people["Arjun"])
    bank.by("Liang", "change", "assess", change.id)
    with pytest.raises(Denied) as denied:
        bank.by("Arjun", "change", "approve", change.id)
    assert denied.value.code == "own_case"
    assert bank.by("Tan", "change", "approve", change.id).state == "approved"


def test_who_assessed_a_change_does_not_approve_it(bank: Bank) -> None:
    """The approver of a change is not its author, and the assessment writes what it takes and how it is taken back."""
    bank.assign("Arjun", "system_owner")
    change = proposed(bank)
    bank.by("Arjun", "change", "assess", change.id)
    with pytest.raises(Denied) as denied:
        bank.by("Arjun", "change", "approve", change.id)
    assert denied.value.code == "own_work"
    assert bank.by("Tan", "change", "approve", change.id).state == "approved"


def test_a_change_is_approved_only_with_its_plan(bank: Bank) -> None:
    change = proposed(bank, rollback="")
    bank.by("Liang", "change", "assess", change.id)
    with pytest.raises(Denied) as denied:
        bank.by("Tan", "change", "approve", change.id)
    assert denied.value.code == "not_ready"


def test_an_emergency_is_a_duty_until_somebody_else_approves_it(bank: Bank) -> None:
    change = urgent(bank)
    assert [d.about for d in duties(bank.world()) if d.code == "change_afterwards"] == [change.id]
    bank.by("Tan", "change", "approve_afterwards", change.id)
    assert not [d for d in duties(bank.world()) if d.code == "change_afterwards"]


def test_what_was_found_waits_in_an_inbox_and_what_proves_significant_later_unsettles_then(bank: Bank) -> None:
    system = bank.system(release=RELEASE)
    plan = made(bank, "operation_plan", system.id)
    change = found(bank, system=system.id)
    assert [d.about for d in duties(bank.world()) if d.code == "change_waits"] == [change.id]
    unsettled(bank)
    assert plan.id not in stale(bank)
    bank.by("Liang", "change", "assess", change.id, significance=["model"])
    unsettled(bank)
    assert plan.id in stale(bank)


def test_a_rebranding_asks_both_lists_of_roles_again(bank: Bank) -> None:
    system = bank.system(release=RELEASE, legal_roles=["ai_act_deployer"], legal_roles_on=bank.at.date())
    bank.pass_days(2)
    carried_out(bank, system=system.id, roles_in_question=["rebranding"])
    assert [d.about for d in duties(bank.world()) if d.code == "roles_questioned"] == [system.id]
    bank.by("Liang", "ai_system", "edit", system.id, ai_roles_on=bank.at.date())
    assert [d.about for d in duties(bank.world()) if d.code == "roles_questioned"] == [system.id]
    bank.by("Liang", "ai_system", "edit", system.id, legal_roles_on=bank.at.date())
    assert not [d for d in duties(bank.world()) if d.code == "roles_questioned"]


def test_who_carried_a_change_out_does_not_verify_it(bank: Bank) -> None:
    bank.assign("Liang", "verifier")
    change = carried_out(bank)
    with pytest.raises(Denied) as denied:
        bank.by("Liang", "change", "verify", change.id, outcome="Fine.")
    assert denied.value.code == "own_work"
    assert verified(bank, change.id).state == "verified"


def test_readiness_reads_the_world_it_is_given(bank: Bank) -> None:
    no_version(bank)
    system = bank.world().all(AISystem)[0]
    before = bank.world()
    bank.by("Liang", "ai_system", "edit", system.id, release=RELEASE)
    made(bank, "operation_plan", system.id)
    now = bank.world()
    assert [lack.do.action for lack in readiness(before, before.all(AISystem)[0], "verify")] == ["edit"]
    assert [lack.do.kind for lack in readiness(now, now.all(AISystem)[0], "verify")] == ["verification"]
    assert not of_systems(before, KINDS["operation_plan"].model)


def test_results_are_refused_before_the_criteria_are_approved_and_for_what_they_do_not_name(bank: Bank) -> None:
    system = bank.system(release=RELEASE)
    test = bank.by("Liang", "verification", "create", **LIFE["verification"], system=system.id)
    with pytest.raises(Denied) as denied:
        bank.by("Ines", "verification", "record_results", test.id, results="accuracy | 1 | 500")
    assert denied.value.code == "wrong_state"
    with pytest.raises(Denied) as denied:
        bank.by("Liang", "verification", "approve_criteria", test.id)
    assert denied.value.code in ("own_work", "not_granted", "not_allowed")
    bank.by("Tan", "verification", "approve_criteria", test.id)
    with pytest.raises(Denied) as denied:
        bank.by("Ines", "verification", "record_results", test.id, results="beauty | 1 | 500", tester=system.owner_id)
    assert "beauty" in denied.value.sentence


def test_a_plan_is_fulfilled_only_with_evidence_and_a_rollback_that_worked(bank: Bank) -> None:
    system = bank.system(release=RELEASE)
    plan = bank.by(
        "Liang", "deployment_plan", "create", **LIFE["deployment_plan"], system=system.id, owner=bank.people["Liang"]
    )
    bank.by("Liang", "deployment_plan", "submit", plan.id)
    bank.by("Tan", "deployment_plan", "approve", plan.id)
    for wrong in ({"steps": "Told | no"}, {"steps": "Told | yes"}, {"rollback_trial": "failed"}):
        values = {"rollback_trial": "worked", "rollback_tried_on": bank.at.date()} | wrong
        with pytest.raises(Denied) as denied:
            bank.by("Liang", "deployment_plan", "fulfil", plan.id, **values)
        assert denied.value.code == "invalid"


@pytest.mark.parametrize("kind", ["deployment_plan", "retirement_plan"])
@pytest.mark.parametrize(
    "steps",
    [
        [("Coffee was drunk", "yes")],
        [("Security review signed", "yes")],
        [("Security review signed", "yes"), ("Fairness tested", "yes")],
        [("Fairness tested", "yes"), ("Security review signed", "yes"), ("Coffee was drunk", "yes")],
    ],
    ids=["others", "fewer", "reordered", "more"],
)
def test_whoever_reports_a_plan_as_fulfilled_does_not_choose_its_conditions(
    bank: Bank, kind: str, steps: list[tuple[str, str]]
) -> None:
    conditions = "Fairness tested | no\nSecurity review signed | no"
    system = bank.system(release=RELEASE)
    values = {"title": "Plan", "system": system.id, "owner": bank.people["Liang"], "steps": conditions}
    plan = bank.by("Liang", kind, "create", **LIFE.get(kind, {}) | values)
    bank.by("Liang", kind, "submit", plan.id)
    bank.by("Tan", kind, "approve", plan.id)
    tried = {"rollback_trial": "worked", "rollback_tried_on": bank.at.date()} if kind == "deployment_plan" else {}
    with pytest.raises(Denied) as denied:
        bank.by("Liang", kind, "fulfil", plan.id, steps=[_step(*step) for step in steps], **tried)
    assert list(denied.value.fields) == ["steps"]
    done = [_step("Fairness tested", "yes"), _step("Security review signed", "yes")]
    assert bank.by("Liang", kind, "fulfil", plan.id, steps=done, **tried).state == "fulfilled"


def _step(what: str, done: str) -> dict[str, str]:
    return {"what": what, "done": done, "evidence": "VER-0001"}
