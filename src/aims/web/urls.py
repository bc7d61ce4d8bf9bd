"""Addresses of the pages. Every one asks who looks, in `middleware.Presence`."""

from django.urls import URLPattern, path

from aims.web.pages import (
    extras,
    frameworks,
    imports,
    jobs,
    leadership,
    meetings,
    people,
    policies,
    postures,
    records,
    requirements,
    search,
    systems,
    today,
    turning,
)

JOB_PAGES = ("risks", "oversight", "audit")

urlpatterns: list[URLPattern] = [
    path("", today.today_page, name="today"),
    path("inbox", today.inbox_page, name="inbox"),
    path("changes", today.changes_page, name="changes"),
    path("search", search.search_page, name="search"),
    path("conformity/", requirements.conformity_page, name="conformity"),
    path("requirement/<str:framework>/<str:place>", requirements.requirement_page, name="requirement"),
    path("frameworks/", frameworks.frameworks_page, name="frameworks"),
    path("systems/", systems.register_page, name="systems"),
    path("import/", imports.import_page, name="import"),
    path("import/rejected/<slug:token>", imports.rejects_file, name="import-rejects"),
    path("people/", people.people_page, name="people"),
    path("people/responsibilities", leadership.matrix_page, name="responsibilities"),
    path("leadership/", leadership.leadership_page, name="leadership"),
    *(path(f"{job}/", jobs.job_page, {"job": job}, name=job) for job in JOB_PAGES),
    path("gap/<str:framework>/<str:place>/<str:key>", turning.gap_form, name="gap"),
    path("duty/<str:key>", turning.duty_form, name="duty"),
    path("k/<slug:kind>/", records.list_of, name="list"),
    path("k/<slug:kind>/new", records.new_page, name="new"),
    path("r/<slug:ref>/", records.record_page, name="record"),
    path("r/<slug:ref>/edit", records.edit_page, name="edit"),
    path("r/<slug:ref>/do/<slug:action>", records.do_page, name="do"),
    path("r/<slug:ref>/history", records.history_page, name="history"),
    path("r/<slug:ref>/compare", records.compare_page, name="compare"),
    path("r/<slug:ref>/bundle", postures.bundle, name="bundle"),
    path("r/<slug:ref>/attendance", meetings.attendance, name="attendance"),
    path("r/<slug:ref>/read", policies.read, name="read"),
    path("r/<slug:ref>/link", records.do_page, {"action": "link"}, name="link"),
    path("r/<slug:ref>/unlink", extras.take_away, {"action": "unlink"}, name="unlink"),
    path("r/<slug:ref>/attach", extras.attach, name="attach"),
    path("r/<slug:ref>/detach", extras.take_away, {"action": "detach"}, name="detach"),
    path("r/<slug:ref>/comment", extras.comment, name="comment"),
    path("r/<slug:ref>/file/<slug:digest>", records.file_of, name="file"),
]
