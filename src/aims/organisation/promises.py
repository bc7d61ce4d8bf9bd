"""What holds or was promised until a day: exceptions that expire, resolutions that fall due."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.world import World
from aims.organisation.models import PolicyException, Resolution

DUTY_SENTENCES["exception_ends"] = _(
    "The exception %(ref)s %(title)s holds until %(date)s: ask for it anew, or end it."
)
DUTY_SENTENCES["resolution_due"] = _(
    "%(ref)s %(title)s was resolved to be done by %(date)s: report it done, or drop it."
)


@standing_rule(PolicyException)
def exceptions_expire(record: Record, world: World) -> Iterable[Standing]:
    """Approved still, and past the last day on which it holds."""
    if isinstance(record, PolicyException) and record.is_in_force and world.passed(record.until):
        yield Standing.EXPIRED


@duty_rule
def exceptions_that_end_are_decided_anew(world: World) -> Iterable[Duty]:
    """From thirty days before; the duty ends when it is withdrawn or written anew."""
    for exception in world.in_force(PolicyException):
        latest = world.get(PolicyException, exception.id) or exception
        if latest.version != exception.version or not world.passed(exception.until - DUE_SOON):
            continue
        who = owner_or_able(world, "revise", exception)
        yield duty_about("exception_ends", exception, "revise", who, exception.until)


@duty_rule
def resolutions_are_done(world: World) -> Iterable[Duty]:
    """From thirty days before its day, until it is done or dropped."""
    for resolution in world.all(Resolution):
        due = resolution.due
        if resolution.state != KINDS.of(Resolution).workflow.initial or due is None or not world.passed(due - DUE_SOON):
            continue
        yield duty_about("resolution_due", resolution, "complete", owner_or_able(world, "complete", resolution), due)
