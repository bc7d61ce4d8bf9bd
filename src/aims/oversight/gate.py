"""The gate on the side of the server: what must be seen becomes a case, what passes is recorded; once for each key.

A decision is recorded before it is answered, in the journal as any other, and a held one is a case in the database
before that. Where the server is killed between the two, the program asks again by the same key, gets the case that is
there, and the recording is made good.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from aims_sdk.conditions import Question, Sampling, as_json, compiled, read, rules
from aims_sdk.decisions import Decision
from django.db import transaction

from aims.kernel.denied import Denied
from aims.kernel.models import Record
from aims.kernel.perform import Command, perform
from aims.kernel.policy import SYSTEM
from aims.kernel.world import World
from aims.lib.canonical import digest
from aims.lib.ids import uuid7
from aims.telemetry.arrival.arriving import Arrived, of_events
from aims.telemetry.arrival.taking import BatchName, is_repeated, kept
from aims.telemetry.reading.holding import decided_before
from aims.telemetry.reasons import Problem
from aims.telemetry.rules import Rules, rules_of

from .models import CaseContent, OversightPlan, ReviewCase
from .plans import plan_of
from .stopping import stopped, stops_of
from .trying import secret_of

UNSAID = -1
"""In what a program says of the rules that hold: that it could not be said."""
MOST_TITLE = 200
OF_THE_MOMENT = frozenset({"at", "latency_ms", "trace", "span"})
"""What differs when a program decides the same once more, as after an answer that never came."""


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a program submits to the gate."""

    decision: Decision
    title: str = ""
    held: tuple[int, ...] = ()
    """The rules by which the program itself holds it."""
    plan: int = 0
    """The version of the plan that it read them from."""
    by: str = ""
    """The ref of the person whose decision it is."""
    route: str = ""


class Stopped(Exception):
    """The system is stopped: nothing was decided, recorded or held."""

    def __init__(self, stop: dict[str, Any]) -> None:
        super().__init__(stop["ref"])
        self.stop = stop


class OtherContent(Exception):
    """The key is that of another decision."""


class Unfit(Exception):
    """What was decided cannot be kept; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Answer:
    """What became of a submission; `case` where it is held."""

    case: ReviewCase | None
    is_new: bool = False


def submit(system: Record, sent: Submission, world: World, asked_by: UUID | None = None) -> Answer:
    """Hold it or let it pass. Raises `Stopped`, `OtherContent` or `Unfit`, and then nothing was kept."""
    decision, allowed = sent.decision, rules_of(system.pk)
    if stop := stopped(stops_of(world, system.pk), decision.version, sent.route):
        raise Stopped(dict(stop))
    found = _read(decision, allowed)
    content = content_of(decision, allowed)
    marked = digest({name: value for name, value in content.items() if name not in OF_THE_MOMENT})
    case, is_new = _known(system, decision.key, marked), False
    if case is None and (plan := plan_of(world, system.pk)):
        holding = _holding(plan, sent, world.today)
        if holding is not None:
            case, is_new = _held_once(system, plan, sent, content, holding, asked_by, marked)
    _record(system, decision, found)
    return Answer(case, is_new)


def _known(system: Record, key: str, marked: str) -> ReviewCase | None:
    """The case of this key, where there is one. Raises `OtherContent`."""
    there = ReviewCase.objects.filter(system=system.pk, key=key).first()
    if there and there.digest != marked:
        raise OtherContent
    return there


def content_of(decision: Decision, allowed: Rules) -> dict[str, Any]:
    """What a reviewer is shown, without the inputs that the recording plan leaves out, and without groups."""
    plain: dict[str, Any] = msgspec.to_builtins(decision)
    plain.pop("type", None)
    plain.pop("groups", None)
    if "inputs" in plain:
        plain["inputs"] = {name: value for name, value in plain["inputs"].items() if allowed.keeps(name)}
    explained = plain.get("explanation", {})
    if "contributions" in explained:
        explained["contributions"] = {n: v for n, v in explained["contributions"].items() if allowed.keeps(n)}
    return plain


def _read(decision: Decision, allowed: Rules) -> Arrived:
    found = of_events([decision], [], allowed)
    if found.problems:
        raise Unfit(found.problems[0])
    return found


def _record(system: Record, decision: Decision, found: Arrived) -> None:
    """As any decision that is sent; one that is recorded already is left alone."""
    name = BatchName.of(f"gate {sha256(decision.key.encode()).hexdigest()}", None, None)
    if not is_repeated(system.pk, name):
        kept(system.pk, lambda _rules: found, name)


@lru_cache(maxsize=256)
def _compiled(plan: UUID, version: int, tree: bytes, today: dt.date, system: UUID) -> tuple[tuple[Any, Question], ...]:
    """Each rule of a plan with its question. Counts of first decisions begin anew each day from what is recorded."""
    del version
    condition = read(msgspec.json.decode(tree))
    sampling = Sampling(secret_of(plan), seen(system, tree, today))
    return tuple((as_json(rule), compiled(rule, sampling)) for rule in rules(condition))


def seen(system: UUID, tree: bytes, today: dt.date) -> dict[str, int]:
    """How many decisions there were, up to yesterday, of each version of which a condition holds the first."""
    return decided_before(system, today, read(msgspec.json.decode(tree)))


def _holding(plan: OversightPlan, sent: Submission, today: dt.date) -> list[Any] | None:
    """The rules that hold a decision, as trees; empty where it cannot be said; None where it passes."""
    if not plan.hold_when:
        return None
    each = _compiled(plan.id, plan.version, msgspec.json.encode(plan.hold_when), today, plan.system_id)
    event = msgspec.to_builtins(sent.decision)
    answers = [(tree, question(event)) for tree, question in each]
    held = [
        tree for n, (tree, answer) in enumerate(answers) if answer or (sent.plan == plan.version and n in sent.held)
    ]
    if held or sent.held or any(answer is None for _tree, answer in answers):
        return held
    return None


def _held_once(
    system: Record,
    plan: OversightPlan,
    sent: Submission,
    content: dict[str, Any],
    held: list[Any],
    asked_by: UUID | None,
    marked: str,
) -> tuple[ReviewCase, bool]:
    """A new case, or the one that was made meanwhile by whoever submitted the same in the same instant."""
    try:
        return _hold(system, plan, sent, content, held, asked_by, marked), True
    except Denied:
        if there := _known(system, sent.decision.key, marked):
            return there, False
        raise


def _hold(
    system: Record,
    plan: OversightPlan,
    sent: Submission,
    content: dict[str, Any],
    held: list[Any],
    asked_by: UUID | None,
    marked: str,
) -> ReviewCase:
    decision, pk = sent.decision, uuid7()
    values = {
        "title": (sent.title or f"{system.name} {decision.key}")[:MOST_TITLE],
        "system": system.pk,
        "plan": plan.id,
        "key": decision.key,
        "digest": marked,
        "asked_by": asked_by,
        "needs_two": _is_for_two(plan, decision),
    }
    with transaction.atomic():
        CaseContent.objects.create(
            case=pk, system=system.pk, subject=decision.subject, decision=content, rules=held, route=sent.route
        )
        case = perform(Command("review_case", "create", SYSTEM, record=pk, values=values))
    assert isinstance(case, ReviewCase)
    return case


def _is_for_two(plan: OversightPlan, decision: Decision) -> bool:
    """What cannot be said counts as meant, as everywhere."""
    if not plan.four_eyes:
        return False
    return compiled(read(plan.four_eyes), Sampling(secret_of(plan.id)))(msgspec.to_builtins(decision)) is not False
