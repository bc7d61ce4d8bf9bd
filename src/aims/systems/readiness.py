"""What a system still lacks before its next stage may begin, read from the records of its life (A.6, 8.1, A.10).

What A.6 asks of development is asked of systems that we make or give to others; what it asks of putting a system to use
is asked of all. What is acquired has approved suppliers, and it is agreed who answers for what. A record counts in the
version in force, for the version of the system at hand, and only while nothing that it was approved upon has changed
significantly.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do, remembered
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.standing import relies_on_older
from aims.kernel.wording import filled
from aims.kernel.workflow import Words
from aims.kernel.world import World

from .lineage import suppliers_of
from .models.changes import Change
from .models.development import DesignRecord, RequirementSpec, Verification
from .models.operation import FULFILLED, DeploymentPlan, OperationPlan, RetirementPlan, TechnicalDocument
from .models.register import AISystem
from .models.suppliers import ResponsibilitySplit, Supplier

_filled = lazy(filled, str)
OF_LIFE: tuple[type[Record], ...] = (
    RequirementSpec,
    DesignRecord,
    Verification,
    DeploymentPlan,
    OperationPlan,
    TechnicalDocument,
    RetirementPlan,
)


class Lack(NamedTuple):
    """What is missing, in a sentence, and the act that brings it."""

    sentence: Words
    do: Do
    is_stale: bool = False
    """There is a record, but what it was approved upon has changed significantly."""


def of_systems[R: Record](world: World, model: type[R], *, in_force: bool = True) -> dict[UUID, list[R]]:
    """The records of `model` by the system they are about: one pass, kept until one of them changes."""

    def gather(world: World) -> dict[UUID, list[R]]:
        found: dict[UUID, list[R]] = {}
        for record in world.in_force(model) if in_force else world.all(model):
            found.setdefault(record.system_id, []).append(record)  # type: ignore[attr-defined]
        return found

    return remembered(world, ("of systems", model.__name__, in_force), gather)


def in_force[R: Record](world: World, model: type[R], system: AISystem) -> list[R]:
    """The records of `model` in force for `system`, those that speak of a version only for the one at hand."""
    found = of_systems(world, model).get(system.id, [])
    return [r for r in found if getattr(r, "release", system.release) == system.release]


def is_current(world: World, record: Record) -> bool:
    return not relies_on_older(record, world)


def readiness(world: World, system: AISystem, move: str) -> list[Lack]:
    """What `system` lacks before `move`, each with the act that brings it; nothing where it may go on."""
    return [lack for rule in RULES.get(move, ()) for lack in rule(world, system)]


def lacking(move: str) -> Callable[[Any, World], Iterable[Words]]:
    """The sentences of `readiness`, as a transition asks for them."""
    return lambda system, world: [lack.sentence for lack in readiness(world, system, move)]


# ---- the rules ----

type Rule = Callable[[World, AISystem], Iterator[Lack]]


def _open_one(world: World, model: type[Record], system: AISystem, **prefill: str) -> Do:
    """The next act on a record that is on its way, else a new one."""
    kind = KINDS.of(model)
    wanted = {name: value for name, value in prefill.items() if value}
    for record in reversed(of_systems(world, model, in_force=False).get(system.id, [])):
        fits = all(getattr(record, name) == value for name, value in wanted.items())
        if record.state not in kind.workflow.ended and fits:
            return next_act(record)
    if "release" in kind.fields:
        wanted["release"] = system.release
    given = {name: value for name, value in wanted.items() if value}
    return Do(kind.name, "create", prefill={"system": system.id, **given})


def next_act(record: Record) -> Do:
    """What brings a record nearer to a version in force that counts: the next move, else to begin it anew."""
    workflow = KINDS[record.kind].workflow
    move = workflow.to_force(record.state)
    if move and move.guard and move.guard(record):
        return Do(record.kind, "edit", record.id)
    return Do(record.kind, workflow.forward(record.state), record.id)


def undescribed(system: AISystem) -> list[Words]:
    """Triage needs an owner, the intended use, our roles, and whether it is in scope: what is not there yet."""
    wanted = (
        (system.owner_id, _("Name its owner first.")),
        (system.intended_use.strip(), _("Write its intended use first.")),
        (system.ai_roles, _("Determine our AI roles first.")),
        (system.scope_decision, _("Decide first whether it is in scope.")),
    )
    return [sentence for there, sentence in wanted if not there]


def _is_described(_world: World, system: AISystem) -> Iterator[Lack]:
    for sentence in undescribed(system):
        yield Lack(sentence, Do(system.kind, "edit", system.id))


def _answers(system: AISystem) -> Do:
    """The answers are an edit; that they are meant tells whoever shows it to ask the questions."""
    return Do(system.kind, "edit", system.id, prefill={"tier_answers": system.tier_answers})


def _has_its_tier(_world: World, system: AISystem) -> Iterator[Lack]:
    if system.by_answers is None:
        yield Lack(_("Answer the seven questions that give its tier."), _answers(system))


def _needs(model: type[Record], missing: Words, changed: Words, **only: str) -> Rule:
    """A record of `model` in force for the version at hand, upon nothing that changed since."""

    def rule(world: World, system: AISystem) -> Iterator[Lack]:
        if "release" in KINDS.of(model).fields and not system.release:
            yield from _names_its_version(world, system)
            return
        found = [r for r in in_force(world, model, system) if all(getattr(r, n) == v for n, v in only.items())]
        if not found:
            said = {"release": system.release}
            yield Lack(_filled(missing, said), _open_one(world, model, system, **only))
        elif not any(is_current(world, record) for record in found):
            newest = max(found, key=lambda r: r.stamp.seq)
            latest = world.get(model, newest.id) or newest
            yield Lack(_filled(changed, {"ref": newest.ref}), next_act(latest), is_stale=True)

    return rule


def _developed(rule: Rule) -> Rule:
    return lambda world, system: rule(world, system) if system.is_developed else iter(())


_CHANGED = _("%(ref)s was approved before a significant change and not looked at since.")


def _names_its_version(world: World, system: AISystem) -> Iterator[Lack]:
    if not system.release.strip():
        yield Lack(_("Its version is not stated."), Do("ai_system", "edit", system.id))


def _has_passed(world: World, system: AISystem) -> Iterator[Lack]:
    tests = [t for t in in_force(world, Verification, system) if is_current(world, t)]
    if tests and not any(test.has_passed for test in tests):
        test = max(tests, key=lambda t: t.stamp.seq)
        said = _("%(ref)s did not pass: %(why)s.")
        latest = world.get(Verification, test.id) or test
        yield Lack(_filled(said, {"ref": test.ref, "why": _why_not(test)}), next_act(latest))


def _why_not(test: Verification) -> Words:
    if test.missed:
        return ", ".join(dict.fromkeys(row["name"] for row in test.missed))
    return _("nobody has accepted what is left open")


def _plan_is_fulfilled(model: type[DeploymentPlan | RetirementPlan], unfulfilled: Words) -> Rule:
    def rule(world: World, system: AISystem) -> Iterator[Lack]:
        plans = [p for p in in_force(world, model, system) if is_current(world, p)]
        if plans and not any(plan.state == FULFILLED for plan in plans):
            plan = max(plans, key=lambda p: p.stamp.seq)
            latest = world.get(model, plan.id) or plan
            act = Do(plan.kind, "fulfil", plan.id) if latest.state == "approved" else next_act(latest)
            yield Lack(_filled(unfulfilled, {"ref": plan.ref}), act)

    return rule


def _change_is_approved(world: World, system: AISystem) -> Iterator[Lack]:
    about = changes_about(world, system)
    if any(change.state in ("approved", "implemented") for change in about):
        return
    waiting = [change for change in about if change.state in ("proposed", "detected_unplanned", "assessed")]
    act = Do("change", "create", prefill={"sort": Change.Sort.SYSTEM.value, "system": system.id})
    if waiting:
        move = "approve" if waiting[-1].state == "assessed" else "assess"
        act = Do("change", move, waiting[-1].id)
    yield Lack(_("No change of it is approved."), act)


def targets(change: Change) -> list[UUID]:
    """What a change is about: the system that it names, and what it is linked to."""
    linked = (link.target for link in change.links if link.relation == "about")
    return list(dict.fromkeys(pk for pk in (change.system_id, *linked) if pk))


def changes_about(world: World, system: AISystem) -> list[Change]:
    """The changes that name `system`, the oldest first."""

    def gather(world: World) -> dict[UUID, list[Change]]:
        found: dict[UUID, list[Change]] = {}
        for change in world.all(Change):
            for target in targets(change):
                found.setdefault(target, []).append(change)
        return found

    return remembered(world, "changes about", gather).get(system.id, [])


# ---- what is acquired ----


def _splits(world: World, system: AISystem) -> list[ResponsibilitySplit]:
    """The splits that speak of `system` or of every system, whether agreed or on their way."""
    ended = KINDS.of(ResponsibilitySplit).workflow.ended
    return [s for s in world.all(ResponsibilitySplit) if s.system_id in (None, system.id) and s.state not in ended]


def acquired_from(world: World, system: AISystem) -> list[Supplier]:
    """The suppliers of what `system` is made of, and those with whom a split names it."""
    named = (s.supplier_id for s in _splits(world, system) if s.system_id)
    keys = dict.fromkeys([*(s.id for s in suppliers_of(world, system.id)), *named])
    found = (world.get(Supplier, pk) for pk in keys)
    return [s for s in found if s is not None and s.state not in KINDS.of(Supplier).workflow.ended]


def _suppliers_are_approved(world: World, system: AISystem) -> Iterator[Lack]:
    suppliers = acquired_from(world, system)
    if not suppliers:
        act = Do("responsibility_split", "create", prefill={"system": system.id})
        yield Lack(_("No supplier of it is recorded, in a component or in a responsibility split."), act)
    for supplier in suppliers:
        if not supplier.is_approved:
            act = Do("supplier", "lift", supplier.id) if supplier.state == "restricted" else next_act(supplier)
            yield Lack(_filled(_("The supplier %(ref)s is not approved for use."), {"ref": supplier.ref}), act)


def _responsibilities_are_agreed(world: World, system: AISystem) -> Iterator[Lack]:
    for supplier in acquired_from(world, system):
        mine = [s for s in _splits(world, system) if s.supplier_id == supplier.id]
        in_force = (world.get_in_force(ResponsibilitySplit, s.id) for s in mine)
        if any(s and s.agreed_on and not world.passed(s.holds_until) for s in in_force):
            continue
        said = _filled(_("No agreed split of responsibilities with %(ref)s is in force."), {"ref": supplier.ref})
        prefill = {"supplier": supplier.id, "system": system.id}
        yield Lack(said, _agree(world, mine[-1]) if mine else Do("responsibility_split", "create", prefill=prefill))


def _agree(world: World, split: ResponsibilitySplit) -> Do:
    """The day of agreement, or a later end, is written before anybody approves it."""
    is_said = split.agreed_on and not world.passed(split.holds_until)
    if not is_said and split.state in KINDS[split.kind].workflow.editable:
        return Do(split.kind, "edit", split.id)
    return next_act(split)


SPECIFIED = _needs(RequirementSpec, _("No specification of version %(release)s is approved."), _CHANGED)
DESIGNED = _needs(DesignRecord, _("No design record of version %(release)s is confirmed."), _CHANGED)
TESTED = _needs(Verification, _("Version %(release)s has not been tested."), _CHANGED)
DEPLOYMENT_PLANNED = _needs(DeploymentPlan, _("No deployment plan of version %(release)s is approved."), _CHANGED)
OPERATION_PLANNED = _needs(OperationPlan, _("No operation plan is in force."), _CHANGED)
USERS_TOLD = _needs(
    TechnicalDocument, _("No document for users of version %(release)s is in force."), _CHANGED, audience="users"
)
RETIREMENT_PLANNED = _needs(RetirementPlan, _("No retirement plan is approved."), _CHANGED)
PASSED: Rule = _has_passed
DEPLOYMENT_READY = _plan_is_fulfilled(DeploymentPlan, _("The conditions of %(ref)s are not reported as fulfilled."))
RULES: dict[str, tuple[Rule, ...]] = {
    "triage": (_is_described, _has_its_tier),
    "adopt": (_is_described, _has_its_tier),
    "assess": (_has_its_tier,),
    "develop": (_developed(_names_its_version), _developed(SPECIFIED)),
    "acquire": (_suppliers_are_approved, _responsibilities_are_agreed),
    "hand_over": (_names_its_version, _developed(DESIGNED)),
    "verify": (TESTED, PASSED),
    "deploy": (DEPLOYMENT_PLANNED, DEPLOYMENT_READY, OPERATION_PLANNED, USERS_TOLD),
    "begin_change": (_change_is_approved,),
    "begin_retirement": (RETIREMENT_PLANNED,),
    "retire": (
        RETIREMENT_PLANNED,
        _plan_is_fulfilled(RetirementPlan, _("The steps of %(ref)s are not reported as fulfilled.")),
    ),
}


def also_needs(rule: Rule, *moves: str) -> None:
    """Register what a room above asks of a system before `moves`; called once, when that room is ready."""
    for move in moves:
        RULES[move] = (*RULES.get(move, ()), rule)


GATES = ("develop", "hand_over", "verify", "deploy")
"""What a system went through before it is in use; one that was in use before the register makes up for it."""
IN_USE = (AISystem.Stage.OPERATION, AISystem.Stage.CONTINUOUS_VALIDATION, AISystem.Stage.RE_EVALUATION)
"""The stages in which a source says that a system runs already."""
NEXT: dict[str, tuple[str, ...]] = {
    "triaged": ("assess",),
    "in_development": ("hand_over",),
    "in_acquisition": ("hand_over",),
    "under_change": ("hand_over",),
    "in_verification": ("verify",),
    "ready": ("deploy",),
    "retiring": ("retire",),
    **dict.fromkeys(("deployed", "operating", "suspended"), GATES),
}
"""By state, what must be shown next: for the move that follows, or where it is in use already, for what it passed."""


def next_moves(system: AISystem) -> tuple[str, ...]:
    """`NEXT`; a proposed one may be in use already, and an assessed one is developed or acquired."""
    if system.state == "proposed":
        return ("adopt",) if system.life_cycle_stage in IN_USE else ("triage",)
    if system.state == "assessed":
        return ("develop",) if system.is_developed else ("acquire",)
    return NEXT.get(system.state, ())


def next_lacks(world: World, system: AISystem) -> list[Lack]:
    """What `system` lacks for its next stage, or where it is in use, for the stages that it has behind it."""
    moves = next_moves(system)
    if len(moves) == 1:
        return readiness(world, system, moves[0])
    found = (lack for move in moves for lack in readiness(world, system, move))
    return list({(lack.do.kind, lack.do.action, lack.do.record, str(lack.sentence)): lack for lack in found}.values())
