"""The mail of the day: to whom something waits, once, in their language, and nothing confidential in it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from aims.accounts.models import User
from aims.kernel.duties import duties
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import run_reactions
from aims.kernel.world import present
from aims.letters.digests import write_digests
from aims.letters.models import Letter
from aims.letters.outbox import send_due
from aims.lib import clock
from tests.bank import SECRET, Bank, build, submit_policy
from tests.letters.conftest import Server

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(db: None) -> Bank:
    made = build()
    submit_policy(made)
    for name, language in (("ingrid", "zh-hans"), ("hedda", "en"), ("mei", "en")):
        values = {"email": f"{name}@harbourline.example", "language": language}
        perform(Command("person", "edit", SYSTEM, made.people[name].pk, values))
    return made


def at_hour(hour: int, days: int = 0) -> dt.datetime:
    here = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    return here.replace(hour=hour, minute=30) + dt.timedelta(days=days)


def test_once_a_day_in_their_language(bank: Bank, server: Server) -> None:
    server.come()
    with time_machine.travel(at_hour(9), tick=False):
        assert write_digests() > 0
        assert write_digests() == 0, "once"
        send_due()
    with time_machine.travel(at_hour(9, days=1), tick=False):
        assert write_digests() > 0
    got = {message["To"]: message for message in server.received}
    ingrid = got["ingrid@harbourline.example"]
    assert "项待办等你处理" in ingrid["Subject"]
    text = ingrid.get_content()
    assert "苏英" in text
    assert "https://aims.harbourline.example/r/POL-0001/" in text
    waiting = {pk for duty in duties(present()) for pk in duty.who}
    assert set(got) == {p.email for p in Person.objects.filter(pk__in=waiting).exclude(email="")}


def test_nothing_confidential_is_in_it(bank: Bank, server: Server) -> None:
    with time_machine.travel(at_hour(9), tick=False):
        write_digests()
    assert Letter.objects.exists()
    assert not Letter.objects.filter(body__contains=SECRET).exists()


def test_to_an_address_that_somebody_else_just_wrote_it_says_only_how_many(bank: Bank, server: Server) -> None:
    ingrid = bank.people["ingrid"]
    bank.does("ada", "person", "edit", ingrid, email="ada.second@harbourline.example")
    bank.does("ada", "person", "edit", bank.people["hedda"], position="Head of Risk")
    with time_machine.travel(at_hour(9), tick=False):
        write_digests()
    told = Letter.objects.get(person=ingrid)
    assert re.search(r"\d+ 项待办等你处理", told.subject)
    assert "https://aims.harbourline.example/inbox" in told.body
    assert "/r/" not in told.body
    assert "方针" not in told.body
    assert "改" in told.body, "says why"
    assert "accept it" in Letter.objects.get(person=bank.people["hedda"]).body, "another change is none of the address"
    with time_machine.travel(at_hour(9, days=8), tick=False):
        write_digests()
    assert "/r/POL-0001/" in Letter.objects.filter(person=ingrid).latest("created_at").body


@pytest.mark.parametrize("off", ["hour", "setting", "server"])
def test_not_before_its_hour_and_not_where_it_is_off(
    bank: Bank, server: Server, monkeypatch: pytest.MonkeyPatch, off: str
) -> None:
    if off == "setting":
        monkeypatch.setattr(settings.HOME, "mail_digest", False)
    if off == "server":
        monkeypatch.setattr(settings.HOME, "mail_url", "")
    with time_machine.travel(at_hour(6 if off == "hour" else 9), tick=False):
        assert write_digests() == 0


def test_a_digest_that_could_not_go_out_gives_way_to_the_next(bank: Bank, server: Server) -> None:
    with time_machine.travel(at_hour(9), tick=False):
        write_digests()
        first = Letter.objects.count()
        send_due()
    with time_machine.travel(at_hour(9, days=1), tick=False):
        write_digests()
    assert Letter.objects.count() == first


def test_whoever_is_given_a_way_to_sign_in_is_told_without_a_password(bank: Bank, server: Server) -> None:
    run_reactions()
    Letter.objects.all().delete()
    user = User.objects.create_user("hedda", "hedda@harbourline.example", "a password nobody mails")
    User.objects.update(password_is_initial=True)
    perform(Command("person", "set_sign_in", SYSTEM, bank.people["hedda"].pk, {"user": user}))
    run_reactions()
    run_reactions()
    letter = Letter.objects.get()
    assert "hedda" in letter.body
    assert "https://aims.harbourline.example/accounts/password/reset/" in letter.body
    assert "a password nobody mails" not in letter.body


def test_what_the_reader_may_not_open_is_not_named_in_it(bank: Bank, server: Server) -> None:
    policy = bank.does("ingrid", "policy", "approve", bank.records["policy"])
    for name in ("ada", "sara"):
        values = {"email": f"{name}@harbourline.example", "language": "en"}
        perform(Command("person", "edit", SYSTEM, bank.people[name].pk, values))
    with time_machine.travel(at_hour(9), tick=False):
        write_digests()
    ada, sara = (Letter.objects.get(person=bank.people[name].pk).body for name in ("ada", "sara"))
    assert f"Read {policy.ref} AI policy" in sara
    assert "Read policy (not visible to you)" in ada
    assert policy.ref not in ada
