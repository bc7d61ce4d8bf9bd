"""Signing in at an identity provider that really runs (on this machine), and what of its answers is refused."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client
from oidc_provider_mock import User as Known
from oidc_provider_mock import run_server_in_thread

from aims.accounts.models import User
from aims.accounts.oidc import Exchange
from aims.accounts.proof import PROVIDER_ASKED_AT
from aims.config.home import Home
from aims.jobs.founding import give_access
from aims.kernel.models import Assignment, Event, Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from tests.kernel.story import Story

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
KNOWN = (
    Known(sub="s-1", claims={"email": "Asta@example.org", "name": "Asta Nyberg", "email_verified": True}),
    Known(sub="s-2", claims={"email": "asta@example.org", "email_verified": False}),
    Known(sub="s-3", claims={"email": "stranger@example.org", "name": "A Stranger", "email_verified": True}),
    Known(sub="s-4", claims={"email": "asta@example.org"}),
    Known(sub="s-5", claims={"email": "new@example.org", "name": "Somebody New"}),
)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Start a provider and point the installation at it."""
    running: list[Any] = []

    def start(**how: Any) -> str:
        context = run_server_in_thread(user_claims=KNOWN, require_nonce=True, **how)
        server = context.__enter__()
        running.append(context)
        issuer = f"http://localhost:{server.server_port}"
        monkeypatch.setattr(settings.HOME, "oidc_issuer", issuer)
        monkeypatch.setattr(settings.HOME, "oidc_name", "Harbour ID")
        app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        monkeypatch.setitem(app, "client_id", "aims")
        monkeypatch.setitem(app, "secret", "not told")
        monkeypatch.setitem(app, "settings", {"server_url": issuer, "oauth_pkce_enabled": True})
        return issuer

    yield start
    for context in running:
        context.__exit__(None, None, None)


@pytest.fixture
def asta(told: Story) -> Person:
    """Somebody who came from a staff list and never signed in here."""
    values = {"title": "Asta Nyberg", "email": "asta@example.org"}
    made = perform(Command("person", "create", SYSTEM, values=values))
    return Person.objects.get(pk=made.pk)


def come(client: Client, sub: str = "s-1", start: str = "/accounts/oidc/?next=/people/", **changed: str) -> Any:
    """As a browser does: led to the provider, says there who they are, sent back."""
    there = client.get(start)["Location"]
    for name, value in changed.items():
        there = there.replace(f"{name}={parse_qs(urlsplit(there).query)[name][0]}", f"{name}={value}")
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=10).headers["Location"]
    part = urlsplit(back)
    return client.get(f"{part.path}?{part.query}")


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_is_known_by_address_comes_in_and_is_known_by_subject_from_then(
    provider: Callable[..., str], asta: Person
) -> None:
    provider()
    client = Client()
    assert "Sign in with Harbour ID" in client.get("/accounts/login/?language=en", follow=True).content.decode()
    assert come(client).url == "/people/"
    asta.refresh_from_db()
    user = asta.user
    assert client.session["_auth_user_id"] == str(user.pk)
    assert not user.has_usable_password()
    assert Event.objects.filter(record=asta.pk, action="set_sign_in").count() == 1
    perform(Command("person", "edit", SYSTEM, asta.pk, {"email": "married@example.org"}))
    again = Client()
    come(again)
    assert again.session["_auth_user_id"] == str(user.pk), "the address has changed, the subject has not"
    assert User.objects.filter(email__iexact="asta@example.org").count() == 1


def test_the_request_carries_what_protects_it(provider: Callable[..., str], asta: Person) -> None:
    issuer = provider()
    there = urlsplit(Client().get("/accounts/oidc/")["Location"])
    asked = parse_qs(there.query)
    assert f"{there.scheme}://{there.netloc}" == issuer
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/callback/"]


@pytest.mark.parametrize(
    ("sub", "why"),
    [
        ("s-2", "does not say that your e-mail address is verified"),
        ("s-3", "no person of this management system"),
        ("s-4", "does not say that your e-mail address is verified"),
    ],
)
def test_who_is_not_known_is_refused_with_a_sentence(
    provider: Callable[..., str], asta: Person, sub: str, why: str
) -> None:
    """An address that the provider itself has not verified is nobody's."""
    provider()
    client = Client()
    answer = come(client, sub)
    assert answer.status_code == 403
    assert why in answer.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


def test_an_address_that_was_changed_is_no_proof_until_an_operator_gives_the_way(
    provider: Callable[..., str], asta: Person
) -> None:
    """Who may edit people could else write their own address on somebody who decides, and come in as them."""
    provider()
    victim = perform(Command("person", "create", SYSTEM, values={"title": "Signe Dahl", "email": "signe@example.org"}))
    perform(Command("person", "edit", SYSTEM, asta.pk, {"email": "moved@example.org"}))
    perform(Command("person", "edit", SYSTEM, victim.pk, {"email": "ASTA@example.org"}))
    client = Client()
    answer = come(client)
    assert answer.status_code == 403
    assert "was changed after you were recorded" in answer.content.decode()
    assert not is_in(client)
    assert not Event.objects.filter(action="set_sign_in", record=victim.pk).exists()
    give_access(victim.pk, "signe", password=None, email="asta@example.org", reason="Asked her.")
    assert come(client).url == "/people/"


def test_an_address_given_by_an_operator_needs_no_word_of_the_provider(
    provider: Callable[..., str], asta: Person
) -> None:
    """Some providers never say whether an address is verified; the operator then gives the way."""
    provider()
    give_access(asta.pk, "asta", password=None, email="asta@example.org", reason="Asked her.")
    assert come(Client(), "s-2").status_code == 403, "the provider says it is not"
    assert come(Client(), "s-4").url == "/people/"


