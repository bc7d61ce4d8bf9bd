"""What a mailed link may be for: to say that one has read a document, and to take a course (5.2, 7.3).

Both acts are granted to staff: whoever is mailed such a link holds at least the role of a staff member.
"""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from aims.kernel.models import Person
from aims.kernel.perform import Command
from aims.kernel.policy import Actor
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.letters.links import Purpose, purpose
from aims.organisation.learning import counts_until, last_passed, result_words
from aims.organisation.models import Acknowledgement, Completion, Course, Policy


def _acknowledge(reader: Actor, document: Policy, answers: Sequence[int]) -> Command:
    return Command("acknowledgement", "create", reader, values={"document": document.id})


def _has_acknowledged(world: World, person: Person, document: Policy) -> bool:
    """Of the version in force, or of one from which it does not differ significantly."""
    since = document.significant_version or document.version
    said = (one for one in world.in_force(Acknowledgement) if one.document_id == document.id)
    return any(one.author_id == person.id and one.read_version >= since for one in said)


def _take(reader: Actor, course: Course, answers: Sequence[int]) -> Command:
    said = " ".join(str(n) for n in answers)
    return Command("completion", "create", reader, values={"title": course.title, "course": course.id, "answers": said})


def _has_passed(world: World, person: Person, course: Course) -> bool:
    last = last_passed(world).get((course.id, person.id))
    return last is not None and not world.passed(counts_until(course, last))


def _last_try(world: World, person: Person, course: Course) -> Words:
    mine = [c for c in world.in_force(Completion) if (c.course_id, c.person_id) == (course.id, person.id)]
    return result_words(course, max(mine, key=lambda c: c.stamp.seq)) if mine else ""


ACKNOWLEDGE = purpose(
    Purpose(
        name="acknowledge",
        kind="policy",
        asks=_("Read it, and say that you have"),
        button=_("I have read it"),
        shows=("text",),
        command=_acknowledge,
        is_done=_has_acknowledged,
    )
)
COURSE = purpose(
    Purpose(
        name="course",
        kind="course",
        asks=_("Take the course"),
        button=_("Record that I took it"),
        shows=("purpose", "link"),
        markdown="text",
        questions=Course.questions_in,
        command=_take,
        is_done=_has_passed,
        came_to=_last_try,
    )
)
