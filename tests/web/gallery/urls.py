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
        "account_change_password",
        "account_set_password",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_login_webauthn",
        "mfa_index",
        "usersessions_list",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    )
] + [path(f"accounts/{name}/<int:pk>/", nowhere, name=name) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
