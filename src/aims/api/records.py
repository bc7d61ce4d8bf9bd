"""Routes for every kind: list, read, history, and one route for each action it has."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from ninja import Query, Router, Schema

from aims.accounts.proof import authenticated_at
from aims.kernel.denied import Denied
from aims.kernel.kinds import COMMON_ACTIONS, KINDS, Kind
from aims.kernel.lists import page
from aims.kernel.models import Event, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import sees, visible
from aims.kernel.spine import GuardedQuerySet
from aims.kernel.world import as_of

from . import schemas
from .access import Caller

REFUSALS = {
    400: schemas.Problem,
    403: schemas.Problem,
    404: schemas.Problem,
    409: schemas.Problem,
    422: schemas.Problem,
}


class ListQuery(Schema):
    limit: int = 50
    after: str = ""


def caller(request: HttpRequest) -> Caller:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def routes(kind: Kind) -> Router:
    """The router of one kind."""
    router = Router(tags=[kind.name])
    _reading(router, kind)
    for action in kind.actions:
        if action not in COMMON_ACTIONS:
            _acting(router, kind, action)
    _links_and_comments(router, kind)
    return router


def _reading(router: Router, kind: Kind) -> None:
    shape = schemas.read_model(kind)
    columns = ("kind", "state", "in_force_version", "author_id", "changed_at", *kind.fields)
    attnames = {name: kind.field(name).attname for name in kind.fields}

    class Listed(Schema):
        rows: list[shape]  # type: ignore[valid-type]
        after: str | None

    Listed.__name__ = f"{kind.model.__name__}List"

    @router.get("", response={200: Listed, **REFUSALS}, operation_id=f"list_{kind.name}", url_name=f"list_{kind.name}")
    def list_records(request: HttpRequest, q: Query[ListQuery]) -> JsonResponse:
        """Newest change first, at most 200; `after` of the answer asks for the next page. Filters are parameters."""
        filters = {k: v for k, v in request.GET.items() if k not in ("limit", "after", "lang")}
        wanted = [attnames.get(name, name) for name in columns]
        found = page(caller(request).actor, kind, wanted, filters, q.after, max(1, min(q.limit, 200)))  # type: ignore[arg-type]
        rows = []
        for row in found.rows:
            flat = {name: row[attnames.get(name, name)] for name in columns if name != "author_id"}
            rows.append(
                {"id": row["id"], "ref": row["ref"], "version": row["version"], "author": row["author_id"], **flat}
            )
        return JsonResponse({"rows": rows, "after": found.after})

    @router.get(
        "/{ref}", response={200: shape, **REFUSALS}, operation_id=f"read_{kind.name}", url_name=f"read_{kind.name}"
    )
    def read(request: HttpRequest, ref: str, as_of: dt.date | None = None) -> JsonResponse:
        """One record by its ref or id; with `as_of`, as it was at the end of that day."""
        record = find(caller(request), kind, ref)
        return JsonResponse(schemas.answer(_then(caller(request), record, as_of) if as_of else record))

    @router.get(
        "/{ref}/history",
        response={200: list[dict[str, Any]], **REFUSALS},
        operation_id=f"history_{kind.name}",
        url_name=f"history_{kind.name}",
    )
    def history(request: HttpRequest, ref: str) -> JsonResponse:
        """Every event of the record, the newest first, each with the record as it was after it."""
        record = find(caller(request), kind, ref)
        events = Event.objects.filter(record=record.pk).order_by("-seq").select_related("body_row")[:500]
        return JsonResponse([_event(event) for event in events], safe=False)


def _event(event: Event) -> dict[str, Any]:
    body = getattr(event, "body_row", None)
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": event.actor_id,
        "action": event.action,
        "version": event.version,
        "leaf": bytes(event.leaf).hex(),
        **(
            {"reason": body.body["reason"], "signature": body.body["signature"], "after": body.body["after"]}
            if body
            else {}
        ),
    }


def find(who: Caller, kind: Kind, ref: str) -> Record:
    """The record called `ref` (or with that id), if the caller may see it; else `Denied` as if there were none."""
    assert who.actor is not None
    try:
        wanted = Q(pk=UUID(ref))
    except ValueError:
        wanted = Q(ref=ref)
    rows: GuardedQuerySet[Record] = visible(who.actor, kind).filter(wanted)
    record = rows.first()
    if record is None:
        raise Denied("ref_unknown", ref=ref)
    return record


def _then(who: Caller, record: Record, day: dt.date) -> Record:
    then = as_of(day).get(type(record), record.pk)
    if then is None or who.actor is None or not sees(who.actor, KINDS[record.kind], then):
        raise Denied("ref_unknown", ref=record.ref)
    return then


def _acting(router: Router, kind: Kind, action: str) -> None:
    """One route for one action: POST creates, PATCH edits, POST …/{action} moves."""
    shape, answers = schemas.command_model(kind, action), {200: schemas.read_model(kind), **REFUSALS}
    name = f"{action}_{kind.name}"

    def run(request: HttpRequest, ref: str | None, body: Any) -> JsonResponse:
        who = caller(request)
        record = find(who, kind, ref) if ref else None
        values = body.values if isinstance(body.values, dict) else body.values.model_dump(exclude_unset=True)
        command = Command(
            kind.name,
            action,
            who.actor,  # type: ignore[arg-type]
            record.pk if record else None,
            values,
            getattr(body, "expect", None),
            body.reason,
            authenticated_at(request),
            [(link.relation, link.target) for link in getattr(body, "links", ())],
        )
        return JsonResponse(schemas.answer(perform(command, world=who.world)))

    if action == "create":

        def create(request: HttpRequest, body: shape) -> JsonResponse:  # type: ignore[valid-type]
            return run(request, None, body)

        _add(router.post, "", create, answers, name)
    else:

        def act(request: HttpRequest, ref: str, body: shape) -> JsonResponse:  # type: ignore[valid-type]
            return run(request, ref, body)

        method, path = (router.patch, "/{ref}") if action == "edit" else (router.post, f"/{{ref}}/{action}")
        _add(method, path, act, answers, name)


def _add(method: Callable[..., Any], path: str, view: Callable[..., Any], answers: dict[int, Any], name: str) -> None:
    method(path, response=answers, operation_id=name, url_name=name, summary=name.replace("_", " ").capitalize())(view)


def _links_and_comments(router: Router, kind: Kind) -> None:
    """Links and comments, which every kind has."""
    answers = {200: schemas.read_model(kind), **REFUSALS}

    def links(action: str) -> Callable[..., JsonResponse]:
        def change(request: HttpRequest, ref: str, body: schemas.LinkCommand) -> JsonResponse:
            who = caller(request)
            values = {"relation": body.relation, "target": body.target, "label": body.label}
            record = find(who, kind, ref)
            command = Command(kind.name, action, who.actor, record.pk, values, body.expect)  # type: ignore[arg-type]
            return JsonResponse(schemas.answer(perform(command, world=who.world)))

        return change

    def comment(request: HttpRequest, ref: str, body: schemas.CommentCommand) -> JsonResponse:
        who = caller(request)
        command = Command(kind.name, "comment", who.actor, find(who, kind, ref).pk, reason=body.text)  # type: ignore[arg-type]
        return JsonResponse(schemas.answer(perform(command, world=who.world)))

    for action in ("link", "unlink"):
        _add(router.post, f"/{{ref}}/{action}", links(action), answers, f"{action}_{kind.name}")
    _add(router.post, "/{ref}/comment", comment, answers, f"comment_{kind.name}")
