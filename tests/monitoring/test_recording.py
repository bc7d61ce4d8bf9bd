"""What a program may send of a system's decisions, groups of people, how long it is kept; and frozen baselines."""

from typing import Any

import pytest

from aims.kernel.denied import Denied
from aims.kernel.duties import duties
from aims.kernel.standing import Standing, standings
from aims.monitoring.models import Baseline, RecordingPlan
from aims.monitoring.recording import content_of, freeze, is_kept_too_short, months_kept, rules
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.life import made, people

pytestmark = pytest.mark.django_db
INPUTS = (
    "age | number | personal | keep | 18 | 100\n"
    "card | category | personal | pseudonymise\n"
    "diagnosis | category | special | drop\n"
    "channel | category | none | keep | | | web, branch"
)
GROUPS = "disability | To find unequal error rates | GDPR Art. 9(2)(g) | 12"


def plan(bank: Bank, **given: Any) -> RecordingPlan:
    values = {
        "title": "What we record",
        "inputs": INPUTS,
        "groups": GROUPS,
        "readers": ["operator"],
        "positive": "held",
    }
    if "system" not in given:
        values["system"] = bank.system().id
    found: RecordingPlan = bank.approved("recording_plan", **values | given)
    return found


def test_without_a_plan_texts_and_groups_stay_where_they_are(bank: Bank) -> None:
    found = rules(bank.world(), bank.system().id)
    assert found == {"version": 0, "fields": {}, "others": "keep", "texts": "drop", "groups": []}


def test_the_plan_in_force_says_what_becomes_of_each_field(bank: Bank) -> None:
    held = plan(bank, others="keep", texts="keep")
    assert rules(bank.world(), held.system_id) == {
        "version": 1,
        "fields": {"age": "keep", "card": "pseudonymise", "diagnosis": "drop", "channel": "keep"},
        "others": "keep",
        "texts": "keep",
        "groups": ["disability"],
    }
    bank.by("Liang", "recording_plan", "revise", held.id)
    bank.by("Liang", "recording_plan", "edit", held.id, groups="")
    assert rules(bank.world(), held.system_id)["groups"] == ["disability"], "a draft changes nothing"
    bank.put_in_force("recording_plan", held.id)
    assert (rules(bank.world(), held.system_id)["groups"], rules(bank.world(), held.system_id)["version"]) == ([], 2)


@pytest.mark.parametrize(
    ("field", "lines"),
    [
        ("groups", "disability | | GDPR Art. 9(2)(g) | 12"),
        ("groups", "disability | To find unequal error rates | | 12"),
        ("groups", "disability | To find unequal error rates | GDPR Art. 9(2)(g)"),
        ("groups", "disability | Fairness | GDPR | 0"),
        ("groups", "disability | Fairness | GDPR | 2.5"),
        ("groups", f"{GROUPS}\n{GROUPS}"),
        ("inputs", "diagnosis | category | special | keep"),
        ("inputs", "age | number | none | keep | 100 | 18"),
        ("inputs", "channel | category | none | keep | 1"),
    ],
)
def test_a_group_without_purpose_basis_and_end_is_not_accepted_nor_a_field_that_says_nonsense(
    bank: Bank, field: str, lines: str
) -> None:
    system = bank.system()
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "recording_plan", "create", title="Plan", system=system.id, **{field: lines})
    assert set(refused.value.fields) == {field}


def test_a_system_has_one_plan(bank: Bank) -> None:
    held = plan(bank)
    with pytest.raises(Denied) as refused:
        plan(bank, system=held.system_id)
    assert held.ref in refused.value.sentence


@pytest.mark.parametrize(("months", "tier", "short"), [(5, "high", True), (6, "high", False), (5, "medium", False)])
def test_the_log_of_a_system_of_the_high_tier_is_kept_six_months(
    bank: Bank, months: int, tier: str, short: bool
) -> None:
    people(bank)
    system = bank.system(release="3.3.0", tier=tier)
    plan(bank, system=system.id)
    assert is_kept_too_short(bank.world(), system) == (tier == "high"), "nobody said how long"
    made(bank, "operation_plan", system.id, log_months=months)
    assert months_kept(bank.world(), system.id) == months
    assert is_kept_too_short(bank.world(), system) is short
    assert ("log_too_short" in {duty.code for duty in duties(bank.world())}) is short


def test_a_baseline_is_kept_by_its_digest_and_replaced_by_another(bank: Bank) -> None:
    system = bank.system()
    actor = bank.actor("Liang")
    with bank.now():
        old = freeze(actor, system, {"bins": {"age": [18, 30]}}, rows=400)
        new = freeze(actor, system, {"bins": {"age": [18, 40]}}, rows=900, earlier=old.id)
    assert content_of(old) == {"bins": {"age": [18, 30]}}
    assert [link.digest for link in bank.world().get(Baseline, old.id).links] == [old.digest]
    assert standings(old, bank.world()) == [Standing.STALE]
    assert standings(new, bank.world()) == []
    with pytest.raises(Denied):
        bank.by("Liang", "baseline", "edit", old.id, rows=1)
    other = bank.system(title="Another")
    with pytest.raises(Denied) as refused, bank.now():
        freeze(actor, other, {}, rows=1, earlier=old.id)
    assert set(refused.value.fields) == {"earlier"}
