"""What the life of systems and their changes leave for named people to do (A.6, 6.3, 8.1)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
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


@duty_rule
def changes_are_decided(world: World) -> Iterable[Duty]:
    """What was found is assessed, what is assessed decided, what was done in an emergency approved afterwards."""
    for change in world.all(Change):
        if change.state == "detected_unplanned":
            yield duty_about("change_waits", change, "assess", owner_or_able(world, "assess", change))
        elif change.state == "assessed":
            yield duty_about("change_decision", change, "approve", able(world, "approve", change))
        elif change.state in ("implemented", "verified") and was_done_unapproved(world, change):
            who = able(world, "approve_afterwards", change)
            yield duty_about("change_afterwards", change, "approve_afterwards", who)


def was_done_unapproved(world: World, change: Change) -> bool:
    """Whether a change was carried out and nobody has approved it yet, neither before nor after."""
    acts = {stamp.action for stamp in world.history(change)}
    return "implement_urgently" in acts and not acts & {"approve", "approve_afterwards"}


@duty_rule
def criteria_are_approved(world: World) -> Iterable[Duty]:
    """A test has approved criteria before it has results."""
    for test in world.all(Verification):
        if test.state == "draft" and test.criteria:
            yield duty_about("criteria_wait", test, "approve_criteria", able(world, "approve_criteria", test))


@duty_rule
def roles_are_determined_again(world: World) -> Iterable[Duty]:
    """A rebranding, a substantial modification or a new purpose asks both lists of roles anew (4.1, AI Act Art. 25)."""
    for system, change in roles_in_question(world):
        yield duty_about("roles_questioned", system, "edit", owner_or_able(world, "edit", system), other=change.ref)
