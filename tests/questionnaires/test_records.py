"""Questionnaires and responses as records: approved before use, approved by another, stale when the system changes."""

import json
from typing import Any

import pytest

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.standing import Standing, standings
from aims.kernel.world import present
from aims.lib import clock
from aims.questionnaires.importing import import_questionnaire
from aims.questionnaires.models import QuestionnaireResponse
from aims.questionnaires.results import level, outcome
from aims.systems.models import AISystem
from tests.kernel.story import Story, build
from tests.questionnaires.samples import LENDING

pytestmark = pytest.mark.django_db
RESPONSE, SYSTEM_KIND = "questionnaire_response", "ai_system"
ANSWERS = {"phase": "item1", "refuses": "item1-4", "tested": "item2-0"}


@pytest.fixture
def told(db: None) -> Story:
    return build(("aims_manager", "legal", "designated_management", "impact_assessor", "system_owner"))


def act(told: Story, role: str, kind: str, action: str, record: Record | None = None, **values: Any) -> Record:
    return perform(
        Command(
            kind,
            action,
            told.actor(role),
            record.pk if record else None,
            values,
            expect=Record.objects.get(pk=record.pk).version if record else None,
            reason="Because.",
            authenticated_at=clock.now(),
        )
    )


def approved(told: Story) -> Record:
    made = import_questionnaire(LENDING.read_bytes(), LENDING.name, told.actor("aims_manager"), release="1")
    act(told, "aims_manager", "questionnaire", "submit", made)
    return act(told, "legal", "questionnaire", "approve", made)


def begun(told: Story, **more: Any) -> Record:
    system = told.some(AISystem, "top")
    return act(told, "impact_assessor", RESPONSE, "create", system=system, survey=approved(told).pk, **more)


def test_the_file_gives_title_digest_and_content(told: Story) -> None:
    made = approved(told)
    content = LENDING.read_bytes()
    assert (made.title, made.content) == ("Lending check", json.loads(content))  # type: ignore[attr-defined]
    assert len(made.digest) == 64  # type: ignore[attr-defined]


def test_nobody_answers_what_is_not_approved_and_nobody_revises_what_is(told: Story) -> None:
    draft = import_questionnaire(LENDING.read_bytes(), LENDING.name, told.actor("aims_manager"))
    system = told.some(AISystem, "top")
    with pytest.raises(Denied, match="not approved for use"):
        act(told, "impact_assessor", RESPONSE, "create", system=system, survey=draft.pk)
    with pytest.raises(Denied):
        act(told, "aims_manager", "questionnaire", "edit", approved(told), title="Another")
    assert KINDS["questionnaire"].workflow.transition("revise") is None


def test_only_the_aims_manager_imports(told: Story) -> None:
    with pytest.raises(Denied):
        import_questionnaire(LENDING.read_bytes(), LENDING.name, told.actor("system_owner"))


def test_answers_must_fit_the_questionnaire(told: Story) -> None:
    made = begun(told)
    assert made.title.startswith("Lending check: ")
    with pytest.raises(Denied, match="item7"):
        act(told, "impact_assessor", RESPONSE, "edit", made, answers={"refuses": "item7"})
    with pytest.raises(Denied, match="nobody"):
        act(told, "impact_assessor", RESPONSE, "edit", made, answers={"nobody": "x"})


def test_it_is_submitted_whole_and_approved_by_another(told: Story) -> None:
    made = begun(told, answers={"phase": "item1"})
    with pytest.raises(Denied, match="2 questions are still to be answered"):
        act(told, "impact_assessor", RESPONSE, "submit", made)
    act(told, "impact_assessor", RESPONSE, "edit", made, answers=ANSWERS)
    act(told, "impact_assessor", RESPONSE, "submit", made)
    with pytest.raises(Denied):
        act(told, "impact_assessor", RESPONSE, "approve", made)
    done = act(told, "designated_management", RESPONSE, "approve", made)
    assert done.state == "approved"
    shown = present().get(QuestionnaireResponse, made.pk)
    assert shown is not None
    found = outcome(present(), shown)
    assert found is not None
    assert (found.said, level(found.level).number) == (
        {"raw_risk": 4, "mitigation": 0, "total": 4, "level": 2},
        2,
    )


def test_a_significant_change_of_the_system_makes_it_stale(told: Story) -> None:
    made = begun(told, answers=ANSWERS)
    system = AISystem.objects.get(pk=made.system_id)  # type: ignore[attr-defined]
    for _step in range(20):
        system = AISystem.objects.get(pk=system.pk)
        move = KINDS[SYSTEM_KIND].workflow.to_force(system.state)
        if system.in_force_version or move is None:
            break
        told.act(system, move.name)
    act(told, "impact_assessor", RESPONSE, "submit", made)
    act(told, "legal", RESPONSE, "approve", made)

    def stale() -> bool:
        shown = present().get(QuestionnaireResponse, made.pk)
        assert shown is not None
        return Standing.STALE in standings(shown, present())

    assert not stale()
    perform(Command(SYSTEM_KIND, "unsettle", SYSTEM, system.pk, reason="Its supplier changed the model."))
    assert stale()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_each_level_says_what_it_means_and_asks_more_than_the_one_below(number: int) -> None:
    found = level(number)
    assert found.means
    assert all(one.topic and one.text for one in found.asks)
    assert number == 1 or len(found.asks) >= len(level(number - 1).asks)


def test_a_response_stays_with_its_questionnaire(told: Story) -> None:
    made = begun(told)
    other = import_questionnaire(LENDING.read_bytes(), LENDING.name, told.actor("aims_manager"), release="2")
    with pytest.raises(Denied, match="stays with its questionnaire"):
        act(told, "impact_assessor", RESPONSE, "edit", made, survey=other.pk)


def test_nothing_is_approved_to_a_questionnaire_that_was_withdrawn(told: Story) -> None:
    made = begun(told, answers=ANSWERS)
    act(told, "impact_assessor", RESPONSE, "submit", made)
    act(told, "legal", "questionnaire", "retire", Record.objects.get(pk=made.survey_id))  # type: ignore[attr-defined]
    with pytest.raises(Denied, match="not approved for use"):
        act(told, "legal", RESPONSE, "approve", made)


def test_a_file_without_a_title_is_called_by_its_first_heading(told: Story) -> None:
    content = json.loads(LENDING.read_text("utf-8"))
    del content["title"]
    first = {"type": "html", "name": "hello", "html": "<p>x</p><h2 class='a'>A check <b>of</b> lending &amp; more</h2>"}
    content["pages"][0]["elements"].insert(0, first)
    made = import_questionnaire(json.dumps(content).encode(), "survey-enfr.json", told.actor("aims_manager"))
    assert made.title == "A check of lending & more"
