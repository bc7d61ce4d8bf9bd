"""A program that asks the API with a token, and people who hold one."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.db.models import Max
from django.test import Client
from django.test.client import ClientHandler

from aims.accounts.models import Token, User
from aims.kernel.models import Event
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.lib import clock
from tests.kernel.story import STARTS, Story

V1 = "/api/v1"
HANDLER = ClientHandler(enforce_csrf_checks=False)
"""One for all programs: loading the middleware costs more than most requests."""


@dataclass
class Program:
    """A token, and what it is answered."""

    key: str
    person: UUID | None = None
    language: str = "en"

    def take(self, road: Any) -> Any:
        """Ask as a road says."""
        return self.ask(road.method, road.path, road.body, content_type=road.sort)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        client = Client(raise_request_exception=False)
        client.handler = HANDLER
        more: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": self.language, **headers}
        if self.key:
            more["HTTP_AUTHORIZATION"] = f"Bearer {self.key}"
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        more.setdefault("content_type", "application/json")
        return client.generic(method, V1 + path if path.startswith("/") else path, content, **more)

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.ask("PATCH", path, {} if body is None else body, **headers)


STRANGER = Program("")


def user_of(person: UUID) -> User:
    """The way to sign in of `person`, made when there is none."""
    name = f"user-{person.hex}"
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(name, f"{name[-8:]}@example.org", None)
        perform(Command("person", "set_sign_in", SYSTEM, record=person, values={"user": user}))
    return user


def program(person: UUID, *scopes: str, days: int = 30, at: dt.datetime | None = None) -> Program:
    """A token of `person`; without scopes it may read and write."""
    wanted = list(scopes or (Token.Scope.READ, Token.Scope.WRITE))
    return Program(Token.issue(user_of(person), "test", wanted, at or clock.now(), days)[1], person)


def somebody(story: Story, *roles: str, unit: str = "top") -> UUID:
    """A new person with `roles` in `unit`."""
    pk = perform(Command("person", "create", SYSTEM, values={"title": "Somebody " + " ".join(roles)})).pk
    for role in roles:
        values = {"title": role, "person": pk, "role": role, "unit": story.units[unit], "starts_on": STARTS}
        perform(Command("assignment", "create", SYSTEM, values=values))
    return pk


def plain(value: Any) -> Any:
    """`value` as a program sends it."""
    if isinstance(value, UUID | dt.date):
        return str(value)
    return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def last_event() -> int:
    return int(Event.objects.aggregate(last=Max("seq"))["last"] or 0)


def signed_in(person: UUID, *, csrf: bool = False) -> Client:
    """A browser in which `person` signed in just now."""
    client, user = Client(enforce_csrf_checks=csrf, raise_request_exception=False), user_of(person)
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": clock.now().timestamp()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client
