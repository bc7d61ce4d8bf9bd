"""Worlds of the past, a few of them kept, because pages about the same day are asked for one after another."""

import datetime as dt
import threading
from collections import OrderedDict
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from aims.kernel.models import Event
from aims.kernel.world import Reading, World, as_of
from aims.lib import clock

KEPT = 4
_kept: "OrderedDict[tuple[Any, ...], World]" = OrderedDict()
_lock = threading.Lock()


def world_of(day: dt.date, by: Reading) -> World:
    """The world at the end of `day`; what was built before is used again while the log says the same."""
    events = Event.objects.order_by("-seq")
    if by == "recorded":
        events = events.filter(at__lte=clock.end_of(day, ZoneInfo(settings.TIME_ZONE)))
    head = events.values_list("seq", "leaf").first()
    key = (day, by, head and (head[0], bytes(head[1])))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    world = as_of(day, by)
    with _lock:
        _kept[key] = world
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return world
