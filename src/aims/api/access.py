"""Who calls: a program by its token, or a person in their browser. Then the kernel's policy decides."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from aims.accounts.models import Token, User
from aims.kernel.models import Person
from aims.kernel.policy import Actor
from aims.kernel.world import World, present
from aims.lib import clock


class Caller:
    """The person behind a request, with the world as it is now."""

    def __init__(self, user: User, *, writes: bool) -> None:
        self.world: World = present()
        person = next((p for p in self.world.in_force(Person) if p.user_id == user.pk), None)
        actor = Actor.of(self.world, person.id) if person else None
        self.person = person
        self.actor = actor if writes or actor is None else actor.reading_only()


class ByToken(HttpBearer):
    """`Authorization: Bearer aims_…`; a token without the scope `write` reads only."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        found = Token.find(token, clock.now())
        if found is None or Token.Scope.READ not in found.scopes:
            return None
        caller = Caller(found.user, writes=Token.Scope.WRITE in found.scopes)
        return caller if caller.actor else None


class BySession(APIKeyCookie):
    """The session of a signed-in browser, with Django's protection against forged requests."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=True)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = getattr(request, "user", AnonymousUser())
        if not isinstance(user, User):
            return None
        caller = Caller(user, writes=True)
        return caller if caller.actor else None
