"""The gate over HTTP: the plan that holds, what is stopped, a decision submitted, and what became of a held one."""

import datetime as dt
import hmac
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import override
from ninja import Query, Router, Schema

from aims.kernel.checks import remembered
from aims.kernel.denied import Denied
from aims.kernel.models import Person, Record
from aims.kernel.world import World, present
from aims.lib import clock
from aims.oversight import gate, running, saying
from aims.oversight.models import CaseContent, OversightPlan, ReviewCase
from aims.oversight.plans import plan_of
from aims.oversight.stopping import stops_of
from aims.oversight.trying import secret_of
from aims.systems.models import AISystem
from aims.telemetry.reasons import Refused as NotTaken

from .refusals import Refused, problem
from .roads import caller
from .telemetry import BySender, Sender, not_taken, sent_for

router = Router(tags=["oversight"])
MOST_ASKED = 200
MOST_BODY = 512 * 1024
_SUBMISSION = msgspec.json.Decoder(gate.Submission)
_OVER = {"released": "released", "refused": "refused", "handed_over": "handed_over", "withdrawn": "withdrawn"}


class PlanOut(Schema):
    plan: dict[str, Any] | None
    stopped: list[dict[str, Any]]
    seal: str


class PulseOut(Schema):
    stopped: list[dict[str, Any]]
    plan: int | None


class CaseOut(Schema):
    state: str
    case: str = ""
    key: str
    due: dt.datetime | None = None
    why: dict[str, str] = {}
    digest: str = ""
    arguments_digest: str = ""
    ruling: str = ""
    output: Any = None
    reason: str = ""
    by: str = ""


def _route[View: Callable[..., Any]](
    method: str, path: str, name: str, shape: Any, **more: Any
) -> Callable[[View], View]:
    more = {"response": {200: shape}} | more
    return router.api_operation(
        [method], path, url_name=name, operation_id=name, auth=[BySender()], throttle=[], **more
    )


# ---- what a gate keeps ----


def _plan_as_json(plan: OversightPlan, today: dt.date) -> dict[str, Any]:
    return {
        "ref": plan.ref,
        "version": plan.version,
        "edition": plan.edition,
        "mode": plan.mode,
        "hold_when": plan.hold_when,
        "when_held": plan.when_held,
        "when_away": plan.when_away,
        "when_late": plan.when_late,
        "minutes": plan.minutes,
        "secret": secret_of(plan.id),
        "seen": gate.seen(plan.system_id, msgspec.json.encode(plan.hold_when), today) if plan.hold_when else {},
    }


def seal_of(token: str, body: dict[str, Any]) -> str:
    """By the token of whoever asked: nobody else can make a plan that their program takes."""
    said = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.digest(token.encode(), said.encode(), "sha256").hex()


@_route("GET", "/{system}/plan", "oversight_plan", PlanOut)
def read_plan(request: HttpRequest, system: str) -> JsonResponse:
    """What is held of the decisions of a system, for a gate to keep; sealed with the caller's own token."""
    record, world = sent_for(request, system), present()
    plan = plan_of(world, record.pk)
    body = {
        "plan": _plan_as_json(plan, world.today) if plan and plan.way == OversightPlan.Way.GATE else None,
        "stopped": stops_of(world, record.pk),
    }
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    return JsonResponse(body | {"seal": seal_of(token, body | {"system": record.ref})})


@_route("GET", "/pulse", "oversight_pulse", dict[str, PulseOut])
def read_pulse(request: HttpRequest, systems: str) -> JsonResponse:
    """What is stopped, and which version of each plan is in force: asked by every gate once a second."""
    who = caller(request)
    assert isinstance(who, Sender)
    known = remembered(who.world, "systems by ref", _by_ref)
    told = {}
    for ref in dict.fromkeys(systems.split(",")[:MOST_ASKED]):
        pk = known[ref] if ref in who.systems and ref in known else sent_for(request, ref).pk
        told[ref] = {"stopped": stops_of(who.world, pk), "plan": _version(plan_of(who.world, pk))}
    return JsonResponse(told)


def _by_ref(world: World) -> dict[str, UUID]:
    return {system.ref: system.id for system in world.all(AISystem)}


def _version(plan: OversightPlan | None) -> int | None:
    return plan.version if plan and plan.way == OversightPlan.Way.GATE else None


