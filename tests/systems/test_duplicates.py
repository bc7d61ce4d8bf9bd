"""Entries that look alike are pointed out; a decision ends that."""

import csv
import os
from pathlib import Path
from uuid import UUID

import pytest

from aims.kernel.world import present
from aims.systems.duplicates import Index, entry_of, groups, like, still_double
from aims.systems.models import AISystem
from tests.bank import Bank

REGISTER = "us-federal-ai-inventory-2024/data/2024_consolidated_ai_inventory_raw_v2.csv"


def titles(title: str, use: str = "") -> list[str]:
    return [one.system.title for one in like(present(), entry_of(title, use=use))]


@pytest.mark.django_db
def test_the_like_is_found_and_the_unlike_is_not(bank: Bank) -> None:
    assert titles("Retail credit scores") == ["Retail credit scoring"]
    assert titles("零售信用评分") == ["Retail credit scoring"]
    assert titles("Retail credit scoring", "Something quite different.") == ["Retail credit scoring"]
    assert titles("Chatbot of the branch") == []
    assert titles("") == []


@pytest.mark.django_db
def test_the_index_follows_what_changes(bank: Bank) -> None:
    system = bank.does("mei", "ai_system", "create", title="Meeting note taker")
    assert titles("Meeting notes taker") == ["Meeting note taker"]
    system = bank.does("mei", "ai_system", "edit", system, title="Letter drafts")
    assert titles("Meeting notes taker") == []
    bank.does("mei", "ai_system", "reject", system, reason="Not wanted.")
    assert titles("Letter drafts") == []


@pytest.mark.django_db
def test_a_group_says_which_fields_agree(bank: Bank) -> None:
    given = {"title": "Meeting note taker", "unit": bank.lending.pk, "intended_use": "Writes down what was said."}
    one = bank.does("mei", "ai_system", "create", **given, supplier="Glyphmill Ltd")
    other = bank.does("mei", "ai_system", "create", **given, supplier="GLYPHMILL LTD")
    assert groups(present())[0].agree == ("title", "intended_use", "unit", "supplier")
    bank.does("mei", "ai_system", "edit", one, supplier="Brightdesk")
    bank.does("mei", "ai_system", "edit", other, intended_use="Helps the hard of hearing.", title="Meeting notes taker")
    bank.does("mei", "ai_system", "edit", one, intended_use="")
    assert groups(present())[0].agree == ("title", "unit")


@pytest.mark.django_db
def test_a_decision_ends_the_pair(bank: Bank) -> None:
    one = bank.does("mei", "ai_system", "create", title="Meeting note taker")
    other = bank.does("mei", "ai_system", "create", title="Note taker for meetings")
    third = bank.does("mei", "ai_system", "create", title="Meeting note taker")
    [group] = groups(present())
    assert group.size == 3
    assert {group.first.pk, group.second.pk} == {one.pk, third.pk}, "the likest two"
    said = {"title": "x", "unit": bank.organisation.pk}
    for first, second, conclusion in ((one, third, "same"), (one, other, "not_same"), (other, third, "not_same")):
        values = said | {"first": first.pk, "second": second.pk, "conclusion": conclusion}
        bank.does("mei", "duplicate_decision", "create", **values)
    assert groups(present()) == []
    assert [d.first_id for d in still_double(present())] == [one.pk]
    bank.does("mei", "ai_system", "reject", third, reason="Entered twice.")
    assert still_double(present()) == []


def rows() -> list[AISystem]:
    folder = Path(os.environ.get("AIMS_SHARED_DATA") or Path(__file__).parents[3] / "shared/data")
    if not (folder / REGISTER).is_file():
        pytest.skip("the real registers are not here: set AIMS_SHARED_DATA to their folder")
    found = []
    with (folder / REGISTER).open(encoding="cp1252", errors="replace", newline="") as file:
        for n, row in enumerate(csv.DictReader(file), 1):
            purpose = row["What is the intended purpose and expected benefits of the AI?"]
            system = AISystem(id=UUID(int=n), version=1, title=row["Use Case Name"][:300], intended_use=purpose or "")
            found.append(system)
    return found


def test_a_register_of_two_thousand() -> None:
    """The federal inventory of 2024: what is known to stand in it twice is among what is found."""
    index, systems = Index(), rows()
    index.bring_up_to(systems)
    pairs = index.pairs()
    assert 500 < len(pairs) < 1000
    by_id = {system.id: system for system in systems}
    known = {(by_id[a].title.strip(), by_id[b].title.strip()) for a, b, _score in pairs}
    birds = "Classifying GPS data to understand flight behavior of birds."
    assert (birds, birds) in known
    assert any("Offense Text Auto-Coder" in a + b and "Offense Text Autocoder" in a + b for a, b in known)
