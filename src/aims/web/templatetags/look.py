"""The small pieces that are drawn hundreds of times a page, as functions because an include for each would be slow."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aims.kernel.wording import day_text
from aims.lib.language import language
from aims.web.looks.parts import (
    DEPTH_WORD,
    DEPTHS,
    PDCA_WORD,
    STATUS_HEAD,
    STATUS_WORD,
    STATUSES,
    Cell,
    Column,
    Crumb,
    RowLook,
    Said,
    Text,
    css_of,
)
from aims.web.looks.records import HeldCell, HeldTable

register = template.Library()

_NONE = '<td class="none">–</td>'
_REF = re.compile(r"\b[A-Z]{2,5}-[A-Z]?\d{2,6}\b")
_MARKED = re.compile(r"^#{1,6} +(\S[^\r\n]*)", re.MULTILINE)
_drawn: dict[tuple[str, ...], SafeString] = {}


def in_chinese() -> bool:
    return language() == "zh"


def _sprite() -> str:
    return static("aims/icons.svg")


@register.filter
def faults(form: Any) -> list[Any]:
    """The fields to list above `form`: where there are many, or one that is not drawn could not say it itself."""
    found = [bound for bound in form if bound.errors]
    return found if len(found) > 2 or any(bound.is_hidden for bound in found) else []


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """One shape of the sprite; always decoration, the word stands beside it."""
    key = ("icon", name, more)
    if key not in _drawn or settings.DEBUG:
        css = f"ico {more}".strip()
        _drawn[key] = format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, _sprite(), name)
    return _drawn[key]


@register.simple_tag
def status(name: str, more: str = "") -> SafeString:
    """Shape, word and colour of a status; an empty name is a grey point with its own word."""
    key = ("status", name, more, language())
    if key not in _drawn or settings.DEBUG:
        word = STATUS_WORD.get(name) or _("Not reachable")
        css = css_of(name)
        _drawn[key] = format_html('<span class="verdict v-{} {}">{}{}</span>', css, more, icon(f"s-{css}"), str(word))
    return _drawn[key]


@register.simple_tag
def depth(name: str) -> SafeString:
    key = ("depth", name, language())
    if key not in _drawn or settings.DEBUG:
        picture = icon(f"d-{DEPTHS.index(name)}")
        _drawn[key] = format_html('<span class="depth">{}{}</span>', picture, str(DEPTH_WORD[name]))
    return _drawn[key]


@register.simple_tag
def cells(names: tuple[str, ...]) -> SafeString:
    """The posture picture of one clause; hidden from readers of text, who get the counts."""
    return mark_safe("".join(f'<i class="v-{css_of(name)}"></i>' for name in names))  # noqa: S308 - closed set of names


@register.filter
def kept(text: Any) -> SafeString:
    """Escaped, with refs that never break across lines."""
    plain = conditional_escape(text)
    if "-" not in plain:
        return plain
    return mark_safe(_REF.sub(r'<span class="keep">\g<0></span>', plain))  # noqa: S308 - escaped above


@register.simple_tag
def said(text: Said | None) -> SafeString:
    """Text of a record, marked with its language where that is not the page's."""
    if isinstance(text, Text):
        if text.lang and text.lang[:2] != language():
            return format_html('<span lang="{}">{}</span>', text.lang, kept(text.text))
        return kept(text.text)
    return kept("" if text is None else text)


@register.simple_tag
def said_long(text: Said | None) -> SafeString:
    """Text of several lines, as `said`; a heading of Markdown stands out instead of its mark."""
    plain, lang = (text.text, text.lang) if isinstance(text, Text) else (text or "", "")
    marked = _MARKED.sub(r"<strong>\1</strong>", conditional_escape(plain))
    return said(Text(mark_safe(marked), lang))  # noqa: S308 - escaped above


@register.filter
def empty_said(text: Said | None) -> bool:
    return not str(text or "")


@register.filter
def status_word(name: str) -> str:
    return str(STATUS_WORD[name])


@register.filter
def pdca_word(name: str) -> str:
    return str(PDCA_WORD[name])


@register.filter
def css(name: str) -> str:
    return css_of(name)


@register.simple_tag
def status_heads() -> list[tuple[str, str, str]]:
    """(name, css, word) for the six columns of the posture."""
    return [(name, css_of(name), str(STATUS_HEAD[name])) for name in STATUSES]


@register.filter
def in_words(counts: list[tuple[str, int]]) -> str:
    """Counts as a line of words, for phones and for readers of text."""
    join = "，" if in_chinese() else " · "
    shown = [f"{STATUS_WORD[name]} {count}" for name, count in counts if count]
    return join.join(shown) if in_chinese() else join.join(shown).lower()


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def day(value: date | None) -> SafeString | str:
    """A date, in the page's own way of writing it, readable by machines; a dash is none."""
    if value is None:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat()[:10], day_text(value))


@register.filter
def plain_day(value: date) -> str:
    return day_text(value)


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    if value is None:
        return "–"
    local = _local(value)
    join = " " if in_chinese() else ", "
    written = f"{day_text(local)}{join}{local:%H:%M}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), written)


