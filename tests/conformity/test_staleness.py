"""All that rests on systems in one world: a significant change of one makes its own stale, and nothing of another."""

from typing import Any
from uuid import UUID

import pytest

from aims.kernel.duties import duties
from aims.kernel.kinds import KINDS
from aims.kernel.standing import Standing, standings
from aims.legal.trees import NO, YES
from aims.questionnaires.importing import import_questionnaire
from tests.legal.answers import rows
from tests.questionnaires.samples import LENDING

from .worlds import datasets, impact, life, risks, suppliers
from .worlds.bank import Bank
from .worlds.changes import carried_out, found, unsettled, urgent

pytestmark = pytest.mark.django_db
OWNERS = ("Liang", "Ines", "Farid")
"""Of each of three systems, and of all that rests on it."""
ANSWERS = {"who": "me", "phase": "item1", "refuses": "item1-4", "appeal": "item1-2", "tested": "item1-5"}
RESTS_ON_A_SYSTEM = (
    "impact_assessment",
    "risk_assessment",
    "classification",
    "questionnaire_response",
    "operation_plan",
)


class Told:
    """Three systems with an assessment of each sort, and what somebody else reads of them."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        life.people(bank)
        impact.people(bank)
        bank.people["Farid"] = bank.by_system("person", title="Farid Rahman", unit=bank.unit).id
        bank.assign("Rosalind", "legal")
        for name in OWNERS:
            bank.assign(name, "system_owner")
        risks.criteria(bank)
        impact.with_method(bank)
        self.survey = self._survey()
        self.systems = [
            bank.system(title=f"System {n}", release=life.RELEASE, owner=bank.people[name])
            for n, name in enumerate(OWNERS)
        ]
        self.made = [self._rests_on(n) for n in range(len(OWNERS))]

    def _survey(self) -> UUID:
        with self.bank.now():
            made = import_questionnaire(LENDING.read_bytes(), LENDING.name, self.bank.actor("Liang"))
        self.bank.by("Liang", "questionnaire", "submit", made.pk)
        return UUID(str(self.bank.by("Rosalind", "questionnaire", "approve", made.pk).pk))

    def _rests_on(self, n: int) -> dict[str, UUID]:
        bank, system, owner = self.bank, self.systems[n].id, {"owner": self.bank.people[OWNERS[n]]}
        given: dict[str, Any] = {"system": system} | owner
        risks.risk(bank, **given)
        law = {"law": "eu-ai-act", "answers": rows({"Q1": YES, "Q2": NO})}
        return {
            "impact_assessment": impact.assessed(bank, system, **owner).id,
            "risk_assessment": risks.assessment(bank, system, **owner).id,
            "classification": self._approved("classification", **given | law),
            "questionnaire_response": self._approved(
                "questionnaire_response", **given | {"survey": self.survey, "answers": ANSWERS}
            ),
            "operation_plan": life.made(bank, "operation_plan", system, **owner).id,
        }

    def _approved(self, kind: str, **given: Any) -> UUID:
        made = self.bank.by("Liang", kind, "create", **given)
        self.bank.by("Liang", kind, "submit", made.id)
        return UUID(str(self.bank.by("Rosalind", kind, "approve", made.id).id))

    def stale(self) -> set[UUID]:
        """Every record of any kind that is stale."""
        world = self.bank.world()
        kept = (record for kind in KINDS for record in world.in_force(kind.model))
        return {record.id for record in kept if Standing.STALE in standings(record, world)}

    def waiting(self) -> dict[UUID, frozenset[UUID]]:
        """What is to be looked at again, and in whose inbox that lies."""
        return {d.about: d.who for d in duties(self.bank.world()) if d.code == "relied_on_changed" and d.about}


@pytest.fixture
def told(bank: Bank) -> Told:
    return Told(bank)


@pytest.mark.parametrize("way", [carried_out, found, urgent])
@pytest.mark.parametrize("changed", [(0,), (1,), (0, 2)])
def test_what_rests_on_the_changed_systems_turns_stale_and_nothing_else(
    told: Told, way: Any, changed: tuple[int, ...]
) -> None:
    assert all(tuple(made) == RESTS_ON_A_SYSTEM for made in told.made)
    before = told.stale()
    assert not before & {pk for made in told.made for pk in made.values()}
    way(told.bank, links=[("about", told.systems[n].id) for n in changed], significance=["model"])
    unsettled(told.bank)
    expected = {pk: told.bank.people[OWNERS[n]] for n in changed for pk in told.made[n].values()}
    assert told.stale() - before == expected.keys()
    assert told.waiting() == {pk: frozenset({owner}) for pk, owner in expected.items()}


def test_a_change_that_is_not_significant_leaves_all_as_it_was(told: Told) -> None:
    before = told.stale()
    carried_out(told.bank, links=[("about", told.systems[0].id)])
    unsettled(told.bank)
    assert (told.stale(), told.waiting()) == (before, {})


def test_an_assessment_that_covers_the_system_too_goes_stale_and_what_the_system_only_feeds_does_not(
    told: Told,
) -> None:
    """Covered is assessed with it; fed is only beside it: the one who is fed is told by a change of their own."""
    bank, (first, second, third) = told.bank, told.systems
    bank.by("Liang", "ai_system", "link", first.id, relation="feeds", target=third.id)
    both = told.made[1]["impact_assessment"]
    bank.by("Liang", "impact_assessment", "revise", both)
    bank.by("Liang", "impact_assessment", "link", both, relation="covers", target=first.id)
    bank.by("Liang", "impact_assessment", "submit", both)
    impact.approve(bank, both)
    before = told.stale()
    carried_out(bank, system=first.id, significance=["model"])
    unsettled(bank)
    assert told.stale() - before == {*told.made[0].values(), both}
    assert told.waiting()[both] == {bank.people[OWNERS[1]]}
    assert second.id not in told.stale()


def test_looking_again_settles_what_was_looked_at_and_only_that(told: Told) -> None:
    bank, made = told.bank, told.made[0]
    carried_out(bank, system=told.systems[0].id, significance=["model"])
    unsettled(bank)
    impact.again_assessed(bank, made["impact_assessment"])
    left = {pk for kind, pk in made.items() if kind != "impact_assessment"}
    assert told.waiting().keys() == left
    assert told.stale() & set(made.values()) == left


@pytest.mark.parametrize("kind", ["component", "dataset", "supplier"])
def test_a_part_that_changes_unsettles_the_assessments_of_what_is_made_of_it_and_of_nothing_else(
    told: Told, kind: str
) -> None:
    bank, made = told.bank, told.made[0]
    vendor = suppliers.supplier(bank)
    data = datasets.dataset(bank, supplier=vendor.id)
    part = datasets.component(
        bank, ("part_of", told.systems[0].id), ("learned_from", data.id), supplier=vendor.id, owner=bank.people["Farid"]
    )
    impact.again_assessed(bank, made["impact_assessment"])
    risks.assessed_anew(bank, made["risk_assessment"])
    before = told.stale()
    if kind == "component":
        bank.renewed("component", part.id, title="Another model")
    else:
        one = {"dataset": data, "supplier": vendor}[kind]
        bank.by("Liang", kind, "edit", one.id, title="Another one")
        bank.by("Tan", kind, "approve", one.id)
    rests = {made["impact_assessment"], made["risk_assessment"]}
    assert told.stale() - before == rests
    assert {pk: told.waiting()[pk] for pk in rests} == dict.fromkeys(rests, frozenset({bank.people["Liang"]}))
