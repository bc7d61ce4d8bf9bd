"""When and how somebody last proved who they are: what a signature asks for."""

import datetime as dt
from enum import StrEnum
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

PROVIDER_ASKED_AT = "identity_provider_asked_at"
"""Where the session keeps when the identity provider itself last asked the person who they are."""


class How(StrEnum):
    PASSWORD = "password"  # noqa: S105 - the name of a way, no secret
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    PROVIDER = "identity_provider"


HOW_LABELS = {
    How.PASSWORD: _("password"),
    How.TOTP: _("authenticator app"),
    How.PASSKEY: _("passkey"),
    How.RECOVERY_CODE: _("recovery code"),
    How.PROVIDER: _("identity provider"),
}
_BY_TYPE = {"totp": How.TOTP, "webauthn": How.PASSKEY, "recovery_codes": How.RECOVERY_CODE}


class Proof(NamedTuple):
    at: dt.datetime
    how: How


class Way(NamedTuple):
    """A page on which somebody proves once more who they are."""

    label: str
    url: str


def proven(request: HttpRequest) -> Proof | None:
    """The last sign-in or re-authentication in this session, or None for a stranger or a program."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "session"):
        return None
    found = [proof for row in get_authentication_records(request, user) if (proof := _read(request, row))]
    return max(found, default=None)


def _read(request: HttpRequest, row: dict[str, Any]) -> Proof | None:
    """A sign-in elsewhere proves somebody at the instant when they were asked there, and only if that is said."""
    at, method = row.get("at"), row.get("method")
    if method == "socialaccount":
        asked = request.session.get(PROVIDER_ASKED_AT)
        at, how = (min(at, asked) if at and asked else None), How.PROVIDER
    else:
        how = _BY_TYPE.get(str(row.get("type")), How.PASSKEY) if method == "mfa" else How.PASSWORD
    return Proof(dt.datetime.fromtimestamp(at, dt.UTC), how) if at else None


def authenticated_at(request: HttpRequest) -> dt.datetime | None:
    """The instant of the last proof in this session."""
    last = proven(request)
    return last.at if last else None


def ways(request: HttpRequest) -> list[Way]:
    """How whoever is signed in can prove it again: by what they have."""
    found = get_adapter(request).get_reauthentication_methods(request.user)
    return [Way(str(one["description"]), one["url"]) for one in found]
