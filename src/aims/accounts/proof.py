"""When somebody last proved who they are: what a signature asks for."""

import datetime as dt

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def authenticated_at(request: HttpRequest) -> dt.datetime | None:
    """The instant of the last sign-in or re-authentication in this session, or None for a stranger or a program."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(request, "session"):
        return None
    proven = [record["at"] for record in get_authentication_records(request, user) if "at" in record]
    return dt.datetime.fromtimestamp(max(proven), dt.UTC) if proven else None
