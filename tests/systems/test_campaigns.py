"""A campaign asks each unit, knows who has answered, and ends by itself with the last answer."""

import datetime as dt

import pytest

from aims.kernel.duties import duties
from aims.kernel.models import Record
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present
from aims.systems.campaigns import answers, heads
from aims.systems.models import AttestationCampaign, CompletenessAttestation
from tests.bank import Bank, by_system

pytestmark = pytest.mark.django_db


def opened(bank: Bank) -> Record:
    today = present().today
    made = bank.does("mei", "attestation_campaign", "create", title="Autumn", due_on=today + dt.timedelta(days=21))
    return bank.does("mei", "attestation_campaign", "open", made)


def attest(bank: Bank, unit: Record, **given: object) -> Record:
    words = {"title": "Ours", "statement": "Asked everybody.", "systems_known": 1, "unit": unit.pk}
    return bank.does("mei", "completeness_attestation", "create", **words | given)


def asked() -> dict[str, frozenset]:
    return {str(d.params["unit"]): d.who for d in duties(present()) if d.code.startswith("attest")}


def test_each_unit_is_asked_by_its_head(bank: Bank) -> None:
    assert not asked()
    today = present().today
    jonas = bank.people["jonas"].pk
    by_system("assignment", title="x", person=jonas, role="line_manager", unit=bank.lending.pk, starts_on=today)
    assert heads(present(), bank.lending.id) == {jonas}
    opened(bank)
    assert set(asked()) == {str(bank.organisation.title), str(bank.lending.title)}
    assert asked()[str(bank.lending.title)] == {jonas}


def test_an_answer_is_linked_and_the_last_one_closes(bank: Bank) -> None:
    by_system(
        "assignment",
        title="x",
        person=bank.people["jonas"].pk,
        role="line_manager",
        unit=bank.lending.pk,
        starts_on=present().today,
    )
    campaign = opened(bank)
    said = attest(bank, bank.lending)
    assert said.campaign_id == campaign.pk  # type: ignore[attr-defined]
    assert set(asked()) == {str(bank.organisation.title)}
    run_reactions()
    found = present().get(AttestationCampaign, campaign.pk)
    assert found is not None
    assert found.state == "open"
    attest(bank, bank.organisation)
    run_reactions()
    found = present().get(AttestationCampaign, campaign.pk)
    assert found is not None
    assert found.state == "closed"
    assert all(answer.attestation for answer in answers(present(), found))
    assert not asked()


def test_what_speaks_of_a_day_before_is_no_answer(bank: Bank) -> None:
    opened(bank)
    said = attest(bank, bank.organisation, happened_on=present().today - dt.timedelta(days=3))
    assert said.campaign_id is None  # type: ignore[attr-defined]


def test_a_withdrawn_answer_counts_no_more(bank: Bank) -> None:
    opened(bank)
    said = attest(bank, bank.lending)
    assert "Retail Lending" not in asked()
    bank.does("mei", "completeness_attestation", "retire", said, reason="We forgot one.")
    assert "Retail Lending" in asked()


def test_without_a_campaign_an_attestation_stands_alone(bank: Bank) -> None:
    attest(bank, bank.organisation)
    [said] = CompletenessAttestation.objects.all()
    assert said.campaign_id is None


def test_reminding_is_told_in_the_duty(bank: Bank) -> None:
    campaign = opened(bank)
    bank.does("mei", "attestation_campaign", "remind", campaign)
    assert {d.code for d in duties(present()) if d.about == campaign.pk} == {"attest_reminded"}
