"""Who calls: a program by its token, or a person in their browser. Then the kernel's policy decides."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from aims.accounts.models import Token, User
from aims.accounts.proof import Proof, proven
from aims.kernel.checks import remembered
from aims.kernel.models import Person
from aims.kernel.policy import Actor
from aims.kernel.world import World, present
from aims.lib import clock

from .refusals import Refused


def _people(world: World) -> dict[int, UUID]:
    """Whose way to sign in is whose, among people who are current."""
    return {p.user_id: p.id for p in world.in_force(Person) if p.user_id is not None}


class Caller:
    """The person behind a request, with the world as it is now."""

    def __init__(self, key: str, world: World, actor: Actor, proof: Proof | None = None) -> None:
        self.key = key
        """What the rate limit counts by."""
        self.world = world
        self.actor = actor
        self.proof = proof
        """When and how they last proved who they are, in this session. A token proves nothing: it cannot sign."""

    @property
    def person(self) -> Person | None:
        return self.world.get(Person, self.actor.person)


def actor_of(world: World, user: User) -> Actor | None:
    """The person whose way to sign in `user` is, with what they hold, if they are current."""
    pk = remembered(world, "api.people", _people).get(user.pk)
    return Actor.of(world, pk) if pk else None


class ByToken(HttpBearer):
    """`Authorization: Bearer aims_…`; a token without the scope `write` reads only."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        del request
        found = Token.find(token, clock.now()) if token.isascii() else None
        if found is None or Token.Scope.READ not in found.scopes:
            return None
        world = present()
        actor = actor_of(world, found.user)
        if actor is None:
            return None
        may_write = Token.Scope.WRITE in found.scopes
        return Caller(f"token:{found.pk}", world, actor if may_write else actor.reading_only())


class BySession(APIKeyCookie):
    """The session of a signed-in browser, with Django's protection against forged requests."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Any:
        """Strangers are strangers first; only who is signed in can be the victim of a forged request."""
        user = getattr(request, "user", AnonymousUser())
        if not isinstance(user, User) or not user.is_active:
            return None
        if check_csrf(request) is not None:
            raise Refused("forged")
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        del key
        user = request.user
        assert isinstance(user, User)
        world = present()
        actor = actor_of(world, user)
        return Caller(f"user:{user.pk}", world, actor, proven(request)) if actor else None
