"""The account of one held decision as data: what a regulator is handed with the proof of every event it rests on."""

from typing import Any
from uuid import UUID

from aims_sdk.conditions import as_json

from aims.kernel.models import Event, Person
from aims.kernel.world import World
from aims.lib.clock import iso
from aims.systems.models import AISystem

from .models import CaseContent, ReviewCase
from .reviewing import competence_then, plan_for


def account(world: World, case: ReviewCase) -> dict[str, Any]:
    """`decision` is what the digest of the case was made of (SHA-256 of its canonical JSON, RFC 8785, without the
    fields `at`, `latency_ms`, `trace` and `span`); None where it was erased.
    """
    content = CaseContent.objects.filter(pk=case.pk).first()
    plan, system, rating = plan_for(world, case), world.get(AISystem, case.system_id), competence_then(world, case)
    rules = content.held_because if content else None
    return {
        "case": case.ref,
        "key": case.key,
        "digest": case.digest,
        "system": system.ref if system else "",
        "decision": content.decision if content else None,
        "held_by": {"plan": plan.ref, "edition": case.plan_edition, "rules": as_json(rules) if rules else None},
        "asked_by": _ref(world, case.asked_by_id),
        "due": iso(case.due_at),
        "escalated": case.step,
        "first_ruling": {"by": _ref(world, case.first_by_id), "ruling": case.first_ruling}
        if case.first_by_id
        else None,
        "ruling": {
            "by": _ref(world, case.ruled_by_id),
            "competence": rating.ref if rating else "",
            "ruling": case.ruling,
            "reason": case.why,
            "at": iso(case.ruled_at),
            "seconds": case.seconds,
            "answer_hidden": plan.hides_answer,
        }
        if case.ruled_at
        else None,
        "state": case.state,
        "released": content.released if content and case.ruling == ReviewCase.Ruling.CHANGED else None,
    }


def rests_on(world: World, case: ReviewCase) -> frozenset[UUID]:
    """The records that the account speaks of: the bundle opens these and no other."""
    rating = competence_then(world, case)
    people = (case.asked_by_id, case.first_by_id, case.ruled_by_id)
    found = (case.id, case.plan_id, case.system_id, rating.id if rating else None, *people)
    return frozenset(pk for pk in found if pk)


def cited(case: ReviewCase) -> set[tuple[UUID, int]]:
    """Every version of the case: each gets a proof of its own."""
    return {(case.id, version) for version in Event.objects.filter(record=case.id).values_list("version", flat=True)}


def _ref(world: World, person: UUID | None) -> str:
    found = world.get(Person, person) if person else None
    return found.ref if found else ""
