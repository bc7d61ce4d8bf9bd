"""Where an objective stands: its results in order, when the next is due, and whether it is off track (6.2)."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import remembered
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.days import took_place
from aims.organisation.models import Measurement, Objective
from aims.organisation.models.objectives import as_said


def results(world: World, objective: Objective) -> list[Measurement]:
    """What was measured of `objective`, the oldest first; withdrawn results left out."""
    return remembered(world, "results of objectives", _by_objective).get(objective.id, [])


def _by_objective(world: World) -> dict[UUID, list[Measurement]]:
    found: dict[UUID, list[Measurement]] = {}
    for one in sorted(world.in_force(Measurement), key=lambda m: (took_place(m), m.stamp.seq)):
        found.setdefault(one.objective_id, []).append(one)
    return found


def next_due(world: World, objective: Objective) -> dt.date | None:
    """The day by which the next result is due: the interval after the last one, the baseline counting as the first."""
    days = [took_place(one) for one in results(world, objective)]
    last = max([*days, *([objective.baseline_on] if objective.baseline_on else [])], default=None)
    return months_after(last, objective.interval_months) if last else None


def misses(objective: Objective, one: Measurement) -> bool:
    return one.value is not None and not objective.on_track(one.value, took_place(one))


def is_off_track(world: World, objective: Objective) -> bool:
    """Whether the last result of an active objective misses its trajectory, or the next is overdue."""
    if objective.state != "active":
        return False
    found = results(world, objective)
    return bool(found and misses(objective, found[-1])) or world.passed(next_due(world, objective))


def not_reached(objective: Objective, world: World) -> Iterable[Words]:
    """Why the results do not show that the target is reached; withdrawn ones do not count."""
    if not objective.is_measured:
        return
    values = [one.value for one in results(world, objective) if one.value is not None]
    if not values:
        yield _("Nothing has been measured yet: the target is not shown to be reached.")
    elif not objective.reached_by(values[-1]):
        words = {"value": as_said(values[-1]), "target": as_said(objective.target)}
        yield filled(_("The last result, %(value)s, does not reach the target of %(target)s."), words)


@standing_rule(Objective)
def objectives_off_track(record: Record, world: World) -> Iterable[Standing]:
    """The state `at_risk` of practice's life cycle, which nobody decides."""
    if isinstance(record, Objective) and is_off_track(world, record):
        yield Standing.AT_RISK
