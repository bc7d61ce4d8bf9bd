"""Invitations to sign in: a mailed link behind which the person chooses a first password, and the news of a way given.

A link is for the last invitation of a person, at the address that it was mailed to. It opens nothing once a way to
sign in was given, the person left, the address was changed, be it back again, or is another's; nor where whoever
invited may not invite any more for having written the address (SOD-18).
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.accounts.models import User
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, Person
from aims.kernel.people import no_invitation
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.reactions import react
from aims.kernel.separation import kept_apart
from aims.kernel.world import World

from .links import BY_LINK, is_theirs, key
from .outbox import write

LASTS = timedelta(days=7)
SALT = "aims invitation"


@react("person", "invite")
def invite(event: Event, world: World) -> Iterable[Command]:
    """The letter with the link, unless the invitation has ended already."""
    said = signing.dumps(event.seq, key=key(), salt=SALT)
    person = invited(said, world)
    if person is None:
        return ()
    with override(person.language):
        text = [
            _("%(person)s, you are invited to the AI management system. Choose your password here:")
            % {"person": person.name},
            "",
            f"{settings.HOME.address}/l/sign-in/{said}",
            "",
            _("This link is yours alone, works once and ends after %(n)s days. Your user name is “%(username)s”.")
            % {"n": LASTS.days, "username": user_name(person)},
        ]
        write(f"invitation {event.seq}", person, _("You are invited to sign in"), "\n".join(text))
    return ()


def user_name(person: Person) -> str:
    """What the invited person signs in by."""
    return person.email[:150]


def invited(said: str, world: World) -> Person | None:
    """Whom a link invites; nothing for one that is false, ended, used, or followed by another."""
    try:
        seq = signing.loads(said, key=key(), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    event = Event.objects.filter(pk=seq, kind="person", action="invite").first()
    person = world.get_in_force(Person, event.record_id) if event else None
    if event is None or person is None or not is_theirs(person, event.version) or list(no_invitation(person, world)):
        return None
    if kept_apart("invite", person, KINDS["person"], world) & {event.actor_id, event.on_behalf_of_id}:
        return None
    since = Event.objects.filter(record=person.pk, seq__gt=seq, action__in=("invite", "set_sign_in"))
    return None if since.exists() else person


def accept(person: Person, password: str) -> None:
    """The way to sign in that `person` has chosen the password of. Raises `Denied` where another was quicker."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(user_name(person), person.email, password)
            given = {"user": user}
            perform(Command("person", "set_sign_in", SYSTEM, person.pk, given, person.version, f"Invited ({BY_LINK})"))
            if User.objects.known_as(person.email) != [user]:
                raise Denied("unique")  # no two come this far at once: the log's number is held until this is over
    except IntegrityError as taken:
        raise Denied("unique") from taken


@react("person", "set_sign_in")
def tell(event: Event, world: World) -> Iterable[Command]:
    """One letter for one event, never with a password: how to choose one, or that the identity provider opens."""
    person = world.get(Person, event.record_id)
    if person is None or not settings.HOME.mail_url or person.user_id is None or not person.email:
        return ()
    user, home = User.objects.get(pk=person.user_id), settings.HOME.address
    if user.has_usable_password() and not user.password_is_initial:
        return ()  # who has chosen one knows
    with override(person.language):
        if settings.HOME.oidc_issuer:
            how = _("Sign in with %(name)s: %(address)s") % {"name": settings.HOME.oidc_name, "address": f"{home}/"}
        else:
            how = _("Choose a password first: %(address)s") % {"address": f"{home}/accounts/password/reset/"}
        text = _("%(name)s, you can sign in to the AI management system now. Your user name is “%(username)s”.")
        said = text % {"name": person.name, "username": user.username}
        write(f"invitation {event.seq}", person, _("You can sign in now"), f"{said}\n\n{how}\n")
    return ()
