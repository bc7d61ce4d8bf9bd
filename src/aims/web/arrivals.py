"""Whose sign-in it is when somebody comes from the organisation's identity provider: by subject, then by e-mail."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from aims.accounts.models import User
from aims.accounts.oidc import Provider
from aims.kernel.denied import Denied
from aims.kernel.models import Person, Unit
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import present

BY_SIGN_IN = "Signed in through the identity provider"


class Arrivals(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """People are recognised, never added by themselves, unless the installation says so."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        return Provider(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data["id_token"]
        try:
            user = _user_of(str(claims.get("email", "")), claims)
        except Denied as denied:
            page = render(request, "socialaccount/unknown.html", {"why": denied.sentence}, status=403)
            raise ImmediateHttpResponse(page) from denied
        if user is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))
        sociallogin.connect(request, user)


def _user_of(email: str, claims: dict[str, Any]) -> User | None:
    """The way to sign in that belongs to `email`, made where the person has none yet."""
    if not email or claims.get("email_verified", True) is not True:
        return None
    people = [p for p in present().in_force(Person) if p.email.casefold() == email.casefold()]
    users = list(User.objects.filter(email__iexact=email))
    if len(people) > 1 or len(users) > 1:
        return None  # the address does not tell who it is
    if people and people[0].user_id:
        # The address of a person is edited by many; that of a way to sign in only by whoever operates the installation.
        user = User.objects.get(pk=people[0].user_id)
        return user if user.email.casefold() == email.casefold() else None
    if users:
        return users[0]
    if people:
        return _let_in(people[0], email)
    return _take_in(email, str(claims.get("name") or email)) if settings.HOME.oidc_creates_people else None


def _let_in(person: Person, email: str) -> User:
    """A way to sign in that has no password: the provider is the only door."""
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
        held = {"title": f"{name[:250]}: staff_member", "person": person.pk, "role": "staff_member", "unit": top.pk}
        perform(Command("assignment", "create", SYSTEM, values={**held, "starts_on": today}, reason=BY_SIGN_IN))
        return _let_in(Person.objects.get(pk=person.pk), email)
