"""Addresses of the product."""

from allauth.socialaccount.views import login_cancelled
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from aims.accounts import oidc
from aims.accounts.views import address_kept_elsewhere
from aims.api import prometheus, scim

_without_mail: list[URLPattern | URLResolver] = [
    path("accounts/password/reset/", RedirectView.as_view(pattern_name="account_login"), name="no_reset_by_mail")
]
"""Where no mail is sent, nobody is told that one was."""

urlpatterns: list[URLPattern | URLResolver] = [
    *([] if settings.HOME.mail_url else _without_mail),
    path("accounts/email/", address_kept_elsewhere, name="account_email"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/oidc/", oidc.login, name="openid_connect_login"),
    path("accounts/oidc/again/", oidc.again, name="openid_connect_again"),
    path("accounts/oidc/callback/", oidc.callback, name="openid_connect_callback"),
    path("accounts/oidc/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("scim/v2/<path:rest>", scim.answer, name="scim"),
    path("metrics", prometheus.metrics, name="metrics"),
    path("api/", include("aims.api.urls")),
    path("", include("aims.web.urls")),
]
