"""Who has read what, exceptions that end, resolutions that a meeting could take: derived at the right instant."""

import datetime as dt
from uuid import UUID

import pytest

from aims.conformity.acknowledgements import accepted, reading
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.policy import SYSTEM
from aims.kernel.standing import Standing, standings
from aims.organisation.models import Acknowledgement, DecisionBody, Meeting, Policy, PolicyException, Resolution
from tests.conformity.worlds.bank import POLICY, Bank
from tests.conformity.worlds.leadership import meet

pytestmark = pytest.mark.django_db


def missing(bank: Bank, policy: UUID) -> set[str]:
    world = bank.world()
    document = world.get_in_force(Policy, policy)
    assert document is not None
    names = {pk: name for name, pk in bank.people.items()}
    return {names[pk] for pk in reading(world, document).missing}


def codes(bank: Bank, name: str) -> list[str]:
    return [duty.code for duty in duties_of(bank.world(), bank.people[name])]


def test_only_a_significant_new_version_asks_again(bank: Bank) -> None:
    policy = bank.policy()
    bank.by("Ines", "acknowledgement", "create", document=policy.id)
    assert "Ines" not in missing(bank, policy.id)
    for significant, asks in ((False, False), (True, True)):
        bank.by("Liang", "policy", "revise", policy.id)
        bank.by("Liang", "policy", "edit", policy.id, text=f"Changed, {significant}.")
        bank.by("Liang", "policy", "submit", policy.id)
        bank.by("Tan", "policy", "approve", policy.id, change_is_significant=significant)
        assert ("Ines" in missing(bank, policy.id)) is asks
    said = Acknowledgement.objects.get()
    assert (said.read_edition, said.title) == (1, "AI policy")


def test_who_comes_is_asked_from_that_day_and_who_leaves_no_more(bank: Bank) -> None:
    policy = bank.policy()
    bank.pass_days(100)
    bank.people["Priya"] = bank.by_system("person", title="Priya Menon", unit=bank.unit).id
    bank.by_system("person", title="Drafting program", sort="software", unit=bank.unit)
    assert missing(bank, policy.id) == set(bank.people)
    document = bank.world().get_in_force(Policy, policy.id)
    assert document is not None
    due = reading(bank.world(), document).missing
    assert due[bank.people["Priya"]] - due[bank.people["Ines"]] == dt.timedelta(days=100)
    bank.do(SYSTEM, "person", "retire", bank.people["Priya"])
    del bank.people["Priya"]
    assert missing(bank, policy.id) == set(bank.people)


def test_whoever_only_looks_at_us_from_outside_is_not_asked(bank: Bank) -> None:
    policy = bank.policy()
    auditor = bank.people["Yuki"] = bank.by_system("person", title="Morimoto Yuki", unit=bank.unit).id
    assert "Yuki" in missing(bank, policy.id)
    ends = bank.at.date() + dt.timedelta(days=30)
    bank.assign("Yuki", "external_auditor", ends_on=ends)
    assert "Yuki" not in missing(bank, policy.id)
    assert not [d for d in duties_of(bank.world(), auditor) if d.code == "acknowledge"]


def test_a_document_addressed_to_a_unit_asks_those_in_it_and_below(bank: Bank) -> None:
    lending = bank.by_system("unit", title="Lending", parent=bank.unit).id
    desk = bank.by_system("unit", title="EU desk", parent=lending).id
    bank.people["Benoît"] = bank.by_system("person", title="Benoît Weyrich", unit=desk).id
    policy = bank.policy(links=[("addressed_to", lending)])
    assert missing(bank, policy.id) == {"Benoît"}


def test_nobody_acknowledges_for_another_or_what_is_not_in_force(bank: Bank) -> None:
    draft = bank.by("Liang", "policy", "create", **POLICY)
    bank.by("Liang", "acknowledgement", "create", document=draft.id)
    assert Acknowledgement.objects.get().read_version == 0
    bank.put_in_force("policy", draft.id)
    assert "Liang" in missing(bank, draft.id)
    with pytest.raises(Denied):
        bank.by("Ines", "acknowledgement", "create", document=draft.id, author=bank.people["Tan"])


def test_nobody_has_read_a_version_before_it_was_in_force(bank: Bank) -> None:
    policy = bank.policy()
    today = bank.at.date()
    with pytest.raises(Denied, match="in force since"):
        bank.by("Ines", "acknowledgement", "create", document=policy.id, happened_on=today - dt.timedelta(days=1))
    bank.by("Ines", "acknowledgement", "create", document=policy.id, happened_on=today)
    assert "Ines" not in missing(bank, policy.id)


