"""Risks suggested for a system: each ground alone, what silences one, what is inherited."""

import datetime as dt
from typing import Any

import pytest

from aims.kernel.world import present
from aims.risk.families import families
from aims.risk.models import DeclinedSuggestion
from aims.risk.scales import Rating
from aims.risk.suggesting import _rules, grounds, heirs, inherited, suggestions
from aims.systems.models import AISystem
from tests.bank import Bank, build, somebody
from tests.legal.answers import HIGH_RISK, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank() -> Bank:
    made = build()
    for name in ("tool", "system"):
        made.records[name] = AISystem.objects.get(pk=made.records[name].pk)
    return made


def system(bank: Bank, name: str = "system") -> AISystem:
    found = present().get(AISystem, bank.records[name].pk)
    assert found
    return found


def suggested(bank: Bank, name: str = "system") -> set[str]:
    return {one.family for one in suggestions(present(), system(bank, name))}


def keys(bank: Bank) -> set[str]:
    return {ground.key.partition(":")[0] for ground in grounds(present(), system(bank))}


def component(bank: Bank, **given: Any) -> Any:
    values = {"title": "A part", "sort": "model", "unit": bank.lending.pk} | given
    return bank.does("jonas", "component", "create", links=[("part_of", bank.records["system"].pk)], **values)


def risk(bank: Bank, family: str, links: Any = (), **given: Any) -> Any:
    values = {"title": f"A risk of {family}", "family": family, "unit": bank.lending.pk} | given
    return bank.does("mei", "risk", "create", links=links, **values)


def test_each_ground_that_the_rules_name_is_a_family_there_is() -> None:
    named = []
    for rule in _rules().values():
        named += rule if isinstance(rule, list) else [family for ones in rule.values() for family in ones]
    assert set(named) <= set(families())
    assert set(_rules()["sort"]) <= set(AISystem.Sort.values)


def test_its_sort_its_roles_and_the_seven_answers(bank: Bank) -> None:
    assert suggested(bank) == {"bias", "incorrect_outputs", "lack_of_explainability", "data_quality"}
    assert suggested(bank, "tool") == {"data_misuse", "loss_of_oversight"}
    day = present().today
    bank.does("jonas", "ai_system", "edit", system(bank), ai_roles=["ai_customer"], tier_answers=["vulnerable", "many"],
              tier_answered_on=day)  # fmt: skip
    assert suggested(bank) >= {"third_party", "safety_harm", "societal_environmental"}
    whys = {str(g.why) for one in suggestions(present(), system(bank)) for g in one.grounds if one.family == "bias"}
    assert whys == {
        "It is of the sort “prediction and analytics”.",
        "Answered with yes: Are children, old, ill or indebted people among those affected?",
    }


def test_what_it_is_made_of(bank: Bank) -> None:
    assert keys(bank) == {"sort"}
    supplier = bank.does("mei", "supplier", "create", title="Wendelmoor", gives="Models.", unit=bank.organisation.pk)
    agent = component(bank, title="Clerk", sort="agent", origin="own")
    component(bank, title="Lookup", sort="retriever", origin="open")
    component(bank, title="Scorer", sort="model", origin="supplier", supplier=supplier.pk)
    assert keys(bank) == {"sort", "agent", "retriever", "open_source", "model_of_supplier"}
    tool = bank.does("jonas", "agent_tool", "create", title="Pays", agent=agent.pk, what="Pays.", acts=True)
    assert "acting_tool" in keys(bank)
    bank.does("jonas", "agent_tool", "edit", tool, needs_person=True)
    assert "acting_tool" not in keys(bank), "a person approves each call"
    notice = bank.does(
        "mei", "model_change_notice", "create", title="A new model", supplier=supplier.pk, found="notice", what="Newer."
    )
    assert "supplier_notice" in keys(bank)
    bank.does("mei", "model_change_notice", "handle", notice, reason="Tested anew.", handling="Tested anew.")
    assert "supplier_notice" not in keys(bank)


