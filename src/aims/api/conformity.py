"""Routes that are not about one kind: posture, requirements, duties, search, who am I."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Query, Router, Schema
from pydantic import Field

from aims import catalogue
from aims.conformity.issue import as_json, issue_posture, verdict_json
from aims.conformity.kinds import ISSUED_POSTURE
from aims.conformity.posture import verdict_on
from aims.kernel import lists
from aims.kernel.denied import Denied
from aims.kernel.duties import as_told, duties_of
from aims.kernel.kinds import KINDS
from aims.kernel.policy import opens_posture, sees
from aims.kernel.world import World, as_of

from . import schemas
from .access import Caller
from .reading import Day, past_day
from .refusals import Refused
from .roads import answered, caller

router = Router(tags=["conformity"])
Reading = Literal["recorded", "happened"]


class DoOut(Schema):
    """What closes a gap: which action, on which record, with what filled in."""

    kind: str
    action: str
    record: str | None
    prefill: dict[str, str]


class GapOut(Schema):
    code: str
    en: str
    zh: str
    do: DoOut | None


class RequirementOut(Schema):
    id: str
    status: Literal["met", "partly", "unmet", "stale", "unknown", "not_applicable"]
    depth: Literal["none", "designed", "operating", "effective"]
    evidence: list[str]
    gaps: list[GapOut]


class PostureOut(Schema):
    at: dt.datetime
    requirements: list[RequirementOut]


class DutyDoOut(Schema):
    kind: str
    action: str
    record: UUID | None


class DutyOut(Schema):
    code: str
    sentence: str
    due: dt.date | None
    do: DutyDoOut


class FoundOut(Schema):
    ref: str
    kind: str
    title: str


class MeOut(Schema):
    ref: str | None
    name: str | None
    roles: list[str]
    reads_only: bool


class KindOut(Schema):
    name: str
    label: str
    prefix: str
    fields: list[str]
    filters: list[str]
    states: list[str]
    actions: list[str]
    relations: list[str]


def reader(request: HttpRequest) -> Caller:
    """The caller, if a role of theirs opens where the organisation stands."""
    who = caller(request)
    if not opens_posture(who.actor):
        raise Refused("no_role")
    return who


def world_of(who: Caller, day: dt.date | None, by: Reading) -> World:
    return as_of(day, by) if past_day(day) and day else who.world


def _get[View: Callable[..., Any]](path: str, name: str, shape: Any) -> Callable[[View], View]:
    return router.get(path, response={200: shape}, url_name=name, operation_id=name)


@_get("/posture", "posture", PostureOut)
def read_posture(request: HttpRequest, as_of: Day | None = None, by: Reading = "recorded") -> JsonResponse:
    """The verdict on all 202 ids, now or at the end of a day."""
    who = reader(request)
    return JsonResponse(as_json(world_of(who, as_of, by), who.actor))


@router.post(
    "/posture",
    response={201: schemas.read_model(ISSUED_POSTURE)},
    url_name="issue_posture",
    operation_id="issue_posture",
)
def issue(request: HttpRequest) -> HttpResponse:
    """Store the posture as it is now, with the versions of its checks: it is shown unchanged from then on."""
    who = reader(request)
    return answered(issue_posture(who.world, who.actor), 201)


@_get("/requirements/{path:requirement}", "requirement", RequirementOut)
def read_requirement(
    request: HttpRequest, requirement: str, as_of: Day | None = None, by: Reading = "recorded"
) -> JsonResponse:
    """The verdict on one id, such as `iso42001:2023/6.1.3-f`."""
    who = reader(request)
    if requirement not in catalogue.requirements():
        raise Denied("ref_unknown", ref=requirement[:80])
    verdict = verdict_on(world_of(who, as_of, by), requirement)
    return JsonResponse(verdict_json(who.world, who.actor, requirement, verdict))


@_get("/duties", "duties", list[DutyOut])
def read_duties(request: HttpRequest) -> JsonResponse:
    """What you must do, the most urgent first."""
    who = caller(request)
    rows = []
    for duty in duties_of(who.world, who.actor.person) if who.actor.person else ():
        about = who.world.find(duty.about)
        if about is None or sees(who.actor, KINDS[about.kind], about):
            do = {"kind": duty.do.kind, "action": duty.do.action, "record": duty.do.record}
            sentence = as_told(duty, who.actor, who.world).sentence
            rows.append({"code": duty.code, "sentence": sentence, "due": duty.due, "do": do})
    return JsonResponse(rows, safe=False)


class SearchQuery(Schema):
    q: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Annotated[str, Field(max_length=40, description="Only records of this kind.")] = ""
    limit: int = Field(20, ge=1, le=100)


@_get("/search", "search", list[FoundOut])
def find(request: HttpRequest, q: Query[SearchQuery]) -> JsonResponse:
    """Records that hold all the words of `q`, in any script, among those you may see."""
    if q.kind and q.kind not in KINDS:
        raise Denied("kind_unknown", kind=q.kind, known=", ".join(kind.name for kind in KINDS))
    rows = lists.found(caller(request).actor, q.q, KINDS[q.kind] if q.kind else None, q.limit)
    return JsonResponse([{"ref": r.ref, "kind": r.kind, "title": r.title} for r in rows], safe=False)


@_get("/me", "me", MeOut)
def read_me(request: HttpRequest) -> JsonResponse:
    """Who you are to the system, and the roles you hold today."""
    who = caller(request)
    return JsonResponse(
        {
            "ref": who.person.ref if who.person else None,
            "name": who.person.title if who.person else None,
            "roles": [held.role.id for held in who.actor.held],
            "reads_only": who.actor.read_only,
        }
    )


@_get("/kinds", "kinds", list[KindOut])
def read_kinds(request: HttpRequest) -> JsonResponse:
    """Every kind of record with its fields, states and actions."""
    del request
    rows = [
        {
            "name": kind.name,
            "label": str(kind.label),
            "prefix": kind.prefix,
            "fields": list(kind.fields),
            "filters": list(kind.filters),
            "states": list(kind.workflow.states),
            "actions": list(kind.actions),
            "relations": [relation.name for relation in kind.relations],
        }
        for kind in KINDS
    ]
    return JsonResponse(rows, safe=False)
