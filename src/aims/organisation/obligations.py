"""Obligations over time: which of them apply, which one nobody has confirmed, and what the law itself says of its days.

The days of a law are those of its framework in the catalogue, with how far each was checked against its text
(4.2, A.2.3).
"""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from aims import catalogue
from aims.catalogue import Effective, Framework
from aims.kernel.kinds import KINDS
from aims.kernel.world import World
from aims.organisation.models import Obligation


class LawDay(NamedTuple):
    framework: Framework
    effective: Effective


def has_begun(world: World, obligation: Obligation) -> bool:
    """Whether the first day of the duty is here."""
    return world.passed(obligation.applies_from - dt.timedelta(days=1))


def has_ended(world: World, obligation: Obligation) -> bool:
    """Whether its last day is over, or somebody retired it."""
    return obligation.state in KINDS.of(Obligation).workflow.ended or world.passed(obligation.applies_until)


def is_confirmed(world: World, obligation: Obligation) -> bool:
    """Whether a second person confirmed what it asks of us, in this version or an earlier one."""
    return world.get_in_force(Obligation, obligation.id) is not None


def unconfirmed(world: World) -> list[Obligation]:
    """Those that apply although nobody has confirmed what they ask."""
    return [
        one
        for one in world.all(Obligation)
        if not has_ended(world, one) and not is_confirmed(world, one) and has_begun(world, one)
    ]


def law_days(obligations: Iterable[Obligation]) -> list[LawDay]:
    """The days of every law that `obligations` name, in order."""
    known = {one.id: one for one in catalogue.frameworks()}
    named = {known[one.framework] for one in obligations if one.framework in known}
    days = (LawDay(framework, effective) for framework in named for effective in framework.effective)
    return sorted(days, key=lambda day: (day.effective.date, day.framework.id))
