"""Which monitors are suggested for which sort and tier, and drafts of them in one act."""

import pytest
import yaml
from django.utils.translation import override

from aims.kernel.denied import Denied
from aims.monitoring import suggesting
from aims.monitoring.measures import measures
from aims.monitoring.models import Monitor
from aims.monitoring.recording import freeze
from aims.monitoring.suggesting import draft, suggestions
from tests.conformity.worlds.bank import Bank

from .test_recording import plan

pytestmark = pytest.mark.django_db


def names(bank: Bank, **given: object) -> dict[str, str]:
    return {one.measure: one.lacks for one in suggestions(bank.world(), bank.system(**given))}


def test_every_proposal_is_a_measure_in_both_languages_with_limits_in_order() -> None:
    for row in yaml.safe_load(suggesting._FILE.read_text("utf-8")):
        assert row["measure"] in measures()
        assert set(row["en"]) == set(row["zh"]) == {"title", "why", "limit"}


def test_what_is_suggested_follows_sort_and_tier(bank: Bank) -> None:
    chatbot = names(bank, sort="chatbot", tier="medium")
    assert {"groundedness", "leak_rate", "test_questions_passed", "decisions_traced"} <= chatbot.keys()
    assert not {"accuracy", "seeded_faults_noticed"} & chatbot.keys()
    scored = names(bank, title="Scoring", tier="high")
    assert {"accuracy", "psi", "equal_opportunity_difference", "seeded_faults_noticed"} <= scored.keys()
    assert "complaints_per_10000" not in names(bank, title="Low", tier="low")


def test_it_says_what_has_to_be_there_first(bank: Bank) -> None:
    found = names(bank)
    assert (found["accuracy"], found["complaints_per_10000"]) == ("recording", "")
    held = plan(bank)
    world = bank.world()
    system = world.find(held.system_id)
    lacks = {one.measure: one.lacks for one in suggestions(world, system)}
    assert (lacks["accuracy"], lacks["psi"]) == ("", "baseline")
    with bank.now():
        frozen = freeze(bank.actor("Liang"), system, {"bins": {}}, rows=1000)
    drift = next(one for one in suggestions(bank.world(), system) if one.measure == "psi")
    assert (drift.lacks, drift.values["against"]) == ("", frozen.id)
    apart = [one for one in suggestions(bank.world(), system) if one.values.get("group")]
    assert {(one.measure, one.values["group"]) for one in apart} == {
        ("demographic_parity_ratio", "disability"),
        ("equal_opportunity_difference", "disability"),
    }


@pytest.mark.parametrize(
    ("language", "title", "marked"), [("en", "Accuracy", "Our proposal"), ("zh-hans", "准确率", "")]
)
def test_one_act_makes_the_drafts_and_a_second_none(bank: Bank, language: str, title: str, marked: str) -> None:
    held = plan(bank)
    system = bank.world().find(held.system_id)
    with override(language), bank.now():
        made = draft(bank.world(), system, bank.actor("Liang"))
        again = draft(bank.world(), system, bank.actor("Liang"))
    assert again == []
    first = next(one for one in made if isinstance(one, Monitor) and one.measure == "accuracy")
    assert (first.title, first.state, first.owner_id) == (title, "draft", system.owner_id)
    assert first.limit_why.startswith(marked)
    with bank.now(), pytest.raises(Denied):
        draft(bank.world(), bank.system(title="Another"), bank.actor("Grace"))
