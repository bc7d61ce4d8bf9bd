"""The pages that every kind has: list, detail, form, history, compare, links, files, comments, export."""

from collections.abc import Callable
from dataclasses import replace

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aims.conformity.models import IssuedPosture
from aims.kernel.denied import Denied
from aims.kernel.files import place_of
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.links import ATTACHMENT
from aims.kernel.models import File, Record
from aims.systems.models import AISystem
from aims.web.asked import Asked, is_htmx, to_kind, to_record
from aims.web.frame import draw
from aims.web.looks.parts import Crumb
from aims.web.pages.breach import breach_page
from aims.web.pages.campaigns import campaign_page
from aims.web.pages.case import case_page
from aims.web.pages.contest import contest_page
from aims.web.pages.extras import with_forms
from aims.web.pages.impacts import impact_page
from aims.web.pages.intake import source_page
from aims.web.pages.law import classification_page
from aims.web.pages.libraries import entry_page
from aims.web.pages.meetings import meeting_page
from aims.web.pages.monitor import monitor_page, reading_page
from aims.web.pages.objectives import objective_page
from aims.web.pages.oversight import plan_page
from aims.web.pages.policies import policy_page
from aims.web.pages.postures import issued_page
from aims.web.pages.questionnaires import questionnaire_page, response_page
from aims.web.pages.risk import risk_page
from aims.web.pages.statement import statement_page
from aims.web.pages.supply import dataset_page, supplier_page
from aims.web.pages.system import system_page
from aims.web.panels import sheets
from aims.web.panels.acts import Act, to_make
from aims.web.panels.attempts import attempt, came_from
from aims.web.panels.detail import at_version, describe, found
from aims.web.panels.history import compare, history
from aims.web.panels.lists import Listing
from aims.web.panels.tables import can_be_written, table_of
from aims.web.panels.thread import thread
from aims.web.values import sentence_case, whole

DESIGNED: dict[str, Callable[[Asked, Record], HttpResponse]] = {
    "proposal": source_page,
    "undeclared_tool": source_page,
    "attestation_campaign": campaign_page,
    "oversight_plan": plan_page,
    "review_case": case_page,
    "ai_system": system_page,
    "breach": breach_page,
    "classification": classification_page,
    "contest": contest_page,
    "dataset": dataset_page,
    "supplier": supplier_page,
    "library_risk": entry_page,
    "meeting": meeting_page,
    "monitor": monitor_page,
    "objective": objective_page,
    "policy": policy_page,
    "risk": risk_page,
    "statement_of_applicability": statement_page,
    "impact_assessment": impact_page,
    "questionnaire": questionnaire_page,
    "questionnaire_response": response_page,
    "reading": reading_page,
}
"""The kinds whose records have a page of their own."""
THREADED = ("treatment", "control", "risk_assessment", "control_test")
"""The kinds whose page shows the thread from the system to the evidence that runs through them."""


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Denied("ref_unknown", ref=name)
    return KINDS[name]


def job_of(kind: Kind) -> str:
    return "people" if kind.job == "today" else kind.job


def crumb_of(asked: Asked, kind: Kind) -> Crumb:
    return Crumb(sentence_case(kind.plural), to_kind(asked, kind))


# ---- lists ----


@require_GET
def list_of(asked: Asked, kind: str) -> HttpResponseBase:
    declared = kind_named(kind)
    listing = Listing(asked, declared, f"/k/{kind}/")
    if (file := sheets.asked_for(listing)) is not None:
        return file
    title = sentence_case(declared.plural)
    return draw(asked, "list", table_of(asked, listing), title, job_of(declared), Crumb(title))


# ---- one record ----


