"""Routes that are not about one kind: posture, requirements, duties, search, who am I."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from aims import catalogue
from aims.conformity.issue import as_json
from aims.kernel import search
from aims.kernel.denied import Denied
from aims.kernel.duties import duties_of
from aims.kernel.kinds import KINDS
from aims.kernel.policy import visible_records
from aims.kernel.world import World, as_of

from .records import REFUSALS, caller

router = Router(tags=["conformity"])


class GapOut(Schema):
    code: str
    en: str
    zh: str
    do: dict[str, Any] | None


class RequirementOut(Schema):
    id: str
    status: Literal["met", "partly", "unmet", "stale", "unknown", "not_applicable"]
    depth: Literal["none", "designed", "operating", "effective"]
    evidence: list[str]
    gaps: list[GapOut]


class PostureOut(Schema):
    at: dt.datetime
    requirements: list[RequirementOut]


def _world(request: HttpRequest, day: dt.date | None, by: Literal["recorded", "happened"]) -> World:
    return as_of(day, by) if day else caller(request).world


@router.get("/posture", response={200: PostureOut, **REFUSALS}, url_name="posture")
def read_posture(
    request: HttpRequest, as_of: dt.date | None = None, by: Literal["recorded", "happened"] = "recorded"
) -> JsonResponse:
    """The verdict on all 202 ids, now or at the end of a day."""
    return JsonResponse(as_json(_world(request, as_of, by), caller(request).actor))  # type: ignore[arg-type]


@router.get("/requirements/{path:requirement}", response={200: RequirementOut, **REFUSALS}, url_name="requirement")
def read_requirement(
    request: HttpRequest,
    requirement: str,
    as_of: dt.date | None = None,
    by: Literal["recorded", "happened"] = "recorded",
) -> JsonResponse:
    """The verdict on one id, such as `iso42001:2023/6.1.3-f`."""
    if requirement not in catalogue.requirements():
        raise Denied("ref_unknown", ref=requirement)
    found = as_json(_world(request, as_of, by), caller(request).actor)  # type: ignore[arg-type]
    return JsonResponse(next(row for row in found["requirements"] if row["id"] == requirement))


@router.get("/duties", response={200: list[dict[str, Any]], **REFUSALS}, url_name="duties")
def read_duties(request: HttpRequest) -> JsonResponse:
    """What you must do, the most urgent first."""
    who = caller(request)
    rows = [
        {"code": d.code, "sentence": d.sentence, "due": d.due, "do": {"kind": d.do.kind, "action": d.do.action}}
        for d in (duties_of(who.world, who.person.id) if who.person else [])
    ]
    return JsonResponse(rows, safe=False)


@router.get("/search", response={200: list[dict[str, str]], **REFUSALS}, url_name="search")
def find(request: HttpRequest, q: str, limit: int = 20) -> JsonResponse:
    """Records that hold all the words of `q`, in any script, among those you may see."""
    found = search.find(q, visible_records(caller(request).actor), max(1, min(limit, 100)))  # type: ignore[arg-type]
    return JsonResponse([{"ref": r.ref, "kind": r.kind, "title": r.title} for r in found], safe=False)


@router.get("/me", response={200: dict[str, Any], **REFUSALS}, url_name="me")
def read_me(request: HttpRequest) -> JsonResponse:
    """Who you are to the system, and the roles you hold today."""
    who = caller(request)
    assert who.actor is not None
    return JsonResponse(
        {
            "ref": who.person.ref if who.person else None,
            "name": who.person.title if who.person else None,
            "roles": [held.role.id for held in who.actor.held],
            "reads_only": who.actor.read_only,
        }
    )


@router.get("/kinds", response={200: list[dict[str, Any]], **REFUSALS}, url_name="kinds")
def read_kinds(request: HttpRequest) -> JsonResponse:
    """Every kind of record with its fields, states and actions."""
    rows = [
        {
            "name": kind.name,
            "label": str(kind.label),
            "prefix": kind.prefix,
            "fields": list(kind.fields),
            "states": list(kind.workflow.states),
            "actions": list(kind.actions),
        }
        for kind in KINDS
    ]
    return JsonResponse(rows, safe=False)
