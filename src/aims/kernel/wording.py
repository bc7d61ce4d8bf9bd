"""Sentences that are filled with figures when they are read, in the language of the reader."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, cast

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language


def filled(words: str | Promise, params: Mapping[str, Any]) -> str:
    """`words` in the active language, with days as a reader writes them."""
    known = {name: day_text(value) if isinstance(value, dt.date) else value for name, value in params.items()}
    return str(cast("str", words) % known)


def day_text(day: dt.date) -> str:
    """10 November 2026, or 2026年11月10日."""
    is_chinese = (get_language() or "en").startswith("zh")
    return f"{day.year}年{day.month}月{day.day}日" if is_chinese else formats.date_format(day, "j F Y")
