"""Who must take which course, who has, and until when it counts: derived at every look, stored nowhere (7.3)."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import remembered
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Person, Unit
from aims.kernel.policy import Actor
from aims.kernel.roles import roles
from aims.kernel.values import invalid
from aims.kernel.wording import filled
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models.learning import Completion, Course

DAYS_TO_TAKE = 30
"""From the day a course is put in force, or the person came; our proposal."""


def score_completion(completion: Completion, world: World, actor: Actor) -> None:
    """What the system itself adds: for whom it counts, in their own unit, the score, and whether that is enough.

    It counts for the version that is in force, whose questions the answers are held against.
    Whoever may withdraw completions may record one for somebody else; everybody else only their own.
    """
    kind = KINDS.of(Completion)
    completion.person_id = completion.person_id or actor.person
    completion.owner_id = completion.person_id
    if person := world.get(Person, completion.person_id):
        completion.unit_id = person.unit_id

    def may(action: str) -> bool:
        return any(kind.may_by_grant(h.role.id, action) and h.covers(completion.unit_id) for h in actor.held)

    is_own = actor.is_system or completion.person_id == actor.person
    if not is_own and may("create") and not may("retire"):
        raise Denied("not_granted", what=kind.label, action=kind.action_label("create"))
    course = world.get_in_force(Course, completion.course_id)
    if course is None:
        raise Denied("not_ready", ref=kind.label, why=_("The course is not in force."))
    if completion.read_edition not in (None, course.edition):
        raise Denied("newer_in_force", ref=course.ref, version=course.edition)
    completion.read_edition = course.edition
    if len(completion.chosen) != len(course.questions):
        raise invalid(kind, {"answers": [_("Answer each of the questions.")]})
    completion.score = course.score(completion.chosen)
    completion.answers = ""  # those who passed would tell the right ones to whoever may see their record
    completion.passed = completion.score >= course.pass_percent


def only_for_themselves(world: World) -> frozenset[UUID]:
    """Everybody at work who may record no completion but their own."""

    def gather(world: World) -> frozenset[UUID]:
        may = {role for role in roles() if KINDS.of(Completion).may_by_grant(role, "retire")}
        held = roles_held(world)
        return frozenset(p.id for p in people_at_work(world) if not may & held.get(p.id, set()))

    return remembered(world, "only for themselves", gather)


class Place(NamedTuple):
    """Where one person stands with one course: the last time they passed, and the day by which to take it."""

    person: Person
    last: Completion | None
    due: dt.date
    is_current: bool


def people_at_work(world: World) -> list[Person]:
    """Everybody who works under the organisation's control: people in force but those who only look on from outside."""
    held: dict[UUID, set[bool]] = {}
    for assignment in world.in_force(Assignment):
        if assignment.role in roles() and not world.passed(assignment.ends_on):
            held.setdefault(assignment.person_id, set()).add(roles()[assignment.role].read_only)
    return [p for p in world.in_force(Person) if p.sort == Person.Sort.HUMAN and held.get(p.id) != {True}]


def attendance(world: World) -> dict[UUID, list[Place]]:
    """For each course in force, everybody who must take it; one pass over people and completions."""
    return remembered(world, "attendance", _attendance)


def _attendance(world: World) -> dict[UUID, list[Place]]:
    people, last = people_at_work(world), last_passed(world)
    roles_of, units = roles_held(world), units_above(world)
    found = {}
    for course in world.in_force(Course):
        wanted = set(course.roles)
        must = (
            person
            for person in people
            if (not wanted or wanted & roles_of.get(person.id, set()))
            and (course.of_unit_id is None or course.of_unit_id in units.get(person.unit_id, ()))
        )
        found[course.id] = [_place(world, course, person, last.get((course.id, person.id))) for person in must]
    return found


def _place(world: World, course: Course, person: Person, last: Completion | None) -> Place:
    if last is None:
        since = max(day_of(course.stamp.at), day_of(world.history(person)[0].at))
        return Place(person, None, since + dt.timedelta(days=DAYS_TO_TAKE), is_current=False)
    until = counts_until(course, last)
    return Place(person, last, until, is_current=not world.passed(until))


def counts_until(course: Course, completion: Completion) -> dt.date:
    return months_after(taken_on(completion), course.interval_months)


def courses_of(world: World, person: UUID) -> list[Place]:
    """Where `person` stands with each course that they must take."""

    def gather(world: World) -> dict[UUID, list[Place]]:
        found: dict[UUID, list[Place]] = {}
        for places in attendance(world).values():
            for place in places:
                found.setdefault(place.person.id, []).append(place)
        return found

    return remembered(world, "courses of", gather).get(person, [])


def holders_over(world: World, wanted: frozenset[str], unit: UUID | None) -> list[Person]:
    """The people who hold one of the roles `wanted` today in `unit`, in one above it or in the whole organisation."""

    def gather(world: World) -> tuple[list[Assignment], dict[UUID | None, set[UUID]], set[UUID]]:
        held = [a for a in world.in_force(Assignment) if a.role in wanted and a.covers(world.today)]
        return held, units_above(world), {u.id for u in world.in_force(Unit) if u.parent_id is None}

    held, above, whole = remembered(world, ("holders over", wanted), gather)
    near = above.get(unit, set()) | whole
    people = dict.fromkeys(a.person_id for a in held if a.unit_id in near)
    return [person for pk in people if (person := world.get_in_force(Person, pk))]


def result_words(course: Course, completion: Completion) -> str:
    """What somebody's answers came to, and what follows."""
    words = {"score": completion.score, "needed": course.pass_percent, "date": counts_until(course, completion)}
    if completion.passed:
        return filled(_("Passed with %(score)s of 100; %(needed)s were needed. It counts until %(date)s."), words)
    return filled(_("%(score)s of 100; %(needed)s are needed. Read the material again, then answer once more."), words)


def last_passed(world: World) -> dict[tuple[UUID, UUID], Completion]:
    """The last completion with which somebody passed, by course and person."""
    return remembered(world, "last passed", _last_passed)


def _last_passed(world: World) -> dict[tuple[UUID, UUID], Completion]:
    passed = (c for c in world.in_force(Completion) if c.passed and c.person_id)
    in_order = sorted(passed, key=lambda c: (taken_on(c), c.stamp.seq))
    return {(c.course_id, c.person_id): c for c in in_order if c.person_id}


def taken_on(completion: Completion) -> dt.date:
    return completion.happened_on or day_of(completion.stamp.at)


def day_of(instant: dt.datetime) -> dt.date:
    return instant.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def roles_held(world: World) -> dict[UUID, set[str]]:
    """The roles that each person holds on the day."""
    today, found = world.today, dict[UUID, set[str]]()
    for assignment in world.in_force(Assignment):
        if assignment.covers(today):
            found.setdefault(assignment.person_id, set()).add(assignment.role)
    return found


def units_above(world: World) -> dict[UUID | None, set[UUID]]:
    """Each unit with all it is part of."""
    parents = {unit.id: unit.parent_id for unit in world.in_force(Unit)}

    def chain(unit: UUID | None) -> Iterable[UUID]:
        seen = set[UUID]()
        while unit and unit not in seen:
            seen.add(unit)
            yield unit
            unit = parents.get(unit)

    return {unit: set(chain(unit)) for unit in parents}
