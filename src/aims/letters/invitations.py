"""Whoever is given a way to sign in is told so, where mail is sent; never with a password."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.accounts.models import User
from aims.kernel.models import Event, Person
from aims.kernel.perform import Command
from aims.kernel.reactions import react
from aims.kernel.world import World

from .outbox import write


@react("person", "set_sign_in")
def invite(event: Event, world: World) -> Iterable[Command]:
    """One letter for one event: how to choose a password, or that the identity provider opens."""
    person = world.get(Person, event.record_id)
    if person is None or not settings.HOME.mail_url or person.user_id is None or not person.email:
        return ()
    user, home = User.objects.get(pk=person.user_id), settings.HOME.address
    with override(person.language):
        if settings.HOME.oidc_issuer:
            how = _("Sign in with %(name)s: %(address)s") % {"name": settings.HOME.oidc_name, "address": f"{home}/"}
        else:
            how = _("Choose a password first: %(address)s") % {"address": f"{home}/accounts/password/reset/"}
        text = _("%(name)s, you can sign in to the AI management system now. Your user name is “%(username)s”.")
        said = text % {"name": person.name, "username": user.username}
        write(f"invitation {event.seq}", person, _("You can sign in now"), f"{said}\n\n{how}\n")
    return ()
