"""A plan tried on what was decided before it is approved: how many decisions would have waited for a person?"""

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from aims.kernel.world import World
from aims.telemetry.reading.holding import Held, held

from .models import OversightPlan

DAYS = 28


def secret_of(plan: UUID) -> str:
    """What the random share of a plan is drawn by: of this home, and another for each plan."""
    return salted_hmac(
        f"oversight {plan}", "random share", settings.HOME.secret("oversight"), algorithm="sha256"
    ).hexdigest()


def tried(plan: OversightPlan, today: dt.date) -> tuple[dt.date, dt.date, Held]:
    """What the plan would have held in the four weeks before `today`."""
    first, last = today - dt.timedelta(days=DAYS), today - dt.timedelta(days=1)
    condition = plan.condition
    found = held(plan.system_id, first, last, condition, secret_of(plan.id)) if condition else Held()
    return first, last, found


def try_on_history(plan: OversightPlan, world: World) -> None:
    """Put what it would have held into the version that is submitted: part of what the approver signs."""
    first, last, found = tried(plan, world.today)
    has_history = found.decisions > 0
    plan.tried_from, plan.tried_until = (first, last) if has_history else (None, None)
    plan.tried_decisions, plan.would_hold, plan.would_unsaid = (
        (found.decisions, found.held, found.unsaid) if has_history else (None, None, None)
    )
