"""What top management did: what it approved, resolved and took note of, by whoever held the role that day (5.1)."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, remembered, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Person, Record
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import DecisionBody, Meeting, Resolution

from .criteria import criteria, day, measured_by, took_place
from .documents import approvals
from .entries import none_recorded, waiting
from .models import IssuedPosture

EXECUTIVES = ("governing_body", "top_management", "designated_management")


class Deed(NamedTuple):
    """Something that somebody did while they held the role top management."""

    on: dt.date
    person: UUID
    record: Record
    sort: str
    """approved, resolved or received."""


def deeds(world: World) -> list[Deed]:
    """All of them, the newest first."""
    found = [*_approved(world), *_resolved(world), *_received(world)]
    return sorted(found, key=lambda deed: (deed.on, deed.record.ref), reverse=True)


def is_top(world: World, person: UUID | None, on: dt.date) -> bool:
    """Whether `person` held the role top management on that day."""
    return any(a.person_id == person and a.covers(on) for a in remembered(world, "top management", _ever_top))


def _ever_top(world: World) -> list[Assignment]:
    return [assignment for assignment in world.all(Assignment) if assignment.role == "top_management"]


def _approved(world: World) -> Iterator[Deed]:
    for kind in KINDS:
        if kind.workflow.is_controlled:
            for record in world.all(kind.model):
                for stamp in approvals(world, record):
                    on = day(stamp.at)
                    if stamp.actor and is_top(world, stamp.actor, on):
                        yield Deed(on, stamp.actor, record, "approved")


def _resolved(world: World) -> Iterator[Deed]:
    for resolution in world.in_force(Resolution):
        meeting = world.get(Meeting, resolution.meeting_id)
        if meeting and (leads := _top_in(world, meeting)):
            yield Deed(took_place(meeting), leads[0], resolution, "resolved")


def _received(world: World) -> Iterator[Deed]:
    for issued in world.in_force(IssuedPosture):
        on = took_place(issued)
        if issued.given_to_id and is_top(world, issued.given_to_id, on):
            yield Deed(on, issued.given_to_id, issued, "received")


def _top_in(world: World, meeting: Meeting) -> list[UUID]:
    """Who of top management was present: the chair of the body, unless absent, and whoever is linked so."""
    body, on = world.get(DecisionBody, meeting.body_id), took_place(meeting)
    absent = {link.target for link in meeting.links if link.relation == "absent"}
    present = [link.target for link in meeting.links if link.relation == "present"]
    chair = [body.chair_id] if body and body.chair_id not in absent else []
    return [pk for pk in [*chair, *present] if pk and is_top(world, pk, on)]


def resolved_on(world: World, subject: Resolution.Subject, unseen: list[Gap] | None = None) -> Verdict:
    """Whether top management resolved on `subject` within the interval; `unseen` is what is not evidenced here."""
    notes = measured_by(world, "leadership_months")
    found = [deed for deed in _resolved(world) if isinstance(deed.record, Resolution)]
    mine = [deed for deed in found if getattr(deed.record, "subject", "") == subject]
    if not mine:
        gaps = none_recorded(world, DecisionBody) or none_recorded(world, Meeting) or _to_resolve(world, subject)
        return verdict([], gaps, silent=Status.UNKNOWN, notes=notes)
    last = max(mine, key=lambda deed: deed.on)
    if world.passed(months_after(last.on, criteria(world).leadership_months)):
        gaps = _to_resolve(world, subject, last.on)
        return verdict([], gaps, old=[last.record], depth=Depth.OPERATING, notes=notes)
    return verdict([last.record], unseen or [], depth=Depth.OPERATING, notes=notes)


def _to_resolve(world: World, subject: Resolution.Subject, last: dt.date | None = None) -> list[Gap]:
    """The resolution that is missing, by the last meeting; where that was long ago, another meeting first."""
    using = criteria(world)
    meeting = max(world.in_force(Meeting), key=lambda m: (took_place(m), m.stamp.seq))
    is_old = world.passed(months_after(took_place(meeting), using.leadership_months))
    act = Do("resolution", "create", prefill={"subject": subject.value, "meeting": meeting.id})
    if is_old:
        act = Do("meeting", "create", prefill={"body": meeting.body_id})
    params: dict[str, object] = {"subject": subject.label}
    gap = Gap("not_resolved", act, params)
    if last is not None:
        gap = Gap("resolved_long_ago", act, params | {"date": last}, None, using.ref)
    return (is_old and waiting(world, Meeting)) or [gap]


def sponsors(world: World) -> set[UUID]:
    """Who may stand behind a role: whoever leads the organisation today."""
    today = world.today
    current = (a for a in world.in_force(Assignment) if a.role in EXECUTIVES and a.covers(today))
    return {a.person_id for a in current if world.get_in_force(Person, a.person_id)}
