"""What an arrangement in force lets somebody do, and who looks back at it."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.authority import waiver_rule
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, duty_about, duty_rule
from aims.kernel.models import Record
from aims.kernel.world import World

from .models.arrangement import Arrangement

DUTY_SENTENCES["look_back"] = _("%(ref)s %(title)s ends on %(date)s: look back at what was done under it.")


@waiver_rule("arrangement")
def arranged(world: World, person: UUID, rule: str, record: Record) -> Record | None:
    """The arrangement in force today that waives `rule` for `person` on `record`."""
    for arrangement in world.in_force(Arrangement):
        is_theirs = arrangement.person_id == person and rule in arrangement.rules and arrangement.is_about(record.pk)
        if is_theirs and _is_current(world, arrangement):
            return arrangement
    return None


def _is_current(world: World, arrangement: Arrangement) -> bool:
    has_begun = world.passed(arrangement.starts_on - dt.timedelta(days=1))
    return has_begun and not world.passed(arrangement.ends_on)


@duty_rule
def what_was_done_under_an_arrangement_is_looked_back_upon(world: World) -> Iterable[Duty]:
    """From thirty days before its end, until its owner has written what they found."""
    for arrangement in world.in_force(Arrangement):
        latest = world.get(Arrangement, arrangement.id) or arrangement
        if latest.look_back or not world.passed(arrangement.ends_on - DUE_SOON) or latest.owner_id is None:
            continue
        who = frozenset({latest.owner_id})
        yield duty_about("look_back", arrangement, "look_back", who, arrangement.ends_on)
