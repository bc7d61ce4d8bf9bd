"""The frame round every page: who looks, at which day, in which language, and where they are."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from aims.kernel.duties import duties_of
from aims.kernel.models import Person, Record, Unit
from aims.lib.language import language
from aims.web.asked import Asked, address
from aims.web.language import other_language_url
from aims.web.looks.parts import AsOfLook, Crumb, FaceLook, NavJob, Page, Said, Text

JOBS = ("today", "systems", "risks", "oversight", "conformity", "audit")
PAGES = {
    "/inbox": gettext_lazy("Inbox"),
    "/changes": gettext_lazy("All changes"),
    "/people/": gettext_lazy("People and roles"),
    "/people/responsibilities": gettext_lazy("Responsibilities"),
    "/competence/": gettext_lazy("Competence"),
    "/learning/": gettext_lazy("Courses"),
    "/use/": gettext_lazy("AI tools you may use"),
    "/leadership/": gettext_lazy("Leadership"),
    "/objectives/": gettext_lazy("AI objectives"),
    "/obligations/": gettext_lazy("Obligations"),
    "/frameworks/": gettext_lazy("Frameworks"),
    "/reports/": gettext_lazy("Reports"),
    "/systems/readiness": gettext_lazy("What each system lacks for its next stage"),
    "/systems/duplicates": gettext_lazy("Possible duplicates"),
    "/systems/reconcile": gettext_lazy("Compare with a list"),
    "/import/": gettext_lazy("Import a register"),
    "/risks/import": gettext_lazy("Import risk libraries"),
    "/questionnaires/import": gettext_lazy("Import a questionnaire"),
    "/propose": gettext_lazy("Propose"),
}
"""What the pages beside the jobs are called, by their addresses."""


def job_label(job: str) -> str:
    return {
        "today": pgettext("job", "Today"),
        "systems": pgettext("job", "Systems"),
        "risks": pgettext("job", "Risks"),
        "oversight": pgettext("job", "Oversight"),
        "conformity": pgettext("job", "Conformity"),
        "audit": pgettext("job", "Audit"),
        "people": pgettext("job", "People"),
    }[job]


def job_path(job: str) -> str:
    return "/" if job == "today" else f"/{job}/"


def name_of(record: Record) -> Text:
    """The record's name in the language of the page where it has one, marked with the language it is in."""
    return Text(record.name, record.name_lang)


def signer(asked: Asked, signed: Mapping[str, str]) -> Said:
    """Who signed, by the name that the reader's language has for them; as written then, where they are no more."""
    person = asked.world.get(Person, UUID(signed["by"]))
    return name_of(person) if person else Text(signed["name"], "")


def route(name: str) -> str:
    """The address of a page that another room brings, or nothing while it does not."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def draw(
    asked: Asked, template: str, look: object, title: str, job: str = "", *crumbs: Crumb, status: int = 200, **more: Any
) -> HttpResponse:
    """A whole page."""
    context = {"page": framed(asked, title, job, *crumbs), "look": look, **more}
    return render(asked, f"aims/{template}.html", context, status=status)


def framed(asked: Asked, title: str, job: str = "", *crumbs: Crumb) -> Page:
    chinese = language() == "zh"
    if job and crumbs and str(crumbs[0].label) == job_label(job):
        crumbs = crumbs[1:]
    trail = (Crumb(job_label(job), address(asked, job_path(job))),) if job and (crumbs or job != "today") else ()
    return Page(
        title=title,
        language="zh-hans" if chinese else "en",
        language_url=other_language_url(asked),
        today=asked.now.today,
        crumbs=(*trail, *crumbs) or (Crumb(title),),
        jobs=tuple(_jobs(asked, job)),
        organisation=_organisation(asked),
        home_url=address(asked, "/"),
        search_url=address(asked, "/search"),
        logout_url=route("account_logout"),
        face=_face(asked),
        account=_account(asked),
        foot=(_("Times in %(zone)s") % {"zone": ZoneInfo(settings.TIME_ZONE).key},),
        asof=_past(asked),
    )


def _jobs(asked: Asked, current: str) -> list[NavJob]:
    waiting = 0 if asked.past else len(duties_of(asked.now, asked.person.id))
    return [
        NavJob(
            job,  # type: ignore[arg-type]
            job_label(job),
            address(asked, job_path(job)),
            waiting if job == "today" else 0,
            job == current,
        )
        for job in JOBS
    ]


def _organisation(asked: Asked) -> Said:
    top = next((unit for unit in asked.now.all(Unit) if unit.parent_id is None), None)
    return name_of(top) if top else ""


def _face(asked: Asked) -> FaceLook:
    name = asked.person.name
    letters = name[:1] if not name[:1].isascii() else "".join(word[0] for word in name.split()[:2]).upper()
    role = asked.actor.held[0].role.name(language()) if asked.actor.held else ""
    return FaceLook(name_of(asked.person), letters, role, asked.person.ref)


def _account(asked: Asked) -> tuple[Crumb, ...]:
    of_all = (Crumb(str(PAGES[path]), path) for path in ("/people/", "/use/", "/learning/"))
    found = [Crumb(_("My record"), f"/r/{asked.person.ref}/"), *of_all]
    if url := route("mfa_index"):
        found.append(Crumb(_("Signing in"), url))
    return tuple(found)


def _past(asked: Asked) -> AsOfLook | None:
    if asked.past is None:
        return None
    query = asked.GET.copy()
    for name in ("as_of", "by"):
        query.pop(name, None)
    return AsOfLook(asked.past.day, asked.past.by, f"{asked.path}?{query.urlencode()}" if query else asked.path)
