"""Whose sign-in it is when somebody comes from the organisation's identity provider: by subject, then by e-mail.

The address of a way to sign in is set by whoever operates the installation, and believed unless the provider says that
it is not verified. The address on the record of a person is written by an administrator or the directory: whoever may
edit it could write their own on somebody who decides, and sign in as them. So for who never signed in it counts only
where the provider says that it is verified, and where it has stayed the same since the person was recorded. Anybody
else is let in by the operator, who gives them a way to sign in.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from aims.accounts.models import User
from aims.accounts.oidc import Provider
from aims.kernel.addresses import was_changed
from aims.kernel.denied import Denied
from aims.kernel.models import Person, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present

BY_SIGN_IN = "Signed in through the identity provider"
_NOBODY = _(
    "Your identity provider knows you, but no person of this management system has your e-mail address. Ask whoever "
    "administers it to add you."
)
_UNVERIFIED = _(
    "Your identity provider does not say that your e-mail address is verified, so it does not prove who you are. Ask "
    "whoever operates this installation to give you a way to sign in."
)
_CHANGED = _(
    "Your e-mail address was changed after you were recorded here, so it does not prove who you are. Ask whoever "
    "operates this installation to give you a way to sign in with it."
)


class Arrivals(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """People are recognised, never added by themselves, unless the installation says so."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        try:
            user = _user_of(sociallogin.account.extra_data["id_token"])
        except (Unrecognised, Denied) as refused:
            page = render(request, "socialaccount/unknown.html", {"why": str(refused)}, status=403)
            raise ImmediateHttpResponse(page) from refused
        sociallogin.connect(request, user)


class Unrecognised(Exception):
    """Nobody is signed in; says why, and what to do."""


def _user_of(claims: dict[str, Any]) -> User:
    """The way to sign in that belongs to the address in `claims`, made where the person has none yet."""
    email, verified = str(claims.get("email", "")), claims.get("email_verified")
    people = [p for p in present().in_force(Person) if email and p.email.casefold() == email.casefold()]
    users = list(User.objects.filter(email__iexact=email)) if email else []
    if len(people) > 1 or len(users) > 1:
        raise Unrecognised(_NOBODY)  # the address does not tell who it is
    if people and people[0].user_id and [user.pk for user in users] != [people[0].user_id]:
        raise Unrecognised(_CHANGED)
    if verified is not True and not (users and verified is None):
        raise Unrecognised(_UNVERIFIED)
    if users:
        return users[0]
    if people:
        return _let_in(people[0], email)
    if not (email and settings.HOME.oidc_creates_people):
        raise Unrecognised(_NOBODY)
    return _take_in(email, str(claims.get("name") or email))


def _let_in(person: Person, email: str) -> User:
    """A way to sign in that has no password: the provider is the only door."""
    if was_changed(person):
        raise Unrecognised(_CHANGED)
    with transaction.atomic():
        user = User.objects.create_user(email[:150], email)
        perform(Command("person", "set_sign_in", SYSTEM, person.pk, {"user": user}, reason=BY_SIGN_IN))
    return user


def _take_in(email: str, name: str) -> User:
    """A new person, with the role that everybody has and no other."""
    top, today = Unit.objects.get(parent=None), present().today
    with transaction.atomic():
        values = {"title": name[:300], "email": email, "lang": top.lang, "unit": top.pk}
        person = perform(Command("person", "create", SYSTEM, values=values, reason=BY_SIGN_IN))
        held = {"person": person.pk, "role": "staff_member", "unit": top.pk}
        perform(Command("assignment", "create", SYSTEM, values={**held, "starts_on": today}, reason=BY_SIGN_IN))
        return _let_in(Person.objects.get(pk=person.pk), email)
