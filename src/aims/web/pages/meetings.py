"""The page of a meeting: who of the body was there, whether it could decide, and what it resolved."""

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.organisation.models import DecisionBody, Meeting, Resolution
from aims.web.asked import Asked, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.leadership import AttendanceLook, MeetingLook
from aims.web.looks.parts import ButtonLook, Crumb
from aims.web.pages.extras import may, with_forms
from aims.web.pages.leadership import resolved
from aims.web.panels.acts import Act, refused
from aims.web.panels.detail import describe, found
from aims.web.panels.told import tell
from aims.web.values import sentence_case

ATTENDANCE = ("present", "absent")


def meeting_page(asked: Asked, record: Record) -> HttpResponse:
    meeting = asked.world.get(Meeting, record.pk)
    if meeting is None:
        raise Denied("ref_unknown", ref=record.ref)
    body = asked.world.get(DecisionBody, meeting.body_id)
    whole = with_forms(asked, meeting, describe(asked, meeting))
    members = tuple(_members(asked, meeting, body))
    present, quorum = sum(one.attendance == "present" for one in members), body.quorum if body else 0
    look = MeetingLook(
        members,
        _("%(present)s of %(members)s members present; the quorum is %(quorum)s.")
        % {"present": present, "members": len(members), "quorum": quorum},
        present >= quorum,
        f"/r/{meeting.ref}/attendance" if members and may(asked, meeting, "link") else "",
        tuple(resolved(asked, one) for one in asked.world.all(Resolution) if _is_of(asked, meeting, one)),
        _to_resolve(asked, meeting),
    )
    kind = KINDS.of(Meeting)
    trail = (Crumb(sentence_case(kind.plural), to_kind(asked, kind)), Crumb(meeting.ref))
    return draw(asked, "meeting", whole, f"{meeting.ref} {meeting.name}", "people", *trail, meeting=look)


def _is_of(asked: Asked, meeting: Meeting, resolution: Resolution) -> bool:
    return resolution.meeting_id == meeting.id and may_see(asked, resolution)


def _members(asked: Asked, meeting: Meeting, body: DecisionBody | None) -> Iterable[AttendanceLook]:
    said = {link.target: link.relation for link in meeting.links if link.relation in ATTENDANCE}
    members = asked.world.linked(body, "member") if body else []
    for person in sorted(members, key=lambda one: one.name.casefold()):
        yield AttendanceLook(str(person.pk), name_of(person), to_record(asked, person), said.get(person.pk, ""))


def _to_resolve(asked: Asked, meeting: Meeting) -> ButtonLook | None:
    if asked.past or not meeting.is_in_force or refused(asked, Act(KINDS.of(Resolution), "create")):
        return None
    return ButtonLook(_("Record a resolution"), f"/k/resolution/new?meeting={meeting.id}")


@require_POST
def attendance(asked: Asked, ref: str) -> HttpResponse:
    """Who of the members was there: a link for each that is said otherwise than before."""
    record = found(asked, ref)
    meeting = asked.now.get(Meeting, record.pk)
    if meeting is None:
        raise Denied("ref_unknown", ref=ref)
    for one in _members(asked, meeting, asked.now.get(DecisionBody, meeting.body_id)):
        wanted = asked.POST.get(one.key, "")
        if wanted == one.attendance or wanted not in (*ATTENDANCE, ""):
            continue
        for action, relation in (("unlink", one.attendance), ("link", wanted)):
            if relation:
                values = {"relation": relation, "target": one.key}
                perform(Command(meeting.kind, action, asked.actor, meeting.pk, values=values), world=asked.now)
    tell(asked, meeting, "edit")
    return HttpResponseRedirect(f"/r/{ref}/#attendance")
