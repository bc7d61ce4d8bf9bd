"""What all routes share: who asks, which record, which version they saw, and how a record is answered."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record
from aims.kernel.policy import as_seen, sees_drafts, visible
from aims.kernel.spine import GuardedQuerySet
from aims.kernel.world import present
from aims.lib.canonical import is_storable

from . import schemas
from .access import Caller
from .refusals import Refused

IF_MATCH = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "required": False,
            "schema": {"type": "string", "pattern": '^(\\*|(W/)?"[0-9]{1,9}")$'},
            "description": "The version that you saw, as in the ETag; the same as `expect`.",
        }
    ]
}


def caller(request: HttpRequest) -> Caller:
    return request.auth  # type: ignore[attr-defined, no-any-return]


def find(who: Caller, kind: Kind, ref: str) -> Record:
    """The record called `ref` (or with that id), if the caller may see it; else `Denied` as if there were none."""
    if not is_storable(ref):
        raise Refused("unstorable")
    try:
        wanted = Q(pk=UUID(ref))
    except ValueError:
        wanted = Q(ref=ref[:24])
    rows: GuardedQuerySet[Record] = visible(who.actor, kind).filter(wanted)
    record = rows.first()
    if record is None:
        raise Denied("ref_unknown", ref=ref[:40])
    return record


def shown(who: Caller, record: Record) -> Record:
    """`record`, which the caller found or has just written, in the version that they may read."""
    if sees_drafts(who.actor, KINDS[record.kind], record):
        return record
    return as_seen(who.actor, record, present()) or record


def answered(record: Record, status: int = 200) -> JsonResponse:
    """One record, with its version as the ETag."""
    response = JsonResponse(schemas.answer(record), status=status)
    response["ETag"] = f'"{record.version}"'
    return response


def expected(request: HttpRequest, body: Any) -> int | None:
    """The version that the caller saw: `expect` of the body, or If-Match."""
    given: int | None = getattr(body, "expect", None)
    header = request.headers.get("If-Match", "*").strip()
    if given is not None or header == "*":
        return given
    number = header.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise Refused("if_match")
    return int(number)


def add(
    method: Callable[..., Any],
    path: str,
    view: Callable[..., Any],
    answers: dict[int, Any],
    name: str,
    extra: dict[str, Any] | None = None,
) -> None:
    summary = name.replace("_", " ").capitalize()
    method(path, response=answers, operation_id=name, url_name=name, summary=summary, openapi_extra=extra)(view)
