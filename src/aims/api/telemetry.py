"""Decisions of AI systems: in by batches, which nothing but `telemetry` reads; out one by one, for whoever may."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from ninja.security import HttpBearer
from pydantic import Field

from aims.accounts.models import Token
from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.policy import refused_use
from aims.kernel.world import present
from aims.lib import clock
from aims.systems.kinds.register import AI_SYSTEM
from aims.telemetry.arrival import otlp
from aims.telemetry.arrival.taking import BatchName, take
from aims.telemetry.arrival.unpacking import received
from aims.telemetry.reading import browsing, lookup
from aims.telemetry.reasons import Refused as NotTaken
from aims.telemetry.rules import rules_of

from .access import Caller, actor_of
from .reading import DecidedOn
from .refusals import Refused, problem
from .roads import caller, find

router = Router(tags=["telemetry"])
RETRY_SECONDS = 30


class ProblemOut(Schema):
    row: int
    code: str
    sentence: str


class ArrivedOut(Schema):
    accepted: int
    rejected: int
    duplicate: bool
    dropped: dict[str, int]
    problems: list[ProblemOut]


class RulesOut(Schema):
    version: int
    fields: dict[str, str]
    others: str
    texts: str
    groups: list[str]


class TracedOut(Schema):
    partialSuccess: dict[str, Any] | None = None  # noqa: N815  the name is OpenTelemetry's


class DecisionOut(Schema):
    key: str
    at: dt.datetime
    sort: str
    inputs: dict[str, Any] | None = None
    output: Any = None


class DecisionsOut(Schema):
    rows: list[DecisionOut]
    next: str | None


class Sender(Caller):
    """A program that sends decisions, and the refs of the systems that its token names."""

    systems: frozenset[str] = frozenset()
    may_write = False


class BySender(HttpBearer):
    """`Authorization: Bearer aims_…`: a token of the scope `record` for its systems, or one that may write."""

    def authenticate(self, request: HttpRequest, token: str) -> Sender | None:
        del request
        found = Token.find(token, clock.now()) if token.isascii() else None
        if found is None:
            return None
        world = present()
        actor = actor_of(world, found.user)
        if actor is None:
            return None
        sender = Sender(f"token:{found.pk}", world, actor)
        sender.may_write = Token.Scope.WRITE in found.scopes
        if Token.Scope.RECORD in found.scopes:
            sender.systems = frozenset(found.systems)
        return sender


def sent_for(request: HttpRequest, ref: str) -> Record:
    """The system whose decisions the caller may send; refused as `Denied` or `Refused`."""
    sender = caller(request)
    assert isinstance(sender, Sender)
    if ref in sender.systems:
        record = Record.objects.filter(ref=ref, kind=AI_SYSTEM.name).first()
        if record is None:
            raise Denied("ref_unknown", ref=ref[:40])
        return record
    if not sender.may_write:
        raise Refused("not_its_system")
    record = find(sender, AI_SYSTEM, ref)
    if sender.actor.read_only:
        raise Denied("read_only")
    if denied := refused_use(sender.actor, "record_decisions", record, AI_SYSTEM):
        raise denied
    return record


def _body(request: HttpRequest) -> bytes:
    """What was sent, as it is: Django's own limit is for forms."""
    return received(request.read, int(request.META.get("CONTENT_LENGTH") or 0))


def not_taken(refused: NotTaken) -> HttpResponse:
    answer = problem(refused.status, refused.code, refused.sentence)
    if refused.status == 503:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


BATCH = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("application/x-ndjson", "application/msgpack", "application/vnd.apache.arrow.stream")
        },
    },
    "parameters": [
        {"in": "header", "name": name, "required": False, "schema": schema, "description": what}
        for name, schema, what in (
            ("Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 100}, "Names the batch for 30 days."),
            ("Aims-Producer", {"type": "string", "minLength": 1, "maxLength": 100}, "Who counts the batches."),
            ("Aims-Batch", {"type": "integer", "minimum": 0}, "The number of the batch, from 0."),
            ("Content-Encoding", {"enum": ["identity", "gzip", "zstd"]}, "How the body is compressed."),
        )
    ],
}


