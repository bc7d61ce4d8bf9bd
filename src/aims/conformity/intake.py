"""Proposals are decided within the time that the evaluation criteria set (A.4.2, A.9.2)."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule
from aims.kernel.models import Person, name_of
from aims.kernel.world import World
from aims.systems.models import Proposal

from .criteria import criteria, day

DUTY_SENTENCES["proposal_waits"] = _("%(person)s proposes %(ref)s %(title)s: say yes or no by %(date)s.")


@duty_rule
def proposals_are_decided(world: World) -> Iterable[Duty]:
    """Whoever may decide does so within the days that the criteria give, counted from when it was made."""
    days = dt.timedelta(days=criteria(world).proposal_days)
    for proposal in world.in_force(Proposal):
        if proposal.state != "received":
            continue
        due = day(world.history(proposal)[0].at) + days
        author = world.get(Person, proposal.author_id)
        by = name_of(author) if author else "OpenAIMS"
        yield duty_about("proposal_waits", proposal, "accept", able(world, "accept", proposal), due, person=by)
