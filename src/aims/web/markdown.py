"""Markdown of a record as HTML: no raw HTML goes in, and only harmless marks come out."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_READER = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "a", "code", "pre", "blockquote", "hr"}


def rendered(text: str) -> SafeString:
    """`text` as it is read."""
    return mark_safe(nh3.clean(_READER.render(text), tags=_TAGS))  # noqa: S308 - sanitised
