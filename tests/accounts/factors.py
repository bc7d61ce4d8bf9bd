"""What people prove themselves with, beside the password: given to them without the pages, read as an app would."""

import base64
import hmac
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from aims.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXP"


def app_of(user: User) -> None:
    """An authenticator app that knows the one secret of the tests."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": encrypt(SECRET)})


def code_now() -> str:
    """What the app shows (RFC 6238)."""
    count = int(time.time()) // 30
    digest = hmac.digest(base64.b32decode(SECRET), count.to_bytes(8), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF) % 10**6:06}"


def codes_of(user: User) -> list[str]:
    """Ten recovery codes."""
    made = Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": encrypt("seed"), "used_mask": 0}
    )
    codes: list[str] = made.wrap().get_unused_codes()
    return codes


def passkey_of(user: User) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}})
