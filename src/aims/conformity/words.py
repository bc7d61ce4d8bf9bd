"""Words that follow the reader's language although a verdict is computed once and remembered."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from aims.catalogue import Bilingual


def _text(text: Bilingual) -> str:
    return text.zh if (get_language() or "en").startswith("zh") else text.en


text_of = lazy(_text, str)
"""A text of the catalogue."""
