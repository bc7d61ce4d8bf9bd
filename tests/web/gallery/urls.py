"""Names that the account pages link to, leading nowhere."""

from typing import Any

from django.http import HttpResponse
from django.urls import path


def nowhere(request: Any) -> HttpResponse:
    raise NotImplementedError


urlpatterns = [
    path(f"accounts/{name}/", nowhere, name=name)
    for name in (
        "account_login",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    )
]