@require_GET
def record_page(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    version = whole(asked.GET.get("version", ""))
    if version is not None and version != record.version:
        return _old_version(asked, record, version)
    if record.kind in DESIGNED:
        return DESIGNED[record.kind](asked, record)
    if isinstance(record, IssuedPosture):
        return issued_page(asked, record)
    kind = KINDS[record.kind]
    look = with_forms(asked, record, describe(asked, record))
    on = thread(asked, record) if record.kind in THREADED else ()
    trail = (crumb_of(asked, kind), Crumb(record.ref))
    return draw(asked, "detail", look, f"{record.ref} {record.name}", job_of(kind), *trail, thread=on)


def _old_version(asked: Asked, record: Record, version: int) -> HttpResponse:
    kind = KINDS[record.kind]
    look = describe(asked, at_version(asked, record, version), version_of=record)
    trail = (crumb_of(asked, kind), Crumb(record.ref, to_record(asked, record)))
    label = _("change %(number)s") % {"number": version}
    return draw(asked, "detail", look, f"{record.ref} {label}", job_of(kind), *trail, Crumb(label))


@require_GET
def history_page(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    return _about(asked, "history", record, history(asked, record), _("History"))


@require_GET
def compare_page(asked: Asked, ref: str) -> HttpResponse:
    record = found(asked, ref)
    return _about(asked, "compare", record, compare(asked, record), _("Compare versions"))


def _about(asked: Asked, template: str, record: Record, look: object, title: str) -> HttpResponse:
    kind = KINDS[record.kind]
    trail = (crumb_of(asked, kind), Crumb(record.ref, to_record(asked, record)), Crumb(title))
    head = _("%(title)s: %(ref)s") % {"title": title, "ref": record.ref}
    return draw(asked, template, look, head, job_of(kind), *trail)


# ---- making and changing ----


@require_http_methods(["GET", "POST"])
def new_page(asked: Asked, kind: str) -> HttpResponse:
    declared = kind_named(kind)
    if not can_be_written(declared):
        raise Denied("ref_unknown", ref=kind)
    prefill = {name: asked.GET[name] for name in (*declared.fields, "relation", "target") if asked.GET.get(name)}
    title = to_make(declared)
    query = asked.GET.urlencode()
    place = f"/k/{kind}/new?{query}" if query else f"/k/{kind}/new"
    return _act_page(asked, Act(declared, "create", None, prefill), place, title, to_kind(asked, declared))


@require_http_methods(["GET", "POST"])
def edit_page(asked: Asked, ref: str) -> HttpResponse:
    return do_page(asked, ref, "edit")


@require_http_methods(["GET", "POST"])
def do_page(asked: Asked, ref: str, action: str) -> HttpResponse:
    record = found(asked, ref)
    kind = KINDS[record.kind]
    if action not in kind.actions or action in ("create", "unlink", "attach", "detach", "comment"):
        raise Denied("ref_unknown", ref=action)
    act = Act(kind, action, record)
    place = f"/r/{ref}/{action}" if action in ("edit", "link") else f"/r/{ref}/do/{action}"
    return _act_page(asked, act, place, act.words, to_record(asked, record))


def _act_page(asked: Asked, act: Act, place: str, title: str, back: str) -> HttpResponse:
    tried = attempt(asked, act)
    if tried.done is not None:
        return _done(asked, f"/r/{tried.done.ref}/")
    trail = [crumb_of(asked, act.kind)]
    if act.record:
        trail.append(Crumb(act.record.ref, to_record(asked, act.record)))
    look = tried.look(asked, place, title=title, cancel=came_from(asked, back))
    if act.is_new and act.kind.model is AISystem:
        look = replace(look, similar_url="/systems/similar")
    return draw(asked, "form", look, title, job_of(act.kind), *trail, Crumb(act.label), status=tried.status)


def _done(asked: Asked, place: str) -> HttpResponse:
    if is_htmx(asked):
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = place
        return answer
    return HttpResponseRedirect(place)


# ---- files ----


@require_GET
def file_of(asked: Asked, ref: str, digest: str) -> FileResponse:
    """An attachment, always as a download, in a sandbox of its own, whatever its content claims to be."""
    record = found(asked, ref)
    link = next((k for k in record.links if k.relation == ATTACHMENT and k.digest == digest), None)
    kept = File.objects.filter(pk=digest).first()
    place = place_of(digest)
    if link is None or kept is None or not place.exists():
        raise Denied("ref_unknown", ref=_("file"))
    answer = FileResponse(place.open("rb"), as_attachment=True, filename=link.label, content_type=kept.media_type)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
