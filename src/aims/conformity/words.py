"""Words that follow the reader's language although a verdict is computed once and remembered."""

from django.utils.functional import lazy
from django.utils.translation import get_language

from aims.catalogue import Bilingual
from aims.kernel.models import Record


def _name(record: Record) -> str:
    return record.name


def _text(text: Bilingual) -> str:
    return text.zh if (get_language() or "en").startswith("zh") else text.en


name_of = lazy(_name, str)
"""The title of a record."""
text_of = lazy(_text, str)
"""A text of the catalogue."""
