"""By a mailed link staff say that they have read a policy, and take a course: each on one page, in their language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from typer.testing import CliRunner

from aims.cli import app
from aims.conformity.acknowledgements import reading
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present
from aims.letters import links
from aims.letters.links import PURPOSES, token
from aims.letters.models import Letter
from aims.organisation.models import Acknowledgement, Completion, Policy
from tests.bank import Bank, build, by_system, submit_policy
from tests.web.language import english_left

pytestmark = pytest.mark.django_db
QUIZ = (
    "contribution | Who decides? | 由谁决定？\n* A person | 人\n- The machine | 机器\n"
    "subject | What goes in? | 可输入什么？\n- Anything | 任何内容\n* Public data | 公开数据"
)
BOTH = pytest.mark.parametrize("language", ["en", "zh-hans"])


@pytest.fixture
def bank(db: None) -> Iterator[Bank]:
    cache.clear()
    made = build()
    submit_policy(made)
    made.does("ingrid", "policy", "approve", made.records["policy"])
    text = {
        "text": "Read **this**.",
        "text_alt": "请读**这里**。",
        "purpose": "What I may do.",
        "purpose_alt": "我可做什么。",
    }
    course = made.does(
        "mei", "course", "create", title="AI at work", title_alt="工作中的AI", lang="en", quiz=QUIZ, **text
    )
    made.does("mei", "course", "submit", course)
    made.records["course"] = made.does("ingrid", "course", "approve", course)
    yield made
    links.revoke_all()


def mailed(bank: Bank, purpose: str, of: str, language: str, name: str = "sara") -> str:
    """The address in the letter that is sent to somebody who reads `language`."""
    person = bank.people[name]
    perform(Command("person", "edit", SYSTEM, person.pk, {"language": language, "email": "sara@example.org"}))
    record: Any = bank.records[of]
    done = CliRunner().invoke(app, ["link", "send", purpose, record.ref, "--to", person.ref])
    assert done.exit_code == 0, done.output
    return re.search(r"/l/\S+", Letter.objects.get().body)[0]  # type: ignore[index]


def shown(client: Client, place: str, language: str, **given: str) -> str:
    answer = client.post(place, given, follow=True) if given.pop("press", "") else client.get(place)
    page = answer.content.decode()
    assert ('<html lang="zh-Hans"' in page) is (language == "zh-hans")
    if language == "zh-hans":
        assert set(english_left(page)) <= {"English"}
    return page


@BOTH
def test_a_policy_is_read_and_acknowledged_by_one_press(bank: Bank, language: str) -> None:
    client, place = Client(), mailed(bank, "acknowledge", "policy", language)
    page = shown(client, place, language)
    assert ("A person decides." if language == "en" else "由人决定。") in page
    assert page.count('type="submit"') == 1
    assert not Acknowledgement.objects.exists()
    page = shown(client, place, language, press="yes", version="1")
    assert 'type="submit"' not in page
    said = Acknowledgement.objects.get()
    assert (said.author_id, said.read_edition) == (bank.people["sara"].pk, 1)
    event = Event.objects.get(record=said.pk)
    assert event.body_row.body["reason"] == "(by mailed link)"
    policy = present().get_in_force(Policy, bank.records["policy"].pk)
    assert policy
    assert bank.people["sara"].pk in reading(present(), policy).read
    client.post(place, {"version": "1"})
    assert Acknowledgement.objects.count() == 1, "once"


@BOTH
def test_a_course_is_taken_with_its_material_and_answers(bank: Bank, language: str) -> None:
    client, place = Client(), mailed(bank, "course", "course", language)
    page = shown(client, place, language)
    said = ("<strong>this</strong>", "1. Who decides?", "A person", "What I may do.")
    other = ("<strong>这里</strong>", "1. 由谁决定？", "人", "我可做什么。")
    assert all(words in page for words in (said if language == "en" else other))
    assert client.post(place, {"q1": "1", "version": "1"}).status_code == 422
    assert not Completion.objects.exists()
    page = shown(client, place, language, press="yes", version="1", q1="1", q2="1")
    assert ("50 of 100; 80 are needed" if language == "en" else "得分50，未达到及格线80") in page
    assert 'type="submit"' in page
    page = shown(client, place, language, press="yes", version="1", q1="1", q2="2")
    assert ("Passed with 100 of 100" if language == "en" else "通过：得分100") in page
    assert 'type="submit"' not in page
    mine = Completion.objects.order_by("ref")
    assert [(c.score, c.passed, c.person_id, c.author_id) for c in mine] == [
        (50, False, bank.people["sara"].pk, bank.people["sara"].pk),
        (100, True, bank.people["sara"].pk, bank.people["sara"].pk),
    ]
    assert "_auth_user_id" not in client.session


def test_a_new_significant_version_is_read_anew(bank: Bank) -> None:
    place = f"/l/{token('acknowledge', bank.people['sara'], bank.records['policy'].pk)}"
    Client().post(place, {"version": "1"})
    policy = Record.objects.get(pk=bank.records["policy"].pk)
    bank.does("mei", "policy", "revise", policy)
    bank.does("mei", "policy", "edit", policy, text="A person decides, always.")
    bank.does("mei", "policy", "submit", policy)
    bank.does("ingrid", "policy", "approve", policy, change_is_significant=True)
    assert "always" in Client().get(place).content.decode()
    answer = Client().post(place, {"version": "1"})
    assert (answer.status_code, "Version 2 of POL-0001 is in force now" in answer.content.decode()) == (409, True)
    assert 'name="version" value="2"' in answer.content.decode()
    Client().post(place, {"version": "2"})
    assert [a.read_edition for a in Acknowledgement.objects.order_by("ref")] == [1, 2]


def test_whoever_holds_no_role_is_mailed_nothing_and_opens_nothing(bank: Bank) -> None:
    nobody = by_system("person", title="Nobody", email="nobody@example.org", unit=bank.organisation.pk)
    assert isinstance(nobody, Person)
    for purpose, of in (("acknowledge", "policy"), ("course", "course")):
        done = CliRunner().invoke(app, ["link", "send", purpose, bank.records[of].ref, "--to", nobody.ref])
        assert (done.exit_code, "role of a staff member" in done.output) == (1, True)
        answer = Client().post(
            f"/l/{token(purpose, nobody, bank.records[of].pk)}", {"q1": "1", "q2": "2", "version": "1"}
        )
        assert answer.status_code in (403, 404)
    assert [model.objects.count() for model in (Letter, Acknowledgement, Completion)] == [0, 0, 0]


def test_the_command_names_what_links_are_for(bank: Bank) -> None:
    assert {"acknowledge", "course"} <= set(PURPOSES)
    done = CliRunner().invoke(app, ["link", "send", "nothing", "POL-0001", "--to", "PER-0001"])
    assert done.exit_code == 1
    assert "acknowledge, course" in done.output
