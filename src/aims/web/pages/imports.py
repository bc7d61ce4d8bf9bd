"""Import of a register in three steps: a file and a map, a preview, the result. The work is that of `exchange`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from aims.exchange.imports import Outcome, import_register, may_import
from aims.exchange.maps import SHIPPED, BadMap, Map, parse_map, read_map
from aims.exchange.maps.rows import Rejected, Row
from aims.exchange.previews import Preview, drop_upload, keep_upload, kept_upload, preview
from aims.exchange.reasons import Reason, Refusal, Unreadable
from aims.exchange.registers import open_register
from aims.exchange.writing import write_rejects
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS, Kind
from aims.lib.language import language_code
from aims.web.asked import Asked, to_kind
from aims.web.frame import draw
from aims.web.looks.parts import ButtonLook, Cell, Column, Crumb, FormLook, RowLook, TableLook, Text
from aims.web.looks.screens import ImportLook, ImportTally
from aims.web.values import sentence_case

KIND = "ai_system"
LARGEST_MAP = 200 * 1024


class UploadForm(forms.Form):
    """A register and how to read it."""

    file = forms.FileField(label="")
    map = forms.ChoiceField(label="", required=False)
    own_map = forms.FileField(label="", required=False)

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File")
        self.fields["file"].help_text = _("CSV, XLSX or JSON, up to 50 MB.")
        self.fields["map"].label = _("Map")
        self.fields["map"].choices = [("", _("none: the columns are called as the fields are")), *_maps(kind)]  # type: ignore[attr-defined]
        self.fields["own_map"].label = _("A map of your own")
        self.fields["own_map"].help_text = _("A YAML file; it is taken instead of the map above.")


def _maps(kind: Kind) -> list[tuple[str, str]]:
    return [(name, name) for name in SHIPPED if read_map(name).kind == kind.name]


@dataclass(frozen=True, slots=True)
class Chosen:
    """An upload that waits for the word: what it is kept under, and the map that reads it."""

    file: str
    name: str
    map: str
    own_map: str

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        return (("token", self.file), ("name", self.name), ("map", self.map), ("own_map", self.own_map))

    def read(self) -> Map | str | None:
        """Only maps that come along, or one that was uploaded: never a path of this machine."""
        if not self.own_map:
            return self.map if self.map in SHIPPED else None
        token, _bar, name = self.own_map.partition("|")
        try:
            return parse_map(kept_upload(token, name).decode("utf-8-sig"), name)
        except UnicodeDecodeError:
            raise BadMap((Reason("map_text", {"file": name}),)) from None


@require_http_methods(["GET", "POST"])
def import_page(asked: Asked) -> HttpResponse:
    kind = _kind(asked)
    may_import(asked.actor, kind)
    if asked.method == "GET":
        return _choose(asked, kind, UploadForm(kind))
    try:
        return _take(asked, kind) if "token" in asked.POST else _show(asked, kind)
    except (Refusal, BadMap) as refused:
        said = str(refused).splitlines()
        return _choose(asked, kind, UploadForm(kind), said, 422)


@require_GET
def rejects_file(asked: Asked, token: str) -> HttpResponse:
    """The rows that an import just gave back; nobody guesses the token, and it is good for an hour."""
    try:
        raw = kept_upload(token)
    except Unreadable:
        raise Http404 from None
    answer = HttpResponse(raw, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


def imports(asked: Asked) -> bool:
    """Whether the reader may import a register of AI systems now."""
    try:
        may_import(asked.actor, KINDS[KIND])
    except Denied:
        return False
    return asked.past is None


def _kind(asked: Asked) -> Kind:
    name = asked.GET.get("kind", KIND)
    if name not in KINDS:
        raise Denied("kind_unknown", kind=name, known=", ".join(kind.name for kind in KINDS))
    return KINDS[name]


def _url(kind: Kind) -> str:
    return f"{reverse('import')}?kind={kind.name}"


def _page(asked: Asked, kind: Kind, look: ImportLook, status: int = 200) -> HttpResponse:
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(_("Import")))
    job = "people" if kind.job == "today" else kind.job
    return draw(asked, "import", look, _("Import"), job, *trail, status=status)


def _choose(
    asked: Asked, kind: Kind, form: UploadForm, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    whole = FormLook(form, _url(kind), _("Show the preview"), note=_("Nothing is taken yet."), upload=True)
    look = ImportLook("choose", str(kind.plural), whole, problems=tuple(problems))
    return _page(asked, kind, look, status)


def _show(asked: Asked, kind: Kind) -> HttpResponse:
    form = UploadForm(kind, asked.POST, asked.FILES)
    if not form.is_valid():
        return _choose(asked, kind, form, status=422)
    given, own = form.cleaned_data["file"], form.cleaned_data["own_map"]
    if own and own.size > LARGEST_MAP:
        raise BadMap((Reason("map_too_large", {"file": own.name, "limit": "200 KB"}),))
    own_map = f"{keep_upload(own.read(), own.name)}|{own.name}" if own else ""
    chosen = Chosen(keep_upload(given.read(), given.name), given.name, form.cleaned_data["map"], own_map)
    raw = kept_upload(chosen.file, chosen.name)
    shown = preview(raw, kind=kind.name, map=chosen.read(), actor=asked.actor, name=chosen.name)
    count = shown.counts["created"] + shown.counts["updated"] + shown.counts["gone"]
    confirm = ButtonLook(
        ngettext("Import: %(n)s change", "Import: %(n)s changes", count) % {"n": count},
        _url(kind),
        primary=True,
        post=True,
        hidden=chosen.hidden,
        why_disabled="" if count else _("There is nothing to change."),
    )
    table = _table(shown)
    return _page(
        asked, kind, ImportLook("preview", str(kind.plural), preview=table, confirm=confirm, back_url=_url(kind))
    )


def _table(shown: Preview) -> TableLook:
    columns = (Column(_("Row"), figures=True), Column(_("Title")), Column(_("Unit")), Column(_("What would happen")))
    counted = _(
        "%(created)s new, %(updated)s changed, %(unchanged)s unchanged, %(rejected)s not taken, %(gone)s gone from the "
        "source; encoding: %(encoding)s"
    ) % {**shown.counts, "encoding": shown.encoding or "–"}
    rows = [_refused_row(refused, shown) for refused in shown.rejected]
    rows += [_taken_row(row, shown.lang) for row in shown.rows]
    drift = " ".join(map(str, shown.notices))
    return TableLook(_("First rows"), columns, rows, str(shown.counts["read"]), counted, drift=drift)


def _taken_row(row: Row, lang: str) -> RowLook:
    unit = str(row.values.get("unit_name") or row.values.get("unit") or "")
    cells = (Cell(str(row.number), "figure"), Cell(Text(str(row.values.get("title", row.key)), lang)))
    return RowLook((*cells, Cell(Text(unit, lang)), Cell(_("taken"), "tag")))


def _refused_row(refused: Rejected, shown: Preview) -> RowLook:
    why = " ".join(map(str, refused.reasons))
    said = _("not taken: %(why)s") % {"why": why}
    title = Text(_title(refused, shown), shown.lang)
    return RowLook((Cell(str(refused.number), "figure"), Cell(title), Cell(), Cell(said, "flag")))


def _title(refused: Rejected, shown: Preview) -> str:
    """The title as the file has it, else the key that the row was known by."""
    cells = (refused.raw.get(column, "") for column in shown.mapped.get("title", ()))
    return " ".join(cell for cell in cells if cell) or refused.key


def _take(asked: Asked, kind: Kind) -> HttpResponse:
    chosen = Chosen(*(asked.POST.get(name, "") for name in ("token", "name", "map", "own_map")))
    raw = kept_upload(chosen.file, chosen.name)
    register = open_register(raw, kind=kind.name, map=chosen.read(), name=chosen.name)
    outcome = import_register(register, actor=asked.actor)
    drop_upload(chosen.file)
    counts = outcome.counts
    tally = ImportTally(**counts, reject_url=_rejects(register.sheet.columns, outcome), list_url=to_kind(asked, kind))
    return _page(asked, kind, ImportLook("result", str(kind.plural), tally=tally, back_url=_url(kind)))


def _rejects(columns: Sequence[str], outcome: Outcome) -> str:
    if not outcome.refusals:
        return ""
    out = io.BytesIO()
    write_rejects(out, columns, outcome.refusals, language_code())
    return reverse("import-rejects", args=(keep_upload(out.getvalue(), "rejected.csv"),))
