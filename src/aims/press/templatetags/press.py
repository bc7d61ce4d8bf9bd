"""Texts of a paper in HTML, each marked with its language where that is not the paper's."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from aims.press.blocks import Said, parts

register = template.Library()
_REF = re.compile(r"[A-Z]{2,5}-[0-9]+")
_TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}


@register.filter
def tongue(lang: str) -> str:
    """The language as HTML writes it."""
    return _TAGS.get(lang, lang)


@register.simple_tag
def says(said: Said, lang: str) -> SafeString:
    """`said` in a paper in `lang`; a second language stands on a line of its own."""
    if isinstance(said, str) and _REF.fullmatch(said):
        return format_html('<span class="nowrap">{}</span>', said)
    first, *second = (
        format_html('<span lang="{}">{}</span>', tongue(text.lang), text.words) if text.lang != lang else text.words
        for text in parts(said, lang)
    )
    return format_html(
        "{}{}", first, format_html_join("", '<br><small class="soft">{}</small>', ((s,) for s in second))
    )


@register.filter
def sort(block: object) -> str:
    """What a block is: heading, paragraph, note, bullets, facts, table or matrix."""
    return type(block).__name__.lower()
