"""What we want of allauth otherwise than it comes: no public sign-up, initial passwords replaced, secrets sealed."""

import base64
import hashlib
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import filter_users_by_email, filter_users_by_username
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .models import User
from .proof import PROVIDER_ASKED_AT

log = structlog.get_logger("aims.accounts")
_WAYS = {
    "reauthenticate": _("Use the password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes, then sign in again.")
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are added by an administrator."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, template: str | None = None, *told: Any, **more: Any
    ) -> None:
        """That somebody has signed in or out is seen; it need not be said, least of all on a later page."""
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, template, *told, **more)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Whoever still has the password that was made for them is led to choose their own.

        Of who comes from the identity provider, the session keeps when they were last asked there.
        """
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        if came := (kwargs.get("signal_kwargs") or {}).get("sociallogin"):
            request.session[PROVIDER_ASKED_AT] = came.account.extra_data["id_token"].get("auth_time")
        if not user.password_is_initial:
            return response
        messages.warning(request, _("This password was made for you. Choose one of your own now."))
        return redirect("account_change_password")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for an account, by whatever name it is tried; what is no account counts by what was typed.

        Who is signed in counts apart: strangers who guess at their password keep nobody from signing.
        """
        if request.user.is_authenticated:
            return f"again {request.user.pk}"
        typed = str(credentials.get("email") or credentials.get("username", ""))
        user = filter_users_by_username(typed).first() or next(iter(filter_users_by_email(typed)), None)
        typed = typed.casefold()
        return f"account {user.pk}" if user else f"typed {typed}"

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """In our words, and the identity provider for whoever came through it."""
        found = [one | {"description": _WAYS[one["id"]]} for one in super().get_reauthentication_methods(user)]
        if settings.HOME.oidc_issuer and user.pk and SocialAccount.objects.filter(user=user.pk).exists():
            found.append({"id": "sso", "description": settings.HOME.oidc_name, "url": reverse("openid_connect_again")})
        return found

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a caller has no address (a socket, a program's own call), the unspecified one."""
        try:
            return str(super().get_client_ip(request))
        except PermissionDenied:
            return "::"

    def set_password(self, user: User, password: str) -> None:
        user.password_is_initial = False
        super().set_password(user, password)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not settings.HOME.mail_url:
            log.warning("mail_not_sent", template=template_prefix, why="AIMS_MAIL_URL is not set")
            return
        super().send_mail(template_prefix, email, context)

    def get_from_email(self) -> str:
        return str(settings.HOME.mail_from)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """One-time-password keys and recovery seeds lie in the database sealed with the key of this home."""

    @staticmethod
    def _seal() -> Fernet:
        key = hashlib.sha256(b"second factors" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return self._seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.warning("second_factor_unreadable", why="sealed with the key of another home; set it up again")
            return ""
