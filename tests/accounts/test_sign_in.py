"""Signing in: by name or address, not too often, by the invited only; and when somebody proved who they are."""

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.test import Client, RequestFactory

from aims.accounts.adapter import SecondFactorAdapter
from aims.accounts.models import User
from aims.accounts.proof import authenticated_at
from aims.lib import clock
from tests.house.reading import ROOT

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


def test_an_account_is_closed_for_a_while_by_whatever_name_and_in_every_process(user: User) -> None:
    User.objects.create_user("eve", "eve@example.org", PASSWORD)
    for login in ("ada", "ADA", "ada@example.org", "ada", "ada@example.org"):
        sign_in(Client(), login, "wrong")
    code = "import django; django.setup(); from django.core.cache import cache; print(len(cache._list_cache_files()))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert int(told.stdout) >= 1, "another process knows of it"
    for language, words in (("en", "Wait five minutes"), ("zh-hans", "五分钟")):
        answer = Client(headers={"Accept-Language": language}).post(
            "/accounts/login/", {"login": "ada", "password": PASSWORD}
        )
        assert words in answer.content.decode()
    client = Client()
    assert sign_in(client, "eve").status_code == 302, "others sign in"


def test_nobody_adds_an_address_that_may_be_anothers(client: Client, user: User) -> None:
    sign_in(client, "ada")
    answer = client.post("/accounts/email/", {"action_add": "", "email": "eve@example.org"})
    assert answer.status_code == 302
    assert "Your e-mail address" in str([m.message for m in get_messages(answer.wsgi_request)])
    assert not EmailAddress.objects.filter(email="eve@example.org").exists()


@pytest.mark.parametrize(("mail_url", "is_mailed"), [("", False), ("smtp://localhost:2525", True)])
def test_the_page_says_what_is_mailed(
    client: Client, monkeypatch: pytest.MonkeyPatch, mail_url: str, is_mailed: bool
) -> None:
    monkeypatch.setattr(settings.HOME, "mail_url", mail_url)
    page = client.get("/accounts/login/").content.decode()
    assert ("nothing is sent by mail from here" in page, "is mailed to you" in page) == (not is_mailed, is_mailed)


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