# ---- decisions ----


@_route(
    "POST",
    "/{system}/decisions",
    "submit_decision",
    CaseOut,
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    },
    response={200: CaseOut, 201: CaseOut},
)
def submit(request: HttpRequest, system: str) -> HttpResponse:
    """A decision at the gate: it passes and is recorded, or it is held and a case waits; the same for the same key.

    `{"decision": …, "title", "held", "plan", "by", "route"}`, the decision as `aims_sdk.decisions.Decision`.
    """
    record, world = sent_for(request, system), present()
    sent = _submitted(request)
    try:
        answer = gate.submit(record, sent, world, _asked_by(sent.by))
    except gate.Stopped as stopped:
        raise Refused("stopped", ref=record.ref, stop=stopped.stop["ref"]) from stopped
    except gate.OtherContent as other:
        raise Refused("other_content") from other
    except gate.Unfit as unfit:
        return problem(422, unfit.problem.code, unfit.problem.sentence)
    except NotTaken as refused:
        return not_taken(refused)
    if answer.case is None:
        return JsonResponse({"state": "passed", "key": sent.decision.key})
    return JsonResponse(_told([answer.case], world)[0], status=201 if answer.is_new else 200)


def _submitted(request: HttpRequest) -> gate.Submission:
    if len(request.body) > MOST_BODY:
        raise Refused("too_large", limit="512 kB")
    try:
        return _SUBMISSION.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Refused("unreadable", said=str(wrong)) from wrong


def _asked_by(ref: str) -> Any:
    if not ref:
        return None
    person = Person.objects.filter(ref=ref[:24]).values_list("pk", flat=True).first()
    if person is None:
        raise Denied("ref_unknown", ref=ref[:40])
    return person


# ---- cases ----


def _told(cases: list[ReviewCase], world: World) -> list[dict[str, Any]]:
    contents = CaseContent.objects.in_bulk([case.pk for case in cases])
    return [_as_json(case, contents.get(case.pk), world) for case in cases]


def _as_json(case: ReviewCase, content: CaseContent | None, world: World) -> dict[str, Any]:
    is_over = case.state == "released"
    state = "refused" if is_over and case.ruling == "rejected" else _OVER.get(case.state, "waiting")
    by = world.get(Person, case.ruled_by_id) if is_over else None
    return {
        "state": state,
        "case": case.ref,
        "key": case.key,
        "due": clock.iso(case.due_at),
        "digest": case.digest,
        "why": _why(content),
        "arguments_digest": content.decision.get("arguments_digest", "") if content else "",
        "ruling": case.ruling if is_over else "",
        "output": _released(case, content) if is_over else None,
        "reason": case.why if is_over else "",
        "by": by.name if by else "",
    }


def _released(case: ReviewCase, content: CaseContent | None) -> Any:
    if content is None or case.ruling == ReviewCase.Ruling.REJECTED:
        return None
    if case.ruling == ReviewCase.Ruling.CHANGED:
        return content.released
    return content.decision.get("answer") or content.decision.get("output")


def _why(content: CaseContent | None) -> dict[str, str]:
    found = {}
    for name, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            found[name] = saying.held_because(content.held_because if content else None)
    return found


@_route("GET", "/{system}/cases", "cases_of_keys", list[CaseOut])
def read_cases(request: HttpRequest, system: str, key: Query[list[str]]) -> JsonResponse:
    """What became of held decisions, by their keys (`key=a&key=b`, at most 200); what is due is released first."""
    record = sent_for(request, system)
    cases = _found(record, key[:MOST_ASKED])
    if running.settle(cases):
        cases = _found(record, key[:MOST_ASKED])
    return JsonResponse(_told(cases, present()), safe=False)


def _found(record: Record, keys: list[str]) -> list[ReviewCase]:
    return list(ReviewCase.objects.filter(system=record.pk, key__in=keys))


@_route("DELETE", "/{system}/cases/{path:key}", "withdraw_case", CaseOut)
def withdraw(request: HttpRequest, system: str, key: str) -> JsonResponse:
    """The program no longer wants it; a case that is over stays as it is."""
    record = sent_for(request, system)
    cases = _found(record, [key])
    if not cases:
        raise Denied("ref_unknown", ref=key[:40])
    running.withdraw(cases[0])
    return JsonResponse(_told(_found(record, [key]), present())[0])
