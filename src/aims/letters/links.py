"""Mailed links: who holds one may do one act on one record as one person, without signing in, for thirty days.

What a link may be for is a `Purpose`, registered beside the kind it is about. A link lends no right: the act goes
through `perform()` as the person, with what that person may.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import override

from aims.kernel.addresses import IS_NEW, was_changed, was_written_by_another
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, sees
from aims.kernel.workflow import Words
from aims.kernel.world import World

from .models import Letter
from .outbox import write

LASTS = timedelta(days=30)
BY_LINK = "by mailed link"
SALT = "aims mailed link"


@dataclass(frozen=True)
class Purpose:
    """One act that a link may let somebody do."""

    name: str
    kind: str
    """What the link is about: records of this kind, in force."""
    asks: Words
    """The request, as the subject of the mail: “Read and confirm”."""
    button: Words
    shows: tuple[str, ...]
    """The fields that the page shows; nothing of the record is seen but these and `markdown`."""
    command: Callable[[Actor, Any, Sequence[int]], Command]
    """The act, with the number of the chosen answer to each of `questions`."""
    is_done: Callable[[World, Person, Any], bool]
    markdown: str = ""
    """A field that is shown below the others, as a text with marks."""
    questions: Callable[[Any, str], list[tuple[str, list[str]]]] = lambda record, language: []
    """What is answered before the act, in a language: each question with its answers."""
    came_to: Callable[[World, Person, Any], Words] = lambda world, person, record: ""
    """What the person's last act came to, where that is more than that it is done."""


PURPOSES: dict[str, Purpose] = {}


def purpose(made: Purpose) -> Purpose:
    PURPOSES[made.name] = made
    return made


@dataclass(frozen=True)
class Link:
    """A link that was opened, and holds."""

    purpose: Purpose
    person: Person
    record: Record
    actor: Actor

    def is_done(self, world: World) -> bool:
        return self.purpose.is_done(world, self.person, self.record)

    def came_to(self, world: World) -> Words:
        return self.purpose.came_to(world, self.person, self.record)

    def carry_out(self, world: World, edition: str, answers: Sequence[int] = ()) -> Record:
        """Do the one act upon the version that was shown; the event says that it came by a link. Raises `Denied`."""
        if edition != str(self.record.edition):
            raise Denied("newer_in_force", ref=self.record.ref, version=self.record.edition)
        command = self.purpose.command(self.actor, self.record, answers)
        return perform(replace(command, reason=f"{command.reason} ({BY_LINK})".strip()), world=world)


def key() -> str:
    """What mailed links are sealed with."""
    return settings.HOME.secret("links")


def token(purpose_name: str, person: Person, record: UUID) -> str:
    """What stands in the address: for the person as they are now, for it ends with their address."""
    return signing.dumps([purpose_name, person.pk.hex, person.version, record.hex], key=key(), salt=SALT)


def opened(said: str, world: World) -> Link | None:
    """The link that `said` is, or nothing: one answer for false, ended, revoked, and for what is gone since."""
    try:
        name, person, version, record = signing.loads(said, key=key(), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = PURPOSES.get(name)
    whom = world.get_in_force(Person, UUID(person))
    if found is None or whom is None or not is_theirs(whom, version):
        return None
    kind = KINDS[found.kind]
    what = world.get_in_force(kind.model, UUID(record))
    actor = Actor.of(world, whom.id)
    if what is None or not sees(actor, kind, what):
        return None
    return Link(found, whom, what, actor)


def is_theirs(person: Person, version: int) -> bool:
    """Whether what was mailed to `person` as of that version still opens: they kept the address, and stayed."""
    left = Event.objects.filter(record=person.pk, version__gt=version, action="retire")
    return not (was_changed(person, since=version) or left.exists())


def lets_act(name: str, world: World, person: Person, record: Record) -> bool:
    """Whether a link would be of use: it acts as the person, who needs a role today that grants its act."""
    actor = Actor.of(world, person.pk)
    command = PURPOSES[name].command(actor, record, ())
    granted = any(KINDS[command.kind].may_by_grant(held.role.id, command.action) for held in actor.held)
    return granted and not actor.read_only


def revoke_all() -> None:
    """Links that were mailed until now open nothing any more."""
    settings.HOME.forget_secret("links")


def send(name: str, person: Person, record: Record) -> Letter:
    """Mail `person` their link about what is in force of `record`; once while both are the same. Raises `Denied`."""
    if was_written_by_another(person):
        raise Denied("address_new", ref=person.ref, n=IS_NEW.days)
    asked = PURPOSES[name]
    with override(person.language):
        said = _("%(person)s, you are asked: %(asks)s") % {"person": person.name, "asks": str(asked.asks)}
        address = f"{settings.HOME.address}/l/{token(name, person, record.pk)}"
        text = [said, f"{record.ref} {record.name}", "", address, ""]
        text.append(_("This link is yours alone and ends after 30 days. It needs no sign-in and opens nothing else."))
        subject = f"{asked.asks}: {record.name}"
        about = f"link {name} {person.pk} {person.version} {record.pk} {record.in_force_version}"
        return write(about, person, subject, "\n".join(text))
