"""Competence: people × the roles they hold, what each was rated, until when, and what is missing (7.2)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.conformity.posture import posture
from aims.kernel.kinds import KINDS
from aims.kernel.models import Unit
from aims.kernel.policy import opens_posture
from aims.kernel.standing import STANDING_LABELS, standings
from aims.organisation.competence import Holder, expires_on, holders
from aims.organisation.learning import units_above
from aims.organisation.models.competence import Competence, CompetenceRequirement
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, FilterGroup, FilterLook, GapLook, Said
from aims.web.looks.screens import RequirementLine
from aims.web.panels import gaps
from aims.web.panels.acts import Act, refused
from aims.web.panels.lines import requirement_line
from aims.web.values import role_name, sentence_case

ASKED, HAD = "iso42001:2023/7.2-a", "iso42001:2023/7.2-b"
"""Whether it is said what roles take, and whether people have it."""
BESIDE = ("iso42001:2023/7.2-c", "iso42001:2023/7.2-d", "iso42001:2023/A.4.6")


class Rated(NamedTuple):
    """A cell: the level reached and asked for, the state or what the clock makes of it, and the last day."""

    url: str
    level: str
    state: str
    is_late: bool
    until: dt.date | None
    missing: str


class PersonRow(NamedTuple):
    name: Said
    url: str
    unit: Said
    cells: tuple[tuple[str, Rated | None], ...]
    """Under each role of the table its label, for phones, and the rating."""


@dataclass(frozen=True, slots=True)
class MatrixLook:
    title: str
    intro: str
    roles: tuple[Crumb, ...]
    rows: tuple[PersonRow, ...]
    groups: tuple[FilterGroup, ...]
    missing: tuple[GapLook, ...]
    lines: tuple[RequirementLine, ...]
    buttons: tuple[ButtonLook, ...]


@require_GET
def competence_page(asked: Asked) -> HttpResponse:
    title = _("Competence")
    known = [h for h in holders(asked.world) if may_see(asked, h.rating or h.profile)]
    unit, role = asked.GET.get("unit", ""), asked.GET.get("role", "")
    shown = _filtered(asked, known, unit, role)
    table = {(h.person.id, h.role): h for h in shown}
    roles = sorted({h.role: h.profile for h in shown}.items(), key=lambda one: role_name(one[0]))
    look = MatrixLook(
        title,
        _intro(asked, shown),
        tuple(Crumb(sentence_case(role_name(r)), to_record(asked, profile)) for r, profile in roles),
        tuple(_rows(asked, table, [r for r, _profile in roles])),
        tuple(_filters(asked, known, unit, role)),
        tuple(_missing(asked)) if opens_posture(asked.actor) else (),
        tuple(_lines(asked)) if opens_posture(asked.actor) else (),
        tuple(_buttons(asked)),
    )
    return draw(asked, "competence", look, title, "people", Crumb(title))


def _filtered(asked: Asked, known: list[Holder], unit: str, role: str) -> list[Holder]:
    above = units_above(asked.world)
    refs = {one.id: one.ref for one in asked.world.in_force(Unit)}

    def belongs(holder: Holder) -> bool:
        return unit in {refs.get(pk) for pk in above.get(holder.person.unit_id, ())}

    return [h for h in known if (not role or h.role == role) and (not unit or belongs(h))]


def _intro(asked: Asked, shown: list[Holder]) -> str:
    if not shown:
        return _("What each role takes, and who has it. Nothing is recorded here that you can see.")
    good = sum(h.is_competent(asked.world) for h in shown)
    words = {"n": len(shown), "good": good, "others": len(shown) - good}
    return (
        ngettext(
            "%(n)s person in a role that asks for competence; %(good)s competent today, %(others)s not.",
            "%(n)s people in roles that ask for competence; %(good)s competent today, %(others)s not.",
            len(shown),
        )
        % words
    )


def _rows(asked: Asked, table: dict[tuple[UUID, str], Holder], roles: list[str]) -> Iterable[PersonRow]:
    labels = [sentence_case(role_name(role)) for role in roles]
    people = {h.person.id: h.person for h in table.values()}
    units = {one.id: name_of(one) for one in asked.world.all(Unit)}
    for person in sorted(people.values(), key=lambda p: p.name):
        found = [table.get((person.id, role)) for role in roles]
        cells = tuple((label, _rated(asked, h) if h else None) for label, h in zip(labels, found, strict=True))
        unit: Said = units[person.unit_id] if person.unit_id else ""
        yield PersonRow(name_of(person), to_record(asked, person), unit, cells)


def _rated(asked: Asked, holder: Holder) -> Rated:
    rating = holder.rating
    if rating is None:
        return Rated("", "", _("Not looked at"), True, None, "")
    found = standings(rating, asked.world)
    state = STANDING_LABELS[found[0]] if found else KINDS.of(Competence).workflow.label(rating.state)
    level = f"{rating.level or '–'}/{holder.profile.level}"
    until = rating.plan_due if rating.state == "in_training" else expires_on(asked.world, rating)
    is_late = not holder.is_competent(asked.world)
    return Rated(to_record(asked, rating), level, sentence_case(state), is_late, until, rating.gap if is_late else "")


def _filters(asked: Asked, known: list[Holder], unit: str, role: str) -> Iterable[FilterGroup]:
    roles = sorted({h.role for h in known}, key=role_name)
    yield _group(asked, _("Role"), "role", role, [(r, sentence_case(role_name(r))) for r in roles], {"unit": unit})
    wanted = {pk for h in known for pk in units_above(asked.world).get(h.person.unit_id, ())}
    units = [(u.ref, name_of(u)) for u in asked.world.in_force(Unit) if u.id in wanted and u.parent_id]
    yield _group(asked, _("Unit"), "unit", unit, units, {"role": role})


def _group(
    asked: Asked, label: str, name: str, chosen: str, choices: Iterable[tuple[str, Said]], kept: dict[str, str]
) -> FilterGroup:
    options = [("", _("All")), *choices]
    looks = [
        FilterLook(words, address(asked, "/competence/", {**kept, name: v}), None, v == chosen) for v, words in options
    ]
    return FilterGroup(label, tuple(looks), dict(options).get(chosen, "") if chosen else "")


def _missing(asked: Asked) -> Iterable[GapLook]:
    """Whoever is not competent today, each with the act that closes the gap."""
    found = posture(asked.world).verdicts[HAD]
    return (gaps.line(asked, gap, HAD, found.status, on=gaps.ON_RECORD) for gap in gaps.told(asked, found.gaps))


def _lines(asked: Asked) -> Iterable[RequirementLine]:
    verdicts = posture(asked.world).verdicts
    return (requirement_line(asked, pk, verdicts[pk]) for pk in (ASKED, HAD, *BESIDE))


def _buttons(asked: Asked) -> Iterable[ButtonLook]:
    if not asked.past and refused(asked, Act(KINDS.of(CompetenceRequirement), "create")) is None:
        yield ButtonLook(_("Say what a role takes"), "/k/competence_requirement/new")
    yield ButtonLook(_("All requirements"), to_kind(asked, KINDS.of(CompetenceRequirement)))
    yield ButtonLook(_("All ratings"), to_kind(asked, KINDS.of(Competence)))
