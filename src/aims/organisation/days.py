"""Days as the organisation counts them."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.models import Record
from aims.lib import clock


def day_of(instant: dt.datetime) -> dt.date:
    return clock.day_of(instant, ZoneInfo(settings.TIME_ZONE))


def today() -> dt.date:
    return day_of(clock.now())


def took_place(record: Record) -> dt.date:
    """The day that an image of a record speaks of: when it happened, else when it was recorded."""
    return record.happened_on or day_of(record.stamp.at)
