"""The way in without an account: people affected write, get a number and a code, and see what became of it.

The number is the ref of the contest. The code is shown once; a keyed hash of it is kept beside the record, in what can
be erased. A wrong code and a number that was never given are told apart nowhere, and looked up in the same steps.
"""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import World
from aims.lib import clock

from .models import AffectedNotice, Contest, ContestPerson, ContestWords

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _LONG = 3, 4
_NOBODY, _NO_HASH = UUID(int=0), "0" * 64
REACHED_BY = ("name", "representative", "address", "reach")
"""What may be known of who asks, all of it erasable."""


@dataclass(frozen=True)
class Sent:
    """What somebody sends from the web page."""

    sort: str
    words: str
    writes_in: str
    decision_on: dt.date | None = None
    person: Mapping[str, str] = field(default_factory=dict)


def notices_shown(world: World) -> list[AffectedNotice]:
    """The notices that people affected may name, one for each name of an AI use."""
    shown = (n for n in world.in_force(AffectedNotice) if n.shown_from <= world.today)
    return list({(n.system_id, n.title): n for n in sorted(shown, key=lambda n: n.ref, reverse=True)}.values())[::-1]


def take(notice: AffectedNotice, sent: Sent, pk: UUID) -> tuple[Contest, str]:
    """The contest that was made of what was sent, under the id `pk`, and the code that opens it."""
    code = new_code()
    values = {
        "system": notice.system_id,
        "sort": sent.sort,
        "channel": Contest.Channel.PAGE,
        "received_on": clock.day_of(clock.now(), ZoneInfo(settings.TIME_ZONE)),
        "by_representative": bool(sent.person.get("representative")),
        "decision_on": sent.decision_on,
        "writes_in": sent.writes_in,
    }
    with transaction.atomic():
        made = perform(Command("contest", "create", SYSTEM, pk, values=values))
        ContestPerson.objects.create(contest=made.pk, code_hash=_hash(made.pk, code), **sent.person)
        ContestWords.objects.create(contest=made.pk, at=clock.now(), text=sent.words)
    return cast("Contest", made), code


def opened(number: str, code: str) -> Contest | None:
    """The contest of that number, where the code is its own."""
    of_number = Contest.objects.filter(ref=number.upper()).values("pk")
    person = ContestPerson.objects.filter(contest__in=of_number).first()
    kept = (person and person.code_hash) or _NO_HASH
    is_right = constant_time_compare(_hash(person.contest if person else _NOBODY, code), kept)
    return Contest.objects.get(pk=person.contest) if person and is_right else None


def add(contest: Contest, text: str) -> None:
    """What they write later, once however often it is sent; the record says that something came, not what."""
    last = ContestWords.objects.filter(contest=contest.pk).order_by("-at").first()
    if last and last.text == text:
        return
    with transaction.atomic():
        perform(Command("contest", "hear", SYSTEM, contest.pk))
        ContestWords.objects.create(contest=contest.pk, at=clock.now(), text=text)


def words_of(contest: UUID) -> list[ContestWords]:
    """All that they wrote on the web page, in order."""
    return list(ContestWords.objects.filter(contest=contest).order_by("at"))


def person_of(contest: UUID) -> ContestPerson | None:
    """Who asks, where that is known and was not erased."""
    return ContestPerson.objects.filter(pk=contest).first()


def keep_person(contest: UUID, known: Mapping[str, Any]) -> None:
    """Say who asks and how to reach them."""
    ContestPerson.objects.update_or_create(contest=contest, defaults={name: known[name] for name in REACHED_BY})


def give_code(contest: UUID) -> str:
    """A new code for whoever wrote by post or called; an older one opens nothing any more."""
    code = new_code()
    ContestPerson.objects.update_or_create(contest=contest, defaults={"code_hash": _hash(contest, code)})
    return code


def erase(contest: UUID) -> None:
    """Forget who it was and what they wrote. The record stays, which names nobody."""
    with transaction.atomic():
        ContestPerson.objects.filter(pk=contest).delete()
        ContestWords.objects.filter(contest=contest).delete()


def new_code() -> str:
    """Twelve letters and figures that are not mistaken for each other, in groups."""
    groups = ("".join(secrets.choice(_LETTERS) for _n in range(_LONG)) for _group in range(_GROUPS))
    return "-".join(groups)


def _hash(contest: UUID, code: str) -> str:
    typed = "".join(one for one in code.lower() if one.isalnum())
    key = settings.HOME.secret("contests")
    return salted_hmac(f"contest {contest}", typed, key, algorithm="sha256").hexdigest()