def test_an_address_of_two_people_is_nobodys(provider: Callable[..., str], asta: Person) -> None:
    provider()
    perform(Command("person", "create", SYSTEM, values={"title": "Another", "email": "ASTA@example.org"}))
    client = Client()
    assert come(client).status_code == 403
    assert not is_in(client)


def test_whoever_has_left_does_not_come_in(provider: Callable[..., str], asta: Person) -> None:
    provider()
    perform(Command("person", "retire", SYSTEM, asta.pk, reason="Left."))
    assert come(Client()).status_code == 403


def test_strangers_become_staff_only_where_that_is_set(
    provider: Callable[..., str], told: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider()
    monkeypatch.setattr(settings.HOME, "oidc_creates_people", True)
    client = Client()
    assert come(client, "s-3").status_code == 302
    person = Person.objects.get(email="stranger@example.org")
    held = Assignment.objects.get(person=person)
    assert (held.role, held.title) == ("staff_member", f"Staff member – {person.title}")
    assert client.get("/").status_code == 200
    assert come(Client(), "s-5").status_code == 403, "its address is not verified"


@pytest.mark.parametrize("issuer", ["http://id.example.org", "id.example.org", "https://"])
def test_a_provider_that_is_not_reached_safely_is_refused(issuer: str) -> None:
    with pytest.raises(ValueError, match="AIMS_OIDC_ISSUER must begin with https://"):
        Home(oidc_issuer=issuer).provider()


@pytest.mark.parametrize("issuer", ["https://id.example.org", "http://127.0.0.1:9000", "http://localhost:9000", ""])
def test_a_provider_on_this_machine_may_be_tried_without_tls(issuer: str) -> None:
    assert Home(oidc_issuer=issuer).provider()["settings"]["server_url"] == issuer


def test_a_token_of_another_attempt_is_refused(provider: Callable[..., str], asta: Person) -> None:
    provider()
    client = Client()
    answer = come(client, nonce="somebody-elses-nonce")
    assert "Nobody was signed in" in answer.content.decode()
    assert not is_in(client)


def test_a_token_that_is_too_old_is_refused(provider: Callable[..., str], asta: Person) -> None:
    provider(access_token_max_age=dt.timedelta(minutes=-10))
    client = Client()
    assert "Nobody was signed in" in come(client).content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("how", ["another key", "no key", "not a token", "another audience"])
def test_a_token_that_the_provider_did_not_sign_for_us_is_refused(
    provider: Callable[..., str], asta: Person, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    provider()
    fetched = Exchange.get_access_token_data

    def forged(self: Exchange, *args: Any, **kwargs: Any) -> Any:
        data = fetched(self, *args, **kwargs)
        claims = jwt.decode(data["id_token"], options={"verify_signature": False})
        head = jwt.get_unverified_header(data["id_token"])
        key = rsa.generate_private_key(65537, 2048)
        data["id_token"] = {
            "another key": jwt.encode(claims, key, "RS256", headers={"kid": head["kid"]}),
            "no key": jwt.encode(claims, None, "none", headers={"kid": head["kid"]}),
            "not a token": "x.y.z",
            "another audience": data["id_token"],
        }[how]
        return data

    monkeypatch.setattr(Exchange, "get_access_token_data", forged)
    if how == "another audience":
        monkeypatch.setattr(Exchange, "get_client", _as_another(Exchange.get_client))
    client = Client()
    answer = come(client)
    assert "Nobody was signed in" in answer.content.decode()
    assert not is_in(client)


def _as_another(made: Any) -> Any:
    """A token that was given to another program of the organisation, handed to us."""

    def client(self: Exchange, request: Any, app: Any) -> Any:
        client = made(self, request, app)
        app.client_id = "another"
        return client

    return client


def test_an_answer_that_nobody_asked_for_is_refused(provider: Callable[..., str], asta: Person) -> None:
    provider()
    there = Client().get("/accounts/oidc/")["Location"]
    back = requests.post(there, data={"sub": "s-1"}, allow_redirects=False, timeout=10).headers["Location"]
    victim = Client()
    part = urlsplit(back)
    answer = victim.get(f"{part.path}?{part.query}")
    assert "Nobody was signed in" in answer.content.decode()
    assert not is_in(victim)


def test_whoever_breaks_it_off_is_told_so(provider: Callable[..., str], told: Story) -> None:
    provider()
    client = Client()
    there = client.get("/accounts/oidc/")["Location"]
    back = urlsplit(
        requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=10).headers["Location"]
    )
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    assert "You did not sign in" in answer.content.decode()


def test_signing_asks_the_provider_anew(provider: Callable[..., str], asta: Person) -> None:
    """A sign-in that the provider remembers is none for a signature; one it asked for now is."""
    provider()
    client = Client()
    come(client)
    asked = parse_qs(urlsplit(client.get("/accounts/oidc/again/")["Location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert come(client, start="/accounts/oidc/again/?next=/r/POL-0001/do/approve").url == "/r/POL-0001/do/approve"
    assert time.time() - client.session[PROVIDER_ASKED_AT] < 60
    leads = client.get("/accounts/reauthenticate/?next=/people/")
    assert leads.url == "/accounts/oidc/again/?next=%2Fpeople%2F", "they have no other way"


def test_without_a_provider_there_is_no_such_door() -> None:
    assert {Client().get(f"/accounts/oidc/{more}").status_code for more in ("", "again/", "callback/")} == {404}
