"""What competence and learning leave for named people to do (7.2, 7.3)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
from aims.kernel.models import name_of
from aims.kernel.roles import role_name
from aims.kernel.world import World
from aims.organisation.competence import EXPIRES_SOON, expires_on, holders
from aims.organisation.kinds.competence import COMPETENCE as _KIND
from aims.organisation.learning import attendance
from aims.organisation.models.competence import Competence
from aims.organisation.models.learning import Course

DUTY_SENTENCES |= {
    "competence_unrated": _("Nobody has looked whether %(person)s has what the role %(role)s takes: do so."),
    "competence_waits": _("The competence of %(person)s as %(role)s waits to be assessed and rated."),
    "competence_below": _("%(person)s was seen below the level that the role %(role)s asks for: record the gap."),
    "competence_expires": _("The competence of %(person)s as %(role)s counts until %(date)s: assess it again."),
    "competence_gap": _("%(person)s has a gap as %(role)s: plan how it is closed."),
    "training_ends": _("%(person)s is to be ready as %(role)s by %(date)s: assess what the training changed."),
    "course_due": _("Take the course %(ref)s %(title)s by %(date)s."),
}
_NEXT = {
    "required": ("competence_waits", "assess"),
    "assessed": ("competence_waits", "approve"),
    "competent": ("competence_expires", "assess"),
    "gap": ("competence_gap", "train"),
    "in_training": ("training_ends", "assess"),
}


@duty_rule
def competence_is_kept(world: World) -> Iterable[Duty]:
    """Each holder of a role that asks for competence is rated, renewed before it ends, and their gap closed."""
    raters: dict[UUID | None, frozenset[UUID]] = {}
    for holder in holders(world):
        params = {"person": name_of(holder.person), "role": role_name(holder.role)}
        rating = holder.rating
        if rating is None:
            unit = holder.person.unit_id
            if unit not in raters:
                new = Competence(kind=_KIND.name, state="required", unit_id=unit)
                raters[unit] = able(world, "create", new)
            act = Do(_KIND.name, "create", None, {"person": holder.person.id, "role": holder.role})
            yield Duty("competence_unrated", raters[unit] - {holder.person.id}, None, act, params)
            continue
        is_below = rating.state == "assessed" and rating.level < holder.profile.level
        code, action = ("competence_below", "find_gap") if is_below else _NEXT[rating.state]
        due = {"competent": expires_on(world, rating), "in_training": rating.plan_due}.get(rating.state)
        early = EXPIRES_SOON if rating.state == "competent" else DUE_SOON
        if due is None or world.passed(due - early):
            theirs = {holder.person.id}
            who = owner_or_able(world, action, rating) - theirs or able(world, action, rating) - theirs
            yield duty_about(code, rating, action, who, due, **params)


@duty_rule
def courses_are_taken(world: World) -> Iterable[Duty]:
    """Everybody takes the courses that are meant for them, and again when the interval is over."""
    places = attendance(world)
    for course in world.in_force(Course):
        for place in places[course.id]:
            if place.is_current and not world.passed(place.due - DUE_SOON):
                continue
            act = Do("completion", "create", None, {"course": course.id})
            yield duty_about("course_due", course, act, frozenset({place.person.id}), place.due)
