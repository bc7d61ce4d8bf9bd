"""People: the tree of units, and who holds which role today; a role without a holder says so."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Person, Unit
from aims.kernel.roles import roles
from aims.lib.language import language
from aims.web.asked import Asked, address, to_record
from aims.web.frame import draw, job_label, name_of
from aims.web.looks.parts import ButtonLook, Crumb, Said, Text
from aims.web.pages.jobs import KindCard, kind_cards
from aims.web.panels.acts import Act, refused
from aims.web.values import sentence_case


@dataclass(frozen=True, slots=True)
class UnitNode:
    name: Said
    url: str
    people: str
    below: "tuple[UnitNode, ...]"


@dataclass(frozen=True, slots=True)
class RoleHolders:
    name: str
    what: str
    holders: tuple[Crumb, ...]
    assign: str


@dataclass(frozen=True, slots=True)
class PeopleLook:
    title: str
    intro: str
    kinds: tuple[KindCard, ...]
    units: tuple[UnitNode, ...]
    roles: tuple[RoleHolders, ...]
    buttons: tuple[ButtonLook, ...]


@require_GET
def people_page(asked: Asked) -> HttpResponse:
    title = job_label("people")
    intro = _("Authority comes from an assignment: a person, a role, a unit, from one day until another.")
    beside = (
        ButtonLook(_("Who answers for what"), address(asked, "/people/responsibilities")),
        ButtonLook(_("Competence"), address(asked, "/competence/")),
        ButtonLook(_("Courses"), address(asked, "/learning/")),
    )
    look = PeopleLook(title, intro, kind_cards(asked, "today"), _tree(asked), tuple(_roles(asked)), beside)
    return draw(asked, "people", look, title, "people")


def _tree(asked: Asked) -> tuple[UnitNode, ...]:
    children: dict[UUID | None, list[Unit]] = {}
    for unit in asked.world.in_force(Unit):
        children.setdefault(unit.parent_id, []).append(unit)
    people = Counter(person.unit_id for person in asked.world.in_force(Person))

    def below(parent: UUID | None) -> tuple[UnitNode, ...]:
        held = sorted(children.get(parent, ()), key=lambda u: u.name)
        return tuple(UnitNode(name_of(u), to_record(asked, u), _people(people[u.id]), below(u.id)) for u in held)

    return below(None)


def _people(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", count) % {"n": count} if count else ""


def _roles(asked: Asked) -> Iterable[RoleHolders]:
    today = asked.world.today
    held: dict[str, list[Crumb]] = {}
    for assignment in asked.world.in_force(Assignment):
        person = asked.world.get(Person, assignment.person_id)
        if person is None or not assignment.covers(today):
            continue
        unit = asked.world.get(Unit, assignment.unit_id)
        name: Said = name_of(person)
        if unit is not None and unit.parent_id is not None:
            name = Text(_("%(person)s, %(unit)s") % {"person": person.name, "unit": unit.name}, person.name_lang)
        held.setdefault(assignment.role, []).append(Crumb(name, to_record(asked, assignment)))
    may = not asked.past and refused(asked, Act(KINDS.of(Assignment), "create")) is None
    for role in sorted(roles().values(), key=lambda r: r.id not in held):
        yield RoleHolders(
            sentence_case(role.name(language())),
            role.what[language()],
            tuple(held.get(role.id, ())),
            f"/k/assignment/new?role={role.id}" if may else "",
        )
