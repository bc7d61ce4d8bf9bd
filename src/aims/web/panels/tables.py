"""A listing as the table that a page draws."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aims.kernel.kinds import Kind
from aims.kernel.policy import condition
from aims.web.asked import Asked
from aims.web.looks.parts import ButtonLook, EmptyLook, TableLook
from aims.web.panels.acts import Act, refused, to_make
from aims.web.panels.lists import Listing
from aims.web.values import sentence_case


def table_of(
    asked: Asked, listing: Listing, title: str = "", intro: str = "", more: tuple[ButtonLook, ...] = ()
) -> TableLook:
    """A listing as a table with its filters, its pages and what can be done with it."""
    kind = listing.kind
    new = new_button(asked, kind)
    export = tuple(ButtonLook(label, listing.url(format=form)) for label, form in (("CSV", "csv"), ("XLSX", "xlsx")))
    narrowed = bool(listing.chosen or listing.words)
    return TableLook(
        title or sentence_case(kind.plural),
        listing.columns(),
        listing.rows(),
        listing.total,
        intro,
        listing.states() if narrowed or listing.total != "0" else (),
        listing.words,
        _("Find in this list"),
        (*export, *more, *((new,) if new else ())),
        listing.previous_url,
        listing.next_url,
        EmptyLook(_nothing_found(kind) if narrowed else nothing_recorded(kind), None if narrowed else new),
        groups=listing.groups(),
    )


IMPORTED = {
    "questionnaire": ("/questionnaires/import", gettext_lazy("Import a questionnaire")),
    "library_risk": ("/risks/import", gettext_lazy("Import risk libraries")),
}
"""Where records come from whose content is a file."""


def sees_all(asked: Asked, kind: Kind) -> bool:
    """Whether every record of the kind is shown to the reader: only then is an empty list one without records."""
    return condition(asked.actor, kind) is None


def nothing_recorded(kind: Kind) -> str:
    return _("Nothing recorded under “%(kind)s” that you can see. That is unknown, not good news.") % {
        "kind": kind.plural
    }


def _nothing_found(kind: Kind) -> str:
    return _("Nothing under “%(kind)s” fits these filters.") % {"kind": kind.plural}


def can_be_written(kind: Kind) -> bool:
    """Whether a person makes such a record by hand; some are made by an act elsewhere."""
    return "content" not in kind.fields


def new_button(asked: Asked, kind: Kind) -> ButtonLook | None:
    if asked.past or not (can_be_written(kind) or kind.name in IMPORTED) or refused(asked, Act(kind, "create")):
        return None
    if kind.name in IMPORTED:
        place, label = IMPORTED[kind.name]
        return ButtonLook(str(label), place, primary=True, key="new")
    return ButtonLook(to_make(kind), f"/k/{kind.name}/new", primary=True)
