"""Whoever is invited to sign in chooses a first password behind a mailed link, once, at the address on their record."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from aims.accounts.models import User
from aims.config.logs import blanked
from aims.kernel.denied import Denied
from aims.kernel.models import Event, Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import run_reactions
from aims.letters.invitations import accept
from aims.letters.outbox import send_due
from aims.lib import clock
from tests.bank import Bank, build, by_system
from tests.letters.conftest import Server
from tests.web.language import english_left

pytestmark = pytest.mark.django_db
PASSWORD = "four words of one's own"
ADDRESS = "noor@harbourline.example"


@pytest.fixture
def bank(db: None) -> Bank:
    cache.clear()
    return build()


def newcomer(bank: Bank, by: str = "mei", **values: Any) -> Person:
    """Somebody recorded by `by`, who cannot sign in yet."""
    given = {"title": "Noor Haddad", "lang": "en", "email": ADDRESS, "unit": bank.lending.pk} | values
    made = bank.does(by, "person", "create", **given)
    values = {"title": "n", "person": made.pk, "role": "staff_member", "unit": bank.lending.pk}
    by_system("assignment", **values, starts_on=clock.now().date())
    return Person.objects.get(pk=made.pk)


def invite(bank: Bank, person: Person, by: str = "ada") -> str:
    """The path in the letter that the invitation brings."""
    bank.does(by, "person", "invite", person)
    return mailed(bank)


def mailed(bank: Bank) -> str:
    run_reactions()
    server: Server = bank.server  # type: ignore[attr-defined]
    send_due()
    letter = server.received[-1]
    assert letter["To"] == ADDRESS
    found = re.search(r"https://aims\.harbourline\.example(/l/\S+)", letter.get_content())
    assert found
    return found[1]


@pytest.fixture
def posted(bank: Bank, server: Server) -> Bank:
    """The bank with a mail server that listens."""
    run_reactions()
    server.come()
    bank.server = server  # type: ignore[attr-defined]
    return bank


def choose(place: str, password: str = PASSWORD) -> Any:
    return Client().post(place, {"password1": password, "password2": password})


def signs_in(password: str = PASSWORD) -> bool:
    return Client().post("/accounts/login/", {"login": ADDRESS, "password": password}).status_code == 302


def refusal(bank: Bank, person: Person, by: str = "ada") -> str:
    with pytest.raises(Denied) as refused:
        bank.does(by, "person", "invite", person)
    return refused.value.sentence


def test_who_is_invited_chooses_a_password_and_signs_in(posted: Bank) -> None:
    noor = newcomer(posted)
    place = invite(posted, noor)
    before = Event.objects.count()
    page = Client().get(place).content.decode()
    assert "Noor Haddad" in page
    assert ADDRESS in page
    assert (Event.objects.count(), User.objects.filter(email=ADDRESS).exists()) == (before, False), "reading is nothing"
    assert choose(place).status_code == 302
    assert signs_in()
    done = list(Event.objects.filter(record=noor.pk).order_by("version").values_list("action", "actor"))
    assert done[-2:] == [("invite", posted.people["ada"].pk), ("set_sign_in", None)]
    letters = len(posted.server.received)  # type: ignore[attr-defined]
    run_reactions()
    send_due()
    assert len(posted.server.received) == letters, "nobody is told to choose a password who has one"  # type: ignore[attr-defined]


def test_a_letter_and_a_page_in_chinese(posted: Bank) -> None:
    place = invite(posted, newcomer(posted, title="何诺", lang="zh-hans", language="zh-hans"))
    letter = posted.server.received[-1]  # type: ignore[attr-defined]
    assert re.search("[一-鿿]", letter["Subject"])
    assert "七天" in letter.get_content() or "7天" in letter.get_content()
    page = Client().get(place).content.decode()
    assert 'lang="zh-Hans"' in page
    assert set(english_left(page)) <= {"noor", "harbourline", "example", "English"}
    assert blanked(f"GET {place}") == "GET /l/…", "never in the log"


def test_it_is_used_once(posted: Bank) -> None:
    place = invite(posted, newcomer(posted))
    choose(place)
    assert Client().get(place).status_code == 404
    assert choose(place, "another one of my own").status_code == 404
    assert not signs_in("another one of my own")


def test_a_password_that_is_too_weak_is_refused_and_makes_nothing(posted: Bank) -> None:
    place = invite(posted, newcomer(posted))
    assert choose(place, "12345").status_code == 422
    assert not User.objects.filter(email=ADDRESS).exists()
    assert choose(place).status_code == 302


def left(bank: Bank, person: Person) -> None:
    perform(Command("person", "retire", SYSTEM, person.pk, reason="Left."))


def moved(bank: Bank, person: Person) -> None:
    perform(Command("person", "edit", SYSTEM, person.pk, {"email": "other@harbourline.example"}))


def moved_and_back(bank: Bank, person: Person) -> None:
    bank.does("ada", "person", "edit", person, email="ada.second@harbourline.example")
    bank.does("ada", "person", "edit", person, email=ADDRESS)


def left_and_returned(bank: Bank, person: Person) -> None:
    left(bank, person)
    perform(Command("person", "reinstate", SYSTEM, person.pk, reason="Back."))


def given_by_the_operator(bank: Bank, person: Person) -> None:
    user = User.objects.create_user("noor", "")
    perform(Command("person", "set_sign_in", SYSTEM, person.pk, {"user": user}))


def taken_back_again(bank: Bank, person: Person) -> None:
    given_by_the_operator(bank, person)
    perform(Command("person", "set_sign_in", SYSTEM, person.pk, {"user": None}))


def taken_by_another(bank: Bank, person: Person) -> None:
    User.objects.create_user("eve", ADDRESS.upper())


def invited_again(bank: Bank, person: Person) -> None:
    bank.does("ada", "person", "invite", Person.objects.get(pk=person.pk))


@pytest.mark.parametrize(
    "what",
    [
        left,
        left_and_returned,
        moved,
        moved_and_back,
        given_by_the_operator,
        taken_back_again,
        taken_by_another,
        invited_again,
    ],
)
def test_it_ends_with_what_it_stood_on(posted: Bank, what: Any) -> None:
    noor = newcomer(posted)
    place = invite(posted, noor)
    what(posted, noor)
    users = User.objects.count()
    assert Client().get(place).status_code == 404
    assert choose(place).status_code == 404
    assert User.objects.count() == users


def test_it_ends_after_seven_days(posted: Bank) -> None:
    place = invite(posted, newcomer(posted))
    with time_machine.travel(clock.now() + dt.timedelta(days=6), tick=False):
        assert Client().get(place).status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        assert choose(place).status_code == 404


@pytest.mark.parametrize("change", [lambda s: s[:-3], lambda s: "/l/sign-in/aGVsbG8:1abc:nothing"])
def test_a_link_that_was_changed_opens_nothing(posted: Bank, change: Any) -> None:
    assert Client().get(change(invite(posted, newcomer(posted)))).status_code == 404


def test_who_wrote_the_address_does_not_invite(posted: Bank) -> None:
    assert "someone else" in refusal(posted, newcomer(posted, by="ada"))
    noor = newcomer(posted, email="")
    posted.does("ada", "person", "edit", noor, email=ADDRESS.replace("noor", "ada2"))
    assert "someone else" in refusal(posted, Person.objects.get(pk=noor.pk))
    posted.does("mei", "person", "edit", Person.objects.get(pk=noor.pk), email="third@harbourline.example")
    assert "someone else" in refusal(posted, Person.objects.get(pk=noor.pk)), "who ever wrote one"


def test_the_letter_of_an_invitation_goes_to_nobody_else(posted: Bank) -> None:
    """Who invites may edit: their own address, written before the letter leaves, would bring the link to them."""
    noor, server = newcomer(posted), posted.server  # type: ignore[attr-defined]
    server.answer = "451 Greylisted"
    posted.does("ada", "person", "invite", noor)
    run_reactions()
    send_due()
    posted.does("ada", "person", "edit", noor, email="ada.second@harbourline.example")
    server.answer = "250 OK"
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=False):
        send_due()
    assert server.received == []


def test_who_wrote_something_else_may(posted: Bank) -> None:
    noor = newcomer(posted)
    posted.does("ada", "person", "edit", noor, position="Clerk")
    invite(posted, Person.objects.get(pk=noor.pk))


def test_an_arrangement_may_waive_it_while_it_is_in_force(posted: Bank) -> None:
    today = clock.now().date()
    mei, values = posted.people["mei"].pk, {"title": "Three people", "why": "We are three.", "lang": "en"}
    values |= {"compensation": "Read each quarter.", "person": posted.people["ada"].pk, "rules": ["SOD-18"]}
    days = {"starts_on": today, "ends_on": today + dt.timedelta(days=90)}
    made = posted.does("mei", "arrangement", "create", **values, **days, owner=mei)
    made = posted.does("mei", "arrangement", "submit", made)
    made = posted.does("ingrid", "arrangement", "approve", made)
    noor = newcomer(posted, by="ada")
    place = invite(posted, noor)
    assert Client().get(place).status_code == 200
    event = Event.objects.get(record=noor.pk, action="invite")
    assert event.body_row.body["under"] == [made.ref]
    posted.does("ingrid", "arrangement", "retire", made, reason="We are four.")
    assert choose(place).status_code == 404, "the separation is asked again"


@pytest.mark.parametrize("spelt", [ADDRESS.upper(), "noor@ｈarbourline.example"])
def test_nobody_is_invited_at_an_address_that_is_anothers_however_it_is_spelt(posted: Bank, spelt: str) -> None:
    noor = newcomer(posted)
    for taken in ({"username": "eve", "email": spelt}, {"username": spelt}):
        User.objects.create_user(**taken)
        assert "e-mail address" in refusal(posted, noor), taken
        User.objects.filter(username=taken["username"]).delete()
    by_system("person", title="Twin", lang="en", email=spelt)
    assert "e-mail address" in refusal(posted, noor)


@pytest.mark.parametrize("spelt", [ADDRESS.upper(), "ｎoor@harbourline.example"])
def test_a_twin_that_was_made_meanwhile_is_refused(posted: Bank, spelt: str) -> None:
    noor = newcomer(posted)
    invite(posted, noor)
    seen = Person.objects.get(pk=noor.pk)
    User.objects.create_user(spelt)
    with pytest.raises(Denied) as refused:
        accept(seen, PASSWORD)
    assert refused.value.code == "unique"
    assert User.objects.filter(username=ADDRESS).count() == 0
    assert Person.objects.get(pk=noor.pk).user_id is None


def test_who_can_sign_in_has_no_address_or_is_a_program_is_not_invited(posted: Bank) -> None:
    assert "can sign in already" in refusal(posted, posted.people["sara"])
    assert "No e-mail address" in refusal(posted, newcomer(posted, email=""))
    bot = by_system("person", title="Bot", lang="en", sort="software", email="bot@harbourline.example")
    assert "program" in refusal(posted, Person.objects.get(pk=bot.pk))


def test_others_do_not_invite(posted: Bank) -> None:
    noor = newcomer(posted)
    for name in ("ingrid", "jonas", "sara", "yuki"):
        with pytest.raises(Denied) as refused:
            posted.does(name, "person", "invite", noor)
        assert refused.value.code in ("not_allowed", "read_only"), name


def test_the_page_of_a_person_offers_it_and_says_so_where_no_mail_is_sent(bank: Bank) -> None:
    noor = newcomer(bank)
    client = Client()
    client.force_login(bank.people["ada"].user)
    page = client.get(f"/r/{noor.ref}/").content.decode()
    assert f"/r/{noor.ref}/do/invite" not in page
    assert f"aims user add NAME --person {noor.ref}" in page, "the command for this person, which makes no second one"


def test_the_button_and_its_form(posted: Bank) -> None:
    noor = newcomer(posted)
    client = Client()
    client.force_login(posted.people["ada"].user)
    assert f"/r/{noor.ref}/do/invite" in client.get(f"/r/{noor.ref}/").content.decode()
    form = client.get(f"/r/{noor.ref}/do/invite").content.decode()
    assert ADDRESS in form
    client.post(f"/r/{noor.ref}/do/invite", {"expected_version": str(noor.version)})
    assert choose(mailed(posted)).status_code == 302
