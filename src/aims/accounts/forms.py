"""Forms of signing in that we word ourselves."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Offers a new password by mail only where mail is sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail")
        self.mails = bool(settings.HOME.mail_url)
        if not self.mails:
            self.fields["password"].help_text = ""


class ProveByPasswordForm(ReauthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """Once more who somebody is, by the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class _Code:
    """One field that takes what an app shows or what was printed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")  # type: ignore[attr-defined]  # a form
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}  # type: ignore[attr-defined]  # a form


class SecondStepForm(_Code, AuthenticateForm):  # type: ignore[misc]  # allauth carries no types
    """The second step of signing in."""


class ProveByCodeForm(_Code, CodeAgainForm):  # type: ignore[misc]  # allauth carries no types
    """Once more who somebody is, by a code."""


class AppForm(_Code, ActivateTOTPForm):  # type: ignore[misc]  # allauth carries no types
    """The first code of an authenticator app."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    """A passkey opens the account by itself unless its owner wants it only beside the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("So that you know it again: the device that keeps it.")
        self.fields["passwordless"].label = _("Sign in with it alone")
        self.fields["passwordless"].help_text = _(
            "Without the user name and the password; the device asks for its PIN, a finger or a face."
        )
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth carries no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
