"""Leadership: what top management did, the bodies that decide, and who answers for which activity."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aims.conformity.criteria import took_place
from aims.conformity.holders import held_now
from aims.conformity.leadership import Deed, deeds
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.roles import role_name, roles
from aims.organisation.models import DecisionBody, Meeting, Resolution, Responsibility
from aims.web.asked import Asked, may_see, seen, to_record, to_requirement
from aims.web.frame import draw, name_of
from aims.web.looks.leadership import ActivityLook, BodyLook, DeedLook, LeadershipLook, MatrixLook, ResolvedLook
from aims.web.looks.parts import ButtonLook, Crumb, Said
from aims.web.looks.screens import RequirementLine
from aims.web.panels.lines import requirement_line
from aims.web.panels.standing import posture_for
from aims.web.panels.tables import new_button
from aims.web.values import reading as words_of
from aims.web.values import requirement_title, sentence_case

SHOWN = 40


# ---- what top management did ----


@require_GET
def leadership_page(asked: Asked) -> HttpResponse:
    title = _("Leadership")
    intro = _("What top management approved, resolved and took note of: by whoever held the role on that day.")
    known = [deed for deed in deeds(asked.world) if may_see(asked, deed.record)]
    look = LeadershipLook(
        title,
        intro,
        tuple(_lines(asked)),
        tuple(_deeds(asked, known[:SHOWN])),
        max(len(known) - SHOWN, 0),
        tuple(_bodies(asked)),
        tuple(_resolutions(asked)),
        _to_add(asked),
    )
    return draw(asked, "leadership", look, title, "conformity", Crumb(title))


def _to_add(asked: Asked) -> tuple[ButtonLook, ...]:
    made = (new_button(asked, KINDS.of(model)) for model in (Resolution, Meeting, DecisionBody))
    return tuple(ButtonLook(one.label, one.url) for one in made if one)


def _lines(asked: Asked) -> Iterable[RequirementLine]:
    found = posture_for(asked)
    for pk, verdict in found or ():
        if pk.partition("/")[2].startswith("5.1-"):
            yield requirement_line(asked, pk, verdict)


def _did(sort: str) -> str:
    return {
        "approved": pgettext("a deed", "approved"),
        "resolved": pgettext("a deed", "resolved"),
        "received": pgettext("a deed", "took note of"),
    }[sort]


def _deeds(asked: Asked, known: Iterable[Deed]) -> Iterable[DeedLook]:
    for on, person, record, sort in known:
        by, shown = asked.world.get(Person, person), seen(asked, record)
        if shown is not None:
            yield DeedLook(
                on, name_of(by) if by else "", _did(sort), shown.ref, to_record(asked, shown), name_of(shown)
            )


def _bodies(asked: Asked) -> Iterable[BodyLook]:
    last: dict[UUID, Meeting] = {}
    for meeting in sorted(asked.world.in_force(Meeting), key=took_place):
        last[meeting.body_id] = meeting
    for body in asked.world.in_force(DecisionBody):
        if may_see(asked, body):
            chair = asked.world.get(Person, body.chair_id)
            members = sorted(asked.world.linked(body, "member"), key=lambda m: m.name.casefold())
            yield BodyLook(
                body.ref,
                to_record(asked, body),
                name_of(body),
                name_of(chair) if chair else "",
                body.quorum,
                tuple(Crumb(name_of(m), to_record(asked, m)) for m in members),
                took_place(last[body.id]) if body.id in last else None,
            )


def _resolutions(asked: Asked) -> Iterable[ResolvedLook]:
    """The open ones first, by their day."""
    first = KINDS.of(Resolution).workflow.initial
    known = [r for r in asked.world.all(Resolution) if may_see(asked, r)]
    return (resolved(asked, one) for one in sorted(known, key=lambda r: (r.state != first, str(r.due or "~"), r.ref)))


def resolved(asked: Asked, one: Resolution) -> ResolvedLook:
    """A resolution as one line of a page."""
    workflow = KINDS.of(Resolution).workflow
    owner = asked.world.get(Person, one.owner_id)
    is_late = one.state == workflow.initial and asked.world.passed(one.due)
    name: Said = name_of(owner) if owner else ""
    state = sentence_case(workflow.label(one.state))
    return ResolvedLook(one.ref, to_record(asked, one), name_of(one), name, one.due, state, is_late)


# ---- who answers for what ----


@require_GET
def matrix_page(asked: Asked) -> HttpResponse:
    """Activities by roles: who is accountable (A), responsible (R), consulted (C) and informed (I); 5.3, A.3.2."""
    title = _("Responsibilities")
    intro = _(
        "Who answers for an activity or a decision (A), who does it (R), who is asked before (C) and told after (I)."
    )
    known = sorted((r for r in asked.world.in_force(Responsibility) if may_see(asked, r)), key=lambda r: r.ref)
    named = {role for one in known for role in (one.role, *one.responsible, *one.consulted, *one.informed)}
    columns = [role for role in roles() if role in named]
    holders = _holders(asked)
    rows = tuple(_activity(asked, one, columns, holders) for one in known)
    new = new_button(asked, KINDS.of(Responsibility))
    missing = sum(bool(row.missing) for row in rows)
    heads = tuple(sentence_case(role_name(role)) for role in columns)
    look = MatrixLook(title, intro, heads, rows, (new,) if new else (), missing)
    return draw(asked, "matrix", look, title, "people", Crumb(title))


def _holders(asked: Asked) -> dict[str, list[Crumb]]:
    found: dict[str, dict[UUID, Crumb]] = {}
    for held in held_now(asked.world):
        if person := asked.world.get(Person, held.person_id):
            found.setdefault(held.role, {})[person.id] = Crumb(name_of(person), to_record(asked, person))
    return {role: list(people.values()) for role, people in found.items()}


def _activity(asked: Asked, one: Responsibility, columns: list[str], holders: dict[str, list[Crumb]]) -> ActivityLook:
    owner = asked.world.get_in_force(Person, one.owner_id)
    person = name_of(owner) if owner and not one.role else ""
    missing = ""
    if one.role and not holders.get(one.role):
        missing = _("Nobody holds the accountable role.")
    elif not one.role and owner is None:
        missing = _("Nobody is accountable.")
    elif not one.responsible:
        missing = _("Nobody is named who does it.")
    requirement = None
    if one.requirement:
        requirement = Crumb(requirement_title(one.requirement), to_requirement(asked, one.requirement))
    in_page_language = one.name_lang != one.lang and one.authority_alt
    authority = words_of(asked, one, "authority_alt" if in_page_language else "authority")
    return ActivityLook(
        one.ref,
        to_record(asked, one),
        name_of(one),
        requirement,
        tuple(_letters(one, role) for role in columns),
        person,
        tuple(holders.get(one.role, ())[:3]),
        authority,
        missing,
    )


def _letters(one: Responsibility, role: str) -> str:
    """Accountable, responsible, consulted, informed: what the role is for this activity."""
    named = (("A", [one.role]), ("R", one.responsible), ("C", one.consulted), ("I", one.informed))
    return " ".join(letter for letter, held in named if role in held)
