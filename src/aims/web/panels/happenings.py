"""What changed about a system meanwhile: its versions, changes put to use, moves through its life."""

import datetime as dt
from collections.abc import Iterator
from string import ascii_uppercase

from django.utils import timezone

from aims.kernel.kinds import KINDS
from aims.kernel.models import EventBody
from aims.systems.models import AISystem, Change
from aims.web.asked import Asked, may_see, to_record
from aims.web.frame import name_of
from aims.web.looks.monitors import HappeningLook
from aims.web.looks.parts import Said
from aims.web.values import done, label_of, sentence_case

PUT_TO_USE = frozenset({"implement", "implement_urgently", "roll_back"})
MOVES = frozenset({"deploy", "operate", "begin_change", "suspend", "resume"})


def happenings(asked: Asked, system: AISystem, first: dt.date, last: dt.date) -> tuple[HappeningLook, ...]:
    """Each with a letter, in order of days; as many of the latest as there are letters."""
    every = sorted(
        (*_changes(asked, system), *_moves(asked, system), *_releases(asked, system)), key=lambda one: one[0]
    )
    held = [one for one in every if first <= one[0] <= last][-len(ascii_uppercase) :]
    return tuple(HappeningLook(letter, *one) for letter, one in zip(ascii_uppercase, held, strict=False))


type Found = tuple[dt.date, Said, str]


def _changes(asked: Asked, system: AISystem) -> Iterator[Found]:
    for change in asked.world.all(Change):
        if change.system_id != system.id or not may_see(asked, change):
            continue
        for stamp in asked.world.history(change):
            if stamp.action in PUT_TO_USE:
                day = change.happened_on if stamp.action != "roll_back" else None
                yield day or timezone.localtime(stamp.at).date(), name_of(change), to_record(asked, change)


def _moves(asked: Asked, system: AISystem) -> Iterator[Found]:
    kind = KINDS.of(AISystem)
    for stamp in asked.world.history(system):
        if stamp.action in MOVES:
            yield timezone.localtime(stamp.at).date(), sentence_case(done(kind, stamp.action)), ""


def _releases(asked: Asked, system: AISystem) -> Iterator[Found]:
    """The version of a system, from the day on which another one was recorded."""
    rows = EventBody.objects.filter(event__record=system.id, event__seq__lte=asked.world.seq).order_by("event__seq")
    before, label = None, label_of(KINDS.of(AISystem), "release")
    for at, release in rows.values_list("event__at", "body__after__release"):
        if release and before and release != before:
            yield timezone.localtime(at).date(), f"{label} {release}", ""
        before = release or before
