"""The risks of one system with those suggested; an entry of a risk library; the import of libraries."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from aims.exchange.previews import drop_upload, keep_upload, kept_upload
from aims.exchange.reasons import Refusal
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.risk.importing import Plan, may_import, neighbours, plan, take_in
from aims.risk.libraries import Libraries
from aims.risk.models import LibraryRisk
from aims.systems.models import AISystem
from aims.web.asked import Asked, to_kind, to_record
from aims.web.frame import draw
from aims.web.looks.libraries import EntryLook, LibraryImportLook
from aims.web.looks.parts import ButtonLook, Crumb, FormLook
from aims.web.pages.extras import with_forms
from aims.web.panels.detail import describe, found
from aims.web.panels.libraries import came_of, groups_of, risks_look, to_take_up
from aims.web.values import sentence_case

HERE = "/risks/import"
MOST = 60
"""So many files are taken at once."""
MOST_BYTES = 20 * 1024 * 1024
"""Of all files together."""


@require_GET
def system_risks_page(asked: Asked, ref: str) -> HttpResponse:
    """The register of a system's own and inherited risks, and what is suggested for it with why."""
    system = found(asked, ref)
    if not isinstance(system, AISystem):
        raise Denied("ref_unknown", ref=ref)
    look = risks_look(asked, system)
    trail = (Crumb(system.ref, to_record(asked, system)), Crumb(_("Risks")))
    return draw(asked, "system_risks", look, look.title, "systems", *trail)


def entry_page(asked: Asked, record: Record) -> HttpResponse:
    entry, kind = cast("LibraryRisk", record), KINDS.of(LibraryRisk)
    whole = with_forms(asked, entry, describe(asked, entry))
    near = groups_of(asked, neighbours(asked.world, entry))
    take_up, look = to_take_up(asked, entry), EntryLook(near, came_of(asked, entry))
    more = [take_up] if take_up else []
    if entry.url.startswith(("https://", "http://")):
        more.append(ButtonLook(_("Its page at the publisher"), entry.url))
    whole = replace(whole, buttons=(*more, *whole.buttons))
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(entry.ref))
    return draw(asked, "library_entry", whole, f"{entry.ref} {entry.name}", "risks", *trail, entry=look)


# ---- import ----


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Each file cleaned by itself, as Django's documentation does it."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(ManyFilesField, self).clean(one, initial) for one in data or [None]]


class ImportForm(forms.Form):
    chosen = ManyFilesField(label="")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["chosen"].label = _("Files")
        self.fields["chosen"].help_text = _(
            "YAML, up to 5 MB each: the taxonomies and mappings of IBM's AI Atlas Nexus, or ATLAS.yaml of MITRE ATLAS."
        )


@require_http_methods(["GET", "POST"])
def import_page(asked: Asked) -> HttpResponse:
    """Files, then what they would change, then what they have changed."""
    may_import(asked.actor, asked.now)
    if asked.method == "GET":
        return _page(asked, LibraryImportLook(_upload(ImportForm())))
    if "token" in asked.POST:
        return _take(asked)
    form = ImportForm(asked.POST, asked.FILES)
    given = asked.FILES.getlist("chosen")
    if len(given) > MOST:
        form.add_error("chosen", _("Files at once, at the most: %(n)s.") % {"n": MOST})
    if sum(file.size or 0 for file in given) > MOST_BYTES:
        form.add_error("chosen", _("The files are larger than 20 MB together."))
    if not form.is_valid():
        return _page(asked, LibraryImportLook(_upload(form)), 422)
    libraries, tokens = Libraries(), []
    for file in given:
        raw, name = file.read(), file.name or ""
        libraries.add(name, raw)
        tokens.append(("token", f"{keep_upload(raw, name)}|{name}"))
    doing = plan(asked.now, libraries)
    confirm = ButtonLook(
        ngettext("Import: %(n)s change", "Import: %(n)s changes", doing.changes) % {"n": doing.changes},
        HERE,
        primary=True,
        post=True,
        hidden=tuple(tokens),
        why_disabled="" if doing.changes else _("There is nothing to change."),
    )
    return _page(asked, _told(libraries, doing, confirm=confirm))


def _take(asked: Asked) -> HttpResponse:
    libraries, kept = Libraries(), [one.partition("|") for one in asked.POST.getlist("token")[:MOST]]
    try:
        for token, _bar, name in kept:
            libraries.add(name, kept_upload(token, name))
    except Refusal as refusal:
        return _page(asked, LibraryImportLook(_upload(ImportForm()), refused=(str(refusal),)), 422)
    done = take_in(libraries, asked.actor)
    for token, _bar, _name in kept:
        drop_upload(token)
    return _page(asked, _told(libraries, done, is_done=True, list_url=to_kind(asked, KINDS.of(LibraryRisk))))


def _upload(form: forms.Form) -> FormLook:
    return FormLook(form, HERE, _("Show the preview"), note=_("Nothing is taken yet."), upload=True)


def _told(libraries: Libraries, doing: Plan, **more: Any) -> LibraryImportLook:
    words = (_("New"), _("Changed"), _("Retired, since the edition holds them no more"), _("Unchanged"), _("Links"))
    notes = []
    if libraries.left_aside:
        notes.append(_("Without an entry of a risk library: %(files)s") % {"files": ", ".join(libraries.left_aside)})
    if doing.dangling:
        notes.append(_("Links to entries of libraries that are not here: %(n)s.") % {"n": doing.dangling})
    by_library: dict[str, int] = {}
    for entry in libraries.entries.values():
        by_library[entry["library_name"]] = by_library.get(entry["library_name"], 0) + 1
    return LibraryImportLook(
        counts=tuple(zip(words, doing.counts.values(), strict=True)),
        libraries=tuple(sorted(by_library.items())),
        refused=tuple(str(one) for one in libraries.unread),
        notes=tuple(notes),
        **more,
    )


def _page(asked: Asked, look: LibraryImportLook, status: int = 200) -> HttpResponse:
    kind, title = KINDS.of(LibraryRisk), _("Import risk libraries")
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(_("Import")))
    return draw(asked, "library_import", look, title, "risks", *trail, status=status)
