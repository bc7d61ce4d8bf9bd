"""Clause 10, improvement, as code: what became of every nonconformity.

The rules, the same for every check here:
* One that was rejected is left out. None recorded, or none that is due yet: unknown, because silence is no evidence.
* A step is due as many days after the finding as the criteria say. Until then its absence is neither gap nor evidence.
* A step done late stays evidence, with a note; then the way of working did not operate in every case.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from aims.improvement.models import Nonconformity
from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record
from aims.kernel.world import World

from .criteria import criteria, day, measured_by
from .judgements import all_authors, part_judged

KIND = KINDS.of(Nonconformity)
_DONE = ("implemented", "verified", "closed")
_CHECKED = ("verified", "closed")


def _cases(world: World) -> list[Nonconformity]:
    return [n for n in world.all(Nonconformity) if n.state != "rejected"]


def raised_on(world: World, case: Nonconformity) -> dt.date:
    return case.happened_on or day(world.history(case)[0].at)


def moved_on(world: World, case: Nonconformity, move: str) -> dt.date | None:
    """The day of the last `move` of a case."""
    days = [day(stamp.at) for stamp in world.history(case) if stamp.action == move]
    return days[-1] if days else None


def to_fill(case: Nonconformity, field: str) -> Do:
    """The next act that brings `field` into the case: a move that takes it, an edit, else the move that leads there."""
    moves = KIND.workflow.open_to(case)
    taking = next((m.name for m in moves if field in m.takes), None)
    if taking is None and case.state in KIND.workflow.editable:
        taking = "edit"
    if taking is None:
        wanted = [m.name for m in moves if m.name not in ("reject", "close")]
        taking = "reopen" if "reopen" in wanted else wanted[0]
    return Do(KIND.name, taking, case.id)


def forward(case: Nonconformity) -> Do:
    """The next move of the life of a case."""
    moves = KIND.workflow.open_to(case)
    return Do(KIND.name, next(m.name for m in moves if m.name not in ("reject", "reopen")), case.id)


def missing(case: Nonconformity, field: str, due: dt.date, criterion: str) -> Gap:
    params = {"ref": case.ref, "section": KIND.field(field).verbose_name, "date": due}
    return Gap("case_missing", to_fill(case, field), params, case.id, criterion)


def _concluded(
    world: World,
    cases: list[Nonconformity],
    gaps: list[Gap],
    pending: int,
    numbers: Iterable[str],
    late: Iterable[Gap] = (),
    judged: Iterable[Record] = (),
) -> Verdict:
    if not _cases(world):
        first = Gap("no_case", Do(KIND.name, "create"), {"kind": KIND.label})
        return verdict([], [first], silent=Status.UNKNOWN)
    was_late = list(late)
    notes = [*was_late, *measured_by(world, *numbers)]
    if pending:
        notes.append(Gap("in_work", None, {"n": pending}))
    depth = Depth.DESIGNED if was_late else Depth.OPERATING
    return verdict([*cases, *judged] if cases else [], gaps, depth=depth, notes=notes)


def _within(world: World, field: str, move: str, limit: Callable[[Nonconformity], int], *numbers: str) -> Verdict:
    """Every case has `field`, which `move` brings, within `limit` days of being raised."""
    done, gaps, late, pending = list[Nonconformity](), list[Gap](), list[Gap](), 0
    for case in _cases(world):
        due = raised_on(world, case) + dt.timedelta(days=limit(case))
        if getattr(case, field):
            done.append(case)
            on = moved_on(world, case, move)
            if on and on > due:
                late.append(Gap("done_late", None, {"ref": case.ref, "date": on, "due": due}, case.id))
        elif world.passed(due):
            gaps.append(missing(case, field, due, criteria(world).ref))
        else:
            pending += 1
    return _concluded(world, done, gaps, pending, numbers, late)


def _analysed(world: World, field: str) -> Verdict:
    days = criteria(world).analysis_days
    return _within(world, field, "analyse", lambda case: days, "analysis_days")


@check(
    "iso42001:2023/10.2-a",
    states=_("Every nonconformity has a correction within the days set for its grade."),
)
def nonconformities_are_corrected(world: World) -> Verdict:
    using = criteria(world)
    days = {"major": using.correction_major_days, "minor": using.correction_minor_days}
    numbers = ("correction_major_days", "correction_minor_days")
    return _within(world, "correction", "acknowledge", lambda case: days[case.grade], *numbers)


@check(
    "iso42001:2023/10.2-b",
    states=_("For every nonconformity its consequences, and what was done about them, are recorded in time."),
)
def consequences_are_dealt_with(world: World) -> Verdict:
    return _analysed(world, "consequences")


@check(
    "iso42001:2023/10.2-c",
    states=_("For every nonconformity it is decided in time whether its causes must be removed."),
)
def nonconformities_are_reviewed(world: World) -> Verdict:
    return _analysed(world, "action_needed")


@check(
    "iso42001:2023/10.2-d",
    states=_("For every nonconformity its cause, and how it was found, is recorded in time."),
)
def causes_are_found(world: World) -> Verdict:
    return _analysed(world, "cause")


@check(
    "iso42001:2023/10.2-e",
    states=_("For every nonconformity it is recorded in time where similar cases were looked for, and what was found."),
)
def similar_cases_are_looked_for(world: World) -> Verdict:
    return _analysed(world, "similar_cases")


@check(
    "iso42001:2023/10.2-f",
    states=_("Every nonconformity has a plan in time, with a day, and no plan is past its day without being done."),
)
def actions_are_carried_out(world: World) -> Verdict:
    done, gaps, late, pending = list[Nonconformity](), list[Gap](), list[Gap](), 0
    for case in _cases(world):
        due = raised_on(world, case) + dt.timedelta(days=criteria(world).analysis_days)
        planned = case.action_due
        if case.state in _DONE:
            done.append(case)
            on = moved_on(world, case, "implement")
            if planned and on and on > planned:
                late.append(Gap("done_late", None, {"ref": case.ref, "date": on, "due": planned}, case.id))
        elif case.state == "action_planned" and planned is not None and world.passed(planned):
            act = Do(KIND.name, "implement", case.id)
            gaps.append(Gap("action_overdue", act, {"ref": case.ref, "date": planned}, case.id))
        elif (case.state != "action_planned" or planned is None) and world.passed(due):
            field = "action_due" if case.action_plan else "action_plan"
            params = {"ref": case.ref, "section": KIND.field(field).verbose_name, "date": due}
            gaps.append(Gap("case_missing", forward(case), params, case.id, criteria(world).ref))
        else:
            pending += 1
    return _concluded(world, done, gaps, pending, ["analysis_days"], late)


@check(
    "iso42001:2023/10.2-g",
    states=_(
        "For every action that was reported done, somebody who did not plan or do it verified the effect after the "
        "waiting time, against what was fixed beforehand."
    ),
)
def effects_are_verified(world: World) -> Verdict:
    days = dt.timedelta(days=criteria(world).effect_days)
    done, gaps, late, pending = list[Nonconformity](), list[Gap](), list[Gap](), 0
    for case in _cases(world):
        implemented = moved_on(world, case, "implement")
        if case.state not in _DONE or implemented is None:
            pending += 1
        elif case.state in _CHECKED:
            empty = next((f for f in ("effect_criterion", "effect") if not getattr(case, f)), None)
            if empty:
                gaps.append(missing(case, empty, implemented, ""))
                continue
            done.append(case)
            verified = moved_on(world, case, "verify")
            if verified and verified < implemented + days:
                params = {"ref": case.ref, "date": verified, "due": implemented + days}
                late.append(Gap("verified_early", None, params, case.id))
            late += _edited_since_done(world, case)
        elif world.passed(implemented + days):
            act = Do(KIND.name, "verify", case.id)
            params = {"ref": case.ref, "date": implemented}
            gaps.append(Gap("effect_unverified", act, params, case.id, criteria(world).ref))
        else:
            pending += 1
    return _concluded(world, done, gaps, pending, ["effect_days"], late)


def _edited_since_done(world: World, case: Nonconformity) -> list[Gap]:
    """A note when the case was edited after it was reported done: what was to show the effect may have moved."""
    stamps = world.history(case)
    done = max((s.seq for s in stamps if s.action == "implement"), default=0)
    days = [day(s.at) for s in stamps if s.action == "edit" and s.seq > done]
    return [Gap("edited_since_done", None, {"ref": case.ref, "date": days[-1]}, case.id)] if days else []


def _closed(world: World, lacks: Callable[[Nonconformity], Gap | None], *before: str) -> Verdict:
    """What must be there once a case is closed; others are not due, but one in a state of `before` is told in time."""
    closed = [case for case in _cases(world) if case.state == "closed" or (case.state in before and lacks(case))]
    gaps = [(case, lacks(case)) for case in closed]
    sound = [case for case, gap in gaps if gap is None]
    return _concluded(world, sound, [gap for _c, gap in gaps if gap], len(_cases(world)) - len(closed), ())


@check(
    "iso42001:2023/10.2-h",
    states=_("For every nonconformity closed it is recorded what changes in the management system, or why nothing."),
)
def changes_of_the_system_are_decided(world: World) -> Verdict:
    return _closed(world, lambda case: _empty(world, case, "aims_change"))


@check(
    "iso42001:2023/10.2-i",
    states=_(
        "For every major nonconformity with a plan, the cause, similar cases and what will show the effect are "
        "recorded; and somebody who did not plan it judged that actions are in proportion."
    ),
)
def actions_are_in_proportion(world: World) -> Verdict:
    planned = [case for case in _cases(world) if case.state in ("action_planned", *_DONE)]
    deep = ("cause", "similar_cases", "effect_criterion")
    gaps, sound = list[Gap](), list[Nonconformity]()
    for case in planned:
        empty = [f for f in deep if not getattr(case, f)] if case.grade == Nonconformity.Grade.MAJOR else []
        gaps += [_text_missing(case, field) for field in empty[:1]]
        sound += [] if empty else [case]
    judged, unjudged = list[Record](), list[Gap]()
    if planned:
        part = _("that actions are in proportion to the effects")
        found, unjudged = part_judged(world, "iso42001:2023/10.2-i", part, all_authors(world, planned))
        judged = list[Record](found)
    pending = len(_cases(world)) - len(planned)
    return _concluded(world, sound, gaps + unjudged, pending, ["judgement_months"], judged=judged)


@check(
    "iso42001:2023/10.2-j",
    states=_("Every nonconformity closed says what was found and what was done, and evidence is attached or linked."),
)
def nonconformities_are_documented(world: World) -> Verdict:
    return _closed(
        world, lambda case: _empty(world, case, "statement", "action_plan") or _without_evidence(case), "implemented"
    )


@check(
    "iso42001:2023/10.2-k",
    states=_("Every nonconformity closed says how the effect was shown, and evidence is attached or linked."),
)
def results_of_actions_are_documented(world: World) -> Verdict:
    return _closed(world, lambda case: _empty(world, case, "effect") or _without_evidence(case))


def _empty(world: World, case: Nonconformity, *fields: str) -> Gap | None:
    field = next((f for f in fields if not getattr(case, f)), None)
    return _text_missing(case, field) if field else None


def _text_missing(case: Nonconformity, field: str) -> Gap:
    params = {"ref": case.ref, "section": KIND.field(field).verbose_name}
    return Gap("text_empty", to_fill(case, field), params, case.id)


def _without_evidence(case: Nonconformity) -> Gap | None:
    if any(link.relation in ("evidence", "attachment") for link in case.links):
        return None
    is_open = case.state in KIND.workflow.editable
    act = Do(KIND.name, "link" if is_open else "reopen", case.id, {"relation": "evidence"} if is_open else {})
    return Gap("evidence_missing", act, {"ref": case.ref}, case.id)
