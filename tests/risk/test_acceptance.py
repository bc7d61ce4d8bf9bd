"""What an acceptance rests on, and when it no longer holds."""

import datetime as dt

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standings
from aims.risk.acceptance import is_accepted
from aims.risk.treatments import needs_a_plan
from aims.risk.xray import flags
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.objectives import active
from tests.conformity.worlds.risks import HIGH, accepted, control, criteria, people, risk, treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(bank: Bank) -> Bank:
    people(bank)
    bank.kept["criteria"] = criteria(bank)
    return bank


@pytest.fixture
def borne(bank: Bank) -> Record:
    """A risk of medium level that a risk acceptor bears for thirty days."""
    bank.kept["risk"] = risk(bank, current_likelihood=3, inherent_likelihood=3)
    accepted(bank)
    return bank.kept["risk"]


def now(bank: Bank, record: Record) -> Record:
    return bank.world().get(type(record), record.id)


def test_it_does_not_end_before_it_begins(bank: Bank) -> None:
    one = risk(bank)
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "risk", "accept", one.id, accepted_until=bank.at.date() - dt.timedelta(days=1))
    assert refused.value.code == "not_ready"


def test_a_high_risk_whose_acceptance_is_over_asks_for_a_plan_again(bank: Bank) -> None:
    one = risk(bank, **HIGH | {"current_likelihood": 3})
    bank.by("Tan", "risk", "accept_as_management", one.id, accepted_until=bank.at.date() + dt.timedelta(days=30))
    assert not needs_a_plan(bank.world(), now(bank, one))
    bank.pass_days(31)
    assert needs_a_plan(bank.world(), now(bank, one))
    assert "risk_above_appetite_without_plan" in bank.codes("6.1.3-a")


def test_criteria_that_ask_for_more_authority_end_it(bank: Bank, borne: Record) -> None:
    assert is_accepted(bank.world(), now(bank, borne))
    bands = [dict(row) for row in bank.kept["criteria"].bands]
    bank.renewed("risk_criteria", bank.kept["criteria"].id, bands=[row | {"accepted_by": "nobody"} for row in bands])
    world = bank.world()
    assert not is_accepted(world, now(bank, borne))
    assert Standing.STALE in standings(now(bank, borne), world)
    assert "acceptance_outgrown" in flags(world, now(bank, borne))
    assert "acceptance_outgrown" in [duty.code for duty in duties(world) if duty.about == borne.id]


@pytest.mark.parametrize("relation", ["hinders", "comes_from"])
def test_what_was_accepted_is_not_linked_otherwise(bank: Bank, borne: Record, relation: str) -> None:
    target = (active(bank) if relation == "hinders" else bank.issue()).id
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "risk", "link", borne.id, relation=relation, target=target)
    assert refused.value.code == "not_editable"
    assert "Judge it anew" in refused.value.sentence
    bank.by("Liang", "risk", "link", borne.id, relation="evidence", target=bank.issue().id)


def test_the_controls_of_an_approved_treatment_stand(bank: Bank) -> None:
    known = control(bank, "A.9.2")
    one = treatment(bank, risk(bank, **HIGH).id)
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "treatment", "link", one.id, relation="uses", target=known.id)
    assert refused.value.code == "not_editable"


def test_who_ever_owned_a_treatment_does_not_accept_what_remains(bank: Bank) -> None:
    one = risk(bank)
    made = treatment(bank, one.id, until="", owner=bank.people["Ines"])
    bank.by("Liang", "treatment", "edit", made.id, owner=bank.people["Liang"])
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "risk", "accept", one.id, accepted_until=bank.at.date() + dt.timedelta(days=30))
    assert refused.value.code in ("own_case", "own_work")


def test_the_owner_closes_neither_their_risk_nor_cancels_their_treatment(bank: Bank) -> None:
    one = risk(bank, **HIGH)
    made = treatment(bank, one.id, owner=bank.people["Arjun"], until="")
    with pytest.raises(Denied) as refused:
        bank.by("Arjun", "treatment", "cancel", made.id)
    assert refused.value.code == "own_case"
    bank.kept["risk"] = risk(bank, owner=bank.people["Liang"])
    accepted(bank)
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "risk", "close", bank.kept["risk"].id)
    assert refused.value.code in ("own_case", "own_work")


def test_an_accepted_risk_offers_only_the_links_that_it_takes() -> None:
    kind = KINDS["risk"]
    assert [r.name for r in kind.open_relations("accepted")] == ["evidence"]
    assert {r.name for r in kind.open_relations("evaluated")} == {"hinders", "comes_from", "evidence"}
