"""Arrangements, delegation, agreement of several, and what takes authority away: each refused before and after."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from aims.kernel import authority
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.models import Assignment, Event
from aims.kernel.world import World
from tests.conformity.worlds.bank import POLICY, Bank
from tests.conformity.worlds.competence import begun
from tests.conformity.worlds.suppliers import SUPPLIER

pytestmark = pytest.mark.django_db


def refused(bank: Bank, who: str, kind: str, action: str, record: Any, **given: Any) -> str:
    with pytest.raises(Denied) as denied:
        bank.by(who, kind, action, record, **given)
    return denied.value.code


def submitted(bank: Bank, who: str = "Tan", **given: Any) -> Any:
    """A policy written and submitted by `who`, who holds top management too."""
    bank.assign(who, "document_controller")
    policy = bank.by(who, "policy", "create", **POLICY | given)
    return bank.by(who, "policy", "submit", policy.id)


def arranged(bank: Bank, **given: Any) -> Any:
    words = {
        "title": "Tan combines writing and approving",
        "person": bank.people["Tan"],
        "owner": bank.people["Rosalind"],
        "rules": ["SOD-01"],
        "why": "We are five.",
        "compensation": "Rosalind reads every approval each quarter.",
        "starts_on": bank.at.date(),
        "ends_on": bank.at.date() + dt.timedelta(days=300),
    }
    made = bank.by("Tan", "arrangement", "create", **words | given)
    bank.by("Tan", "arrangement", "submit", made.id)
    return bank.by("Tan", "arrangement", "approve", made.id)


def test_an_arrangement_lets_its_person_approve_their_own_text_and_marks_the_act(bank: Bank) -> None:
    policy = submitted(bank)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"
    arrangement = arranged(bank)
    bank.by("Tan", "policy", "approve", policy.id)
    event = Event.objects.filter(record=policy.pk, action="approve").select_related("body_row").get()
    assert event.body_row.body["under"] == [arrangement.ref]
    other = Event.objects.filter(record=policy.pk, action="submit").select_related("body_row").get()
    assert "under" not in other.body_row.body


def test_what_a_kind_itself_keeps_apart_is_waived_with_the_rule_it_is_a_case_of(bank: Bank) -> None:
    """A firm of one decides on its own proposals, with somebody from outside who looks back."""
    asked = {"title": "Notes", "door": "tool", "purpose": "Minutes.", "unit": bank.unit}
    proposal = bank.by("Tan", "proposal", "create", **asked)
    assert refused(bank, "Tan", "proposal", "accept", proposal.id, decision_why="Small.") == "own_work"
    arranged(bank, rules=["SOD-10"])
    assert refused(bank, "Tan", "proposal", "accept", proposal.id, decision_why="Small.") == "own_work"
    arrangement = arranged(bank)
    bank.by("Tan", "proposal", "accept", proposal.id, decision_why="Small.")
    assert under(proposal, "accept") == [arrangement.ref]


def under(record: Any, action: str) -> list[str]:
    event = Event.objects.filter(record=record.pk, action=action).select_related("body_row").get()
    return list(event.body_row.body["under"])


def test_an_act_that_several_arrangements_let_pass_names_them_all(bank: Bank) -> None:
    bank.assign("Tan", "supplier_manager")
    first, second = arranged(bank), arranged(bank, rules=["SOD-10"])
    made = bank.by("Tan", "supplier", "create", **SUPPLIER | {"requester": bank.people["Tan"]})
    bank.by("Tan", "supplier", "assess", made.id)
    bank.by("Tan", "supplier", "approve_supplier", made.id)
    assert under(made, "approve_supplier") == [first.ref, second.ref]


def test_it_holds_for_its_person_its_rules_and_its_days_only(bank: Bank) -> None:
    arranged(bank, person=bank.people["Arjun"])
    policy = submitted(bank)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"
    arranged(bank, rules=["SOD-10"])
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"
    arranged(bank, starts_on=bank.at.date() + dt.timedelta(days=3))
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"
    bank.pass_days(2)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"
    bank.pass_days(299)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"


def test_it_begins_on_its_first_day_and_ends_after_its_last(bank: Bank) -> None:
    first = bank.at.date() + dt.timedelta(days=3)
    arranged(bank, starts_on=first, ends_on=first + dt.timedelta(days=1))
    policy = submitted(bank)
    bank.pass_days(3)
    bank.by("Tan", "policy", "approve", policy.id)
    bank.by("Tan", "policy", "revise", policy.id)
    bank.by("Tan", "policy", "submit", policy.id)
    bank.pass_days(2)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"


def test_a_withdrawn_arrangement_lets_nothing_pass(bank: Bank) -> None:
    arrangement = arranged(bank)
    policy = submitted(bank)
    bank.by("Tan", "arrangement", "retire", arrangement.id)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "own_work"


def test_a_year_is_the_most_and_thirty_days_in_an_emergency(bank: Bank) -> None:
    day = bank.at.date()
    for given in (
        {"ends_on": day + dt.timedelta(days=367)},
        {"sort": "emergency", "ends_on": day + dt.timedelta(days=31)},
        {"rules": ["SOD-13"]},
        {"rules": ["SOD-02"]},
        {"rules": []},
    ):
        with pytest.raises(Denied) as denied:
            arranged(bank, **given)
        assert denied.value.code == "invalid", given


def test_somebody_else_must_be_named_who_looks_back(bank: Bank) -> None:
    left = bank.by_system("person", title="Gone", unit=bank.unit).id
    bank.by("Liang", "person", "retire", left)
    program = bank.by_system("person", title="A program", sort="software", unit=bank.unit).id
    for owner in (bank.people["Tan"], None, left, program):
        with pytest.raises(Denied) as denied:
            arranged(bank, owner=owner)
        assert denied.value.code == "not_ready"


def test_an_emergency_is_for_the_records_it_names(bank: Bank) -> None:
    first, second = submitted(bank), submitted(bank, title="Another")
    arranged(bank, sort="emergency", ends_on=bank.at.date() + dt.timedelta(days=20), links=[("about", first.id)])
    bank.by("Tan", "policy", "approve", first.id)
    assert refused(bank, "Tan", "policy", "approve", second.id) == "own_work"


def test_somebody_else_looks_back_when_it_ends(bank: Bank) -> None:
    arrangement = arranged(bank)
    rosalind = bank.people["Rosalind"]
    with bank.now():
        assert not [d for d in duties_of(bank.world(), rosalind) if d.code == "look_back"]
    bank.pass_days(280)
    with bank.now():
        assert [d.about for d in duties_of(bank.world(), rosalind) if d.code == "look_back"] == [arrangement.id]
    assert refused(bank, "Tan", "arrangement", "look_back", arrangement.id, look_back="Fine.") == "not_granted"
    bank.by("Rosalind", "arrangement", "look_back", arrangement.id, look_back="Nine approvals, all sound.")
    with bank.now():
        assert not [d for d in duties_of(bank.world(), rosalind) if d.code == "look_back"]


def test_what_is_delegated_lasts_as_long_as_the_delegator_holds_it(bank: Bank) -> None:
    day = bank.at.date()
    until = {"ends_on": day + dt.timedelta(days=60), "delegated_by": bank.people["Tan"]}
    policy = bank.by("Liang", "policy", "create", **POLICY)
    bank.by("Liang", "policy", "submit", policy.id)
    assert refused(bank, "Ines", "policy", "approve", policy.id) == "not_granted"
    bank.assign("Ines", "top_management", **until)
    assert bank.actor("Ines").holds("top_management")
    held = next(a for a in bank.world().in_force(Assignment) if a.role == "top_management" and not a.delegated_by_id)
    bank.by("Liang", "assignment", "retire", held.id)
    assert not bank.actor("Ines").holds("top_management")
    assert refused(bank, "Ines", "policy", "approve", policy.id) == "not_granted"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ends_on": None}, "role_needs_end"),
        ({"delegated_by": "Ines"}, "not_theirs_to_delegate"),
        ({"delegated_by": "Arjun"}, "not_theirs_to_delegate"),
    ],
)
def test_only_what_one_holds_is_delegated_and_until_a_day(bank: Bank, given: dict[str, Any], code: str) -> None:
    until = {"ends_on": bank.at.date() + dt.timedelta(days=60), "delegated_by": "Tan"} | given
    until["delegated_by"] = bank.people[until["delegated_by"]]
    with pytest.raises(Denied) as denied:
        bank.assign("Ines", "top_management", **until)
    assert denied.value.code == code


def test_what_is_delegated_ends_when_the_delegator_leaves(bank: Bank) -> None:
    until = {"ends_on": bank.at.date() + dt.timedelta(days=60), "delegated_by": bank.people["Tan"]}
    bank.assign("Ines", "top_management", **until)
    bank.by("Liang", "person", "retire", bank.people["Tan"])
    assert not bank.actor("Ines").holds("top_management")
    with pytest.raises(Denied) as denied:
        bank.assign("Grace", "top_management", **until)
    assert denied.value.code == "not_theirs_to_delegate"


def test_a_day_that_is_to_come_has_not_happened(bank: Bank) -> None:
    with pytest.raises(Denied) as denied:
        bank.issue(happened_on=bank.at.date() + dt.timedelta(days=2))
    assert denied.value.code == "invalid"


def test_several_agree_to_what_lies_there_and_an_edit_asks_them_anew(bank: Bank) -> None:
    bank.assign("Grace", "legal")
    policy = bank.by("Liang", "policy", "create", **POLICY | {"approvals_needed": 3})
    bank.by("Liang", "policy", "submit", policy.id)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "quorum"
    assert refused(bank, "Liang", "policy", "endorse", policy.id) == "own_work"
    bank.by("Arjun", "policy", "endorse", policy.id)
    bank.by("Arjun", "policy", "endorse", policy.id)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "quorum", "one person counts once"
    bank.by("Tan", "policy", "return", policy.id)
    bank.by("Liang", "policy", "submit", policy.id)
    bank.by("Arjun", "policy", "endorse", policy.id)
    bank.by("Grace", "policy", "endorse", policy.id)
    assert bank.by("Tan", "policy", "approve", policy.id).state == "approved"


@pytest.fixture
def lapsed() -> Iterator[set[str]]:
    """Roles that decide nothing while they are in the set."""
    roles: set[str] = set()

    def rule(world: World, held: Assignment) -> str | None:
        return "The certificate ended yesterday." if held.role in roles else None

    authority.LAPSES.append(rule)
    yield roles
    authority.LAPSES.remove(rule)


def test_a_role_that_lapsed_drafts_still_and_decides_nothing(bank: Bank, lapsed: set[str]) -> None:
    policy = bank.by("Liang", "policy", "create", **POLICY)
    bank.by("Liang", "policy", "submit", policy.id)
    lapsed |= {"top_management", "aims_manager"}
    bank.by("Liang", "issued_posture", "create", title="The world moves on", given_to=bank.people["Tan"])
    bank.assign("Ines", "operator")  # roles are read anew when an assignment changes
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "authority_lapsed"
    assert bank.by("Tan", "policy", "return", policy.id).state == "draft"
    assert bank.by("Liang", "policy", "edit", policy.id, text="Better.").text == "Better."


def lapsing(bank: Bank, lapsed: set[str], *roles: str) -> None:
    lapsed |= {*roles}
    bank.assign("Ines", "operator")  # roles are read anew when an assignment changes


def test_what_is_itself_a_decision_is_not_made_by_a_role_that_lapsed(bank: Bank, lapsed: set[str]) -> None:
    system = bank.system()
    bank.by("Arjun", "ai_system", "edit", system.id, tier="high")
    assessing, assessed = (begun(bank, "Ines", role) for role in ("verifier", "operator"))
    bank.by("Tan", "competence", "assess", assessed.id, level="2", evidence="Two cases.")
    lapsing(bank, lapsed, "aims_manager", "lead_auditor")
    looked = {"title": "Access", "scope": "All.", "accounts": 3, "result": "as_needed"}
    for decide in (
        lambda: bank.judge("7.2-d"),
        lambda: bank.by("Liang", "competence", "assess", assessing.id, level="2", evidence="One case."),
        lambda: bank.by("Liang", "competence", "find_gap", assessed.id, gap="One case short."),
        lambda: bank.by("Liang", "access_review", "create", **looked),
        lambda: bank.attest(),
        lambda: bank.by("Liang", "ai_system", "lower_tier", system.id, lowered_tier="low"),
    ):
        with pytest.raises(Denied) as denied:
            decide()
        assert denied.value.code == "authority_lapsed"
    lapsed.clear()
    bank.assign("Ines", "verifier")
    assert bank.judge("7.2-d").ref
    assert bank.attest().ref


def test_owning_a_record_gives_back_no_authority_that_lapsed(bank: Bank, lapsed: set[str]) -> None:
    """Competence is asked of a role: whoever decides as the owner alone is asked for none."""
    words = {"title": "A bot", "source": "sso", "found_on": bank.at.date(), "evidence": "Seen in the logs."}
    theirs, hers = (
        bank.by("Liang", "undeclared_tool", "create", **words, owner=bank.people[name]) for name in ("Liang", "Ines")
    )
    lapsing(bank, lapsed, "aims_manager", "operator")
    assert refused(bank, "Liang", "undeclared_tool", "forbid", theirs.id) == "authority_lapsed"
    assert bank.by("Liang", "undeclared_tool", "edit", theirs.id, product="Bot 2").product == "Bot 2"
    assert bank.by("Ines", "undeclared_tool", "forbid", hers.id).state == "forbidden"


def test_a_draft_that_asks_for_fewer_is_agreed_to_by_as_many_as_before(bank: Bank) -> None:
    policy = bank.by("Liang", "policy", "create", **POLICY | {"approvals_needed": 2})
    bank.by("Liang", "policy", "submit", policy.id)
    bank.by("Arjun", "policy", "endorse", policy.id)
    bank.by("Tan", "policy", "approve", policy.id)
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "edit", policy.id, approvals_needed=1)
    bank.by("Liang", "policy", "submit", policy.id)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "quorum"
    bank.by("Arjun", "policy", "endorse", policy.id)
    bank.by("Tan", "policy", "approve", policy.id)
    bank.by("Liang", "policy", "revise", policy.id)
    bank.by("Liang", "policy", "submit", policy.id)
    assert bank.by("Tan", "policy", "approve", policy.id).state == "approved", "from then on one suffices"


@pytest.mark.parametrize("gone", ["person", "assignment"])
def test_who_has_left_agrees_no_more(bank: Bank, gone: str) -> None:
    bank.assign("Grace", "legal")
    policy = bank.by("Liang", "policy", "create", **POLICY | {"approvals_needed": 2})
    bank.by("Liang", "policy", "submit", policy.id)
    bank.by("Grace", "policy", "endorse", policy.id)
    held = next(a.id for a in bank.world().in_force(Assignment) if a.role == "legal")
    bank.by("Liang", gone, "retire", bank.people["Grace"] if gone == "person" else held)
    assert refused(bank, "Tan", "policy", "approve", policy.id) == "quorum"
    bank.by("Arjun", "policy", "endorse", policy.id)
    assert bank.by("Tan", "policy", "approve", policy.id).state == "approved"
