"""A.6, the life cycle of AI systems, as code. What counts, and when, stands in `life_cycle`."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from aims.conformity.documents import review_gaps, section_gaps, to_write
from aims.conformity.life_cycle import due, lacks, over_life
from aims.conformity.monitored import (
    SEEDED,
    TRACED,
    amiss,
    arrived,
    is_shown,
    monitors,
    of_measure,
    records,
    to_try,
    unmeasured,
)
from aims.conformity.register import short
from aims.kernel.checks import Depth, Do, Gap, Verdict, check
from aims.kernel.models import Record
from aims.kernel.world import World
from aims.monitoring.models import RecordingPlan
from aims.monitoring.recording import LEAST_MONTHS, is_kept_too_short, plan_of
from aims.organisation.models import Objective, Process
from aims.systems.models import (
    AISystem,
    DeploymentPlan,
    DesignRecord,
    OperationPlan,
    RequirementSpec,
    TechnicalDocument,
    Verification,
)
from aims.systems.readiness import (
    DEPLOYMENT_PLANNED,
    DEPLOYMENT_READY,
    DESIGNED,
    OPERATION_PLANNED,
    PASSED,
    SPECIFIED,
    TESTED,
    USERS_TOLD,
    in_force,
    next_act,
    of_systems,
)

type Shown = tuple[list[Record], list[Gap]]


def _texts(world: World, records: list[Record], *fields: str) -> list[Gap]:
    """What is empty in `records` or past its review."""
    return [gap for r in records for gap in (*section_gaps(world, r, *fields), *review_gaps(world, r))]


@check(
    "iso42001:2023/A.6.1.2",
    states=_(
        "Every AI system that we develop has a specification in force that names an AI objective that was decided "
        "on, and acceptance criteria by which a release is measured."
    ),
)
def development_has_its_objectives(world: World) -> Verdict:
    def look(system: AISystem) -> Shown:
        specs = in_force(world, RequirementSpec, system)
        gaps = lacks(world, system, SPECIFIED) or _texts(world, list[Record](specs), "objective_id", "acceptance")
        objectives = [found for spec in specs if (found := world.get(Objective, spec.objective_id))]
        for objective in objectives if not gaps else ():
            gaps += _undecided(objective)
        return [*specs, *objectives], gaps

    return over_life(world, due(world, "in_development", developed=True), look, Depth.OPERATING)


def _undecided(objective: Objective) -> list[Gap]:
    if objective.state == "proposed":
        act = Do(objective.kind, "approve", objective.id)
        return [Gap("life_lacks", act, {"ref": objective.ref, "why": _("Nobody has decided on it.")}, objective.id)]
    return []


@check(
    "iso42001:2023/A.6.1.3",
    states=_(
        "Every AI system that we develop has a specification in force that names the process by which it is developed, "
        "and that process is in force with its criteria."
    ),
)
def development_follows_a_process(world: World) -> Verdict:
    def look(system: AISystem) -> Shown:
        specs = list[Record](in_force(world, RequirementSpec, system))
        gaps = lacks(world, system, SPECIFIED) or _texts(world, specs, "process_id")
        processes = [world.get(Process, spec.process_id) for spec in in_force(world, RequirementSpec, system)]
        for process in processes if not gaps else ():
            gaps += _unfit(world, process) if process else []
        return [*specs, *(p for p in processes if p)], gaps

    return over_life(world, due(world, "in_development", developed=True), look, Depth.OPERATING)


def _unfit(world: World, process: Process) -> list[Gap]:
    held = world.get_in_force(Process, process.id)
    if held is None:
        return [Gap("life_lacks", next_act(process), {"ref": process.ref, "why": _("It is not in force.")}, process.id)]
    return [*section_gaps(world, held, "criteria"), *review_gaps(world, held)]


@check(
    "iso42001:2023/A.6.2.2",
    states=_(
        "Every AI system that we develop has, for the version at hand, an approved specification with purpose, users, "
        "performance, data, oversight, limits and acceptance criteria."
    ),
)
def developed_systems_are_specified(world: World) -> Verdict:
    fields = ("users", "performance", "needed_data", "oversight", "limits", "acceptance")

    def look(system: AISystem) -> Shown:
        specs = list[Record](in_force(world, RequirementSpec, system))
        return specs, lacks(world, system, SPECIFIED) or _texts(world, specs, *fields)

    return over_life(world, due(world, "in_development", developed=True), look, Depth.OPERATING)


@check(
    "iso42001:2023/A.6.2.3",
    states=_(
        "Every AI system that we develop has, for the version at hand, a confirmed design record with its "
        "specification, what else was weighed and why, the training run and the versions of the data."
    ),
)
def designs_are_recorded(world: World) -> Verdict:
    fields = ("spec_id", "alternatives", "why", "training_run", "data_versions")

    def look(system: AISystem) -> Shown:
        designs = list[Record](in_force(world, DesignRecord, system))
        return designs, lacks(world, system, DESIGNED) or _texts(world, designs, *fields)

    return over_life(world, due(world, "in_verification", developed=True), look, Depth.OPERATING)


@check(
    "iso42001:2023/A.6.2.4",
    states=_(
        "Every AI system from its release on has, for the version at hand, passed a test of accuracy, robustness, "
        "fairness, safety and security against criteria that somebody else approved before, on as many cases as they "
        "ask; where the tier is high, by somebody who did not design it."
    ),
)
def releases_are_tested(world: World) -> Verdict:
    def look(system: AISystem) -> Shown:
        tests = in_force(world, Verification, system)
        gaps = lacks(world, system, TESTED, PASSED)
        for test in tests if not gaps else ():
            gaps += _short_of(world, system, test)
        return list[Record](tests), gaps

    return over_life(world, due(world, "ready", developed=False), look, Depth.EFFECTIVE)


def _short_of(world: World, system: AISystem, test: Verification) -> list[Gap]:
    """Which aspects nobody tested, and whether its own designer tested a system of the high tier."""
    again = next_act(world.get(Verification, test.id) or test)
    found = [
        Gap("aspect_untested", to_write(world, test, "criteria"), {"ref": test.ref, "aspect": a.label}, test.id)
        for a in test.untested
    ]
    designers = {pk for design in in_force(world, DesignRecord, system) for pk in world.authors(design)}
    if system.tier == AISystem.Tier.HIGH and test.tester_id in designers:
        found.append(Gap("tested_by_designer", again, {"ref": test.ref}, test.id))
    return found


@check(
    "iso42001:2023/A.6.2.5",
    states=_(
        "Every AI system in use has, for the version at hand, an approved deployment plan whose conditions are all "
        "reported as fulfilled with their evidence, and a rollback that was tried and worked."
    ),
)
def deployments_are_planned_and_met(world: World) -> Verdict:
    def look(system: AISystem) -> Shown:
        plans = list[Record](in_force(world, DeploymentPlan, system))
        gaps = lacks(world, system, DEPLOYMENT_PLANNED, DEPLOYMENT_READY)
        return plans, gaps or _texts(world, plans, "rollback", "users_told")

    return over_life(world, due(world, "deployed", developed=False), look, Depth.EFFECTIVE)


@check(
    "iso42001:2023/A.6.2.6",
    states=_(
        "Every AI system in use has an operation plan in force: what is watched with its limits, how often and by "
        "whom, repair, support and updates; and monitors in force that were measured in time, know their value, and "
        "whose breaches were answered in time. It is effective once all are within their limits and a fault that was "
        "put in on purpose was noticed in time."
    ),
)
def operation_is_planned_and_monitored(world: World) -> Verdict:
    fields = ("watched", "interval_days", "watcher_id", "repair", "support", "updates")
    return _operated(world, fields, amiss, SEEDED)


@check(
    "iso42001:2023/A.6.2.8",
    states=_(
        "For every AI system in use the operation plan in force says what the event log holds, how long it is kept "
        "and who may read it. Where its decisions come to us a recording plan is in force and decisions came in; a log "
        "of a system of the high tier is kept for six months at least; and a sample of decisions was traced from it "
        "alone. It is effective once all monitors are within their limits."
    ),
)
def event_logs_are_kept(world: World) -> Verdict:
    return _operated(world, ("log_fields", "log_months", "log_readers"), _unlogged, TRACED)


def _unlogged(world: World, system: AISystem) -> list[Gap]:
    """Why the event log of `system` is not shown to work."""
    plan, arriving = plan_of(world, system.id), arrived(world, system)
    found: list[Gap] = []
    computed = [one for one in monitors(world, system) if not one.is_manual]
    if plan is None and (computed or not monitors(world, system)):
        found.append(Gap("recording_missing", _to_record(world, system), {"ref": system.ref}, system.id))
    elif plan and not arriving:
        found.append(Gap("decisions_silent", None, {"ref": system.ref}, system.id))
    if is_kept_too_short(world, system):
        found += [_too_short(world, system, one) for one in in_force(world, OperationPlan, system)]
    tried = of_measure(world, system, TRACED)
    if not tried:
        found.append(Gap("trace_missing", to_try(world, system, TRACED), {"ref": system.ref}, system.id))
    return found + [gap for one in tried for gap in unmeasured(world, one)]


def _to_record(world: World, system: AISystem) -> Do:
    waiting = [p for p in world.all(RecordingPlan) if p.system_id == system.id and p.state != "withdrawn"]
    return next_act(waiting[-1]) if waiting else Do("recording_plan", "create", prefill={"system": system.id})


def _too_short(world: World, system: AISystem, plan: OperationPlan) -> Gap:
    params = {"ref": system.ref, "n": plan.log_months or 0}
    act = to_write(world, plan, "log_months")
    longer = {"log_months": LEAST_MONTHS} if act.action == "edit" else {}
    return Gap("log_too_short", replace(act, prefill=longer), params, system.id)


def _operated(
    world: World, fields: tuple[str, ...], amiss: Callable[[World, AISystem], list[Gap]], trial: str
) -> Verdict:
    """The plan of each system in use; what is `amiss` beside it leaves the plan and makes the verdict partly."""
    systems = due(world, "deployed", developed=False)

    def look(system: AISystem) -> Shown:
        plans = list[Record](in_force(world, OperationPlan, system))
        return [*plans, *records(world, system)], lacks(world, system, OPERATION_PLANNED) or _texts(
            world, plans, *fields
        )

    extra = [gap for system in systems for gap in amiss(world, system)]
    is_effective = all(is_shown(world, system, trial) for system in systems)
    depth = Depth.DESIGNED if extra else Depth.EFFECTIVE if is_effective else Depth.OPERATING
    return over_life(world, systems, look, depth, short(extra))


@check(
    "iso42001:2023/A.6.2.7",
    states=_(
        "For every AI system in use there is a document in force for its users, and for each other audience that was "
        "ever given one, describing exactly the version at hand and saying how it reaches them."
    ),
)
def audiences_have_their_documents(world: World) -> Verdict:
    def look(system: AISystem) -> Shown:
        described = of_systems(world, TechnicalDocument).get(system.id, [])
        current = [d for d in described if d.release == system.release]
        gaps = lacks(world, system, USERS_TOLD) or _texts(world, list[Record](current), "delivery")
        served = {d.audience for d in current}
        for document in described:
            if document.audience not in served | {TechnicalDocument.For.USERS.value}:
                gaps.append(_of_another_version(world, system, document))
        return list[Record](current), gaps

    return over_life(world, due(world, "deployed", developed=False), look, Depth.OPERATING)


def _of_another_version(world: World, system: AISystem, document: TechnicalDocument) -> Gap:
    params = {"ref": document.ref, "other": document.release, "release": system.release or "–", "system": system.ref}
    return Gap(
        "document_of_other_version",
        to_write(world, document, "release"),
        params,
        document.id,
        names={"system": system.id},
    )
