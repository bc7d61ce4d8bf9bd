"""Whose competence is missing is named to whoever may see it; anybody else who opens the requirement reads how many."""

import pytest
from django.test import Client

from aims.kernel.models import Person
from aims.kernel.world import present
from tests.bank import Bank, build, somebody

pytestmark = pytest.mark.django_db
PLACE = "/requirement/iso42001:2023/7.2-b"


@pytest.fixture
def bank() -> Bank:
    made = build()
    words = {"title": "What an owner can", "lang": "en", "role": "system_owner", "evidence_wanted": "Twenty cases."}
    record = made.does("mei", "competence_requirement", "create", **words)
    made.does(
        "ingrid", "competence_requirement", "approve", made.does("mei", "competence_requirement", "submit", record)
    )
    made.people["lone"] = somebody("Lone Bakke", "system_owner", made.lending)
    made.people["otto"] = somebody("Otto Ruud", "system_owner", made.organisation)
    return made


def page(bank: Bank, name: str, language: str = "en", place: str = PLACE) -> str:
    client = Client()
    client.force_login(Person.objects.get(pk=bank.people[name].pk).user)
    return client.get(f"{place}?language={language}", follow=True).content.decode()


def test_who_keeps_competence_reads_who_lacks_it(bank: Bank) -> None:
    shown = page(bank, "mei")
    assert "Otto Ruud" in shown
    assert "Lone Bakke" in shown


def test_others_read_how_many(bank: Bank) -> None:
    shown = page(bank, "lone")
    assert "Otto Ruud" not in shown
    assert "Jonas Weber" not in shown
    assert "Lone Bakke" in shown, "their own"
    assert "2 people" in shown
    assert "2人" in page(bank, "lone", "zh-hans")
    assert "Otto Ruud" not in page(bank, "lone", place="/conformity/")


def test_nor_does_the_posture_for_programs_name_them(bank: Bank) -> None:
    from aims.conformity.issue import verdict_json
    from aims.conformity.posture import verdict_on

    world, full = present(), "iso42001:2023/7.2-b"
    said = str(verdict_json(world, bank.actor("lone"), full, verdict_on(world, full)))
    assert "Otto Ruud" not in said
    assert str(bank.people["otto"].pk) not in said