def _within_a_week(days: int) -> str:
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(n)s day late", "%(n)s days late", -days) % {"n": -days}
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


@register.simple_tag
def due(on: date | None, days: int | None) -> SafeString:
    """Relative within a week and when late, always with the date in `title`; a plain date otherwise."""
    if on is None:
        return mark_safe("")
    standing = "late" if (days or 0) < 0 else "soon" if days is not None and days <= 7 else ""
    words = day_text(on) if days is None or days > 30 else _within_a_week(days)
    return format_html('<span class="clock {}" title="{}">{}</span>', standing, day_text(on), words)


@register.filter
def due_phrase(on: date, days: int | None) -> str:
    if days == 0:
        return _("due today")
    if days is not None and days < 0:
        return _("due %(day)s, %(late)s") % {"day": day_text(on), "late": _within_a_week(days)}
    return _("due %(day)s") % {"day": day_text(on)}


@register.filter
def figure(number: int) -> str:
    """Thousands with a comma, in both languages."""
    return f"{number:,}"


@register.filter
def turn_key(text: str) -> str:
    """A ref as an id of the page: dots and spaces would need escaping in a selector."""
    return "".join(letter if letter.isalnum() else "-" for letter in text)


@register.filter
def widget_css(bound: Any) -> Any:
    """The field drawn with the sheet's class, described by its help and its error."""
    kind = getattr(bound.field.widget, "input_type", "")
    sort = "select" if kind == "select" else "check" if kind in ("checkbox", "radio") else "control"
    attributes: dict[str, str | bool] = {"class": "form-check-input" if sort == "check" else f"form-{sort}"}
    described = [
        f"{bound.auto_id}_{part}" for part, there in (("why", bound.errors), ("help", bound.help_text)) if there
    ]
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    attributes["placeholder"] = ""
    return bound.as_widget(attrs={**bound.field.widget.attrs, **attributes})


@register.filter
def drawn(bound: Any) -> Any:
    """The boxes of a group, each with the sheet's class."""
    bound.field.widget.attrs["class"] = "form-check-input"
    return bound.subwidgets


@register.filter
def is_check(bound: Any) -> bool:
    """One box; a list of boxes is a group."""
    return getattr(bound.field.widget, "input_type", "") == "checkbox" and not is_group(bound)


@register.filter
def is_group(bound: Any) -> bool:
    return bool(bound.field.widget.use_fieldset)


@register.simple_tag
def sheet_rows(rows: Sequence[RowLook], columns: Sequence[Column]) -> SafeString:
    """The body of a list: 50 rows of a few cells, written by hand because this is the hottest loop of all pages."""
    made: list[str] = []
    labels = [f' data-label="{conditional_escape(column.label)}"' for column in columns]
    for row in rows:
        if row.group:
            heading = conditional_escape(row.group)
            made.append(f'<tr class="grp"><th colspan="{len(columns)}" scope="colgroup">{heading}</th></tr>')
        made.append("<tr>" + "".join(map(_cell, row.cells, labels)) + "</tr>")
    return mark_safe("".join(made))  # noqa: S308 - every text went through conditional_escape


@register.simple_tag
def held_rows(table: HeldTable) -> SafeString:
    """The body of a short table that a record holds; on a phone each cell says what it is."""
    made: list[str] = []
    for row in table.rows:
        made.append("<tr>" + "".join(map(_held_cell, table.heads, row)) + "</tr>")
    return mark_safe("".join(made))  # noqa: S308 - every text went through conditional_escape


def _held_cell(head: str, cell: HeldCell) -> str:
    words, below = ("".join(_led(part) for part in parts) for parts in (cell.parts, cell.below))
    if not words:
        return _NONE
    beneath = f'<p class="small soft">{below}</p>' if below else ""
    return f'<td data-label="{conditional_escape(head)}">{words}{beneath}</td>'


def _led(part: Crumb) -> str:
    return format_html('<a href="{}">{}</a>', part.url, said(part.label)) if part.url else said(part.label)


_ROUND: dict[str, tuple[str, str]] = {
    "text": ("<td>", "</td>"),
    "ref": ('<td><span class="ref">', "</span></td>"),
    "tag": ('<td class="nowrap"><span class="mini">', "</span></td>"),
    "flag": ('<td class="nowrap"><span class="flag">', "</span></td>"),
    "figure": ('<td class="n">', "</td>"),
    "soft": ('<td class="small soft nowrap">', "</td>"),
}


def _cell(cell: Cell, label: str) -> str:
    """A cell; on a phone, where the heads are gone, it says itself what it is, unless it is a link."""
    if cell.sort == "verdict":
        return f'<td class="nowrap"{label}>{status(cell.status)}</td>'
    if cell.sort == "depth":
        return f'<td class="nowrap"{label}>{depth(cell.status)}</td>'
    text: str = conditional_escape(str(cell.text)) if cell.sort == "ref" else said(cell.text)
    if not text:
        return _NONE
    before, after = _ROUND[cell.sort]
    if cell.url:
        return f'{before}<a href="{conditional_escape(cell.url)}">{text}</a>{after}'
    return f"{before[:3]}{label}{before[3:]}{text}{after}"
