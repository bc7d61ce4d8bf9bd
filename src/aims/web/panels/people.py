"""What is recorded of the people around an AI system: trained, here, competent today (5.3, 7.2, 7.3)."""

from django.utils.translation import gettext as _

from aims.kernel.models import Person
from aims.kernel.policy import opens_posture
from aims.kernel.roles import role_name
from aims.kernel.wording import day_text
from aims.kernel.world import World
from aims.organisation.competence import Holder, expires_on, holders
from aims.organisation.learning import courses_of, day_of, holders_over
from aims.systems.models import AISystem
from aims.web.asked import Asked, may_see
from aims.web.looks.parts import Status

USERS = frozenset({"operator", "human_overseer"})
"""Who works with a system, in its unit or one above."""

type Answer = tuple[str, Status]


def trained(asked: Asked, system: AISystem) -> Answer:
    """Whether everybody who operates or oversees `system` is current on the courses that are meant for them."""
    people = holders_over(asked.world, USERS, system.unit_id)
    if not people:
        return _("Nobody is named who operates or oversees it."), "unmet"
    known = {person.id: courses_of(asked.world, person.id) for person in people}
    words: dict[str, object] = {"m": len(people)}
    if without := [person for person in people if not known[person.id]]:
        words["n"] = len(without)
        sentence = _("%(m)s operate or oversee it; for %(n)s of them no course is meant.")
        return sentence % words, "unmet" if len(without) == len(people) else "partly"
    places = [place for one in known.values() for place in one]
    late = [place for place in places if not place.is_current]
    words["n"] = len(people) - len({place.person.id for place in late})
    if not late:
        words["date"] = day_text(min(place.due for place in places))
        return _("%(n)s of %(m)s who operate or oversee it are current on their courses until %(date)s.") % words, "met"
    first = min(late, key=lambda place: place.due)
    words |= {"date": day_text(first.due), "person": first.person.name}
    if not opens_posture(asked.actor):
        sentence = _("%(n)s of %(m)s who operate or oversee it are current on their courses; the next is due %(date)s.")
    elif asked.world.passed(first.due):
        sentence = _(
            "%(n)s of %(m)s who operate or oversee it are current on their courses; %(person)s has not been since "
            "%(date)s."
        )
    else:
        sentence = _(
            "%(n)s of %(m)s who operate or oversee it are current on their courses; %(person)s has until %(date)s."
        )
    return sentence % words, "partly" if words["n"] else "unmet"


def responsible(asked: Asked, system: AISystem) -> Answer:
    """Who owns `system`, and who takes the final decision: here and competent today, or since when not."""
    owner = asked.world.get_in_force(Person, system.owner_id)
    if owner is None:
        gone = asked.world.get(Person, system.owner_id)
        if gone is None:
            return _("Nobody is named as its owner."), "unmet"
        return _("%(person)s, its owner, has not been here since %(date)s.") % _gone(asked.world, gone), "unmet"
    words = {"person": owner.name, "decision": system.final_decision}
    if not (system.final_decision or system.final_decider_id):
        return _("%(person)s owns it. Who takes the final decision is not recorded.") % words, "partly"
    named = asked.world.get(Person, system.final_decider_id)
    if named is None:
        return _("%(person)s owns it. The final decision: %(decision)s; no person is named.") % words, "partly"
    decider = asked.world.get_in_force(Person, named.id)
    if decider is None:
        sentence = _("%(owner)s owns it. %(person)s, named for the final decision, has not been here since %(date)s.")
        return sentence % (_gone(asked.world, named) | {"owner": owner.name}), "unmet"
    words["decider"] = decider.name
    if system.final_decision:
        sentence = _("%(person)s owns it. The final decision: %(decision)s; %(decider)s answers for it.")
    else:
        sentence = _("%(person)s owns it. %(decider)s takes the final decision.")
    added, status = _competent(asked, decider)
    if status == "met" and not (system.ai_roles and system.legal_roles):
        added, status = _("Our roles towards it are not all determined."), "partly"
    return _("%(first)s %(second)s") % {"first": sentence % words, "second": added}, status


def _gone(world: World, person: Person) -> dict[str, str]:
    """Who left, and the day of it."""
    left = [stamp for stamp in world.history(person) if stamp.action == "retire"]
    return {"person": person.name, "date": day_text(day_of((left[-1] if left else person.stamp).at))}


def _competent(asked: Asked, person: Person) -> Answer:
    """By the ratings in the roles of `person` that ask for a competence."""
    held = [one for one in holders(asked.world) if one.person.id == person.id]
    if not held:
        return _("No role of theirs today asks for a competence."), "partly"
    if not all(one.rating is None or may_see(asked, one.rating) for one in held) or not opens_posture(asked.actor):
        return _("Their competence is not visible to you."), "unknown"
    lacking = next((one for one in held if not one.is_competent(asked.world)), None)
    return _lack(asked.world, lacking) if lacking else (_("Rated competent today."), "met")


def _lack(world: World, held: Holder) -> Answer:
    words = {"role": role_name(held.role)}
    ends = expires_on(world, held.rating) if held.rating else None
    if ends and world.passed(ends):
        words["date"] = day_text(ends)
        return _("Not competent as “%(role)s” since %(date)s, when the rating ran out.") % words, "stale"
    if held.rating is None:
        return _("Nobody has rated them as “%(role)s”.") % words, "partly"
    words["date"] = day_text(day_of(held.rating.stamp.at))
    return _("Rated below what “%(role)s” asks for on %(date)s.") % words, "unmet"
