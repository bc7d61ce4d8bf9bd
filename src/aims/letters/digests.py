"""Once a day each person is told what waits for them, in their language."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from aims.kernel.addresses import IS_NEW, was_written_by_another
from aims.kernel.duties import Duty, as_told, duties
from aims.kernel.kinds import KINDS, Audience
from aims.kernel.models import Person
from aims.kernel.policy import Actor, sees
from aims.kernel.world import World, present
from aims.lib import clock

from .models import Letter
from .outbox import write

SHOWN = 20


def write_digests() -> int:
    """The letters of today, once the hour has come; how many were new. Nothing where no mail is sent."""
    now = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    if not (settings.HOME.mail_url and settings.HOME.mail_digest) or now.hour < settings.HOME.mail_digest_hour:
        return 0
    return sum(_digest(*one, now.date()) for one in _waiting(present()))


def _waiting(world: World) -> Iterable[tuple[World, Person, list[Duty]]]:
    theirs: dict[UUID, list[Duty]] = {}
    for duty in duties(world):
        for who in duty.who:
            theirs.setdefault(who, []).append(duty)
    for pk, found in theirs.items():
        person = world.get_in_force(Person, pk)
        if person and person.email and person.sort == Person.Sort.HUMAN:
            yield world, person, found


def _digest(world: World, person: Person, found: list[Duty], day: dt.date) -> bool:
    start = f"duties {person.pk} "
    if Letter.objects.filter(key=start + str(day)).exists():
        return False
    Letter.objects.filter(key__startswith=start, sent_at=None, attempts__gt=0, due_at__isnull=False).delete()
    with override(person.language):
        n = len(found)
        subject = ngettext("%(n)s duty waits for you", "%(n)s duties wait for you", n) % {"n": n}
        write(start + str(day), person, subject, _text(world, person, found))
    return True


def _text(world: World, person: Person, found: list[Duty]) -> str:
    lines = _unnamed(person) if was_written_by_another(person) else _named(world, person, found)
    lines += ["", _("Everything: %(address)s") % {"address": settings.HOME.address + "/inbox"}]
    lines += ["", _("Nobody reads answers to this mail. It comes at most once a day, and only while something waits.")]
    return "\n".join(lines)


def _unnamed(person: Person) -> list[str]:
    """For who may not be the person: the subject says how much waits, and nothing says what."""
    why = _("Somebody else changed your e-mail address. For %(n)s days this mail only says how much waits.")
    return [
        _("%(name)s, something waits for you in the AI management system.") % {"name": person.name},
        "",
        why % {"n": IS_NEW.days},
    ]


def _named(world: World, person: Person, found: list[Duty]) -> list[str]:
    lines = [_("%(name)s, this waits for you in the AI management system:") % {"name": person.name}, ""]
    reader = Actor.of(world, person.pk)
    for duty in found[:SHOWN]:
        lines += [f"- {_sentence(as_told(duty, reader, world))}", f"  {_address(world, reader, duty)}"]
    if len(found) > SHOWN:
        lines.append(_("and %(n)s more.") % {"n": len(found) - SHOWN})
    return lines


def _sentence(duty: Duty) -> str:
    """What is confidential is not named in a mail."""
    if KINDS[duty.do.kind].audience is Audience.RESTRICTED:
        return _("Something confidential waits for you.")
    return duty.sentence


def _address(world: World, reader: Actor, duty: Duty) -> str:
    record = world.find(duty.do.record)
    is_seen = record is not None and sees(reader, KINDS[record.kind], record)
    return f"{settings.HOME.address}/r/{record.ref}/" if record and is_seen else f"{settings.HOME.address}/inbox"