def _route[View: Callable[..., Any]](
    method: str, path: str, name: str, shape: Any, **more: Any
) -> Callable[[View], View]:
    return router.api_operation([method], path, response={200: shape}, url_name=name, operation_id=name, **more)


@_route("POST", "/{system}/events", "send_events", ArrivedOut, auth=[BySender()], throttle=[], openapi_extra=BATCH)
def send_events(request: HttpRequest, system: str) -> HttpResponse:
    """Send a batch of events, each an `aims_sdk.decisions.Event`; when it is answered, what was accepted is on disk.

    At most 16 MB as sent, 64 MB unpacked, 50,000 events, 256 kB an event. One bad event never stops a good one.
    """
    record, said = sent_for(request, system), request.headers
    try:
        name = BatchName.of(said.get("Idempotency-Key"), said.get("Aims-Producer"), said.get("Aims-Batch"))
        sort = (request.content_type or "").lower()
        answer = take(record.pk, _body(request), sort, said.get("Content-Encoding", ""), name)
    except NotTaken as refused:
        return not_taken(refused)
    return JsonResponse(answer)


@_route("GET", "/{system}/rules", "recording_rules", RulesOut, auth=[BySender()], throttle=[])
def read_rules(request: HttpRequest, system: str) -> JsonResponse:
    """What to leave out or pseudonymise before it is sent: the recording plan in force."""
    return JsonResponse(rules_of(sent_for(request, system).pk).as_json())


@_route("POST", "/{system}/otlp/v1/traces", "send_traces", TracedOut, auth=[BySender()], throttle=[])
def send_traces(request: HttpRequest, system: str) -> HttpResponse:
    """OTLP/HTTP, JSON or protobuf: spans with GenAI attributes become answers and calls of tools."""
    record = sent_for(request, system)
    sort = (request.content_type or "").lower()
    try:
        content = otlp.take(record.pk, _body(request), sort, request.headers.get("Content-Encoding", ""))
    except NotTaken as refused:
        return not_taken(refused)
    return HttpResponse(content, content_type=sort)


def read_of(request: HttpRequest, ref: str) -> Record:
    """The system whose decisions, and what is measured of them, the caller may read. Raises `Denied`."""
    who = caller(request)
    record = find(who, AI_SYSTEM, ref)
    if denied := refused_use(who.actor, "read_decisions", record, AI_SYSTEM):
        raise denied
    return record


@_route("GET", "/{system}/decisions/{path:key}", "decision", DecisionOut)
def read_decision(request: HttpRequest, system: str, key: str) -> JsonResponse:
    """One decision by its key, with the outcomes, corrections and rulings that followed it."""
    found = lookup.decision(read_of(request, system).pk, key)
    if found is None:
        raise Denied("ref_unknown", ref=key[:80])
    return JsonResponse(found)


class DecisionsQuery(Schema):
    day: DecidedOn
    version: Annotated[str, Field(max_length=1_000)] = ""
    output: Annotated[str, Field(max_length=1_000)] = ""
    cursor: Annotated[str, Field(max_length=100)] = ""


@_route("GET", "/{system}/decisions", "decisions", DecisionsOut)
def read_decisions(request: HttpRequest, system: str, q: Query[DecisionsQuery]) -> JsonResponse:
    """The decisions of a day (UTC) in order of their keys, fifty at a time; `next` is the cursor to go on from."""
    record = read_of(request, system)
    if any("\0" in text for text in (q.version, q.output, q.cursor)):
        raise Refused("unstorable")
    rows, more = browsing.browse(record.pk, browsing.Wanted(q.day, q.day, q.version, q.output), q.cursor)
    return JsonResponse({"rows": rows, "next": more or None})
