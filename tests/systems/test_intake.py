"""From a proposal to an entry of the register: who may, what is carried over, what waits for whom until when."""

import datetime as dt

import pytest

from aims.conformity.criteria import criteria
from aims.kernel.denied import Denied
from aims.kernel.duties import duties, duties_of
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.policy import Actor, sees
from aims.kernel.world import present
from aims.lib import clock
from aims.systems.intake import take_in
from aims.systems.models import AISystem
from aims.systems.readiness import next_lacks, next_moves
from tests.bank import Bank, by_system

pytestmark = pytest.mark.django_db


def proposed(bank: Bank, by: str = "sara", **given: object) -> Record:
    words = {"title": "Letter drafts", "door": "in_use", "purpose": "Drafts letters.", "supplier": "Brightdesk"}
    return bank.does(by, "proposal", "create", **words | given)


def waiting(code: str) -> list[frozenset]:
    return [duty.who for duty in duties(present()) if duty.code == code]


@pytest.mark.parametrize("name", ["sara", "jonas", "mei", "hedda", "ada"])
def test_whoever_holds_a_role_may_propose_and_sees_what_became_of_it(bank: Bank, name: str) -> None:
    made = proposed(bank, name)
    decider = "arjun"
    decided = bank.does(decider, "proposal", "decline", made, decision_why="It reads what it should not.")
    assert sees(bank.actor(name), KINDS["proposal"], decided)


def test_staff_see_their_own_and_no_others(bank: Bank) -> None:
    other = proposed(bank, "jonas")
    assert not sees(bank.actor("sara"), KINDS["proposal"], other)


def test_who_only_reads_does_not_propose(bank: Bank) -> None:
    with pytest.raises(Denied, match="for reading only"):
        proposed(bank, "yuki")


def test_nobody_decides_on_their_own_proposal(bank: Bank) -> None:
    made = proposed(bank, "mei")
    with pytest.raises(Denied, match="someone else must"):
        bank.does("mei", "proposal", "accept", made, decision_why="It is mine.")
    assert waiting("proposal_waits") == [frozenset({bank.people["ingrid"].pk, bank.people["arjun"].pk})]


def test_a_decision_has_its_reason(bank: Bank) -> None:
    with pytest.raises(Denied) as denied:
        bank.does("arjun", "proposal", "accept", proposed(bank))
    assert "decision_why" in denied.value.fields


def test_the_decision_is_due_when_the_criteria_say(bank: Bank) -> None:
    made = proposed(bank)
    [duty] = [d for d in duties_of(present(), bank.people["mei"].pk) if d.code == "proposal_waits"]
    assert duty.due == present().today + dt.timedelta(days=criteria(present()).proposal_days)
    bank.does("mei", "proposal", "accept", made, decision_why="Read by a person each time.")
    assert not waiting("proposal_waits")
    assert waiting("accepted_unregistered")


def test_taking_in_makes_the_entry_and_leads_to_it(bank: Bank) -> None:
    made = proposed(bank, data_about="public", reaches="public", checked="always", unit=bank.lending.pk)
    made = bank.does("mei", "proposal", "accept", made, decision_why="Read by a person each time.")
    system = take_in(made, bank.actor("mei"), present())
    entry = present().get(AISystem, system.pk)
    assert entry is not None
    assert (entry.title, entry.intended_use, entry.supplier) == ("Letter drafts", "Drafts letters.", "Brightdesk")
    assert (entry.state, entry.sort, entry.unit_id) == ("proposed", "staff_tool", bank.lending.pk)
    assert (entry.tier_answers, entry.tier) == (["public", "personal"], ""), "hints, and no answer yet"
    after = present().find(made.pk)
    assert after is not None
    assert (after.state, after.system_id) == ("registered", system.pk)  # type: ignore[attr-defined]
    assert not waiting("accepted_unregistered")


def test_taking_in_what_was_not_accepted_changes_nothing(bank: Bank) -> None:
    made, before = proposed(bank), AISystem.objects.count()
    with pytest.raises(Denied, match="is possible only from"):
        take_in(made, bank.actor("mei"), present())
    assert AISystem.objects.count() == before


def test_an_undeclared_tool_waits_for_the_head_of_its_unit(bank: Bank) -> None:
    today = clock.now().date()
    by_system(
        "assignment",
        title="Jonas leads lending",
        person=bank.people["jonas"].pk,
        role="line_manager",
        unit=bank.lending.pk,
        starts_on=today,
    )
    found = {"title": "Note taker", "source": "expenses", "found_on": today, "unit": bank.lending.pk}
    tool = bank.does("mei", "undeclared_tool", "create", **found)
    assert waiting("undeclared_tool") == [frozenset({bank.people["jonas"].pk})]
    assert Actor.of(present(), bank.people["jonas"].pk).holds("line_manager")
    system = take_in(tool, bank.actor("jonas"), present())
    assert (system.sort, system.life_cycle_stage) == ("staff_tool", "operation_and_monitoring")
    assert not waiting("undeclared_tool")


def test_what_is_only_proposed_lacks_what_taking_it_in_asks(bank: Bank) -> None:
    """As a register brings it: also what its source says is running."""
    for stage, move in (("", "triage"), ("inception", "triage"), ("operation_and_monitoring", "adopt")):
        made = bank.does("mei", "ai_system", "create", title=f"From a register {stage}", life_cycle_stage=stage)
        found = present().get(AISystem, made.id)
        assert found
        assert next_moves(found) == (move,)
        assert [str(lack.sentence) for lack in next_lacks(present(), found)] == [
            "Name its owner first.",
            "Write its intended use first.",
            "Determine our AI roles first.",
            "Decide first whether it is in scope.",
            "Answer the seven questions that give its tier.",
        ]
        words = {"intended_use": "Sorts.", "ai_roles": ["ai_user"], "scope_decision": "in"}
        words |= {"tier_answered_on": present().today}
        bank.does("mei", "ai_system", "edit", made, owner=bank.people["arjun"].pk, **words)
        found = present().get(AISystem, made.id)
        assert found
        assert not next_lacks(present(), found)
