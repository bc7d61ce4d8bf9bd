"""The review desk: a queue that a person works through all day, with the keyboard; one ruling a case, ever."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aims.kernel.denied import Denied
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.roles import role_name
from aims.lib import clock
from aims.oversight import desk
from aims.oversight.models import CaseContent, ReviewCase
from aims.oversight.reviewing import why_not
from aims.web.asked import Asked, address, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.desk import CaseLook, ChoiceLook, DeskLook, QueueLine, RulingLook, UndoLook
from aims.web.looks.parts import Crumb
from aims.web.panels.cases import case_look, clock_of, note_of, span_text
from aims.web.panels.decisions import rulings
from aims.web.panels.detail import found

SHOWN = 50
HERE = "/oversight/desk/"
OWN = "own"
"""The ruling of a reviewer who has not seen the answer of the system: their own."""


@require_GET
def desk_page(asked: Asked) -> HttpResponse:
    ref = asked.GET.get("case", "")
    case = _case(asked, ref) if ref else desk.next_case(asked.now, asked.actor)
    return _draw(asked, case, told=_of_test(asked, asked.GET.get("tested", "")))


@require_GET
def queue_piece(asked: Asked) -> HttpResponse:
    """The queue alone, as it is now."""
    return render(asked, "aims/_queue.html", {"look": _look(asked, None, asked.GET.get("case", ""))})


@require_POST
def act(asked: Asked, ref: str, action: str) -> HttpResponse:
    """What the reviewer does to a case; what they typed is kept where it is refused."""
    case = _case(asked, ref)
    try:
        return HttpResponseRedirect(_done(asked, case, action))
    except Denied as denied:
        fresh = ReviewCase.objects.get(pk=case.pk)
        return _draw(asked, fresh, refused=denied.sentence, typed=asked.POST, status=409)


def _case(asked: HttpRequest, ref: str) -> ReviewCase:
    record = found(asked, ref)  # type: ignore[arg-type]
    if not isinstance(record, ReviewCase):
        raise Denied("ref_unknown", ref=ref[:40])
    return ReviewCase.objects.get(pk=record.pk)


# ---- what is done ----


def _done(asked: Asked, case: ReviewCase, action: str) -> str:
    """Do it; where to go then."""
    if action == "take":
        desk.take(asked.now, asked.actor, case)
        return address(asked, HERE, {"case": case.ref})
    if action in ("undo", "put_back"):
        perform(Command("review_case", action, asked.actor, record=case.pk), world=asked.now)
        return address(asked, HERE, {"case": case.ref} if action == "undo" else {})
    if action != "rule":
        raise Denied("action_unknown", action=action, kind=_("review case"), known="take, rule, undo, put_back")
    return _said(asked, case)


def _said(asked: Asked, case: ReviewCase) -> str:
    said, why = asked.POST.get("ruling", ""), asked.POST.get("why", "")
    seen = asked.POST.get("version", "")
    expect = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    if said in ("ask", "escalate"):
        values = {"question": why} if said == "ask" else {}
        command = Command("review_case", said, asked.actor, record=case.pk, values=values, expect=expect, reason=why)
        perform(command, world=asked.now)
        return address(asked, HERE)
    content = CaseContent.objects.filter(pk=case.pk).first()
    output = desk.as_output(asked.POST.get("output", ""), content) if content else None
    if said == OWN and content:
        said = desk.own_view(content, output)
    if said == ReviewCase.Ruling.CHANGED and output in ("", None):
        raise Denied("not_ready", ref=case.ref, why=_("Say what is released instead."))
    done = desk.rule(asked.now, asked.actor, case, said, why, output, expect=expect)
    following = desk.next_case(asked.now, asked.actor)
    if following and following.state == "waiting":
        desk.take(asked.now, asked.actor, following)
    return address(asked, HERE, {"tested": done.ref if content and content.is_seeded else ""})


# ---- what is seen ----


def _draw(
    asked: Asked,
    case: ReviewCase | None,
    refused: str = "",
    typed: Mapping[str, str] | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    look = _look(asked, case, case.ref if case else "", refused, typed or {}, told)
    title = _("Review desk")
    trail = (Crumb(title, address(asked, HERE)), *((Crumb(case.ref),) if case else ()))
    return draw(asked, "desk", look, f"{title} {case.ref if case else ''}".strip(), "oversight", *trail, status=status)


def _look(
    asked: Asked,
    case: ReviewCase | None,
    current: str,
    refused: str = "",
    typed: Mapping[str, str] | None = None,
    told: str = "",
) -> DeskLook:
    rows = desk.queue(asked.actor)
    lines = tuple(_line(asked, one, one.ref == current) for one in rows[:SHOWN])
    shown = case_look(asked, case) if case else None
    return DeskLook(
        rows.count() if len(lines) == SHOWN else len(lines),
        lines,
        address(asked, f"{HERE}queue", {"case": current}),
        shown,
        _ruling(asked, case, shown, refused, typed or {}) if case and shown else None,
        _undo(asked, case),
        told,
        "" if case else _nothing(asked, bool(lines)),
    )


def _nothing(asked: Asked, is_waiting: bool) -> str:
    if is_waiting:
        return _("None of the cases that wait is yours to rule on. Open one to see why.")
    return _("No case waits. New ones appear here by themselves.")


def _line(asked: Asked, case: ReviewCase, is_current: bool) -> QueueLine:
    owner = asked.now.get(Person, case.owner_id) if case.owner_id else None
    mine = owner is not None and owner.id == asked.person.id
    left = clock_of(case)
    assert left is not None, "the queue holds what waits"
    return QueueLine(
        case.ref,
        name_of(case),
        address(asked, HERE, {"case": case.ref}),
        left,
        _("yours") if mine else note_of(case, owner.name if owner else ""),
        is_current,
    )


def _ruling(
    asked: Asked, case: ReviewCase, shown: CaseLook, refused: str, typed: Mapping[str, str]
) -> RulingLook | None:
    if (case.waits_by is None and not refused) or asked.past:
        return None
    is_mine = case.owner_id == asked.person.id and case.state == "taken"
    return RulingLook(
        address(asked, f"{HERE}{case.ref}/rule"),
        tuple(_choices(asked, case, shown.is_sealed, typed.get("ruling", ""))),
        shown.outputs if is_mine else (),
        typed.get("output", ""),
        typed.get("why", case.why),
        is_mine,
        address(asked, f"{HERE}{case.ref}/take") if desk.open_to(asked.now, asked.actor, case) and not is_mine else "",
        address(asked, f"{HERE}{case.ref}/put_back") if is_mine else "",
        _not_mine(asked, case, is_mine),
        refused,
        tuple(_notes(case, is_mine)),
    )


def _choices(asked: Asked, case: ReviewCase, is_sealed: bool, chosen: str) -> list[ChoiceLook]:
    own = [(OWN, _("My answer…"), "o")]
    seen = [("confirmed", _("Release it as it is"), "g"), ("changed", _("Release something else…"), "o")]
    further = [("rejected", _("Reject: nothing is released"), "r"), ("ask", _("Ask for what is missing"), "a")]
    if role := desk.escalates_to(asked.now, case):
        further.append(("escalate", _("Escalate to: %(role)s") % {"role": role_name(role)}, "e"))
    every = [*(own if is_sealed else seen), *further]
    return [ChoiceLook(value, label, key, value == chosen) for value, label, key in every]


def _not_mine(asked: Asked, case: ReviewCase, is_mine: bool) -> str:
    if is_mine:
        return ""
    if case.state == "asked":
        return _("It waits for an answer to what was asked.")
    if case.owner_id:
        owner = asked.now.get(Person, case.owner_id)
        return _("%(person)s has taken it.") % {"person": owner.name if owner else "?"}
    return str(why_not(asked.now, case, asked.person.id) or "")


def _notes(case: ReviewCase, is_mine: bool) -> list[str]:
    notes = []
    if is_mine and case.taken_at:
        notes.append(_("You have this case; nobody else can rule on it."))
    if case.needs_two:
        notes.append(_("Two reviewers rule on it, each without knowing what the other said."))
    return notes


def _undo(asked: Asked, case: ReviewCase | None) -> UndoLook | None:
    last = None if asked.past else desk.last_ruled(asked.actor)
    if last is None or last.release_at is None or (case and case.pk == last.pk and case.state != "ruled"):
        return None
    if CaseContent.objects.filter(pk=last.pk, is_seeded=True).exists():
        return None
    words = {
        "ref": last.ref,
        "ruling": rulings().get(last.ruling, ""),
        "time": span_text(last.release_at - clock.now()),
    }
    said = _("%(ref)s: %(ruling)s. Released in %(time)s.") % words
    return UndoLook(said, address(asked, f"{HERE}{last.ref}/undo"), to_record(asked, last))


def _of_test(asked: Asked, ref: str) -> str:
    """What a reviewer is told after they ruled on a seeded case, and before never."""
    case = ReviewCase.objects.filter(ref=ref[:24], ruled_by=asked.person.id).first() if ref else None
    if case is None or not CaseContent.objects.filter(pk=case.pk, is_seeded=True).exists():
        return ""
    if case.ruling == ReviewCase.Ruling.CONFIRMED:
        return _("%(ref)s was a test: its answer was known to be wrong, and you let it pass.") % {"ref": case.ref}
    return _("%(ref)s was a test: its answer was known to be wrong, and you noticed.") % {"ref": case.ref}
