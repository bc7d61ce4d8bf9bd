"""Proving once more who somebody is, by what they have: what a signature asks for."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, RequestFactory

from aims.accounts.models import User
from aims.accounts.proof import PROVIDER_ASKED_AT, How, proven, ways
from tests.accounts.factors import app_of, code_now, codes_of, passkey_of

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
AGAIN = "/accounts/reauthenticate/"
BY_CODE = "/accounts/2fa/reauthenticate/"
BY_PASSKEY = "/accounts/2fa/webauthn/reauthenticate/"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


@pytest.fixture
def inside(user: User) -> Client:
    """A browser in which somebody signed in an hour ago."""
    client = Client()
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    session = client.session
    for row in session["account_authentication_methods"]:
        row["at"] -= 3600
    session.save()
    return client


def asked(client: Client, user: User) -> Any:
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    return request


def test_each_way_is_offered_to_whoever_has_it(user: User, inside: Client) -> None:
    def addresses() -> list[str]:
        return [way.url for way in ways(asked(inside, user))]

    assert addresses() == [AGAIN]
    app_of(user)
    assert addresses() == [AGAIN, BY_CODE]
    passkey_of(user)
    assert addresses() == [AGAIN, BY_CODE, BY_PASSKEY]
    page = inside.get(f"{AGAIN}?next=/r/POL-0001/").content.decode()
    for address in (BY_CODE, BY_PASSKEY):
        assert f'href="{address}?next=%2Fr%2FPOL-0001%2F"' in page, "each leads to the others, and back"


def test_the_password_proves_it(user: User, inside: Client) -> None:
    before = time.time()
    inside.post(AGAIN, {"password": PASSWORD})
    found = proven(asked(inside, user))
    assert found
    assert (found.how, found.at.timestamp() >= before) == (How.PASSWORD, True)


def test_a_code_of_the_app_proves_it(user: User, inside: Client) -> None:
    app_of(user)
    before = time.time()
    assert inside.post(BY_CODE, {"code": "000000"}).status_code == 200
    assert proven(asked(inside, user)).at.timestamp() < before  # type: ignore[union-attr]
    assert inside.post(BY_CODE, {"code": code_now(), "next": "/x"}).url == "/x"
    found = proven(asked(inside, user))
    assert found
    assert (found.how, found.at.timestamp() >= before) == (How.TOTP, True)


def test_a_recovery_code_opens_once_and_proves_it_once(user: User, inside: Client) -> None:
    app_of(user)
    one, other = codes_of(user)[:2]
    client = Client()
    client.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert "_auth_user_id" not in client.session, "the password alone is no longer enough"
    assert client.post("/accounts/2fa/authenticate/", {"code": one}).url == "/"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert inside.post(BY_CODE, {"code": one}).status_code == 200, "used"
    inside.post(BY_CODE, {"code": other})
    found = proven(asked(inside, user))
    assert found
    assert found.how is How.RECOVERY_CODE


def test_a_sign_in_elsewhere_proves_nothing_unless_it_is_said_when_they_were_asked(user: User, inside: Client) -> None:
    session = inside.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session.save()
    assert proven(asked(inside, user)) is None
    session[PROVIDER_ASKED_AT] = time.time() - 1000
    session.save()
    found = proven(asked(inside, user))
    assert found
    assert found.how is How.PROVIDER
    assert time.time() - found.at.timestamp() >= 1000


def test_strangers_who_guess_keep_nobody_from_signing(user: User, inside: Client) -> None:
    for _ in range(6):
        Client().post("/accounts/login/", {"login": "ada", "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    late = Client()
    late.post("/accounts/login/", {"login": "ada", "password": PASSWORD})
    assert "_auth_user_id" not in late.session, "the door is closed for a while"
    before = time.time()
    inside.post(AGAIN, {"password": PASSWORD})
    found = proven(asked(inside, user))
    assert found
    assert found.at.timestamp() >= before, "whoever is inside signs"


def test_guessing_within_a_session_is_slowed_down_too(user: User, inside: Client) -> None:
    for _ in range(5):
        inside.post(AGAIN, {"password": "wrong"})
    before = time.time()
    inside.post(AGAIN, {"password": PASSWORD})
    assert proven(asked(inside, user)).at.timestamp() < before  # type: ignore[union-attr]


def test_other_sessions_are_listed_and_ended(user: User, inside: Client) -> None:
    other = Client()
    other.post("/accounts/login/", {"login": "ada", "password": PASSWORD}, HTTP_USER_AGENT="A phone")
    page = inside.get("/accounts/sessions/").content.decode()
    assert page.count("<li>") == 2
    assert "A phone" in page
    inside.post("/accounts/sessions/")
    assert other.get("/accounts/2fa/").status_code == 302
    assert inside.get("/accounts/2fa/").status_code == 200


def test_recovery_codes_are_shown_once_and_made_anew(user: User, inside: Client) -> None:
    app_of(user)
    inside.post(AGAIN, {"password": PASSWORD})
    page = inside.post("/accounts/2fa/recovery-codes/generate/", follow=True).content.decode()
    shown = page.count("<li>")
    assert shown == 10
    assert "data-print" in page
    assert inside.get("/accounts/2fa/recovery-codes/").content.decode().count("<li>") == 0
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == shown
