"""Routes for every kind: list, read, links, history, and one route for each action it has."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router

from aims.kernel.denied import Denied
from aims.kernel.images import restore
from aims.kernel.kinds import COMMON_ACTIONS, KINDS, Kind
from aims.kernel.lists import page
from aims.kernel.models import Event, Link, Record, Stamp
from aims.kernel.perform import Command, perform
from aims.kernel.policy import readable, sees, show, visible_records
from aims.lib import clock

from . import schemas
from .access import Caller
from .attachments import attachments
from .reading import Day, past_day
from .roads import IF_MATCH, add, answered, caller, expected, find, shown

HIDDEN_LINK = (None, "", "")


def is_computed(kind: Kind) -> bool:
    """Whether records of this kind hold what the program computed: nobody sends such content from outside."""
    return any(type(kind.field(name)) is models.JSONField for name in kind.fields)


def routes(kind: Kind) -> Router:
    """The router of one kind."""
    router = Router(tags=[kind.name])
    _listing(router, kind)
    _reading(router, kind)
    _history(router, kind)
    for action in kind.actions:
        if action not in COMMON_ACTIONS and not (action in ("create", "edit") and is_computed(kind)):
            _acting(router, kind, action)
    _links_and_comments(router, kind)
    attachments(router, kind)
    return router


def _listing(router: Router, kind: Kind) -> None:
    asked = schemas.list_query(kind)
    name, known = f"list_{kind.name}", {"limit", "after", *kind.filters}

    @router.get("", response={200: schemas.list_model(kind)}, operation_id=name, url_name=name)
    def list_records(request: HttpRequest, q: Query[asked]) -> JsonResponse:  # type: ignore[valid-type]
        """Newest change first; `after` of the answer asks for the next page."""
        if strange := next((one for one in request.GET if one not in known), None):
            raise Denied("filter_unknown", kind=kind.label, filter=strange, known=", ".join(kind.filters))
        wanted = q.model_dump(exclude_none=True)  # type: ignore[attr-defined]
        limit, after = wanted.pop("limit"), wanted.pop("after")
        filters = {filtered: str(value) for filtered, value in wanted.items()}
        found = page(caller(request).actor, kind, schemas.columns(kind), filters, after, limit)
        return JsonResponse({"rows": [schemas.answer_row(kind, row) for row in found.rows], "after": found.after})


def _reading(router: Router, kind: Kind) -> None:
    read_answers = {200: schemas.read_model(kind)}
    read_name, links_name = f"read_{kind.name}", f"links_{kind.name}"

    @router.get("/{ref}", response=read_answers, operation_id=read_name, url_name=read_name)
    def read(request: HttpRequest, ref: str, as_of: Day | None = None) -> HttpResponse:
        """One record by its ref or id; with `as_of`, as it was at the end of that day. The ETag is its version."""
        who = caller(request)
        record = find(who, kind, ref)
        return answered(_then(who, record, past_day(as_of)) if as_of else shown(who, record))

    links_answers = {200: list[schemas.LinkOut]}

    @router.get("/{ref}/links", response=links_answers, operation_id=links_name, url_name=links_name)
    def read_links(request: HttpRequest, ref: str) -> JsonResponse:
        """What the record leads to: other records and attached files."""
        who = caller(request)
        record = find(who, kind, ref)
        read = shown(who, record)
        rows = list(Link.objects.filter(source=record).select_related("target", "file").order_by("pk"))
        if read is not record:
            said = {(k.relation, k.target, k.digest): k.label for k in read.links}
            rows = [k for k in rows if (k.relation, k.target_id, k.file_id or "") in said]
            for link in rows:
                link.label = said[link.relation, link.target_id, link.file_id or ""]
        return JsonResponse([_link(who, link) for link in rows], safe=False)


def _history(router: Router, kind: Kind) -> None:
    name = f"history_{kind.name}"

    @router.get("/{ref}/history", response={200: schemas.HistoryOut}, operation_id=name, url_name=name)
    def history(request: HttpRequest, ref: str, q: Query[schemas.HistoryQuery]) -> JsonResponse:
        """Events of the record, the newest first, each with the record as it was after it."""
        who = caller(request)
        record = find(who, kind, ref)
        events = readable(who.actor, record, Event.objects.filter(record=record.pk))
        events = events.order_by("-seq").select_related("body_row")
        if q.before is not None:
            events = events.filter(seq__lt=q.before)
        found = list(events[: q.limit + 1])
        rows = [_event(event) for event in found[: q.limit]]
        _hide_links(who, [row["after"] for row in rows if row["after"]])
        return JsonResponse({"rows": rows, "before": rows[-1]["seq"] if len(found) > q.limit else None})


def _link(who: Caller, link: Link) -> dict[str, Any]:
    target, file = link.target, link.file
    is_visible = target is None or show(who.actor, [target])[0] is not None
    seen = shown(who, target) if target and is_visible else None
    return {
        "relation": link.relation,
        "label": link.label if is_visible else "",
        "visible": is_visible,
        "target": seen.pk if seen else None,
        "ref": seen.ref if seen else None,
        "kind": seen.kind if seen else None,
        "title": seen.title if seen else None,
        "digest": file.pk if file else None,
        "media_type": file.media_type if file else None,
        "size": file.size if file else None,
    }


def _event(event: Event) -> dict[str, Any]:
    row = getattr(event, "body_row", None)
    body = row.body if row else {"reason": None, "signature": None, "after": None}
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor_id,
        "on_behalf_of": event.on_behalf_of_id,
        "action": event.action,
        "version": event.version,
        "leaf": bytes(event.leaf).hex(),
        "reason": body["reason"],
        "under": body.get("under", []),
        "signature": body["signature"],
        "after": body["after"],
    }


def _hide_links(who: Caller, images: list[dict[str, Any]]) -> None:
    """Blank the links of `images` to records that the caller may not see."""
    targets = {link[1] for image in images for link in image["links"] if link[1]}
    if not targets:
        return
    rows = Record.objects.filter(visible_records(who.actor), pk__in=targets).values_list("pk", flat=True)
    seen = {str(pk) for pk in rows}
    for image in images:
        image["links"] = [
            link if not link[1] or link[1] in seen else [link[0], *HIDDEN_LINK] for link in image["links"]
        ]


def _then(who: Caller, record: Record, day: Any) -> Record:
    """The record at the end of `day`: its last image until then, if the caller may see that too."""
    kind, end = KINDS[record.kind], clock.end_of(day, ZoneInfo(settings.TIME_ZONE))
    events = readable(who.actor, record, Event.objects.filter(record=record.pk, at__lte=end, body_row__isnull=False))
    event = events.order_by("-seq").select_related("body_row").first()
    if event is not None:
        stamp = Stamp(event.seq, event.at, event.actor_id, event.action)
        then = restore(kind.model, event.body_row.body["after"], stamp)
        if sees(who.actor, kind, then):
            return then
    raise Denied("ref_unknown", ref=record.ref)


def _acting(router: Router, kind: Kind, action: str) -> None:
    """One route for one action: POST creates, PATCH edits, POST …/{action} moves."""
    shape, name = schemas.command_model(kind, action), f"{action}_{kind.name}"

    def run(request: HttpRequest, ref: str | None, body: Any) -> Record:
        who = caller(request)
        record = find(who, kind, ref) if ref is not None else None
        values = getattr(body, "values", {})
        command = Command(
            kind.name,
            action,
            who.actor,
            record.pk if record else None,
            values if isinstance(values, dict) else values.model_dump(exclude_unset=True),
            expected(request, body) if record else None,
            body.reason,
            who.proof.at if who.proof else None,
            [(link.relation, link.target) for link in getattr(body, "links", ())],
            authenticated_by=who.proof.how if who.proof else "",
        )
        return perform(command, world=who.world)

    if action == "create":

        def create(request: HttpRequest, body: shape) -> HttpResponse:  # type: ignore[valid-type]
            record = run(request, None, body)
            response = answered(shown(caller(request), record), 201)
            response["Location"] = f"{request.path}/{record.ref}"
            return response

        add(router.post, "", create, {201: schemas.read_model(kind)}, name)
    else:

        def act(request: HttpRequest, ref: str, body: shape) -> HttpResponse:  # type: ignore[valid-type]
            return answered(shown(caller(request), run(request, ref, body)))

        method, path = (router.patch, "/{ref}") if action == "edit" else (router.post, f"/{{ref}}/{action}")
        add(method, path, act, {200: schemas.read_model(kind)}, name, IF_MATCH)


def _links_and_comments(router: Router, kind: Kind) -> None:
    """Links and comments, which every kind has."""
    answers = {200: schemas.read_model(kind)}

    def links(action: str) -> Callable[..., HttpResponse]:
        def change(request: HttpRequest, ref: str, body: schemas.LinkCommand) -> HttpResponse:
            who = caller(request)
            values = {"relation": body.relation, "target": body.target, "label": body.label}
            record = find(who, kind, ref)
            command = Command(kind.name, action, who.actor, record.pk, values, expected(request, body))
            return answered(shown(who, perform(command, world=who.world)))

        return change

    def comment(request: HttpRequest, ref: str, body: schemas.CommentCommand) -> HttpResponse:
        who = caller(request)
        command = Command(kind.name, "comment", who.actor, find(who, kind, ref).pk, reason=body.text)
        return answered(shown(who, perform(command, world=who.world)))

    for action in ("link", "unlink"):
        add(router.post, f"/{{ref}}/{action}", links(action), answers, f"{action}_{kind.name}", IF_MATCH)
    add(router.post, "/{ref}/comment", comment, answers, f"comment_{kind.name}")
