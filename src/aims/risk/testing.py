"""When each control is tested, and what its tests found: the standing, the duties and the figures behind 8.1-e."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, remembered
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, able, duty_about, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.world import World
from aims.lib.clock import months_after

from .models import Control, ControlTest

DUTY_SENTENCES["control_untested"] = _("%(ref)s %(title)s is to be tested by %(date)s: plan a test.")
DUTY_SENTENCES["control_test_due"] = _("%(ref)s %(title)s is to be concluded by %(date)s.")


def concluded(world: World) -> dict[UUID, list[ControlTest]]:
    """By control, its tests that were concluded, the oldest first."""
    return remembered(world, "concluded tests of controls", _concluded)


def _concluded(world: World) -> dict[UUID, list[ControlTest]]:
    found: dict[UUID, list[ControlTest]] = {}
    for one in sorted(world.all(ControlTest), key=lambda test: (test.concluded_on, test.stamp.seq)):
        if one.state in ("concluded", "answered"):
            found.setdefault(one.tested_id, []).append(one)
    return found


def last_test(world: World, control: Control) -> ControlTest | None:
    return next(reversed(concluded(world).get(control.id, [])), None)


def next_test(world: World, control: Control) -> dt.date:
    """The day by which a control in force is tested: its interval after the last test, else after it came in force."""
    test = last_test(world, control)
    return months_after(test.concluded_on if test else _in_force_since(world, control), control.test_months)


def _in_force_since(world: World, control: Control) -> dt.date:
    moves = KINDS.of(Control).workflow.moves_to_force
    stamps = world.history(control)
    first = next((stamp for stamp in stamps if stamp.action in moves), stamps[0])
    return timezone.localtime(first.at).date()


@standing_rule(ControlTest)
def a_test_is_late(record: Record, world: World) -> Iterable[Standing]:
    if isinstance(record, ControlTest) and record.state == "planned" and world.passed(record.due_on):
        yield Standing.OVERDUE


@duty_rule
def controls_are_tested(world: World) -> Iterable[Duty]:
    """A test that is planned is concluded by its day; where none is planned, the next one is."""
    planned = [test for test in world.all(ControlTest) if test.state == "planned"]
    for test in planned:
        if test.due_on and world.passed(test.due_on - DUE_SOON):
            yield duty_about("control_test_due", test, "conclude", able(world, "conclude", test), test.due_on)
    waiting = {test.tested_id for test in planned}
    for control in world.in_force(Control):
        due = next_test(world, control)
        if control.id not in waiting and world.passed(due - DUE_SOON):
            act = Do("control_test", "create", prefill={"tested": control.id})
            yield duty_about("control_untested", control, act, _planners(world, control), due)


def _planners(world: World, control: Control) -> frozenset[UUID]:
    """The owner of the control where they may plan a test of it, else everybody who may."""
    found = able(world, "create", ControlTest(tested=control, unit_id=control.unit_id))
    return frozenset({control.owner_id}) if control.owner_id in found else found
