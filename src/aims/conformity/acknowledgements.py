"""Who has read what they must, and who has accepted the role they hold: derived at every look, so never out of date.

The rules:
* A document in force is read by everybody it is addressed to: the units it names and those below, or everybody.
  Software reads nothing, and whoever only looks at us from outside (a role that may only read) is not asked.
* Only what a person says of themselves counts, and only of a version not older than the last significant change.
* The days begin with that change, or with the day on which somebody came.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, Gap, remembered
from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_about, duty_rule
from aims.kernel.models import Assignment, Person, name_of
from aims.kernel.roles import role_name, roles
from aims.kernel.world import World
from aims.organisation.models import Acknowledgement, Policy, RoleAcceptance

from .criteria import criteria, day
from .holders import above, held_now

MANAGERS = ("designated_management", "line_manager")
"""Who leads in a unit (5.1)."""

DUTY_SENTENCES["acknowledge"] = _("Read %(ref)s %(title)s, version %(version)s, and say by %(date)s that you have.")
DUTY_SENTENCES["accept_role"] = _("You hold the role “%(role)s”: accept it, and say what you still need for it.")


class Reading(NamedTuple):
    """One document in force: who has read it, and who must yet, by when."""

    document: Policy
    due: dt.date
    """The day for those who were here when it came into force."""
    read: dict[UUID, Acknowledgement]
    missing: dict[UUID, dt.date]

    @property
    def asked(self) -> int:
        return len(self.read) + len(self.missing)

    @property
    def to_acknowledge(self) -> Do:
        """The act of whoever has not yet."""
        prefill = {"document": self.document.id, "read_edition": self.document.edition}
        return Do("acknowledgement", "create", prefill=prefill, not_by=frozenset(self.read))


def reading(world: World, document: Policy) -> Reading:
    """Who has read `document`, the version in force, and who has not."""
    return remembered(world, ("reading", document.id), lambda world: _reading(world, document))


def _reading(world: World, document: Policy) -> Reading:
    since = document.significant_version or document.version
    days = dt.timedelta(days=criteria(world).acknowledged_days)
    changed = day(world.history(document)[since - 1].at)
    said: dict[UUID, Acknowledgement] = {}
    for one in world.in_force(Acknowledgement):
        if one.document_id == document.id and one.read_version >= since and one.author_id:
            said.setdefault(one.author_id, one)
    people = readers(world, document)
    read = {person.id: said[person.id] for person in people if person.id in said}
    missing = {p.id: max(changed, _came(world, p)) + days for p in people if p.id not in read}
    return Reading(document, changed + days, read, missing)


def _came(world: World, person: Person) -> dt.date:
    stamps = [stamp for stamp in world.history(person) if stamp.action in ("create", "reinstate")]
    return day(stamps[-1].at)


def readers(world: World, document: Policy) -> list[Person]:
    """Everybody whom `document` is addressed to."""
    units = {link.target for link in document.links if link.relation == "addressed_to"}
    strangers = _strangers(world)
    return [
        person
        for person in world.in_force(Person)
        if person.sort == Person.Sort.HUMAN
        and person.id not in strangers
        and (not units or units & above(world, person.unit_id))
    ]


def _strangers(world: World) -> set[UUID]:
    """Who holds roles, and none that may do anything: an auditor from outside."""
    reads_only: dict[UUID, bool] = {}
    for held in world.in_force(Assignment):
        role = roles().get(held.role)
        reads_only[held.person_id] = reads_only.get(held.person_id, True) and bool(role and role.read_only)
    return {person for person, is_so in reads_only.items() if is_so}


@duty_rule
def documents_in_force_are_read(world: World) -> Iterable[Duty]:
    """Whoever has not acknowledged yet, by their day."""
    for document in world.in_force(Policy):
        found = reading(world, document)
        by_day: dict[dt.date, set[UUID]] = {}
        for person, due in found.missing.items():
            by_day.setdefault(due, set()).add(person)
        for due, people in by_day.items():
            act, version = found.to_acknowledge, document.edition
            yield duty_about("acknowledge", document, act, frozenset(people), due, version=version)


def accepted(world: World) -> dict[UUID, RoleAcceptance]:
    """By assignment: that whoever holds the role has accepted it."""
    found = {}
    for said in world.in_force(RoleAcceptance):
        held = world.get_in_force(Assignment, said.held_id)
        if held is not None and held.person_id == said.author_id:
            found[held.id] = said
    return found


def not_accepted(world: World, held: Iterable[Assignment]) -> Iterator[Gap]:
    """A gap for each of `held` that its holder has not accepted; nobody else can."""
    said, everybody = accepted(world), frozenset(person.id for person in world.in_force(Person))
    for one in held:
        if one.id not in said:
            params = {"person": _name(world, one.person_id), "role": role_name(one.role)}
            yield Gap("role_not_accepted", _to_accept(one, everybody - {one.person_id}), params, one.id)


def _name(world: World, pk: UUID) -> object:
    person = world.get(Person, pk)
    return name_of(person) if person else ""


def _to_accept(held: Assignment, others: frozenset[UUID] = frozenset()) -> Do:
    return Do("role_acceptance", "create", prefill={"held": held.id}, not_by=others)


@duty_rule
def roles_given_are_accepted(world: World) -> Iterable[Duty]:
    """Whoever holds a role that the criteria name, or leads a unit, accepts it."""
    wanted, said = {*criteria(world).roles_needed, *MANAGERS}, accepted(world)
    for held in held_now(world):
        if held.role in wanted and held.id not in said:
            params = {"role": role_name(held.role)}
            who = frozenset({held.person_id})
            yield Duty("accept_role", who, None, _to_accept(held), params, held.id)
