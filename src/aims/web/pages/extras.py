"""What may be added to any record: a link, a file, a comment. Each is an act that ends in `perform`."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aims.kernel import files
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.reports.registry import REPORTS
from aims.web.asked import Asked, address, to_kind, to_record
from aims.web.frame import draw
from aims.web.looks.parts import ButtonLook, Crumb, FormLook
from aims.web.looks.records import DetailLook
from aims.web.panels.acts import Act, refused
from aims.web.panels.attempts import KEPT
from aims.web.panels.detail import found
from aims.web.panels.told import tell
from aims.web.refusing import status_of
from aims.web.values import sentence_case


class CommentForm(forms.Form):
    reason = forms.CharField(label="", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Comment")


class FileForm(forms.Form):
    file = forms.FileField(label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("File")
        self.fields["file"].help_text = _("Up to 25 MB: %(known)s.") % {"known": files.KNOWN}


def may(asked: Asked, record: Record, action: str) -> bool:
    return asked.past is None and refused(asked, Act(KINDS[record.kind], action, record)) is None


def with_forms(asked: Asked, record: Record, look: DetailLook) -> DetailLook:
    """The detail with the small forms that the reader may use, the button that adds a link, the way to its paper."""
    place, more = f"/r/{record.ref}", list(look.buttons)
    if KINDS[record.kind].open_relations(record.state) and may(asked, record, "link"):
        more.append(ButtonLook(_("Add a link"), f"{place}/link"))
    model = KINDS[record.kind].model
    for report in (one for one in REPORTS.values() if one.of is model):
        more.append(ButtonLook("PDF", address(asked, f"/reports/{report.name}/{record.ref}")))
    return replace(
        look,
        buttons=tuple(more),
        comment_form=_comment_form(look, place) if may(asked, record, "comment") else None,
        attach_form=FormLook(FileForm(), f"{place}/attach", _("Attach the file"), upload=True, quiet=True)
        if may(asked, record, "attach")
        else None,
        unlink_url=f"{place}/unlink" if any(one.hidden for one in look.links) and may(asked, record, "unlink") else "",
        detach_url=f"{place}/detach" if look.attachments and may(asked, record, "detach") else "",
    )


def _comment_form(look: DetailLook, place: str) -> FormLook:
    """What is typed is kept under the number of comments: once it has arrived there is nothing to bring back."""
    key = f"comment.{look.ref}.{len(look.comments)}"
    return FormLook(CommentForm(prefix=None), f"{place}/comment", _("Comment"), draft=key, quiet=True)


@require_POST
def comment(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    form = CommentForm(asked.POST)
    if form.is_valid():
        _perform(asked, record, "comment", {}, form.cleaned_data["reason"])
        return HttpResponseRedirect(f"/r/{ref}/#comments")
    return _form_page(asked, record, FormLook(form, f"/r/{ref}/comment", _("Comment")), _("Comment"), 422)


@require_POST
def attach(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    if denied := refused(asked, Act(KINDS[record.kind], "attach", record)):
        raise denied
    form, status = FileForm(asked.POST, asked.FILES), 422
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            kept = files.keep(given.chunks(), given.name)
            _perform(asked, record, "attach", kept.values)
            return HttpResponseRedirect(f"/r/{ref}/#attachments")
        except Denied as denied:
            status = _blame(form, denied, "file")
    return _form_page(
        asked, record, FormLook(form, f"/r/{ref}/attach", _("Attach the file"), upload=True), _("Attach a file"), status
    )


@require_POST
def take_away(asked: Asked, ref: str, action: str) -> HttpResponse:
    """Remove a link or a file from the record; history keeps both."""
    record = found(asked, ref)
    names = ("relation", "target") if action == "unlink" else ("digest",)
    values, reason = {name: asked.POST.get(name, "") for name in names}, asked.POST.get("reason", "").strip()
    if not reason:
        raise Denied("reason_required")
    _perform(asked, record, action, values, reason)
    return HttpResponseRedirect(f"/r/{ref}/")


def _perform(asked: Asked, record: Record, action: str, values: dict[str, Any], reason: str = "") -> None:
    perform(Command(record.kind, action, asked.actor, record.pk, values=values, reason=reason), world=asked.now)
    tell(asked, record, action)


def _blame(form: forms.Form, denied: Denied, field: str) -> int:
    if denied.code not in KEPT:
        raise denied
    form.add_error(field, denied.sentence)
    return 422 if denied.code == "ref_unknown" else status_of(denied)


def _form_page(asked: Asked, record: Record, look: FormLook, title: str, status: int) -> HttpResponse:
    kind = KINDS[record.kind]
    back = to_record(asked, record)
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(record.ref, back), Crumb(title))
    whole = replace(look, title=_("%(title)s: %(ref)s") % {"title": title, "ref": record.ref}, cancel_url=back)
    return draw(asked, "form", whole, title, "people" if kind.job == "today" else kind.job, *trail, status=status)
