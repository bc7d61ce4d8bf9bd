"""Pages of allauth that are answered otherwise here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _


@login_required
def address_kept_elsewhere(request: HttpRequest) -> HttpResponseBase:
    """Nobody adds an address for signing in, which might be another's: whoever gives ways to sign in sets it."""
    messages.warning(request, _("Your e-mail address for signing in is set by an administrator; ask for its change."))
    return redirect("mfa_index")
