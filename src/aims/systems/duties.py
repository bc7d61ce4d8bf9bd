"""What the life of systems and their changes leave for named people to do (A.6, 6.3, 8.1)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, name_of
from aims.kernel.policy import who_may
from aims.kernel.world import World
from aims.systems.models import Change, Verification
from aims.systems.roles import roles_in_question

DUTY_SENTENCES |= {
    "change_waits": _("%(ref)s %(title)s was found unplanned: assess it."),
    "change_decision": _("%(ref)s %(title)s is assessed and waits for a decision."),
    "change_afterwards": _("%(ref)s %(title)s was done in an emergency: approve it afterwards, or have it taken back."),
    "criteria_wait": _("The criteria of %(ref)s %(title)s wait for approval, before there are results."),
    "roles_questioned": _("%(other)s puts our roles for %(ref)s %(title)s in question: determine both lists again."),
}


def _who(world: World, action: str, record: Record) -> frozenset[UUID]:
    return frozenset(able.person.id for able in who_may(world, action, record, KINDS[record.kind]))


def _duty(code: str, world: World, record: Record, action: str, **more: object) -> Duty:
    params = {"ref": record.ref, "title": name_of(record), **more}
    return Duty(code, _who(world, action, record), None, Do(record.kind, action, record.id), params, record.id)


@duty_rule
def changes_are_decided(world: World) -> Iterable[Duty]:
    """What was found is assessed, what is assessed decided, what was done in an emergency approved afterwards."""
    for change in world.all(Change):
        if change.state == "detected_unplanned":
            yield _duty("change_waits", world, change, "assess")
        elif change.state == "assessed":
            yield _duty("change_decision", world, change, "approve")
        elif change.state in ("implemented", "verified") and was_done_unapproved(world, change):
            yield _duty("change_afterwards", world, change, "approve_afterwards")


def was_done_unapproved(world: World, change: Change) -> bool:
    """Whether a change was carried out and nobody has approved it yet, neither before nor after."""
    acts = {stamp.action for stamp in world.history(change)}
    return "implement_urgently" in acts and not acts & {"approve", "approve_afterwards"}


@duty_rule
def criteria_are_approved(world: World) -> Iterable[Duty]:
    """A test has approved criteria before it has results."""
    for test in world.all(Verification):
        if test.state == "draft" and test.criteria:
            yield _duty("criteria_wait", world, test, "approve_criteria")


@duty_rule
def roles_are_determined_again(world: World) -> Iterable[Duty]:
    """A rebranding, a substantial modification or a new purpose asks both lists of roles anew (4.1, AI Act Art. 25)."""
    for system, change in roles_in_question(world):
        owner = system.owner_id if world.get_in_force(Person, system.owner_id) else None
        who = frozenset({owner}) if owner else _who(world, "edit", system)
        params = {"ref": system.ref, "title": name_of(system), "other": change.ref}
        yield Duty("roles_questioned", who, None, Do("ai_system", "edit", system.id), params, system.id)
