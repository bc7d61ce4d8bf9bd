"""Clause 8, operation, and 4.4-a: that the processes of the management system run, as code."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import OperationRecord, Process
from aims.systems.models import AISystem
from aims.systems.readiness import next_lacks

from .criteria import late_notes, took_place
from .documents import section_gaps, to_write
from .entries import none_recorded, over_entries, waiting
from .life_cycle import as_gap, due, over_life
from .register import short


def _last_runs(world: World) -> dict[object, OperationRecord]:
    """The last record of each process that it ran."""
    runs = sorted(world.in_force(OperationRecord), key=lambda run: (took_place(run), run.stamp.seq))
    return {run.process_id: run for run in runs}


def _silent(world: World, process: Process, last: OperationRecord | None) -> Iterator[Gap]:
    """Why `process` does not show that it ran within its cycle."""
    record = Do("operation_record", "create", prefill={"process": process.id})
    if process.cycle_months is None:
        yield Gap("cycle_unset", to_write(world, process, "cycle_months"), {"ref": process.ref}, process.id)
    elif last is None:
        yield Gap("process_never", record, {"ref": process.ref}, process.id)
    elif world.passed(_due(process, last)):
        yield Gap("process_silent", record, {"ref": process.ref, "date": took_place(last)}, process.id)


def _due(process: Process, last: OperationRecord) -> dt.date:
    return months_after(took_place(last), process.cycle_months or 0)


@check(
    "iso42001:2023/4.4-a",
    states=_(
        "Each of the clauses 4 to 10 has a process in force with an owner who is still here, which left a record "
        "within its cycle."
    ),
)
def every_clause_has_a_living_process(world: World) -> Verdict:
    processes = world.in_force(Process)
    present = {process.clause for process in processes}
    missing = none_recorded(world, Process)
    for clause in Process.Clause if processes else ():
        if clause not in present:
            missing += _clause_gaps(world, clause)
    return running(world, processes, missing)


def _clause_gaps(world: World, clause: Process.Clause) -> list[Gap]:
    """The next step towards a process that carries `clause`."""
    create = Do("process", "create", prefill={"clause": clause.value})
    none = Gap("clause_without_process", create, {"clause": clause.label})
    return waiting(world, Process, lambda process: process.clause == clause) or [none]


@check(
    "iso42001:2023/8.1-a",
    states=_(
        "Each process in force left a record within its cycle. That every action planned under clause 6 was done or "
        "escalated is not evidenced here yet, so partly is the most."
    ),
)
def processes_are_run(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that every action planned under clause 6 was done or escalated")})
    processes = world.in_force(Process)
    missing = none_recorded(world, Process)
    return running(world, processes, [unseen, *missing] if processes else missing)


@check(
    "iso42001:2023/8.1-c",
    states=_(
        "No AI system in scope is in use without what its stages ask for: specification and design where we develop "
        "it, a passed test, fulfilled conditions of deployment, an operation plan and a document for users. That a "
        "recheck against the real systems agrees is not evidenced here yet, so partly is the most."
    ),
)
def stages_are_passed_by_their_criteria(world: World) -> Verdict:
    unseen = Gap("part_unseen", None, {"part": _("that a recheck of a sample against the real systems agrees")})

    def look(system: AISystem) -> tuple[list[Record], list[Gap]]:
        return [system], [as_gap(system, lack) for lack in next_lacks(world, system)]

    return over_life(world, due(world, "deployed", developed=False), look, Depth.OPERATING, [unseen])


@check(
    "iso42001:2023/8.1-b",
    states=_("Each process in force has criteria: when it may begin, when it is done, and what would stop it."),
)
def processes_have_criteria(world: World) -> Verdict:
    processes, none = world.in_force(Process), none_recorded(world, Process)
    return over_entries(world, processes, lambda process: section_gaps(world, process, "criteria"), none)


@check(
    "iso42001:2023/8.1-f",
    states=_("Each process in force left at least one record in its cycle that it ran."),
)
def processes_leave_records(world: World) -> Verdict:
    return running(world, world.in_force(Process), none_recorded(world, Process))


def running(world: World, processes: list[Process], missing: list[Gap]) -> Verdict:
    """The verdict on `processes` that must each have left a record within their cycle; `missing` are others."""
    last, gaps = _last_runs(world), [*missing]
    sound, old, looked_at = list[Record](), list[Record](), list[Record]()
    for process in processes:
        wrong = list(_silent(world, process, last.get(process.id)))
        gaps += wrong
        run = last.get(process.id)
        if not wrong and run:
            sound += [process, run]
        elif run and process.cycle_months:
            old.append(run)
        else:
            looked_at.append(process)
    notes = late_notes(world, sound)
    silent = Status.UNMET if processes else Status.UNKNOWN
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=Depth.OPERATING, notes=notes, silent=silent)
