"""Clause 6.2, AI objectives, as code.

The rules, the same for every check here:
* An objective counts from its approval until it is achieved or dropped; proposals count only where nothing else is.
* None at all is unknown, but for 6.2-h, which demands the document.
* *Operating* needs an objective that was measured after it was approved.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person, Record, Stamp, Unit, name_of
from aims.kernel.world import World
from aims.lib.clock import months_after
from aims.organisation.models import Objective
from aims.organisation.models.objectives import as_said
from aims.organisation.trajectory import misses, next_due, results

from .criteria import criteria, day, measured_by, took_place
from .documents import section_gaps
from .entries import unlinked
from .policies import ai_policy
from .register import governed, short

type Wrong = Callable[[Objective], Iterable[Gap]]


def _nothing(_objective: Objective) -> Iterable[Gap]:
    return ()


def _decided(world: World) -> list[Objective]:
    return [one for one in world.in_force(Objective) if one.state != "proposed"]


def _proposals(world: World) -> list[Objective]:
    return [one for one in world.in_force(Objective) if one.state == "proposed"]


def _over(
    world: World, wrong: Wrong, *fields: str, old: Iterable[str] = (), silent: Status = Status.UNKNOWN
) -> Verdict:
    """The verdict on the objectives decided upon that have nothing `wrong`; gaps of the codes in `old` are stale."""
    sound, aged, looked_at, gaps = list[Record](), list[Record](), list[Record](), list[Gap]()
    for objective in _decided(world):
        found = [*_empty(world, objective, *fields), *wrong(objective)]
        gaps += found
        kept = sound if not found else aged if all(gap.code in old for gap in found) else looked_at
        kept.append(objective)
    if not (sound or aged or looked_at):
        looked_at = list[Record](_proposals(world))
        gaps = _first_steps(world, wrong, *fields)
    return verdict(sound, short(gaps), old=aged, looked_at=looked_at, depth=_depth(world, sound), silent=silent)


def _depth(world: World, objectives: Iterable[Record]) -> Depth:
    is_run = any(_counting(world, one) for one in objectives if isinstance(one, Objective))
    return Depth.OPERATING if is_run else Depth.DESIGNED


def _counting(world: World, objective: Objective) -> list[Record]:
    """The results taken after the target in force was fixed: only those can show that it is being reached."""
    fixed = _last(world, objective, "approve", "revise")
    return [one for one in results(world, objective) if fixed and took_place(one) >= day(fixed.at)]


def _last(world: World, objective: Objective, *actions: str) -> Stamp | None:
    return next((s for s in reversed(world.history(objective)) if s.action in actions), None)


def _first_steps(world: World, wrong: Wrong = _nothing, *fields: str) -> list[Gap]:
    """What leads to a first objective: what a proposal lacks, its approval, or a proposal."""
    lacking = [(*_empty(world, one, *fields), *wrong(one), _to_approve(one)) for one in _proposals(world)]
    gaps = [first for first, *_rest in lacking]
    kind = KINDS.of(Objective)
    return gaps or [Gap("nothing_recorded", Do(kind.name, "create"), {"kind": kind.label})]


def _empty(world: World, objective: Objective, *fields: str) -> list[Gap]:
    """A gap for each of `fields` that is not said; nought is said."""
    return [gap for name in fields if getattr(objective, name) in (None, "") for gap in _said(world, objective, name)]


def _said(world: World, objective: Objective, name: str) -> list[Gap]:
    move = KINDS.of(Objective).workflow.transition("activate")
    if move and objective.state in move.source and name in move.takes:
        params = {"ref": objective.ref, "section": KINDS.of(Objective).field(name).verbose_name}
        return [Gap("text_empty", _do(objective, "activate"), params, objective.id)]
    return section_gaps(world, objective, name)


def _do(objective: Objective, action: str) -> Do:
    return Do(objective.kind, action, objective.id)


def _to_approve(objective: Objective) -> Gap:
    return Gap("objective_proposed", _do(objective, "approve"), {"ref": objective.ref}, objective.id)


def _to_change(objective: Objective) -> Do:
    return _do(objective, "edit" if objective.state == "proposed" else "revise")


# ---- what an objective is ----


@check(
    "iso42001:2023/6.2-a",
    states=_(
        "Each unit that has AI systems in scope has an active objective that is not past its day, of its own or one "
        "that is said to hold for it."
    ),
)
def relevant_units_have_objectives(world: World) -> Verdict:
    mine: dict[object, list[Objective]] = {}
    for objective in world.in_force(Objective):
        held = [link.target for link in objective.links if link.relation == "covers"]
        for place in {objective.unit_id, *held}:
            mine.setdefault(place, []).append(objective)
    sound, old, looked_at, gaps = list[Record](), list[Record](), list[Record](), list[Gap]()
    for unit in _units(world):
        known = mine.get(unit.id, [])
        running = [one for one in known if one.state == "active"]
        current = [one for one in running if not world.passed(one.due_on)]
        sound += [one for one in current if one not in sound]
        if not current:
            old += [one for one in running if one not in old]
            looked_at += [one for one in known if one not in running]
            gaps += [_next_step(world, one) for one in known] or [_unit_without(unit)]
    silent = Status.UNMET if world.in_force(Objective) else Status.UNKNOWN
    return verdict(sound, short(gaps), old=old, looked_at=looked_at, depth=_depth(world, sound), silent=silent)


def _units(world: World) -> list[Unit]:
    """The units that have AI systems in scope; before any is registered, the organisation itself."""
    wanted = {entry.latest.unit_id for entry in governed(world)}
    units = world.in_force(Unit)
    return [unit for unit in units if unit.id in wanted] or [unit for unit in units if unit.parent_id is None]


def _unit_without(unit: Unit) -> Gap:
    create = Do("objective", "create", prefill={"unit": unit.id})
    return Gap("objective_missing", create, {"unit": name_of(unit)}, unit.id)


def _next_step(world: World, objective: Objective) -> Gap:
    """What makes an objective run that does not, or runs past its day."""
    if objective.state == "proposed":
        return _to_approve(objective)
    if objective.state == "active":
        return _undecided(world, objective)
    return Gap("objective_not_begun", _do(objective, "activate"), {"ref": objective.ref}, objective.id)


@check(
    "iso42001:2023/6.2-b",
    states=_("The sentence that each objective says it follows from stands in the AI policy in force."),
)
def objectives_follow_from_the_policy(world: World) -> Verdict:
    policy = ai_policy(world)
    if world.in_force(Objective) and not policy.in_force:
        return verdict([], policy.gaps, looked_at=world.in_force(Objective))
    texts = [_even(text) for one in policy.in_force for text in (one.text, one.text_alt)]

    def wrong(objective: Objective) -> Iterator[Gap]:
        if not any(_even(objective.policy_sentence) in text for text in texts):
            yield Gap("sentence_gone", _to_change(objective), {"ref": objective.ref}, objective.id)

    found = _over(world, wrong, "policy_sentence")
    return _at_most_designed(found)


def _even(text: str) -> str:
    return " ".join(text.split())


def _at_most_designed(found: Verdict) -> Verdict:
    """What a plan or a text says is *designed*, however often it is measured by."""
    return Verdict(found.status, min(found.depth, Depth.DESIGNED), found.evidence, found.gaps, found.notes)


@check(
    "iso42001:2023/6.2-c",
    states=_("Each objective has a measure with its unit, a baseline and a target, or says why it cannot be measured."),
)
def objectives_can_be_measured(world: World) -> Verdict:
    names = ("measure", "measure_unit", "direction", "target", "baseline")

    def wrong(objective: Objective) -> Iterable[Gap]:
        return _empty(world, objective, *names) if objective.is_measured else ()

    return _at_most_designed(_over(world, wrong))


@check(
    "iso42001:2023/6.2-d",
    states=_("Each objective is linked to at least one requirement that it takes into account."),
)
def objectives_take_requirements_into_account(world: World) -> Verdict:
    return _over(world, lambda objective: unlinked(world, objective, "takes_up"))


# ---- whether it is run ----


@check(
    "iso42001:2023/6.2-e",
    states=_(
        "The last result of each active objective is within its interval and not on the wrong side of the straight "
        "line from its baseline to its target; no approved one waits unmeasured."
    ),
)
def objectives_are_measured_and_reached(world: World) -> Verdict:
    found = _over(world, lambda objective: _off_track(world, objective), old=("measurement_overdue",))
    running = [one for one in _decided(world) if one.state == "active" and not list(_off_track(world, one))]
    if running and all(_counting(world, one) for one in running) and found.depth:
        return Verdict(found.status, Depth.EFFECTIVE, found.evidence, found.gaps, found.notes)
    return found


def _off_track(world: World, objective: Objective) -> Iterator[Gap]:
    """Why the results of `objective` do not show that it is on its way."""
    measure = Do("measurement", "create", prefill={"objective": objective.id})
    if objective.state != "active":
        if objective.state != "proposed" and objective.is_measured and objective.baseline is None:
            begin = _do(objective, "activate")
            yield Gap("objective_unmeasured", begin, {"ref": objective.ref}, objective.id)
        return
    found, due = results(world, objective), next_due(world, objective) or _first_due(world, objective)
    if world.passed(due):
        yield Gap("measurement_overdue", measure, {"ref": objective.ref, "date": due}, objective.id)
    elif found and misses(objective, found[-1]):
        on = took_place(found[-1])
        figures = {"value": as_said(found[-1].value), "m": as_said(_rounded(objective, on)), "date": on}
        yield Gap("objective_off_track", measure, {"ref": objective.ref, **figures}, objective.id)


def _rounded(objective: Objective, on: dt.date) -> Decimal | None:
    expected = objective.expected_on(on)
    return round(expected, 2) if expected is not None else None


def _first_due(world: World, objective: Objective) -> dt.date | None:
    """Where there is no baseline to count from: the interval after it was begun."""
    begun = _last(world, objective, "activate")
    return months_after(day(begun.at), objective.interval_months) if begun else None


@check(
    "iso42001:2023/6.2-f",
    states=_(
        "After each approval or revision the owner began the objective within the set time, and said to whom it was "
        "communicated. Whether each contributor confirmed it is not evidenced here."
    ),
)
def objectives_are_communicated(world: World) -> Verdict:
    using, notes, gaps = criteria(world), list[Gap](), list[Gap]()
    sound, looked_at = list[Record](), list[Record]()
    for objective in _decided(world):
        fixed = _last(world, objective, "approve", "revise")
        due = day(fixed.at) + dt.timedelta(days=using.objective_begun_days) if fixed else None
        if objective.state == "active":
            sound.append(objective)
            begun = _last(world, objective, "activate")
            if begun and due and day(begun.at) > due:
                params = {"ref": objective.ref, "date": day(begun.at), "due": due}
                notes.append(Gap("done_late", None, params, objective.id))
        elif world.passed(due):
            looked_at.append(objective)
            params = {"ref": objective.ref, "due": due}
            gaps.append(
                Gap("objective_not_begun_by", _do(objective, "activate"), params, objective.id, "objective_begun_days")
            )
    if not _decided(world):
        looked_at, gaps = list[Record](_proposals(world)), _first_steps(world)
    notes = [*measured_by(world, "objective_begun_days"), *notes[:3]]
    silent = Status.UNKNOWN
    return verdict(sound, short(gaps), looked_at=looked_at, depth=Depth.OPERATING, notes=notes, silent=silent)


@check(
    "iso42001:2023/6.2-g",
    states=_(
        "Every objective past its day was recorded as achieved, revised or dropped within the set time; one that was "
        "achieved has results or evidence behind it."
    ),
)
def objectives_past_their_day_are_decided_upon(world: World) -> Verdict:
    using, sound, looked_at, gaps = criteria(world), list[Record](), list[Record](), list[Gap]()
    ended = [one for one in world.all(Objective) if one.state in ("achieved", "dropped")]
    for objective in (*ended, *_decided(world)):
        limit = objective.due_on + dt.timedelta(days=using.objective_decided_days)
        if objective.state == "achieved" and not (results(world, objective) or objective.links):
            link = Do("objective", "link", objective.id, {"relation": "evidence"})
            found = [Gap("evidence_missing", link, {"ref": objective.ref}, objective.id)]
        elif objective in ended or not world.passed(limit):
            found = []
        else:
            found = [_undecided(world, objective, "objective_decided_days")]
        (looked_at if found else sound).append(objective)
        gaps += found
    if not sound and not looked_at:
        looked_at, gaps = list[Record](_proposals(world)), _first_steps(world)
    is_done = any(one in ended or _last(world, one, "revise") for one in sound if isinstance(one, Objective))
    depth = Depth.OPERATING if is_done else Depth.DESIGNED
    notes = measured_by(world, "objective_decided_days")
    silent = Status.UNKNOWN
    return verdict(sound, short(gaps), looked_at=looked_at, depth=depth, notes=notes, silent=silent)


def _undecided(world: World, objective: Objective, criterion: str = "") -> Gap:
    """That nobody decided what becomes of an objective past its day: achieved where its last result reaches it."""
    found = results(world, objective)
    is_reached = bool(found) and found[-1].value is not None and objective.reached_by(found[-1].value)
    act = _do(objective, "achieve") if is_reached and objective.state == "active" else _to_change(objective)
    params = {"ref": objective.ref, "date": objective.due_on}
    return Gap("objective_undecided", act, params, objective.id, criterion)


@check(
    "iso42001:2023/6.2-h",
    states=_(
        "At least one objective is approved by another person than who proposed it, and none that stands is past its "
        "day. Whoever holds a role can read them all."
    ),
)
def objectives_are_documented(world: World) -> Verdict:
    return _over(world, lambda one: _past_its_day(world, one), old=("objective_undecided",), silent=Status.UNMET)


def _past_its_day(world: World, objective: Objective) -> list[Gap]:
    return [_undecided(world, objective)] if world.passed(objective.due_on) else []


# ---- its plan ----


@check("iso42001:2023/6.2-i", states=_("Each objective says what is done to reach it."))
def objectives_have_a_plan(world: World) -> Verdict:
    return _at_most_designed(_over(world, _nothing, "plan"))


@check(
    "iso42001:2023/6.2-j",
    states=_("The plan of each objective names its resources, or says that none are needed."),
)
def plans_name_resources(world: World) -> Verdict:
    return _at_most_designed(_over(world, _nothing, "resources"))


@check("iso42001:2023/6.2-k", states=_("Each objective has an owner who is still here."))
def objectives_have_owners(world: World) -> Verdict:
    def wrong(objective: Objective) -> Iterator[Gap]:
        if world.get_in_force(Person, objective.owner_id) is None:
            yield Gap("owner_missing", _to_change(objective), {"ref": objective.ref}, objective.id)

    return _over(world, wrong)


@check(
    "iso42001:2023/6.2-l",
    states=_("Each objective has a day by which it is reached, and none is past it without a decision."),
)
def objectives_have_days(world: World) -> Verdict:
    return _over(world, lambda one: _past_its_day(world, one))


@check(
    "iso42001:2023/6.2-m",
    states=_("Each objective says how its outcome is evaluated, and has the day on which it is."),
)
def objectives_say_how_they_are_evaluated(world: World) -> Verdict:
    return _at_most_designed(_over(world, _nothing, "evaluation_how"))
