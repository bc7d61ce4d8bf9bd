"""The numbers of the evaluation criteria in force, or our proposals where none are approved."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.checks import Gap
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World

from .models import EvaluationCriteria


def criteria(world: World) -> EvaluationCriteria:
    """The criteria approved last; without any, an unsaved one with our defaults and no ref.

    Our defaults are proposals and stand in no standard: whoever shows a number says so when `ref` is empty.
    """
    approved = world.in_force(EvaluationCriteria)
    return max(approved, key=lambda c: c.stamp.seq) if approved else EvaluationCriteria()


def measured_by(world: World, *names: str) -> tuple[Gap, ...]:
    """A note for each number that a verdict was measured by, and whose it is."""
    using = criteria(world)
    code = "criterion" if using.ref else "criterion_proposed"
    about = using.id if using.ref else None
    label = KINDS.of(EvaluationCriteria).field
    return tuple(
        Gap(code, None, {"criterion": using.ref, "what": label(n).verbose_name, "value": getattr(using, n)}, about)
        for n in names
    )


def day(instant: dt.datetime) -> dt.date:
    """The day of `instant` where the organisation is."""
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def took_place(record: Record) -> dt.date:
    """The day `record` speaks of: when it happened, else when this version was recorded."""
    return record.happened_on or day(record.stamp.at)


def late_notes(world: World, records: list[Record]) -> list[Gap]:
    """A note for each of `records`, the first three, that was entered on a later day than it took place."""
    found = []
    for record in records:
        stamps = world.history(record) if record.happened_on else ()
        if stamps and record.happened_on and record.happened_on < (entered := day(stamps[0].at)):
            params = {"ref": record.ref, "date": record.happened_on, "recorded": entered}
            found.append(Gap("recorded_late", None, params, record.id))
    return found[:3]
