"""A mailed link lets one person do one act on one record, and opens nothing else."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from typer.testing import CliRunner

from aims.cli import app
from aims.config.logs import blanked
from aims.kernel.denied import Denied
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.world import World, present
from aims.letters import links
from aims.letters.links import PURPOSES, Purpose, token
from aims.letters.models import Letter
from aims.lib import clock
from tests.bank import Bank, build, submit_policy
from tests.web.language import english_left

pytestmark = pytest.mark.django_db


def say(actor: Actor, record: Any, answers: Sequence[int]) -> Command:
    del answers
    return Command("policy", "comment", actor, record.pk, reason="I have read it")


def has_said(world: World, person: Person, record: Record) -> bool:
    del world
    return Event.objects.filter(record=record.pk, actor=person.pk, action="comment").exists()


READ = Purpose("read", "policy", "Read the policy", "I have read it", ("text",), say, has_said)


@pytest.fixture
def bank(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bank]:
    cache.clear()
    monkeypatch.setitem(PURPOSES, "read", READ)
    made = build()
    submit_policy(made)
    policy = Record.objects.get(ref="POL-0001")
    made.does("ingrid", "policy", "approve", policy)
    yield made
    links.revoke_all()


def address(bank: Bank, name: str = "sara", of: str = "policy") -> str:
    return f"/l/{token('read', present().get(Person, bank.people[name].pk), bank.records[of].pk)}"


def comments() -> Any:
    return Event.objects.filter(action="comment")


def test_reading_changes_nothing_and_one_press_does_the_act(bank: Bank) -> None:
    client, place = Client(), address(bank)
    before = Event.objects.count()
    page = client.get(place).content.decode()
    assert "A person decides." in page
    assert "Sara Lind" in page
    assert "nothing else" in page
    assert (client.head(place).status_code, Event.objects.count()) == (200, before)
    assert client.post(place, {"version": "1"}, follow=True).status_code == 200
    event = comments().get()
    assert event.actor_id == bank.people["sara"].pk
    assert event.body_row.body["reason"] == "I have read it (by mailed link)"
    client.post(place, {"version": "1"})
    assert comments().count() == 1, "once"
    assert "Done, and recorded" in client.get(place).content.decode()


def test_it_signs_nobody_in(bank: Bank) -> None:
    client = Client()
    client.get(address(bank))
    client.post(address(bank), {"version": "1"})
    assert "_auth_user_id" not in client.session
    for other in ("/", "/r/POL-0001/", "/api/v1/me", f"/r/{bank.people['sara'].ref}/"):
        assert client.get(other).status_code in (302, 401)


def test_forms_need_their_token(bank: Bank) -> None:
    assert Client(enforce_csrf_checks=True).post(address(bank)).status_code == 403


@pytest.mark.parametrize("how", ["cut", "other record", "other purpose", "made up"])
def test_a_link_that_was_changed_opens_nothing(bank: Bank, how: str) -> None:
    good = address(bank)
    bad = {
        "cut": good[:-3],
        "other record": address(bank, of="system"),
        "other purpose": f"/l/{token('write', bank.people['sara'], bank.records['policy'].pk)}",
        "made up": "/l/aGVsbG8:1abc:nothing",
    }[how]
    answer = Client().post(bad)
    assert answer.status_code == 404
    assert "opens nothing" in answer.content.decode()
    assert not comments().exists()


def test_it_ends_after_thirty_days(bank: Bank) -> None:
    place = address(bank)
    with time_machine.travel(clock.now() + dt.timedelta(days=29), tick=False):
        assert Client().get(place).status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(days=31), tick=False):
        assert Client().post(place).status_code == 404


def test_links_are_revoked_together(bank: Bank) -> None:
    place = address(bank)
    links.revoke_all()
    assert Client().get(place).status_code == 404
    assert Client().get(address(bank)).status_code == 200


@pytest.mark.parametrize("gone", ["person", "person for a while", "record"])
def test_it_ends_with_the_person_and_with_the_record(bank: Bank, gone: str) -> None:
    place, sara = address(bank), bank.people["sara"].pk
    if gone.startswith("person"):
        perform(Command("person", "retire", SYSTEM, sara, reason="Left."))
    if gone == "person for a while":
        perform(Command("person", "reinstate", SYSTEM, sara, reason="Back."))
    if gone == "record":
        bank.does("ingrid", "policy", "retire", Record.objects.get(ref="POL-0001"), reason="Replaced.")
    assert Client().get(place).status_code == 404


OWN, OTHER = "sara@harbourline.example", "ada.second@harbourline.example"


def moves(bank: Bank, to: str, by: str = "ada") -> None:
    """Somebody writes another address on the record of Sara."""
    bank.does(by, "person", "edit", bank.people["sara"], email=to)


def test_it_ends_with_the_address_also_where_that_is_restored(bank: Bank) -> None:
    moves(bank, OWN)
    place = address(bank)
    assert Client().get(place).status_code == 200
    moves(bank, OTHER)
    assert Client().get(place).status_code == 404
    moves(bank, OWN)
    assert Client().post(place, {"version": "1"}).status_code == 404
    assert not comments().exists()


def test_none_is_mailed_to_an_address_that_somebody_else_just_wrote(bank: Bank) -> None:
    policy = bank.records["policy"]

    def ask() -> str:
        done = CliRunner().invoke(app, ["link", "send", "acknowledge", policy.ref, "--to", bank.people["sara"].ref])
        assert (done.exit_code == 0) is Letter.objects.exists()
        return done.output

    moves(bank, OTHER)
    assert "changed by somebody else" in " ".join(ask().split())
    moves(bank, OWN)
    assert "changed by somebody else" in " ".join(ask().split()), "nor to one that was just restored"
    record = present().get_in_force(type(policy), policy.pk)
    assert record
    with pytest.raises(Denied, match="7 days"):
        links.send("read", present().get(Person, bank.people["sara"].pk), record)
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        assert "1 letters" in ask()


def test_it_lends_no_right(bank: Bank) -> None:
    """What the person may not do signed in they may not do by a link; a reader stays a reader."""
    answer = Client().post(address(bank, "yuki"), {"version": "1"})
    assert answer.status_code == 403
    assert "reading only" in answer.content.decode()
    assert not comments().exists()


def test_guessing_is_slowed_down(bank: Bank) -> None:
    client = Client()
    assert {client.get("/l/guess").status_code for _ in range(40)} == {404, 429}


def test_it_is_mailed_once_a_version_and_address_in_the_persons_language(bank: Bank) -> None:
    sara = bank.people["sara"]
    perform(Command("person", "edit", SYSTEM, sara.pk, {"language": "zh-hans", "email": "sara@example.org"}))
    sara = Person.objects.get(pk=sara.pk)
    policy = bank.records["policy"]
    record = present().get_in_force(type(policy), policy.pk)
    assert record
    links.send("read", sara, record)
    links.send("read", sara, record)
    letter = Letter.objects.get()
    perform(Command("person", "edit", SYSTEM, sara.pk, {"email": "sara@example.com"}))
    links.send("read", Person.objects.get(pk=sara.pk), record)
    assert [sent.address for sent in Letter.objects.order_by("pk")] == ["sara@example.org", "sara@example.com"]
    letter = Letter.objects.latest("pk")
    assert "林莎" in letter.body
    place = re.search(r"/l/\S+", letter.body)[0]  # type: ignore[index]
    assert token("read", sara, policy.pk)[:20] not in blanked(place), "never in the log"
    page = Client().get(place).content.decode()
    assert 'lang="zh-Hans"' in page
    assert set(english_left(page)) <= {"Read", "the", "policy", "have", "read", "it", "English"}, "but the test's own"
