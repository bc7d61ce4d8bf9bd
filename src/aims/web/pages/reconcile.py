"""A list from elsewhere laid beside the register, in two steps: what it shows, and what is recorded of it (A.4.2)."""

from collections.abc import Sequence

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from aims.exchange.previews import drop_upload, keep_upload, kept_upload
from aims.exchange.reasons import Refusal
from aims.exchange.sheets import read_sheet
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Unit
from aims.systems.models import UndeclaredTool
from aims.systems.reconcile import Finding, Outcome, products, reconcile, record
from aims.web.asked import Asked, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.intake import ReconcileLook
from aims.web.looks.parts import ButtonLook, Cell, Column, Crumb, FormLook, RowLook, TableLook
from aims.web.panels.acts import Act, refused
from aims.web.values import sentence_case

URL = "/systems/reconcile"
SHOWN = 200


class ListForm(forms.Form):
    """A list, and what sort of list it is."""

    file = forms.FileField(label="")
    sort = forms.ChoiceField(label="")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].label = _("File")
        self.fields["file"].help_text = _("CSV, XLSX or JSON, up to 50 MB.")
        self.fields["sort"].label = _("What it is")
        choices = [(code, sentence_case(label)) for code, label in UndeclaredTool.Source.choices]
        self.fields["sort"].choices = choices  # type: ignore[attr-defined]


def _refused(asked: Asked) -> Denied | None:
    return refused(asked, Act(KINDS.of(UndeclaredTool), "create"))


def reconciles(asked: Asked) -> bool:
    """Whether the reader may compare a list now."""
    return asked.past is None and _refused(asked) is None


@require_http_methods(["GET", "POST"])
def reconcile_page(asked: Asked) -> HttpResponse:
    if denied := _refused(asked):
        raise denied
    if asked.method == "GET":
        return _choose(asked, ListForm())
    try:
        return _take(asked) if "token" in asked.POST else _show(asked)
    except Refusal as why:
        return _choose(asked, ListForm(), str(why).splitlines(), 422)


def _page(asked: Asked, look: ReconcileLook, status: int = 200) -> HttpResponse:
    return draw(asked, "reconcile", look, look.title, "systems", Crumb(look.title), status=status)


def _choose(asked: Asked, form: ListForm, problems: Sequence[str] = (), status: int = 200) -> HttpResponse:
    whole = FormLook(form, URL, _("Compare"), note=_("Nothing is recorded yet."), upload=True)
    intro = _(
        "Sign-on lists, expense claims, contracts, names looked up on the network, dependencies: whatever names AI "
        "products that people use is laid beside the register."
    )
    return _page(asked, ReconcileLook(_title(), intro, whole, tuple(problems), unknown=_unknown()), status)


def _title() -> str:
    return _("Compare with a list")


def _unknown() -> str:
    counted = ngettext(
        "%(n)s product is known by name and domain; what is not among them is not found.",
        "%(n)s products are known by name and domain; what is not among them is not found.",
        len(products()),
    )
    return counted % {"n": len(products())}


def _show(asked: Asked) -> HttpResponse:
    form = ListForm(asked.POST, asked.FILES)
    if not form.is_valid():
        return _choose(asked, form, status=422)
    given, sort = form.cleaned_data["file"], form.cleaned_data["sort"]
    raw = given.read()
    outcome = reconcile(read_sheet(raw, given.name), asked.now)
    new = len(outcome.new)
    confirm = ButtonLook(
        _("Record what is undeclared: %(n)s") % {"n": new},
        URL,
        primary=True,
        post=True,
        hidden=(("token", keep_upload(raw, given.name)), ("name", given.name), ("sort", sort)),
        why_disabled="" if new else _("Nothing here is undeclared that was not recorded before."),
    )
    return _page(asked, _look(asked, outcome, _("What the list shows. Nothing is recorded yet."), confirm))


def _take(asked: Asked) -> HttpResponse:
    token, name, sort = (asked.POST.get(key, "") for key in ("token", "name", "sort"))
    outcome = reconcile(read_sheet(kept_upload(token, name), name), asked.now)
    count = record(outcome, sort, asked.actor)
    drop_upload(token)
    said = ngettext(
        "%(n)s undeclared tool was recorded; it waits for the head of its unit.",
        "%(n)s undeclared tools were recorded; each waits for the head of its unit.",
        count,
    )
    return _page(asked, _look(asked, outcome, said % {"n": count}, None))


def _look(asked: Asked, outcome: Outcome, intro: str, confirm: ButtonLook | None) -> ReconcileLook:
    counted = (
        ngettext(
            "%(read)s row: %(matched)s in the register, %(undeclared)s an AI product that is not, %(neither)s neither.",
            "%(read)s rows: %(matched)s in the register, %(undeclared)s an AI product that is not, "
            "%(neither)s neither.",
            outcome.rows,
        )
        % outcome.counts
    )
    return ReconcileLook(
        _title(),
        intro,
        counted=counted,
        unknown=_unknown(),
        findings=_findings(asked, outcome),
        matched=_matched(asked, outcome),
        confirm=confirm,
        back_url=URL if confirm else to_kind(asked, KINDS.of(UndeclaredTool)),
    )


def _findings(asked: Asked, outcome: Outcome) -> TableLook | None:
    columns = (Column(_("Product")), Column(_("Unit")), Column(_("Rows"), figures=True), Column(_("Recorded")))
    found = sorted(outcome.findings.values(), key=lambda finding: -finding.rows)
    rows = [_finding(asked, finding) for finding in found[:SHOWN]]
    return TableLook(_("AI products that nobody declared"), columns, rows, str(len(found))) if rows else None


def _finding(asked: Asked, finding: Finding) -> RowLook:
    unit, known = asked.now.get(Unit, finding.unit), finding.known
    state = sentence_case(KINDS.of(UndeclaredTool).workflow.label(known.state)) if known else ""
    recorded = Cell(f"{known.ref} · {state}", url=to_record(asked, known)) if known else Cell(_("new"), "flag")
    return RowLook(
        (
            Cell(finding.product.name),
            Cell(name_of(unit) if unit else _("not told by the list")),
            Cell(str(finding.rows), "figure"),
            recorded,
        )
    )


def _matched(asked: Asked, outcome: Outcome) -> TableLook | None:
    columns = (Column(_("AI system")), Column(_("Rows"), figures=True))
    rows = [
        RowLook((Cell(name_of(match.system), url=to_record(asked, match.system)), Cell(str(match.rows), "figure")))
        for match in sorted(outcome.matched.values(), key=lambda match: -match.rows)
        if may_see(asked, match.system)
    ]
    return TableLook(_("In the register already"), columns, rows) if rows else None
