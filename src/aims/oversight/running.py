"""What the clock does to cases: a ruling is released, a case that waits too long escalates, is refused or handed over.

A step of the worker about every second; `settle` also on the way of a program that asks what became of its case.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from aims.kernel.denied import Denied
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import World, present
from aims.lib import clock

from .models import CaseContent, OversightPlan, ReviewCase
from .reviewing import plan_for

MOST_AT_ONCE = 500
_WHEN_LATE = {OversightPlan.Late.REFUSE: "expire", OversightPlan.Late.HAND_OVER: "hand_over"}


def settle(cases: Iterable[ReviewCase]) -> int:
    """Release those whose time to undo is over; how many. Two that try it at once release it once."""
    return sum(_moved(case, _ends_by(case), case.version) for case in cases if _is_settled(case))


def _is_settled(case: ReviewCase) -> bool:
    return case.state == "ruled" and case.release_at is not None and case.release_at <= clock.now()


def _ends_by(case: ReviewCase) -> str:
    return "end_test" if CaseContent.objects.filter(pk=case.pk, is_seeded=True).exists() else "release"


def _moved(case: ReviewCase, action: str, expect: int | None, reason: str = "") -> bool:
    """Somebody else may have been quicker: then there is nothing left to do."""
    try:
        perform(Command("review_case", action, SYSTEM, record=case.pk, expect=expect, reason=reason))
    except Denied as denied:
        if denied.code in ("stale_edit", "wrong_state", "not_ready"):
            return False
        raise
    return True


def step() -> int:
    """Do what is due; how many cases were moved."""
    now = clock.now()
    ready = ReviewCase.objects.filter(release_at__lte=now).order_by("release_at")[:MOST_AT_ONCE]
    return settle(list(ready)) + _late(present(), now)


def _late(world: World, now: dt.datetime) -> int:
    """The steps of escalation that are due, one at a time; after the last what the plan says of nobody ruling."""
    waiting = ReviewCase.objects.filter(waits_by__lte=now).order_by("waits_by")
    late = ((case, _due(plan_for(world, case), case, now)) for case in waiting[:MOST_AT_ONCE])
    return sum(_moved(case, action, case.version, _("Nobody ruled in time.")) for case, action in late if action)


def _due(plan: OversightPlan, case: ReviewCase, now: dt.datetime) -> str | None:
    began = case.due_at - dt.timedelta(minutes=plan.minutes)
    steps = plan.escalation
    if case.step < len(steps):
        is_due = now >= began + dt.timedelta(minutes=int(steps[case.step]["after"]))
        return "escalate" if is_due else None
    return _WHEN_LATE.get(OversightPlan.Late(plan.when_late))


def withdraw(case: ReviewCase) -> bool:
    """The program that submitted it wants it no more; whether that came in time, whoever has taken it meanwhile."""
    return _moved(case, "withdraw", expect=None)
