"""Courses: who must take which and has, AI literacy by role, and the page of one (7.3, AI Act Art. 4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aims.conformity.posture import posture
from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import opens_posture, sees
from aims.kernel.wording import day_text
from aims.lib.language import language
from aims.organisation.learning import Place, attendance, counts_until, last_passed, result_words, roles_held
from aims.organisation.models.learning import Completion, Course
from aims.web.asked import Asked, address, may_see, to_kind, to_record
from aims.web.frame import draw, name_of
from aims.web.looks.parts import ButtonLook, Crumb, FormLook, Said, Text
from aims.web.looks.screens import RequirementLine
from aims.web.markdown import rendered
from aims.web.panels.acts import Act, refused
from aims.web.panels.lines import requirement_line
from aims.web.panels.quiz import QuizForm
from aims.web.values import role_name, sentence_case, whole

REQUIREMENTS = ("iso42001:2023/7.3-a", "iso42001:2023/7.3-b", "iso42001:2023/7.3-c")


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in the list: how many must take it and have, and where the reader stands."""

    ref: str
    name: Said
    url: str
    must: int
    have: int
    mine: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody who has not taken a course that is meant for them, or not again."""

    person: Said
    url: str
    course: str
    due: dt.date
    is_late: bool
    record: str


@dataclass(frozen=True, slots=True)
class LearningLook:
    title: str
    intro: str
    courses: tuple[CourseLine, ...]
    literacy: tuple[tuple[str, int, int], ...]
    lines: tuple[RequirementLine, ...]
    missing: tuple[Missing, ...]
    buttons: tuple[ButtonLook, ...]


@require_GET
def learning_page(asked: Asked) -> HttpResponse:
    title = _("Courses")
    intro = _("What everybody here must know about AI, how often, and who has shown that they do.")
    places = attendance(asked.world)
    courses = [c for c in asked.world.in_force(Course) if may_see(asked, c)]
    sees_all = opens_posture(asked.actor)
    look = LearningLook(
        title,
        intro,
        tuple(_line(asked, course, places[course.id]) for course in courses),
        tuple(_literacy(asked, courses)) if sees_all else (),
        tuple(requirement_line(asked, pk, posture(asked.world).verdicts[pk]) for pk in REQUIREMENTS)
        if sees_all
        else (),
        tuple(_missing(asked, courses)),
        tuple(_buttons(asked)),
    )
    return draw(asked, "learning", look, title, "people", Crumb(title))


def _line(asked: Asked, course: Course, places: list[Place]) -> CourseLine:
    mine = next((p for p in places if p.person.id == asked.person.id), None)
    have = sum(p.is_current for p in places)
    said = _standing(mine)
    return CourseLine(
        course.ref, name_of(course), _to(asked, course), len(places), have, said, bool(mine and not mine.is_current)
    )


def _standing(place: Place | None) -> str:
    if place is None:
        return _("not meant for you")
    day = {"date": day_text(place.due)}
    return _("counts until %(date)s") % day if place.is_current else _("take it by %(date)s") % day


def _to(asked: Asked, course: Course) -> str:
    return address(asked, f"/learning/{course.ref}")


def _literacy(asked: Asked, courses: list[Course]) -> Iterable[tuple[str, int, int]]:
    """For each role that somebody holds: how many must take a course that serves AI literacy, and how many have all."""
    current: dict[object, bool] = {}
    for course in courses:
        if course.is_ai_literacy:
            for place in attendance(asked.world)[course.id]:
                current[place.person.id] = current.get(place.person.id, True) and place.is_current
    held: dict[str, set[object]] = {}
    for person, roles in roles_held(asked.world).items():
        for role in roles:
            held.setdefault(role, set()).add(person)
    for role in sorted(held, key=role_name):
        must = held[role] & current.keys()
        if must:
            yield sentence_case(role_name(role)), sum(current[person] for person in must), len(must)


def _missing(asked: Asked, courses: list[Course]) -> Iterable[Missing]:
    kind = KINDS.of(Completion)
    for course in courses:
        for place in attendance(asked.world)[course.id]:
            if place.is_current or not _may_know(asked, course, place.person):
                continue
            act = Act(kind, "create", None, {"unit": place.person.unit_id})
            may = not asked.past and any(kind.may_by_grant(h.role.id, "retire") for h in asked.actor.held)
            query = {"course": course.id, "read_edition": course.edition, "person": place.person.id}
            url = address(asked, f"/k/{kind.name}/new", query) if may and refused(asked, act) is None else ""
            person = place.person
            is_late = asked.world.passed(place.due)
            yield Missing(name_of(person), to_record(asked, person), course.ref, place.due, is_late, url)


def _may_know(asked: Asked, course: Course, person: Person) -> bool:
    """Whether the reader keeps the course, or would see that `person` took it."""
    kind = KINDS.of(Completion)
    taken = Completion(kind=kind.name, unit_id=person.unit_id, owner_id=person.id)
    return course.owner_id == asked.person.id or sees(asked.actor, kind, taken)


def _buttons(asked: Asked) -> Iterable[ButtonLook]:
    if not asked.past and refused(asked, Act(KINDS.of(Course), "create")) is None:
        yield ButtonLook(_("Add a course"), "/k/course/new")
    if opens_posture(asked.actor):
        yield ButtonLook(_("All completed courses"), to_kind(asked, KINDS.of(Completion)))


# ---- one course ----


@dataclass(frozen=True, slots=True)
class TakeLook:
    ref: str
    title: Said
    purpose: Said
    material: str
    material_lang: str
    link: str
    standing: str
    result: str
    passed: bool
    form: FormLook | None
    record_url: str


@require_http_methods(["GET", "POST"])
def course_page(asked: Asked, ref: str) -> HttpResponse:
    course = next((c for c in asked.world.in_force(Course) if c.ref == ref), None)
    if course is None or not may_see(asked, course):
        raise Denied("ref_unknown", ref=ref)
    questions = course.questions_in(language())
    edition = (whole(asked.GET.get("edition", "")) or 0) if asked.method == "POST" else course.edition
    form = QuizForm(questions, asked.POST) if asked.method == "POST" else QuizForm(questions)
    if form.is_bound and form.is_valid():
        values = {
            "title": f"{course.title}: {asked.person.title}",
            "course": course.id,
            "read_edition": edition,
            "answers": " ".join(str(n) for n in form.answers),
        }
        command = Command(KINDS.of(Completion).name, "create", asked.actor, values=values)
        done = perform(command, world=asked.now)
        return HttpResponseRedirect(f"/learning/{ref}?done={done.ref}")
    look = _taking(asked, course, form, edition)
    status = 422 if form.is_bound else 200
    return draw(
        asked, "course", look, str(look.title), "people", Crumb(_("Courses"), "/learning/"), Crumb(ref), status=status
    )


def _taking(asked: Asked, course: Course, form: QuizForm, edition: int) -> TakeLook:
    is_alt = language() != course.lang[:2]
    text = course.text_alt if is_alt and course.text_alt else course.text
    other = next(one for one in ("zh-hans", "en") if one[:2] != course.lang[:2])
    lang = other if is_alt and course.text_alt else course.lang
    purpose = Text(course.purpose_alt, lang) if is_alt and course.purpose_alt else Text(course.purpose, course.lang)
    may = not asked.past and refused(asked, Act(KINDS.of(Completion), "create")) is None
    submit = _("Answer and record") if course.questions else _("I have read and understood it")
    note = _("The score stays on record, your answers do not.")
    look = FormLook(form, f"/learning/{course.ref}?edition={edition}", submit, note=note, cancel_url="/learning/")
    last = last_passed(asked.world).get((course.id, asked.person.id))
    standing = (
        _("Your last time counts until %(date)s.") % {"date": day_text(counts_until(course, last))} if last else ""
    )
    result = _result(asked, course)
    return TakeLook(
        course.ref,
        name_of(course),
        purpose,
        rendered(text),
        lang,
        course.link,
        standing,
        result_words(course, result) if result else "",
        bool(result and result.passed),
        look if may else None,
        to_record(asked, course),
    )


def _result(asked: Asked, course: Course) -> Completion | None:
    """What the reader has just recorded."""
    ref = asked.GET.get("done", "")
    mine = (c for c in asked.world.in_force(Completion) if c.ref == ref and c.person_id == asked.person.id)
    return next((c for c in mine if c.course_id == course.id), None)
