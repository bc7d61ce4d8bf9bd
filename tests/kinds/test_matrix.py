"""Every role × action × place of every kind: what `decide` says against what the declarations say, read anew here."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
import yaml

import aims.kernel
from aims.kernel.kinds import KINDS, Kind
from aims.kernel.models import Record
from aims.kernel.policy import Actor, Held, condition, decide, sees
from aims.kernel.roles import roles

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
ROLES = {r["id"]: r for r in yaml.safe_load((Path(aims.kernel.__path__[0]) / "roles.yaml").read_text("utf-8"))["roles"]}
TOP, NORTH, NORTH_EAST, SOUTH = (uuid4() for _ in range(4))
HOLDS_IN: dict[str, frozenset[UUID] | None] = {"north": frozenset({NORTH, NORTH_EAST}), "top": None}
RECORD_IN = {"own unit": NORTH, "below it": NORTH_EAST, "other unit": SOUTH, "the top": TOP, "no unit": None}
LINKS = {"link", "unlink", "attach", "detach"}
OPEN_TO = {
    "everything": {"public", "ordinary", "restricted"},
    "ordinary": {"public", "ordinary"},
    "public": {"public"},
    "none": set(),
}


class Case(NamedTuple):
    role: str
    holds_in: str
    action: str
    place: str
    state: str


def cases(kind: Kind) -> Iterator[Case]:
    for role in ROLES:
        for action in kind.actions:
            for place in RECORD_IN:
                for held in HOLDS_IN:
                    yield Case(role, held, action, place, a_state_for(kind, action))
            for state in kind.workflow.states:
                yield Case(role, "north", action, "own unit", state)


def a_state_for(kind: Kind, action: str) -> str:
    move = next((t for t in kind.workflow.transitions if t.name == action), None)
    return min(move.source) if move else kind.workflow.initial


def is_seen(kind: Kind, case: Case) -> bool:
    granted = set(kind.grants.get(case.role, "").split())
    audience = kind.audience.value
    if audience == "public" and any(t.puts_in_force for t in kind.workflow.transitions):
        audience = "ordinary"  # the record is a draft: nothing of it is in force
    by_audience = audience in OPEN_TO[ROLES[case.role]["sees"]]
    if by_audience and audience == "public":
        return True
    return covers(case) and (by_audience or bool(granted - {"create"}))


def covers(case: Case) -> bool:
    return case.holds_in == "top" or case.place in ("own unit", "below it")


def expected(kind: Kind, case: Case) -> str:
    role, action = ROLES[case.role], case.action
    if role["read_only"]:
        return "read_only"
    if action != "create" and not is_seen(kind, case):
        return "ref_unknown"
    if any(action == word or action.startswith(word + "_") for word in role["never"]):
        return "never"
    word = "edit" if action in LINKS and kind.workflow.editable else action
    is_granted = covers(case) and word in kind.grants.get(case.role, "").split()
    if not is_granted and action != "comment":
        return "not_granted"
    return state_says(kind, case)


def state_says(kind: Kind, case: Case) -> str:
    if case.action == "edit" and case.state not in kind.workflow.editable:
        return "not_editable"
    if case.action in LINKS:
        has_approval = any(t.puts_in_force for t in kind.workflow.transitions)
        has_ended = case.state in kind.workflow.ended and case.action in ("unlink", "detach")
        frozen = case.state not in kind.workflow.editable if has_approval else has_ended
        return "not_editable" if frozen else "allowed"
    move = next((t for t in kind.workflow.transitions if t.name == case.action), None)
    return "wrong_state" if move and case.state not in move.source else "allowed"


NOT_YET = "not_ready"
"""This person may; the record lacks something still."""


@cache
def holder(role: str, holds_in: str) -> Actor:
    return Actor(uuid4(), (Held(roles()[role], HOLDS_IN[holds_in]),), read_only=ROLES[role]["read_only"])


@cache
def record_of(kind: Kind, state: str, place: str) -> Record:
    return kind.model(kind=kind.name, ref="X-1", state=state, version=1, unit_id=RECORD_IN[place])


def told(kind: Kind, case: Case) -> str:
    actor, record = holder(case.role, case.holds_in), record_of(kind, case.state, case.place)
    denied = decide(actor, case.action, record, kind, is_new=case.action == "create")
    if denied:
        assert denied.sentence
    return denied.code if denied and denied.code != NOT_YET else "allowed"


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_every_role_may_what_the_declarations_say_and_no_more(kind: Kind) -> None:
    wrong = [(*case, want, got) for case in cases(kind) if (want := expected(kind, case)) != (got := told(kind, case))]
    head = ("role", "holds in", "action", "record in", "state", "expected", "decided")
    assert not wrong, f"{len(wrong)} of {kind.name}\n" + "\n".join(" | ".join(row) for row in [head, *wrong[:25]])


@pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.name)
def test_whoever_may_do_something_to_a_record_sees_it(kind: Kind) -> None:
    for case in cases(kind):
        if case.action != "create" and told(kind, case) == "allowed":
            assert is_seen(kind, case), case


def test_somebody_without_a_role_sees_nothing_of_others_and_may_nothing() -> None:
    nobody = Actor(uuid4())
    for kind in KINDS:
        record = kind.model(kind=kind.name, ref="X-1", state=kind.workflow.initial, version=1, unit_id=TOP)
        assert not sees(nobody, kind, record)
        assert not kind.model.objects.filter(condition(nobody, kind)).exists()
        codes = {decide(nobody, a, record, kind, is_new=a == "create").code for a in kind.actions}
        assert codes <= {"ref_unknown", "not_granted"}


def test_the_exercise_has_a_confidential_kind_and_one_that_relies_on_it() -> None:
    assert KINDS["secret"].audience == "restricted"
    assert KINDS["pact"].relies_on == ("upon",)
