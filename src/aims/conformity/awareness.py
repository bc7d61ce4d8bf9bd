"""What the checks on awareness share: who passed questions on a topic, held against the share in the criteria (7.3).

The rules, the same for every such check:
* Everybody at work counts, contractors included; whoever only looks on from outside does not.
* Somebody is aware of a topic when they passed, within its interval, a course whose questions cover it.
* The share of people who are aware is held against the criteria in force. Below it the verdict is partly at most.
* *Effective* needs a share that was fixed beforehand: in criteria that were approved. Else *operating*.
"""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, remembered, verdict
from aims.kernel.models import Person, Record, name_of
from aims.kernel.world import World
from aims.organisation.fields import Topic
from aims.organisation.learning import (
    attendance,
    counts_until,
    last_passed,
    only_for_themselves,
    people_at_work,
    taken_on,
)
from aims.organisation.models import Completion, Course

from .criteria import criteria, measured_by
from .documents import to_write
from .entries import waiting
from .register import short


def awareness(world: World, *topics: Topic, since: dt.date | None = None) -> Verdict:
    """The verdict whether enough people are aware of all `topics`, by a course passed not before `since`."""
    people, sound, old, missing = people_at_work(world), dict[object, Record](), dict[object, Record](), list[Gap]()
    unaware = set[object]()
    passed = last_passed(world)
    for topic in topics:
        courses = [c for c in world.in_force(Course) if topic in {question.topic for question in c.questions}]
        if not courses:
            return verdict([], list(_uncovered(world, topic)), silent=Status.UNKNOWN)
        for person in people:
            taken = [(c, last) for c in courses if (last := passed.get((c.id, person.id)))]
            good = [last for course, last in taken if _counts(world, course, last, since)]
            sound |= {last.id: last for last in good}
            if not good:
                old |= {last.id: last for _course, last in taken}
                missing.append(_unaware(world, courses, person, topic))
                unaware.add(person.id)
    using = criteria(world)
    aware = len(people) - len(unaware)
    notes = [Gap("aware_share", None, {"m": aware, "n": len(people)}), *measured_by(world, "awareness_percent")]
    is_enough = 100 * aware >= using.awareness_percent * len(people)
    depth = Depth.EFFECTIVE if using.ref else Depth.OPERATING
    gaps = [] if is_enough else short(missing)
    return verdict(sound.values(), gaps, old=[] if is_enough else old.values(), depth=depth, notes=notes)


def _counts(world: World, course: Course, completion: Completion, since: dt.date | None) -> bool:
    is_after = since is None or taken_on(completion) >= since
    return is_after and not world.passed(counts_until(course, completion))


def _audience(world: World) -> dict[UUID, set[UUID]]:
    """Who must take each course."""
    return remembered(
        world, "audience", lambda world: {pk: {p.person.id for p in places} for pk, places in attendance(world).items()}
    )


def _unaware(world: World, courses: list[Course], person: Person, topic: Topic) -> Gap:
    """That one person has not passed, and the course they would take: one that is meant for them, else the first."""
    course = next((c for c in courses if person.id in _audience(world)[c.id]), courses[0])
    not_by = only_for_themselves(world) - {person.id}
    values = {"course": course.id, "read_edition": course.edition, "person": person.id}
    act = Do("completion", "create", prefill=values, not_by=not_by)
    params = {"person": name_of(person), "what": topic.label, "ref": course.ref}
    return Gap("not_aware", act, params, person.id, criteria(world).ref, names={"ref": course.id})


def _uncovered(world: World, topic: Topic) -> Iterator[Gap]:
    """No course asks about `topic`: the next step of those on their way, else one to widen, else a new one."""
    drafts = waiting(world, Course, lambda course: topic in {question.topic for question in course.questions})
    if drafts:
        yield from drafts
        return
    courses = world.in_force(Course)
    act = to_write(world, courses[-1], "quiz") if courses else Do("course", "create")
    yield Gap("topic_uncovered", act, {"what": topic.label}, courses[-1].id if courses else None)
