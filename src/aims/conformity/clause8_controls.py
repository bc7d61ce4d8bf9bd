"""Clause 8.1: that the controls chosen under 6.1.3 are in effect, and whether they work is watched, as code."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.improvement.failed_tests import to_raise, unanswered
from aims.kernel.checks import Do, Gap, Verdict, check, shown_by, verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.risk.models import Control, ControlTest
from aims.risk.testing import concluded, next_test
from aims.risk.treatments import APPROVED

from .clause6_treatment import over_controls
from .criteria import criteria, measured_by
from .documents import to_write
from .risks import empty, live_treatments, ready


@check(
    "iso42001:2023/8.1-d",
    states=_(
        "Each control that is taken in says how it is done here, and has evidence linked, a test that was concluded, "
        "or an approved treatment that brings it in by a day that is not over."
    ),
)
def controls_are_in_effect(world: World) -> Verdict:
    def wrong(control: Control) -> Iterator[Gap]:
        yield from empty(control, to_write(world, control, "how").action, "how")
        if not (_has_evidence(control) or concluded(world).get(control.id) or _is_on_its_way(world, control)):
            yield Gap("control_not_shown", _to_test(world, control), {"ref": control.ref}, control.id)

    return over_controls(world, wrong)


def _to_test(world: World, control: Control) -> Do:
    """The test that is planned of `control` is concluded, else one is planned."""
    planned = (test for test in world.all(ControlTest) if test.state == "planned" and test.tested_id == control.id)
    test = next(planned, None)
    return ready(test, "conclude") if test else Do("control_test", "create", prefill={"tested": control.id})


def _has_evidence(record: Record) -> bool:
    return any(link.relation in ("evidence", "attachment") for link in record.links)


def _is_on_its_way(world: World, control: Control) -> bool:
    return any(
        one.state in APPROVED and not world.passed(one.due_on)
        for one in live_treatments(world)
        if (control.annex_a and control.annex_a in one.controls) or any(k.target == control.id for k in one.links)
    )


@check(
    "iso42001:2023/8.1-e",
    states=_(
        "Each control that is taken in was tested within its interval, counted from its last test or from the day it "
        "came in force; what a test found not to work became a nonconformity or a decision within the days that the "
        "criteria set. Where nothing was tested yet, that is not known."
    ),
)
def effects_of_controls_are_watched(world: World) -> Verdict:
    days = dt.timedelta(days=criteria(world).test_answered_days)
    late = {one.tested_id: one for one in unanswered(world) if world.passed(one.concluded_on + days)}

    def wrong(control: Control) -> Iterator[Gap]:
        if world.passed(due := next_test(world, control)):
            said = {"ref": control.ref, "date": due}
            yield Gap("control_untested", _to_test(world, control), said, control.id)
        if test := late.get(control.id):
            said = {"ref": test.ref, "control": control.ref, "date": test.concluded_on}
            yield Gap("test_unanswered", to_raise(test), said, test.id, names={"control": control.id})

    answer = over_controls(world, wrong)
    looked_at = {one.record for one in answer.evidence}
    tests = [mine[-1] for control, mine in concluded(world).items() if control in looked_at]
    if not tests and not answer.gaps:
        answer = verdict([], [])
    shown = (*answer.evidence, *shown_by(tests))
    return replace(answer, evidence=shown, notes=measured_by(world, "test_answered_days"))
