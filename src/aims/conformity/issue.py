"""A posture given out: as data for programs, and stored with the versions of its checks so that it never changes."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aims.kernel.checks import CHECKS, Depth, Gap, Verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Event, Person, Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, sees
from aims.kernel.world import World, present
from aims.lib.clock import iso

from .models import IssuedPosture
from .posture import Posture, posture
from .sentences import both

HIDDEN = {"en": "Not visible to you.", "zh": "你无权查看。"}
NOT_VISIBLE = gettext_lazy("a record that is not visible to you")


def as_json(world: World, actor: Actor) -> dict[str, Any]:
    """The posture of `world` for programs: `{"at", "requirements": [{"id", "status", "depth", "evidence", "gaps"}]}`.

    What `actor` may not see is left out of the evidence, and its gap says only that it is not visible.
    """
    now = present()
    return {"at": iso(world.at), "requirements": [verdict_json(now, actor, pk, v) for pk, v in posture(world)]}


def verdict_json(now: World, actor: Actor, requirement: str, verdict: Verdict) -> dict[str, Any]:
    """One row of the posture for programs; what `actor` may see is decided by `now`, also of a past verdict."""
    return {
        "id": requirement,
        "status": str(verdict.status),
        "depth": Depth(verdict.depth).name.lower(),
        "evidence": [record.ref for record in shown_evidence(now, actor, verdict)],
        "gaps": [gap_json(now, actor, gap) for gap in verdict.gaps],
    }


def shown_evidence(now: World, actor: Actor, verdict: Verdict) -> list[Record]:
    """The records that `verdict` rests on and that `actor` may see."""
    records = (now.find(e.record) for e in verdict.evidence)
    return [r for r in records if r is not None and sees(actor, KINDS[r.kind], r)]


def is_hidden(now: World, actor: Actor, gap: Gap) -> bool:
    """Whether `gap` is about a record that `actor` may not see: of a person, the record of theirs that is missing."""
    record = now.find(gap.about)
    if isinstance(record, Person) and gap.do and gap.do.prefill.get("person") == record.id:
        kind = KINDS[gap.do.kind]
        missing = kind.model(kind=kind.name, unit_id=record.unit_id)
        return record.id != actor.person and not sees(actor, kind, missing)
    return record is not None and not sees(actor, KINDS[record.kind], record)


def as_told(now: World, actor: Actor, gap: Gap) -> Gap:
    """`gap` without the names of records beside the one it is about that `actor` may not see."""
    others = {name: record for name, pk in gap.names.items() if (record := now.find(pk))}
    hidden = {name: NOT_VISIBLE for name, other in others.items() if not sees(actor, KINDS[other.kind], other)}
    return replace(gap, params={**gap.params, **hidden})


def gap_json(now: World, actor: Actor, gap: Gap) -> dict[str, Any]:
    """One gap: its code, its sentence in both languages, and what closes it."""
    if is_hidden(now, actor, gap):
        return {"code": gap.code, **HIDDEN, "do": None}
    record = now.find(gap.do.record) if gap.do else None
    do = gap.do and {
        "kind": gap.do.kind,
        "action": gap.do.action,
        "record": record.ref if record else None,
        "prefill": {k: str(v) for k, v in gap.do.prefill.items()},
    }
    return {"code": gap.code, **both(as_told(now, actor, gap)), "do": do}


def cited(found: Posture) -> set[tuple[UUID, int]]:
    """Every (record, version) that a verdict rests on."""
    return {(e.record, e.version) for _pk, verdict in found for e in verdict.evidence}


def check_versions(requirements: Iterable[str]) -> dict[str, str]:
    """Which version of which check answered for each requirement that has one."""
    return {pk: f"{CHECKS[pk].name}@{CHECKS[pk].version}" for pk in requirements if pk in CHECKS}


def cited_in(issued: IssuedPosture) -> set[tuple[UUID, int]]:
    """Every version, up to the moment it was given out, of the records that an issued posture names as evidence."""
    refs = {ref for row in issued.content["requirements"] for ref in row["evidence"]}
    events = Event.objects.filter(record__ref__in=refs, seq__lte=issued.content["seq"])
    return set(events.values_list("record", "version"))


def put_posture_into(issued: IssuedPosture, world: World, issuer: Actor) -> None:
    """The posture of `world` as both who gives it out and who it is given to may see it, with its checks' versions."""
    content = as_json(world, issuer)
    if issued.given_to_id and issued.given_to_id != issuer.person:
        content = _seen_by_both(content, as_json(world, Actor.of(world, issued.given_to_id)))
    issued.owner_id = issued.given_to_id or issuer.person
    found = (requirement for requirement, _verdict in posture(world))
    issued.content = content | {"seq": world.seq, "checks": check_versions(found)}


def _seen_by_both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What two readers of the same posture both see: nobody gives out, or reads in it, what is hidden from them."""
    pairs = zip(one["requirements"], other["requirements"], strict=True)
    return one | {"requirements": [_row_seen_by_both(mine, theirs) for mine, theirs in pairs]}


def _row_seen_by_both(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    seen = set(theirs["evidence"])
    gaps = [
        gap if gap == other else {"code": gap["code"], **HIDDEN, "do": None}
        for gap, other in zip(mine["gaps"], theirs["gaps"], strict=True)
    ]
    return mine | {"evidence": [ref for ref in mine["evidence"] if ref in seen], "gaps": gaps}


def issue_posture(world: World, issuer: Actor, given_to: UUID | None = None) -> IssuedPosture:
    """Give out the posture of `world`: stored, and shown unchanged from then on. Raises `Denied`."""
    values = {"title": _("Posture at event %(seq)s") % {"seq": world.seq}, "given_to": given_to}
    record = perform(Command("issued_posture", "create", issuer, values=values), world=world)
    assert isinstance(record, IssuedPosture)
    return record
