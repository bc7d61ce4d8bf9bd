"""Words that follow the reader's language although a verdict is computed once and remembered."""

from django.utils.functional import lazy

from aims.catalogue import Bilingual
from aims.lib.language import language


def _text(text: Bilingual) -> str:
    return text.zh if language() == "zh" else text.en


text_of = lazy(_text, str)
"""A text of the catalogue."""