def test_what_it_learned_from(bank: Bank) -> None:
    part = component(bank)
    values = {"title": "Past loans", "personal_data": ["financial"], "groups_missing": "The young."}
    made = bank.does("jonas", "dataset", "create", unit=bank.lending.pk, **values)
    bank.does("jonas", "component", "link", part, relation="learned_from", target=made.pk)
    assert keys(bank) == {"sort", "personal", "rights_unknown", "groups_missing", "unmeasured"}
    bank.does("jonas", "dataset", "edit", made, rights="By contract.", personal_data=["none"], groups_missing="")
    assert keys(bank) == {"sort", "unmeasured"}


def test_what_the_law_asks(bank: Bank) -> None:
    bank.people["clara"] = somebody("Clara Holm", "legal", bank.organisation)
    assert "regulatory_noncompliance" not in suggested(bank)
    signed(bank, HIGH_RISK)
    assert "regulatory_noncompliance" in suggested(bank)


def test_an_open_risk_silences_its_family_and_a_closed_one_does_not(bank: Bank) -> None:
    rated = {f"{stage}_{part}": 1 for stage in ("inherent", "current") for part in Rating._fields}
    words = {"event": "Some are served worse.", "consequence": "They pay more.", "source_text": "Data.", "why": "Rare."}
    owner = {"system": bank.records["system"].pk, "owner": bank.people["jonas"].pk}
    made = risk(bank, "bias", **owner, **rated, **words)
    assert "bias" not in suggested(bank)
    for move in ("analyse", "evaluate"):
        made = bank.does("jonas", "risk", move, made)
    until = present().today + dt.timedelta(days=30)
    made = bank.does("jonas", "risk", "retain", made, accepted_until=until)
    assert "bias" not in suggested(bank), "accepted is not gone"
    bank.does("mei", "risk", "close", made, reason="We no longer rank.")
    assert "bias" in suggested(bank)
    other = risk(bank, "data_quality", system=bank.records["tool"].pk)
    assert "data_quality" in suggested(bank), f"{other.ref} is another system's"


def test_a_declined_family_comes_back_with_a_new_ground(bank: Bank) -> None:
    values = {"system": bank.records["system"].pk, "family": "bias", "why": "It ranks papers, not people."}
    made = bank.does("jonas", "declined_suggestion", "create", **values)
    assert isinstance(made, DeclinedSuggestion)
    assert made.grounds == [{"ground": "sort:predictive_analytics"}]
    assert made.title_in("zh-hans").startswith("偏见：AIS-")
    assert "bias" not in suggested(bank)
    day = present().today
    changed = bank.does("jonas", "ai_system", "edit", system(bank), tier_answers=["decides"], tier_answered_on=day)
    assert "bias" in suggested(bank), "somebody answered since that it decides about people"
    bank.does("jonas", "ai_system", "edit", changed, tier_answers=[], tier_answered_on=day)
    assert "bias" not in suggested(bank)
    bank.does("jonas", "declined_suggestion", "retire", made, reason="It ranks people after all.")
    assert "bias" in suggested(bank)


def test_a_risk_of_a_part_is_inherited(bank: Bank) -> None:
    part = component(bank, sort="model", origin="own")
    made = risk(bank, "data_quality", links=[("comes_from", part.pk)])
    found = inherited(present(), system(bank))
    assert [(one.risk.ref, one.source.ref) for one in found] == [(made.ref, part.ref)]
    assert "data_quality" not in suggested(bank), "it is known, and shown as inherited"
    assert inherited(present(), system(bank, "tool")) == []
    assert [one.ref for one in heirs(present(), found[0].risk)] == [system(bank).ref]
    own = risk(bank, "bias", links=[("comes_from", part.pk)], system=bank.records["system"].pk)
    assert own.ref not in {one.risk.ref for one in inherited(present(), system(bank))}
    assert heirs(present(), present().find(own.pk)) == [], "the one system on the part has it as its own"
    bank.does("mei", "component", "link", part, relation="part_of", target=bank.records["tool"].pk)
    assert [one.ref for one in heirs(present(), present().find(own.pk))] == [system(bank, "tool").ref]


def test_taking_up_begins_with_why_and_with_what_it_comes_from(bank: Bank) -> None:
    part = component(bank, title="Clerk", sort="agent", origin="own")
    found = {one.family: one.do.prefill for one in suggestions(present(), system(bank))}
    assert found["loss_of_oversight"]["target"] == part.id
    assert found["loss_of_oversight"]["source_text"] == f"{part.ref} Clerk is an agent."
    assert "target" not in found["bias"], "its ground stands in the system itself"
