"""Sentences that are filled with figures when they are read, in the language of the reader."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import Promise

from aims.lib.language import language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def filled(words: str | Promise, params: Mapping[str, Any]) -> str:
    """`words` in the active language, with days as a reader writes them."""
    known = {name: day_text(value) if isinstance(value, dt.date) else value for name, value in params.items()}
    return str(cast("str", words) % known)


def day_text(day: dt.date) -> str:
    """10 Nov 2026, or 2026年11月10日; of an instant the day that it was here."""
    if isinstance(day, dt.datetime) and timezone.is_aware(day):
        day = timezone.localtime(day)
    if language() == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
