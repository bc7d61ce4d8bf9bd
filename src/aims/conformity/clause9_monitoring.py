"""9.1, monitoring, measurement, analysis and evaluation, as code: of AI systems, and what it covers beside them."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.monitoring.models import Monitor
from aims.monitoring.series import reading_of
from aims.organisation.models import Process
from aims.systems.models import AISystem

from .clause5 import report_to_top_management
from .documents import to_write
from .life_cycle import due, over_life
from .monitored import amiss, monitors, records, unmeasured, unmonitored
from .register import short


def _in_use(world: World) -> list[AISystem]:
    return due(world, "deployed", developed=False)


@check(
    "iso42001:2023/9.1-a",
    states=_(
        "Every AI system in use has a monitor in force that says what it is for, and every process in force says "
        "how often it runs. That objectives and controls are measured is looked at under 6.2 and 8.1, and whether "
        "something that matters was left out a person judges, so partly is the most."
    ),
)
def what_is_monitored_is_chosen(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that nothing that matters was left out")})
    cycles = [
        Gap("cycle_unset", to_write(world, one, "cycle_months"), {"ref": one.ref}, one.id)
        for one in world.in_force(Process)
        if one.cycle_months is None
    ]
    return _over(world, lambda system: unmonitored(world, system), Depth.OPERATING, [*cycles, unseen])


def _over(world: World, wrong: Callable[[AISystem], list[Gap]], depth: Depth, extra: list[Gap]) -> Verdict:
    """The verdict on the systems in use, each with its monitors as evidence."""
    return over_life(world, _in_use(world), lambda system: (records(world, system), wrong(system)), depth, extra)


@check(
    "iso42001:2023/9.1-b",
    states=_(
        "Every monitor of an AI system in use has a measure with a direction, a source, a window, a number of cases "
        "and limits with a reason, approved before it is measured, and was looked at again within its interval. That a "
        "repeat by others gives the same is not evidenced here yet, so partly is the most."
    ),
)
def methods_are_fixed_beforehand(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that a repeat by other people or another way of computing agrees")})

    def wrong(system: AISystem) -> list[Gap]:
        lasting = ("review_overdue", "life_stale")
        found = [gap for one in monitors(world, system) for gap in unmeasured(world, one) if gap.code in lasting]
        return unmonitored(world, system) + found

    return _over(world, wrong, Depth.OPERATING, [unseen])


@check(
    "iso42001:2023/9.1-c",
    states=_("Every monitor of an AI system in use was measured within its interval."),
)
def measuring_is_done_in_time(world: World) -> Verdict:
    def wrong(system: AISystem) -> list[Gap]:
        late = ("reading_due", "figures_missing", "never_measured")
        found = [gap for one in monitors(world, system) for gap in unmeasured(world, one) if gap.code in late]
        return unmonitored(world, system) + found

    return _over(world, wrong, Depth.OPERATING, [])


@check(
    "iso42001:2023/9.1-d",
    states=_(
        "Every reading of an AI system in use was judged against its limits within the interval and is not unknown, "
        "and every breach was answered with its cause and what was done within the days that its monitor says."
    ),
)
def results_are_evaluated_in_time(world: World) -> Verdict:
    return _over(world, lambda system: amiss(world, system), Depth.OPERATING, [])


@check(
    "iso42001:2023/9.1-e",
    states=_(
        "Every reading is kept with its days, its source and who entered or computed it: one that was computed with "
        "the digests of what it rests on, one that people entered with how it was measured."
    ),
)
def results_are_kept(world: World) -> Verdict:
    sound, looked_at, gaps = list[Record](), list[Record](), list[Gap]()
    for monitor in world.in_force(Monitor):
        reading = reading_of(world, monitor)
        if reading is None or reading.window_last is None:
            continue
        wrong = list(_unkept(world, monitor))
        (looked_at if wrong else sound).append(reading)
        gaps += wrong
    if not (sound or looked_at):
        gaps = [gap for system in _in_use(world) for gap in _first_steps(world, system)]
        gaps = gaps or [Gap("nothing_recorded", Do("monitor", "create"), {"kind": _("monitor")})]
    return verdict(sound, short(gaps), looked_at=looked_at, depth=Depth.OPERATING, silent=Status.UNMET)


def _first_steps(world: World, system: AISystem) -> list[Gap]:
    return unmonitored(world, system) + [gap for one in monitors(world, system) for gap in unmeasured(world, one)]


def _unkept(world: World, monitor: Monitor) -> Iterator[Gap]:
    reading = reading_of(world, monitor)
    if reading is None or not monitor.is_manual:
        return
    has_evidence = any(link.relation in ("evidence", "attachment") for link in reading.links)
    if not (reading.how.strip() or has_evidence):
        link = Do("reading", "link", reading.id, {"relation": "evidence"})
        yield Gap("evidence_missing", link, {"ref": reading.ref}, reading.id)


@check(
    "iso42001:2023/9.1-f",
    states=_(
        "Top management was given an issued posture within the interval, while every AI system in use was measured "
        "against limits fixed beforehand. That the report concludes on how effective the management system is, is not "
        "evidenced here yet, so partly is the most."
    ),
)
def performance_is_evaluated(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that a report concludes on how effective the management system is")})
    report, missing = report_to_top_management(world)

    def look(system: AISystem) -> tuple[list[Record], list[Gap]]:
        return [*records(world, system), *report], _first_steps(world, system)

    return over_life(world, _in_use(world), look, Depth.OPERATING, [*missing, unseen])
