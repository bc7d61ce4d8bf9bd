"""Clause 4, context of the organisation, as code."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, Gap, Verdict, check, verdict
from aims.kernel.models import Record, Stamp
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import ContextIssue, InterestedParty, Obligation, Process, ScopeStatement
from aims.organisation.obligations import unconfirmed
from aims.systems.models import AISystem

from .criteria import criteria, day
from .documents import asks_for, found, next_step, section_gaps, to_write
from .entries import none_recorded, over_entries, unlinked
from .register import governed, over_systems, registered


@check(
    "iso42001:2023/4.1-a",
    states=_(
        "At least one external and one internal issue is recorded; each has an owner who is still here and was looked "
        "at within its interval."
    ),
)
def issues_are_known(world: World) -> Verdict:
    issues = world.in_force(ContextIssue)
    missing = none_recorded(world, ContextIssue)
    if issues:
        labels = dict(ContextIssue.Side.choices)
        absent = [side for side in ContextIssue.Side if side not in {issue.side for issue in issues}]
        missing = [Gap("side_missing", _new_issue(side=side.value), {"side": labels[side]}) for side in absent]
    return over_entries(world, issues, missing=missing)


@check(
    "iso42001:2023/4.1-b",
    states=_(
        "Exactly one issue records the decision whether climate change is relevant, with its effect, and was looked "
        "at within its interval."
    ),
)
def climate_change_is_decided_on(world: World) -> Verdict:
    deciding = [issue for issue in world.in_force(ContextIssue) if issue.climate_decision]
    if not deciding:
        return verdict([], [Gap("climate_undecided", _new_issue(side="external"))])
    missing = []
    if len(deciding) > 1:
        older = min(deciding, key=lambda issue: issue.stamp.seq)
        retire = Do("context_issue", "retire", older.id)
        missing = [Gap("climate_decided_twice", retire, {"n": len(deciding), "ref": older.ref}, older.id)]
    return over_entries(world, deciding, missing=missing)


def _new_issue(**prefill: str) -> Do:
    return Do("context_issue", "create", prefill=prefill)


@check(
    "iso42001:2023/4.1-c",
    states=_(
        "Every AI system in scope states what it is for, in a version that somebody else confirmed within the interval."
    ),
)
def purposes_of_systems_are_confirmed(world: World) -> Verdict:
    return over_systems(world, governed(world), lambda system: None, "intended_use")


@check(
    "iso42001:2023/4.1-d",
    states=_(
        "For every AI system in scope our AI roles are determined, with the reason and the day, not longer ago than "
        "the interval, in a version that somebody else confirmed."
    ),
)
def ai_roles_are_determined(world: World) -> Verdict:
    using = criteria(world)

    def out_of_date(system: AISystem) -> Gap | None:
        on = system.ai_roles_on
        if on is None or not world.passed(months_after(on, using.roles_months)):
            return None
        act = to_write(world, system, "ai_roles_on")
        return Gap("roles_stale", act, {"ref": system.ref, "date": on}, system.id, using.ref)

    fields = ("ai_roles", "ai_roles_why", "ai_roles_on")
    return over_systems(world, governed(world), out_of_date, *fields, months="roles_months")


_SORTS = (
    InterestedParty.Sort.CUSTOMERS,
    InterestedParty.Sort.REGULATORS,
    InterestedParty.Sort.WORKERS,
    InterestedParty.Sort.AFFECTED,
    InterestedParty.Sort.SUPPLIERS,
)


@check(
    "iso42001:2023/4.2-a",
    states=_(
        "Customers, regulators, workers, people affected by AI outputs and suppliers each appear among the interested "
        "parties; each has an owner who is still here and was looked at within its interval."
    ),
)
def interested_parties_are_known(world: World) -> Verdict:
    parties = world.in_force(InterestedParty)
    missing = none_recorded(world, InterestedParty)
    if parties:
        absent = [sort for sort in _SORTS if sort not in {party.sort for party in parties}]
        labels = dict(InterestedParty.Sort.choices)
        missing = [
            Gap("party_missing", Do("interested_party", "create", prefill={"sort": s.value}), {"sort": labels[s]})
            for s in absent
        ]
    return over_entries(world, parties, missing=missing)


@check(
    "iso42001:2023/4.2-b",
    states=_(
        "Each interested party has what it requires and where it said so, looked at within the interval. Somebody else "
        "confirmed each obligation that applies already."
    ),
)
def requirements_of_parties_are_known(world: World) -> Verdict:
    missing = [*none_recorded(world, InterestedParty), *map(_unconfirmed, unconfirmed(world))]
    parties = world.in_force(InterestedParty)
    return over_entries(world, parties, lambda party: section_gaps(world, party, "requires", "source"), missing)


def _unconfirmed(obligation: Obligation) -> Gap:
    params = {"ref": obligation.ref, "date": obligation.applies_from}
    return Gap("obligation_unconfirmed", next_step(obligation).do, params, obligation.id)


@check(
    "iso42001:2023/4.2-c",
    states=_(
        "For each interested party it is decided whether its requirement is addressed: if so it is linked to what "
        "meets it, if not the reason stands."
    ),
)
def requirements_of_parties_are_decided_on(world: World) -> Verdict:
    def wrong(party: InterestedParty) -> Iterator[Gap]:
        yield from section_gaps(world, party, "decision")
        if party.decision == InterestedParty.Decision.ADDRESSED:
            yield from unlinked(world, party, "met_by")
        elif party.decision:
            yield from section_gaps(world, party, "decision_why")

    return over_entries(world, world.in_force(InterestedParty), wrong, none_recorded(world, InterestedParty))


@check(
    "iso42001:2023/4.3-a",
    states=_(
        "One scope statement is in force and not past its review, and every registered AI system is decided to be in "
        "or out of it, out with a reason."
    ),
)
def boundaries_are_decided(world: World) -> Verdict:
    scope = found(world, ScopeStatement)
    if not scope.in_force:
        return asks_for(world, scope)

    def undecided(system: AISystem) -> Gap | None:
        is_out = system.scope_decision == AISystem.ScopeDecision.OUT
        return next(iter(section_gaps(world, system, "scope_why")), None) if is_out else None

    return over_systems(world, registered(world), undecided, "scope_decision", beside=scope)


@check(
    "iso42001:2023/4.3-b",
    states=_("The scope in force was approved after the last change of an issue or of an interested party."),
)
def scope_follows_the_context(world: World) -> Verdict:
    scope = found(world, ScopeStatement)
    if not scope.in_force:
        return asks_for(world, scope)
    known = [*world.in_force(ContextIssue), *world.in_force(InterestedParty)]
    if not known:
        return asks_for(world, scope, extra=[*none_recorded(world, ContextIssue)])
    changes = [(entry, stamp) for entry in known if (stamp := _last_change(world, entry))]
    entry, stamp = max(changes, key=lambda change: change[1].seq)
    since = [r for r in scope.in_force if r.stamp.seq < stamp.seq]
    params = {"other": entry.ref, "date": day(stamp.at)}
    names = {"other": entry.id}
    gaps = [Gap("scope_not_weighed", to_write(world, r), {"ref": r.ref, **params}, r.id, names=names) for r in since]
    sound = [record for record in scope.sound if record not in since]
    old = [*scope.old, *since]
    return verdict(sound, [*gaps, *scope.gaps], old=old, depth=scope.depth, notes=scope.notes)


def _last_change(world: World, entry: Record) -> Stamp | None:
    """The last time that what an entry says was changed; looking at it again changes nothing."""
    return next((s for s in reversed(world.history(entry)) if s.action in ("create", "edit", "reinstate")), None)


@check(
    "iso42001:2023/4.3-d",
    states=_(
        "A scope statement is in force, approved by another person than who wrote it, not past its review, and it says "
        "who can get it and how."
    ),
)
def scope_is_written_and_available(world: World) -> Verdict:
    return asks_for(world, found(world, ScopeStatement), "text", "availability", "availability_how")


@check(
    "iso42001:2023/4.4-b",
    states=_(
        "Each process in force has an owner who is still here, inputs and outputs, and its output goes to another "
        "process or to an interested party."
    ),
)
def processes_connect(world: World) -> Verdict:
    def wrong(process: Process) -> Iterator[Gap]:
        yield from section_gaps(world, process, "inputs", "outputs")
        if unlinked(world, process, "serves"):
            yield from unlinked(world, process, "feeds")

    return over_entries(world, world.in_force(Process), wrong, none_recorded(world, Process))
