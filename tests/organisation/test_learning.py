"""Questions as people write them, the score that answers earn, and who must take what until when."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.organisation.fields import QuizField, lines_of, questions_of
from aims.organisation.learning import attendance, people_at_work
from aims.organisation.models import Completion
from tests.api.asking import program as api_program
from tests.conformity.worlds.awareness import course
from tests.conformity.worlds.bank import Bank

pytestmark = pytest.mark.django_db

WRITTEN = "policy | Who decides? | 谁决定？\n* A person | 人\n- The machine | 机器\n\nsubject | And then?\n- No\n* Yes"


def test_questions_are_written_as_lines_and_read_back_the_same() -> None:
    rows = QuizField().clean(WRITTEN, None)
    first, second = questions_of(rows)
    assert (first.topic, first.alt, first.right, second.right) == ("policy", "谁决定？", 1, 2)
    with override("en"):
        assert lines_of(rows) == WRITTEN
        assert lines_of(rows, marked=False) == WRITTEN.replace("* ", "- ")
    with override("zh-hans"):
        assert lines_of(rows).startswith("方针 | ")
        assert QuizField().clean(lines_of(rows), None) == rows
    assert QuizField().clean(rows, None) == rows


def test_what_is_stored_does_not_tell_which_answer_is_right() -> None:
    """It goes into pages, exports, the API, the log and bundles, where learners read it too."""
    rows, other = (QuizField().clean(f"policy | Who?\n{a} A\n{b} B", None) for a, b in ("*-", "-*"))
    assert [question.right for question in questions_of(rows + other)] == [1, 2]
    (one,), (two,) = rows, other
    assert one.keys() == two.keys()
    assert {name for name in one if one[name] != two[name]} == {"seal"}
    assert one["options"] == [["A", ""], ["B", ""]]
    with pytest.raises(ValidationError):
        QuizField().clean([{**one, "seal": "0" * 64}], None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weather | Who decides?\n* A person\n- B", "begins with its topic"),
        ("policy |\n* A person\n- B", "text is missing"),
        ("policy | Who?\n* A person", "at least two answers"),
        ("policy | Who?\n* A person\n* B", "exactly one answer"),
        ("policy | Who?\n- A person\n- B", "exactly one answer"),
        ([1, 2], "it needs a topic"),
        ([{"topic": "policy"}], "it needs a topic"),
        ([{"topic": "policy", "text": 3, "alt": "", "options": [], "seal": ""}], "text is missing"),
        ("- A\n- B", "begins with its topic"),
    ],
)
def test_what_is_not_whole_is_refused_with_a_sentence(text: object, why: str) -> None:
    with override("en"), pytest.raises(ValidationError) as refused:
        QuizField().clean(text, None)
    assert why in " ".join(refused.value.messages)


def test_answers_earn_a_score_and_enough_of_it_passes(bank: Bank) -> None:
    of = course(bank)

    def takes(answers: str) -> tuple[int, bool]:
        done = bank.by("Ines", "completion", "create", title="Mine", course=of.id, answers=answers)
        assert not done.answers, "kept is the score: passing answers would tell others the right ones"
        assert done.person_id == done.owner_id == bank.people["Ines"]
        return done.score, done.passed

    assert takes("1 1 1 1") == (100, True)
    assert takes("1 1 1 2") == (75, False)
    with pytest.raises(Denied) as refused:
        takes("1 1 1")
    assert "answers" in refused.value.fields


def test_a_score_cannot_be_given_and_another_is_recorded_only_by_who_may(bank: Bank) -> None:
    of = course(bank)
    given = {"title": "His", "course": of.id, "answers": "1 1 1 1", "person": bank.people["Arjun"]}
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "completion", "create", **given)
    assert refused.value.code == "not_granted"
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "completion", "create", title="Mine", course=of.id, score=100)
    assert refused.value.code == "field_unknown"
    done = bank.by("Liang", "completion", "create", **given)
    assert (done.person_id, done.author_id) == (bank.people["Arjun"], bank.people["Liang"])


def test_what_somebody_took_belongs_to_their_own_unit(bank: Bank) -> None:
    """Else whoever leads one unit could record for people of another, by naming their own."""
    of = course(bank)
    unit = bank.by_system("unit", title="Lending", parent=bank.unit).id
    for name, role in (("Farid", "staff_member"), ("Lene", "line_manager")):
        bank.people[name] = bank.by_system("person", title=name, unit=unit).id
        bank.assign(name, role, unit=unit)
    given = {"title": "Taken", "course": of.id, "answers": "1 1 1 1"}
    assert bank.by("Farid", "completion", "create", **given).unit_id == unit
    assert bank.by("Lene", "completion", "create", **given, person=bank.people["Farid"]).unit_id == unit
    for more in ({}, {"unit": unit}):
        with pytest.raises(Denied) as refused:
            bank.by("Lene", "completion", "create", **given, person=bank.people["Ines"], **more)
        assert refused.value.code in ("not_granted", "field_unknown")


def test_answers_are_held_against_the_version_in_force(bank: Bank) -> None:
    of = course(bank)
    bank.by("Liang", "course", "revise", of.id)
    bank.by("Liang", "course", "edit", of.id, quiz="policy | Who decides?\n- The machine\n* A person")
    done = bank.by("Ines", "completion", "create", title="Mine", course=of.id, answers="1 1 1 1")
    assert (done.score, done.passed) == (100, True)
    with pytest.raises(Denied) as refused:
        bank.by("Ines", "completion", "create", title="Mine", course=of.id, answers="2")
    assert "answers" in refused.value.fields


def test_who_only_looks_on_from_outside_is_not_at_work(bank: Bank) -> None:
    later = bank.at.date().replace(year=bank.at.year + 1)
    for name, role in (("Yuki", "external_auditor"), ("Henrik", "governing_body")):
        bank.people[name] = bank.by_system("person", title=name, unit=bank.unit).id
        bank.assign(name, role, starts_on=later, ends_on=later.replace(year=later.year + 1))
    bank.people["Newcomer"] = bank.by_system("person", title="Newcomer", unit=bank.unit).id
    found = {person.title for person in people_at_work(bank.world())}
    assert {"Yuki", "Henrik"} & found == set()
    assert "Newcomer" in found, "without a role yet, and yet at work"


def test_a_course_is_for_the_roles_and_units_it_names(bank: Bank) -> None:
    unit = bank.by_system("unit", title="Lending", parent=bank.unit).id
    bank.people["Farid"] = bank.by_system("person", title="Farid", unit=unit).id
    for_auditors, for_lending = course(bank, roles=["lead_auditor"]), course(bank, of_unit=unit)
    places = attendance(bank.world())
    assert [place.person.title for place in places[for_auditors.id]] == ["Rosalind Achterberg"]
    assert [place.person.title for place in places[for_lending.id]] == ["Farid"]


def test_the_duty_to_take_a_course_ends_with_passing_and_comes_back(bank: Bank) -> None:
    of = course(bank, interval_months=6)

    def is_due() -> bool:
        return "course_due" in [duty.code for duty in duties_of(bank.world(), bank.people["Ines"])]

    assert is_due()
    bank.by("Ines", "completion", "create", title="Mine", course=of.id, answers="2 2 2 2")
    assert is_due(), "taken, not passed"
    bank.by("Ines", "completion", "create", title="Mine", course=of.id, answers="1 1 1 1")
    assert not is_due()
    bank.pass_days(140)
    assert not is_due()
    bank.pass_days(20)
    assert is_due(), "thirty days before six months are over"


def test_a_course_is_taken_in_the_version_that_is_in_force(bank: Bank) -> None:
    of = course(bank)
    bank.renewed("course", of.id)
    asked = {"title": "Mine", "course": str(of.id), "answers": "1 1 1 1"}
    with bank.now():
        program = api_program(bank.people["Ines"])
        older = program.ask("POST", "/completion", {"values": asked | {"read_edition": 1}})
        assert (older.status_code, older.json()["code"]) == (409, "newer_in_force")
        assert "read that one first" in older.content.decode()
        made = program.ask("POST", "/completion", {"values": asked | {"read_edition": 2}})
        assert made.status_code == 201, made.content
        assert program.ask("POST", "/completion", {"values": asked}).status_code == 201
        assert {done.read_edition for done in Completion.objects.all()} == {2}
