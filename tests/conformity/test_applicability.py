"""The Statement of Applicability: derived, decided by people, signed, and alarmed when the world moves on."""

import pytest

from aims import catalogue
from aims.conformity.applicability import alarms, differences, drivers, entries, named, suggestions
from aims.conformity.models import StatementOfApplicability
from aims.kernel.checks import Status
from aims.kernel.denied import Denied
from aims.kernel.models import EventBody
from aims.kernel.standing import Standing, standings

from .worlds.bank import Bank
from .worlds.risks import HIGH, control, criteria, decided, people, risk, statement, treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(bank: Bank) -> Bank:
    people(bank)
    criteria(bank)
    bank.kept["risk"] = risk(bank, **HIGH)
    bank.kept["treatment"] = treatment(bank, bank.kept["risk"].id)
    return bank


def the(bank: Bank) -> StatementOfApplicability:
    return bank.world().in_force(StatementOfApplicability)[0]


def test_a_new_statement_has_a_line_for_every_control_and_decides_none(bank: Bank) -> None:
    own = control(bank, "", title="Two pairs of eyes")
    made = bank.by("Liang", "statement_of_applicability", "create", title="SoA")
    lines = entries(made)
    assert list(lines) == [*(c.place for c in catalogue.controls()), own.ref]
    assert {line.applies for line in lines.values()} == {""}
    assert lines["A.9.2"].drivers == bank.kept["treatment"].ref
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "statement_of_applicability", "submit", made.id)
    assert "39" in refused.value.sentence


def test_an_exclusion_needs_a_reason_and_leaves_out_nothing_that_is_needed(bank: Bank) -> None:
    made = bank.by("Liang", "statement_of_applicability", "create", title="SoA", disclosure="public")
    for out, word in (({"A_10_4": "N/A"}, "A.10.4"), ({"A_9_2": "Nobody uses it."}, "TRT-0001")):
        bank.by("Liang", "statement_of_applicability", "edit", made.id, entries=decided(bank, **out))
        with pytest.raises(Denied) as refused:
            bank.by("Liang", "statement_of_applicability", "submit", made.id)
        assert word in refused.value.sentence


def test_a_driver_of_what_was_left_out_raises_the_alarm(bank: Bank) -> None:
    statement(bank, entries=decided(bank, A_10_4="We sell no AI service."))
    world = bank.world()
    assert alarms(world) == []
    assert standings(the(bank), world) == []
    assert bank.verdict("A.10.4").status is Status.NOT_APPLICABLE
    control(bank, "A.10.4", links=[("asked_by", bank.issue().id)])
    world = bank.world()
    assert [(alarm.control, alarm.is_driven) for alarm in alarms(world)] == [("A.10.4", True)]
    assert standings(the(bank), world) == [Standing.STALE]
    assert bank.verdict("A.10.4").status is not Status.NOT_APPLICABLE
    assert "control_excluded_but_needed" in bank.codes("6.1.3-f")


def test_the_last_driver_of_what_was_taken_in_raises_it_too(bank: Bank) -> None:
    statement(bank)
    assert alarms(bank.world()) == []
    bank.by("Arjun", "treatment", "cancel", bank.kept["treatment"].id)
    assert [(alarm.control, alarm.is_driven) for alarm in alarms(bank.world())] == [("A.9.2", False)]
    assert "control_without_driver" in bank.codes("6.1.3-c")


def test_the_next_version_needs_a_signature_and_shows_what_changed(bank: Bank) -> None:
    one = statement(bank)
    before = the(bank)
    bank.by("Liang", "statement_of_applicability", "revise", one.id)
    entry = decided(bank, A_10_4="We sell no AI service.")
    bank.by("Liang", "statement_of_applicability", "edit", one.id, entries=entry)
    assert the(bank).version == before.version
    bank.by("Liang", "statement_of_applicability", "submit", one.id)
    signed = bank.by("Tan", "statement_of_applicability", "approve", one.id)
    assert EventBody.objects.get(event__record=one.id, event__version=signed.version).body["signature"]
    after = the(bank)
    assert after.edition == 2
    assert [(d.control, d.before.applies, d.after.applies) for d in differences(before, after)] == [
        ("A.10.4", "yes", "no")
    ]


def test_roles_suggest_and_decide_nothing(bank: Bank) -> None:
    said = suggestions(bank.world())
    assert "A.6.2.4" in said
    assert "A.10.4" not in said
    assert set(drivers(bank.world())) == {"A.9.2"}
    bank.system(title="Sold to others", ai_roles=["ai_provider"])
    assert "A.10.4" in suggestions(bank.world())
    assert set(drivers(bank.world())) == {"A.9.2"}


@pytest.mark.parametrize(("place", "word"), [("A.99.9", "A.99.9"), ("x", "“x”"), ("A.2.2", "twice"), ("", "missing")])
def test_a_statement_takes_no_strange_and_no_double_line(bank: Bank, place: str, word: str) -> None:
    made = bank.by("Liang", "statement_of_applicability", "create", title="SoA")
    more = {"control": place, "applies": "no", "why": "Nobody uses it."}
    with pytest.raises(Denied) as refused:
        bank.by("Liang", "statement_of_applicability", "edit", made.id, entries=[*decided(bank), more])
    assert refused.value.code == "invalid"
    assert word in str(refused.value.fields)


def test_a_draft_of_an_own_control_shows_no_title_in_the_statement(bank: Bank) -> None:
    own = control(bank, "", title="Two pairs of eyes")
    bank.by("Liang", "control", "revise", own.id)
    bank.by("Liang", "control", "edit", own.id, title="SECRET")
    assert named(bank.world(), own.ref)[0] == "Two pairs of eyes"


def test_what_is_needed_since_it_was_submitted_is_not_left_out_by_the_signature(bank: Bank) -> None:
    made = bank.by("Liang", "statement_of_applicability", "create", title="SoA", disclosure="public")
    bank.by("Liang", "statement_of_applicability", "edit", made.id, entries=decided(bank, A_10_4="We sell no AI."))
    bank.by("Liang", "statement_of_applicability", "submit", made.id)
    control(bank, "A.10.4", links=[("asked_by", bank.issue().id)])
    with pytest.raises(Denied) as refused:
        bank.by("Tan", "statement_of_applicability", "approve", made.id)
    assert "A.10.4" in refused.value.sentence
