"""Signing in: by name or address, not too often, by the invited only; and when somebody proved who they are."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory

from aims.accounts.adapter import SecondFactorAdapter
from aims.accounts.models import User
from aims.accounts.proof import authenticated_at
from aims.lib import clock

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada", "ada@example.org", PASSWORD)


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["ada", "ada@example.org", "ADA@example.org"])
def test_by_name_or_address(client: Client, user: User, login: str) -> None:
    assert sign_in(client, login).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(("login", "password"), [("ada", "wrong"), ("eve", PASSWORD), ("", "")])
def test_not_otherwise(client: Client, user: User, login: str, password: str) -> None:
    assert sign_in(client, login, password).status_code == 200
    assert "_auth_user_id" not in client.session


def test_not_when_disabled(client: Client, user: User) -> None:
    sign_in(client, "ada")
    User.objects.update(is_active=False)
    assert client.get("/accounts/password/change/").status_code == 302, "an open session ends too"
    assert sign_in(Client(), "ada").url == "/accounts/inactive/"


def test_forms_need_their_token(user: User) -> None:
    assert sign_in(Client(enforce_csrf_checks=True), "ada").status_code == 403


def test_guessing_is_slowed_down(user: User) -> None:
    for _ in range(5):
        sign_in(Client(), "ada", "wrong")
    client = Client()
    sign_in(client, "ada")
    assert "_auth_user_id" not in client.session, "even with the right password, for a while"


def test_nobody_signs_up(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_an_initial_password_is_replaced(client: Client, user: User) -> None:
    User.objects.update(password_is_initial=True)
    assert sign_in(client, "ada").url == "/accounts/password/change/"
    new = "another long passphrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert not user.password_is_initial
    assert sign_in(Client(), "ada", new).url == "/"


def test_when_somebody_proved_who_they_are(client: Client, user: User) -> None:
    before = clock.now()
    sign_in(client, "ada")
    request = RequestFactory().get("/")
    request.user, request.session = user, client.session
    first = authenticated_at(request)
    assert first is not None
    assert before - dt.timedelta(seconds=1) <= first <= clock.now()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    request.session = client.session
    again = authenticated_at(request)
    assert again is not None
    assert again > first
    request.user = AnonymousUser()
    assert authenticated_at(request) is None
    request.user = User.objects.create_user("eve", "", PASSWORD)
    assert authenticated_at(request) is None, "another's proof is not mine"


def test_seeds_of_second_factors_are_sealed() -> None:
    adapter = SecondFactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    assert adapter.decrypt("from another home") == ""


@pytest.mark.parametrize(
    "page",
    ["/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/", "/accounts/2fa/recovery-codes/"],
)
def test_second_factors_are_offered(client: Client, user: User, page: str) -> None:
    sign_in(client, "ada")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get(page, follow=True).status_code in (200, 404 if "recovery" in page else 200)
