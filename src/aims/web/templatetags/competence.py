"""The rows of the competence matrix, as a function: two hundred people by thirty roles are six thousand cells."""

from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from aims.web.templatetags.look import day, said

if TYPE_CHECKING:
    from aims.web.pages.competence import PersonRow, Rated

register = template.Library()
_NONE = '<td class="nil"></td>'


@register.simple_tag
def matrix_rows(rows: "tuple[PersonRow, ...]") -> SafeString:
    """One row a person; under a role that the person does not hold the cell is empty."""
    drawn = list[str]()
    for row in rows:
        name = f'<a href="{escape(row.url)}">{said(row.name)}</a>'
        head = f'<th scope="row">{name}<br><span class="xs soft">{said(row.unit)}</span></th>'
        cells = (_cell(label, rated) if rated else _NONE for label, rated in row.cells)
        drawn.append(f"<tr>{head}{''.join(cells)}</tr>")
    return mark_safe("".join(drawn))  # noqa: S308 - every part is escaped


def _cell(label: str, rated: "Rated") -> str:
    state = f'<span class="{"flag" if rated.is_late else "mini"}">{escape(rated.state)}</span>'
    level = f'<b class="mono">{escape(rated.level)}</b> ' if rated.level else ""
    inner = f'<a href="{escape(rated.url)}">{level}{state}</a>' if rated.url else f"{level}{state}"
    until = f'<br><span class="xs soft">{day(rated.until)}</span>' if rated.until else ""
    missing = f'<br><span class="xs">{escape(rated.missing)}</span>' if rated.missing else ""
    return f'<td data-label="{escape(label)}">{inner}{until}{missing}</td>'
