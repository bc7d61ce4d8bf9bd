"""Proposals are decided within the time that the evaluation criteria set (A.4.2, A.9.2)."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, name_of
from aims.kernel.policy import who_may
from aims.kernel.world import World
from aims.systems.models import Proposal

from .criteria import criteria, day

DUTY_SENTENCES["proposal_waits"] = _("%(person)s proposes %(ref)s %(title)s: say yes or no by %(date)s.")


@duty_rule
def proposals_are_decided(world: World) -> Iterable[Duty]:
    """Whoever may decide does so within the days that the criteria give, counted from when it was made."""
    kind, days = KINDS.of(Proposal), dt.timedelta(days=criteria(world).proposal_days)
    for proposal in world.in_force(Proposal):
        if proposal.state != "received":
            continue
        due = day(world.history(proposal)[0].at) + days
        author = world.get(Person, proposal.author_id)
        params = {
            "person": name_of(author) if author else "OpenAIMS",
            "ref": proposal.ref,
            "title": name_of(proposal),
            "date": due,
        }
        who = frozenset(able.person.id for able in who_may(world, "accept", proposal, kind))
        yield Duty("proposal_waits", who, due, Do(kind.name, "accept", proposal.id), params, proposal.id)
