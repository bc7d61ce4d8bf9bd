"""The language of whoever reads: a page, a mail and a command each activate one of the two."""

from typing import Literal

from django.utils.translation import get_language


def language() -> Literal["en", "zh"]:
    """The active language by its two letters; English where none is active."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def language_code() -> Literal["en", "zh-hans"]:
    """The active language as records and papers name it."""
    return "zh-hans" if language() == "zh" else "en"
