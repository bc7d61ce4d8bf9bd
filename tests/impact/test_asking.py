"""What the impact of a system asks for: its next stage, controls, risks and oversight."""

from typing import Any

import pytest

from aims.impact.asking import level, oversight_asked, required_controls, risks_from, suggested_risks
from aims.impact.models import ImpactAssessment
from aims.kernel.denied import Denied
from aims.systems.models import AISystem
from aims.systems.readiness import readiness
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.impact import GRAVE, assessed, draft, rows, screened, with_method

pytestmark = pytest.mark.django_db


def triaged(bank: Bank, **given: Any) -> AISystem:
    words = {"title": "Chatbot", "intended_use": "Answers at night.", "scope_decision": "in", "ai_roles": ["ai_user"]}
    more = {"owner": bank.people["Liang"], "tier_answered_on": bank.at.date()}
    made = bank.by("Liang", "ai_system", "create", **words | more | given)
    return bank.by("Arjun", "ai_system", "triage", made.id)  # type: ignore[no-any-return]


def lacks(bank: Bank, system: AISystem, move: str = "assess") -> list[tuple[str, str, bool]]:
    found = bank.world().get(AISystem, system.id)
    assert found is not None
    return [(lack.do.kind, lack.do.action, lack.is_stale) for lack in readiness(bank.world(), found, move)]


def latest(bank: Bank, one: Any) -> ImpactAssessment:
    found = bank.world().get(ImpactAssessment, one.id)
    assert found is not None
    return found


def test_no_system_is_assessed_without_an_approved_assessment_of_impact(bank: Bank) -> None:
    system = triaged(bank)
    assert lacks(bank, system) == [("impact_assessment", "create", False)]
    assert ("impact_assessment", "create", False) in lacks(bank, system, "deploy")
    with pytest.raises(Denied, match="No impact assessment"):
        bank.by("Arjun", "ai_system", "assess", system.id)
    one = draft(bank, system.id)
    for action, by in (("begin", "Liang"), ("submit", "Liang"), ("approve", "Tan")):
        assert lacks(bank, system) == [("impact_assessment", action, False)]
        bank.by(by, "impact_assessment", action, one.id, **({"decision": "Yes."} if action == "approve" else {}))
    assert lacks(bank, system) == []
    assert bank.by("Arjun", "ai_system", "assess", system.id).state == "assessed"


def test_one_past_its_day_is_not_enough(bank: Bank) -> None:
    system = triaged(bank, tier="high")
    assessed(bank, system.id)
    bank.pass_days(200)
    assert lacks(bank, system) == [("impact_assessment", "revise", True)]


def test_a_confirmed_screening_is_enough_and_out_of_scope_nothing_is_asked(bank: Bank) -> None:
    system, out = triaged(bank, tier="low"), triaged(bank, scope_decision="out")
    screened(bank, system.id)
    assert (lacks(bank, system), lacks(bank, out)) == ([], [])


def test_the_worst_dimension_decides_and_the_weighty_ask_for_controls_and_oversight(bank: Bank) -> None:
    system = bank.system()
    one = latest(bank, assessed(bank, system.id, dimensions=rows(fairness=GRAVE)))
    world = bank.world()
    assert level(world, one) == "very_high"
    assert [r.control for r in required_controls(world, system)] == ["A.5.4", "A.7.4"]
    assert one.ref in str(required_controls(world, system)[0].why)
    assert [asked.dimension for asked in oversight_asked(world, one)] == ["fairness"]


def test_from_which_level_on_says_the_method(bank: Bank) -> None:
    system = bank.system()
    one = assessed(bank, system.id)
    assert required_controls(bank.world(), system) == []
    with_method(bank, weighty="low", grave="low")
    assert {"A.8.2", "A.7.4", "A.5.5"} <= {r.control for r in required_controls(bank.world(), system)}
    assert len(suggested_risks(bank.world(), latest(bank, one))) == 7


def test_a_grave_impact_suggests_a_risk_until_one_is_taken_up_from_it(bank: Bank) -> None:
    system = bank.system()
    one = latest(bank, assessed(bank, system.id, dimensions=rows(fairness=GRAVE)))
    (risk,) = suggested_risks(bank.world(), one)
    assert (risk.do.prefill["family"], risk.do.prefill["system"]) == ("bias", system.id)
    given = dict(risk.do.prefill)
    link = (given.pop("relation"), given.pop("target"))
    made = bank.by("Arjun", "risk", "create", links=[link], **given)
    assert suggested_risks(bank.world(), one) == []
    assert [r.id for r in risks_from(bank.world(), one)] == [made.id]


def test_a_screening_asks_for_nothing(bank: Bank) -> None:
    system = bank.system(tier="low")
    screened(bank, system.id)
    assert required_controls(bank.world(), system) == []
