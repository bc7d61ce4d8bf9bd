"""Signing in at the organisation's own identity provider (OpenID Connect Core 1.0, code flow with PKCE).

Stricter than the library: the identity token is always there, its signature is checked however it came, and it must
hold the nonce of this very attempt. Whose sign-in it is, `SOCIALACCOUNT_ADAPTER` says.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

PROVIDER = "sso"
SIGNED_BY_KEY_PAIR = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})


class Exchange(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth carries no types
    """What is asked of the provider, and what is believed of its answer."""

    nonce = ""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        claims = self._claims(app, str(kwargs["response"].get("id_token", "")))
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("the identity token is not of this attempt")
        if "email" not in claims:
            more = self._fetch_user_info(token.token)
            claims = claims | more if more.get("sub") == claims["sub"] else claims
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return str(build_absolute_uri(request, reverse("openid_connect_callback"), self.redirect_uri_protocol))

    def _claims(self, app: Any, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False  # a direct connection is no reason to skip the signature
        try:
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNED_BY_KEY_PAIR:
                raise OAuth2Error("the identity token is not signed by a key pair")
            claims: dict[str, Any] = self._decode_id_token(app, id_token)
            str(claims["sub"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("the identity token cannot be read") from wrong
        return claims


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth carries no types
    """The one provider of an installation."""

    pkce_enabled_default = True
    oauth2_adapter_class = Exchange

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        asked: dict[str, Any] = super().get_redirect_from_request_kwargs(request)
        nonce = secrets.token_urlsafe(24)
        again = {"prompt": "login", "max_age": "0"} if getattr(request, "asks_again", False) else {}
        return asked | {"nonce": nonce, "process": "login", "auth_params": {"nonce": nonce, **again}}


class _Callback(OAuth2CallbackView):  # type: ignore[misc]  # allauth carries no types
    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refused = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refused


def _answer(view: Any, request: HttpRequest) -> HttpResponseBase:
    if not settings.HOME.oidc_issuer:
        raise Http404
    answer: HttpResponseBase = view.adapter_view(Exchange(request, PROVIDER))(request)
    return answer


def login(request: HttpRequest) -> HttpResponseBase:
    """Leads to the provider. A link, not a form: where a form leads is for the browser to forbid."""
    return _answer(OAuth2LoginView, request)


def again(request: HttpRequest) -> HttpResponseBase:
    """The same, and the provider asks the person anew, however lately it did: the proof that a signature needs."""
    request.asks_again = True  # type: ignore[attr-defined]  # read by `Provider`
    return _answer(OAuth2LoginView, request)


def callback(request: HttpRequest) -> HttpResponseBase:
    """Where the provider sends people back to."""
    return _answer(_Callback, request)


def elsewhere(_request: HttpRequest) -> dict[str, str]:
    """Context processor: what the button on the page to sign in says."""
    return {"elsewhere": settings.HOME.oidc_name if settings.HOME.oidc_issuer else ""}
