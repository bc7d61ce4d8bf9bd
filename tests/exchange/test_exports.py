"""What is exported reads back as the same, and shows nobody what they may not see."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from aims.exchange.exports import columns_of, export
from aims.exchange.fields import fields_of
from aims.exchange.imports import import_file
from aims.exchange.reasons import Unreadable
from aims.exchange.sheets import read_sheet
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.lists import filtered
from aims.kernel.models import Event
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.systems.models import AISystem

from .conftest import People

SYSTEMS: list[dict[str, Any]] = [
    {"title": "Scoring", "title_alt": "信用评分", "sort": "predictive_analytics", "tier": "high"},
    {"title": "=1+1", "intended_use": "Two  spaces\n\nand “quotes”, commas; and\ttabs", "ai_roles": ["ai_user"]},
    {"title": "'apostrophe", "legal_roles": ["controller", "ai_act_deployer"], "legal_roles_on": "2026-03-01"},
    {"title": "0012", "supplier": "1e5", "scope_decision": "out", "review_due": "2027-01-31", "lang": "zh-hans"},
]


@pytest.fixture
def systems(people: People) -> People:
    for values in SYSTEMS:
        perform(Command("ai_system", "create", people.actor("ann"), values={**values, "owner": people.bob}))
    return people


def exported(people: People, kind: str, who: str = "ann", **given: Any) -> bytes:
    out, actor = io.BytesIO(), people.actor(who)
    found = filtered(actor, KINDS[kind], given.pop("filters")) if "filters" in given else None
    export(KINDS[kind], actor, out, found=found, **given)
    return out.getvalue()


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["ai_system", "unit", "person", "assignment", "policy"])
def test_round_trip(systems: People, format: Any, kind: str) -> None:
    values = {"title": "AI policy", "text": "x" * 40_000, "topic": "ai"}
    perform(
        Command("policy", "create", SYSTEM, values={k: v for k, v in values.items() if k in KINDS["policy"].fields})
    )
    raw, events = exported(systems, kind, format=format), Event.objects.count()
    outcome = import_file(raw, kind=kind, actor=systems.actor("ann"), name=f"x.{format}")
    assert outcome.read == outcome.unchanged == KINDS[kind].model.objects.count() > 0, outcome.refusals
    assert Event.objects.count() == events


def test_a_changed_cell_changes_that_field_alone(systems: People) -> None:
    text = exported(systems, "ai_system").decode("utf-8-sig").replace(",high,", ",low,")
    outcome = import_file(text.encode(), kind="ai_system", actor=systems.actor("ann"))
    assert (outcome.updated, outcome.unchanged) == (1, 3)
    record = AISystem.objects.get(title="Scoring")
    assert (record.tier, record.owner_id, record.attributes) == ("low", systems.bob, {})


def test_a_table_of_ones_own_needs_few_columns_and_takes_names(systems: People) -> None:
    raw = "Title,tier,组织单元,Owner\nScoring,medium,Northbank,ann@example.org\nNew one,low,UNI-0001,Bob\n".encode()
    dry = import_file(raw, kind="ai_system", actor=systems.actor("ann"), dry_run=True)
    outcome = import_file(raw, kind="ai_system", actor=systems.actor("ann"))
    assert outcome.counts == dry.counts
    assert (outcome.created, outcome.updated) == (1, 1)
    assert AISystem.objects.get(title="Scoring").owner_id == systems.ann
    assert AISystem.objects.get(title="New one").unit_id == systems.top
    assert import_file(raw, kind="ai_system", actor=systems.actor("ann")).unchanged == 2


WRONG = {
    "a ref that is not there": ("ref,tier\nAIS-9999,low\n", "there is no such record that you can see"),
    "a name that nobody has": ("title,owner\nX,Nobody\n", "owner cannot be “Nobody”"),
    "one record twice": ("ref,title\nAIS-0001,A\nAIS-0001,B\n", "Row 2 already has the key AIS-0001"),
    "a title that is missing": ("ref,title\nAIS-0001,\n", "title is required"),
}


@pytest.mark.parametrize("case", WRONG)
def test_rows_of_such_a_table_are_refused_with_a_sentence(systems: People, case: str) -> None:
    text, said = WRONG[case]
    outcome = import_file(text.encode(), kind="ai_system", actor=systems.actor("ann"))
    assert outcome.rejected == 1
    assert said in str(outcome.refusals[0].reasons[0])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_mended_reject_file_of_such_a_table_is_taken(systems: People, tmp_path: Path, language: str) -> None:
    ann, rejects = systems.actor("ann"), tmp_path / "rejected.csv"
    with translation.override(language):
        table = b"title,owner\nNew,Nobody\n"
        assert import_file(table, kind="ai_system", actor=ann, reject_to=rejects).rejected == 1
    mended = rejects.read_text("utf-8-sig").replace("New,Nobody", "New,Bob").encode()
    outcome = import_file(mended, kind="ai_system", actor=ann)
    assert (outcome.created, outcome.rejected) == (1, 0)


def test_several_records_of_one_title_want_a_ref(systems: People) -> None:
    perform(Command("ai_system", "create", SYSTEM, values={"title": "scoring"}))
    outcome = import_file(b"title,tier\nScoring,low\n", kind="ai_system", actor=systems.actor("ann"))
    assert "Several records are called “Scoring”" in str(outcome.refusals[0].reasons[0])


def test_labels_stand_in_the_reasons(systems: People, both_languages: None) -> None:
    outcome = import_file(b"title,life_cycle_stage\nX,dead\n", kind="ai_system", actor=systems.actor("ann"))
    assert str(outcome.refusals[0].reasons[0]).startswith("life-cycle stage when registered cannot be “dead”")
    assert "不能是“dead”" in outcome.refusals[0].reasons[0].said("zh-hans")


def test_only_what_may_be_seen_is_exported(systems: People) -> None:
    unit = perform(Command("unit", "create", SYSTEM, values={"title": "Lending", "parent": systems.top}))
    values = {"title": "So", "person": systems.eve, "role": "system_owner", "unit": unit.pk, "starts_on": "2020-01-01"}
    perform(Command("assignment", "create", SYSTEM, values=values))
    perform(Command("ai_system", "create", SYSTEM, values={"title": "In Lending", "unit": unit.pk}))
    seen = {row["title"] for _n, row in read_sheet(exported(systems, "ai_system", "eve"), "x.csv").rows}
    assert seen == {"In Lending"}
    assert len(read_sheet(exported(systems, "ai_system", filters={"tier": "high"}), "x.csv")) == 1
    with pytest.raises(Denied):
        exported(systems, "ai_system", filters={"colour": "red"})


def test_columns_are_the_fields_between_ref_and_state() -> None:
    for kind in KINDS:
        columns = columns_of(kind)
        assert (columns[0], columns[-2:]) == ("ref", ("state", "version"))
        assert set(columns[1:-2]) <= set(kind.fields)
        assert all(str(spec.said) for spec in fields_of(kind).values())


def test_nothing_in_the_way_of_an_empty_table(people: People, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no row below"):
        import_file(exported(people, "ai_system"), kind="ai_system", actor=people.actor("ann"))
