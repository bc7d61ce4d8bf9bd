"""One entry, three readings: what is filled, what is missing and by which act, and when one is more than a draft."""

from typing import Any

import pytest

from aims.impact.models import ImpactAssessment
from aims.impact.readings import READINGS, Elements, reading
from aims.kernel.denied import Denied
from tests.conformity.worlds.bank import Bank
from tests.conformity.worlds.impact import assessed, draft, rows

pytestmark = pytest.mark.django_db


def read(bank: Bank, one: Any, which: str) -> Elements:
    found = bank.world().get(ImpactAssessment, one.id)
    assert found is not None
    return reading(bank.world(), found, which)


def missing(bank: Bank, one: Any, which: str) -> list[tuple[str, str]]:
    return [(e.place, e.do.action if e.do else "") for e in read(bank, one, which).missing]


def sign(bank: Bank, one: Any, which: str) -> str:
    try:
        bank.by("Rosalind", "impact_assessment", f"sign_{which}", one.id)
    except Denied as denied:
        return denied.code
    return "signed"


@pytest.fixture
def bank(founded: Bank, db: None) -> Bank:
    made = founded.anew()
    made.assign("Rosalind", "legal")
    return made


def test_what_the_text_gives_is_filled_and_what_is_beyond_it_is_missing_with_its_act(bank: Bank) -> None:
    one = assessed(bank, bank.system().id)
    assert missing(bank, one, "aisia") == []
    assert missing(bank, one, "fria") == [("27(3)", "notify_authority")]
    assert missing(bank, one, "dpia") == [("35(2)", "advise"), ("35(9)", "revise")]


@pytest.mark.parametrize(
    ("field", "which", "place"),
    [
        ("misuse", "aisia", "6.1.4-b"),
        ("jurisdictions", "aisia", "6.1.4-c"),
        ("disclosure_why", "aisia", "6.1.4-e"),
        ("process_use", "fria", "27(1)(a)"),
        ("usage", "fria", "27(1)(b)"),
        ("groups_who", "fria", "27(1)(c)"),
        ("oversight", "fria", "27(1)(e)"),
        ("if_harmed", "fria", "27(1)(f)"),
        ("data_used", "dpia", "35(7)(a)"),
        ("necessity", "dpia", "35(7)(b)"),
    ],
)
def test_what_is_left_empty_is_missing_and_is_written_in_the_draft(
    bank: Bank, field: str, which: str, place: str
) -> None:
    one = draft(bank, bank.system().id, **{field: ""})
    assert (place, "edit") in missing(bank, one, which)


def test_harms_are_missing_while_one_dimension_that_is_judged_has_none(bank: Bank) -> None:
    one = draft(bank, bank.system().id, dimensions=rows(privacy={"benefits": "None."}))
    assert {"27(1)(d)"} <= {place for place, _act in missing(bank, one, "fria")}
    assert {"35(7)(c)", "35(7)(d)"} <= {place for place, _act in missing(bank, one, "dpia")}


def test_it_is_a_draft_input_until_nothing_is_missing_and_the_legal_role_signed(bank: Bank) -> None:
    one = assessed(bank, bank.system().id)
    assert sign(bank, one, "fria") == "not_ready"
    bank.by("Rosalind", "impact_assessment", "notify_authority", one.id, authority="CSSF", notified_on=bank.at.date())
    assert (missing(bank, one, "fria"), read(bank, one, "fria").is_draft) == ([], True)
    with pytest.raises(Denied):
        bank.by("Liang", "impact_assessment", "sign_fria", one.id)
    assert sign(bank, one, "fria") == "signed"
    assert [read(bank, one, which).is_draft for which in READINGS] == [True, False, True]
    assert sign(bank, one, "aisia") == "signed"
    assert [read(bank, one, which).is_draft for which in READINGS] == [False, False, True], "one voids no other"


def test_a_signature_is_void_when_what_it_speaks_of_changes(bank: Bank) -> None:
    one = assessed(bank, bank.system().id, fria_not_asked_why="We are no deployer in the sense of Article 27.")
    assert sign(bank, one, "fria") == "signed"
    assert not read(bank, one, "fria").is_draft
    bank.by("Rosalind", "impact_assessment", "advise", one.id, advice="Ask again in May.")
    assert read(bank, one, "fria").is_draft
    assert sign(bank, one, "fria") == "signed"
    bank.by("Liang", "impact_assessment", "revise", one.id)
    assert read(bank, one, "fria").is_draft


def test_what_is_not_asked_for_lacks_nothing_and_says_why(bank: Bank) -> None:
    one = assessed(bank, bank.system().id, dpia_not_asked_why="No personal data.")
    found = read(bank, one, "dpia")
    assert (found.missing, found.not_asked_why) == ([], "No personal data.")
    assert found.is_draft, "nobody signed that"