def test_the_duty_ends_with_the_act_and_comes_back_with_its_withdrawal(bank: Bank) -> None:
    policy = bank.policy()
    assert "acknowledge" in codes(bank, "Ines")
    said = bank.by("Ines", "acknowledgement", "create", document=policy.id)
    assert "acknowledge" not in codes(bank, "Ines")
    with pytest.raises(Denied):
        bank.by("Liang", "acknowledgement", "retire", said.id)
    bank.by("Ines", "acknowledgement", "retire", said.id)
    assert "acknowledge" in codes(bank, "Ines")


def test_a_role_is_accepted_by_who_holds_it(bank: Bank) -> None:
    held = bank.assign("Ines", "incident_manager")
    assert "accept_role" in codes(bank, "Ines")
    bank.by("Liang", "role_acceptance", "create", held=held.id)
    assert held.id not in accepted(bank.world())
    bank.by("Ines", "role_acceptance", "create", held=held.id)
    assert held.id in accepted(bank.world())


def excepted(bank: Bank, days: int) -> UUID:
    start = bank.at.date()
    words = {"title": "One tool", "why": "Calls.", "compensation": "No names.", "owner": bank.people["Arjun"]}
    policy = bank.policy().id
    until = start + dt.timedelta(days=days)
    made = bank.by("Liang", "policy_exception", "create", **words, policy=policy, starts_on=start, until=until)
    return UUID(str(bank.put_in_force("policy_exception", made.id).id))


def test_an_exception_expires_by_the_clock_and_is_somebodys_duty_before(bank: Bank) -> None:
    exception = excepted(bank, 100)

    def found() -> list[Standing]:
        world = bank.world()
        record = world.get(PolicyException, exception)
        assert record is not None
        return standings(record, world)

    assert "exception_ends" not in codes(bank, "Arjun")
    bank.pass_days(75)
    assert (found(), "exception_ends" in codes(bank, "Arjun")) == ([], True)
    bank.pass_days(26)
    assert found() == [Standing.EXPIRED]
    bank.by("Tan", "policy_exception", "retire", exception)
    assert (found(), "exception_ends" in codes(bank, "Arjun")) == ([], False)


def test_an_exception_lasts_a_year_at_most(bank: Bank) -> None:
    excepted(bank, 365)
    with pytest.raises(Denied) as refused:
        excepted(bank, 366)
    assert "a year" in refused.value.sentence


def test_a_meeting_without_quorum_resolves_nothing(bank: Bank) -> None:
    meet(bank)
    body = next(iter(bank.world().all(DecisionBody)))
    short = bank.by("Liang", "meeting", "create", title="April", body=body.id, agenda="x")
    words = {"title": "Resolved", "text": "More.", "reasons": "x", "subject": "resources", "meeting": short.id}
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "resolution", "create", **words)
    assert "quorum is 1" in refused.value.sentence
    bank.by("Liang", "meeting", "link", short.id, relation="present", target=bank.people["Ines"])
    with pytest.raises(Denied):  # she is no member
        bank.by("Liang", "resolution", "create", **words)
    bank.by("Liang", "meeting", "link", short.id, relation="present", target=bank.people["Tan"])
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "resolution", "create", **words, votes_for=1, votes_against=1)
    assert "not adopted" in refused.value.sentence
    made = bank.by("Liang", "resolution", "create", **words, votes_for=2, votes_against=1, dissent="Too dear.")
    assert made.state == "open"


def test_a_resolution_falls_due_and_is_done_or_dropped_with_a_reason(bank: Bank) -> None:
    meet(bank)
    meeting = next(iter(bank.world().all(Meeting)))
    words = {"title": "Hire", "text": "One more.", "reasons": "x", "subject": "resources", "meeting": meeting.id}
    due = bank.at.date() + dt.timedelta(days=60)
    made = bank.by("Liang", "resolution", "create", **words, due=due, owner=bank.people["Ines"])
    assert "resolution_due" not in codes(bank, "Ines")
    bank.pass_days(70)
    assert "resolution_due" in codes(bank, "Ines")
    with pytest.raises(Denied):
        bank.by("Liang", "resolution", "drop", made.id, reason="")
    bank.by("Ines", "resolution", "complete", made.id, outcome="Hired.")
    assert "resolution_due" not in codes(bank, "Ines")
    with pytest.raises(Denied):
        bank.by("Liang", "resolution", "edit", made.id, text="Two more.")
    assert Resolution.objects.get().state == "done"
