"""Decorators: an answer is given, and a tool runs, once the gate released it; the function stays what it is."""

import hashlib
import json
from typing import Any

import pytest
from aims_sdk import Aims, HandedOver, Held, Refused, Rejected, Ruling, Stopped

from tests.sdk.gating.conftest import SYSTEM, ruled, until
from tests.sdk.gating.desk import STOP, Desk

TOOL_CALLS = {"hold_when": {"field": "sort", "operator": "eq", "value": "tool_call"}}


def test_what_passes_is_answered_and_recorded(aims: Aims, desk: Desk) -> None:
    @aims.gated(SYSTEM, version="3.1", title="Loan", result=lambda answer: {"output": answer[0], "score": answer[1]})
    def decide(income: float, region: str = "north") -> tuple[str, float]:
        """Says who gets a loan."""
        return "grant", 0.75

    assert decide(50) == ("grant", 0.75)
    assert (decide.__name__, decide.__doc__) == ("decide", "Says who gets a loan.")
    assert aims.flush(60)
    (event,) = desk.recorded
    assert event["inputs"] == {"income": 50, "region": "north"}
    assert (event["output"], event["score"], event["version"]) == ("grant", 0.75, "3.1")
    assert event["latency_ms"] >= 0


@pytest.mark.parametrize(
    ("ruling", "output", "answer"), [("confirmed", "decline", "decline"), ("changed", "grant", "grant")]
)
def test_what_a_person_released_is_the_answer(aims: Aims, desk: Desk, ruling: str, output: str, answer: str) -> None:
    @aims.gated(SYSTEM)
    def decide(x: int) -> str:
        return "decline"

    person = ruled(desk, ruling=ruling, output=output)
    assert decide(1) == answer
    person.join()


def test_a_changed_output_is_put_into_the_answer(aims: Aims, desk: Desk) -> None:
    @aims.gated(SYSTEM, result=lambda answer: {"output": answer["decision"]}, revise=lambda a, o: a | {"decision": o})
    def decide(x: int) -> dict[str, Any]:
        return {"decision": "decline", "terms": "A"}

    person = ruled(desk, ruling="changed", output="grant")
    assert decide(1) == {"decision": "grant", "terms": "A"}
    person.join()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"state": "refused", "ruling": "rejected", "output": None}, Rejected),
        ({"state": "refused", "ruling": "", "output": None}, Rejected),
        ({"state": "withdrawn", "ruling": ""}, Rejected),
        ({"state": "handed_over", "ruling": ""}, HandedOver),
    ],
)
def test_what_was_not_released_is_not_answered(
    aims: Aims, desk: Desk, changes: dict[str, Any], error: type[Rejected | HandedOver]
) -> None:
    @aims.gated(SYSTEM)
    def decide(name: str) -> str:
        return "decline"

    person = ruled(desk, **changes)
    with pytest.raises(error, match="CAS-0001") as raised:
        decide("Li Na")
    person.join()
    assert raised.value.ruling.state == changes["state"]
    assert "Li Na" not in str(raised.value)


@pytest.mark.parametrize("when_held", ["wait", "raise"])
def test_held_is_raised_with_the_handle(aims: Aims, desk: Desk, when_held: str) -> None:
    desk.plan = desk.plan and desk.plan | {"when_held": when_held}

    @aims.gated(SYSTEM, wait=0.1)
    def decide(x: int) -> str:
        return "decline"

    with pytest.raises(Held) as raised:
        decide(1)
    desk.rule(raised.value.ruling.key)
    assert raised.value.ruling.poll() == "released"


def test_pending_answers_with_the_handle(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"when_held": "pending"}

    @aims.gated(SYSTEM)
    def decide(x: int) -> Any:
        return "decline"

    ruling = decide(1)
    assert isinstance(ruling, Ruling)
    assert ruling.state == "waiting"


def test_stopped_the_function_is_not_called(aims: Aims, desk: Desk) -> None:
    calls = []

    @aims.gated(SYSTEM, version="2", given=lambda x: {"inputs": {"x": x}, "route": "web"})
    def decide(x: int) -> str:
        calls.append(x)
        return "grant"

    decide(1)
    desk.stopped = [STOP | {"route": "web", "version": "2"}]
    until(lambda: aims.gate.plans.known[SYSTEM].stopped)
    with pytest.raises(Stopped):
        decide(2)
    assert calls == [1]


def test_an_error_of_the_function_is_recorded_and_raised_as_it_was(aims: Aims, desk: Desk) -> None:
    failure = ZeroDivisionError("by 0")

    @aims.gated(SYSTEM, title="Loan", wait=1)
    def decide(x: int) -> str:
        raise failure

    with pytest.raises(ZeroDivisionError) as raised:
        decide(1)
    assert raised.value is failure
    assert aims.flush(60)
    (event,) = desk.recorded
    assert (event["error"], event["inputs"]) == ("ZeroDivisionError", {"x": 1})


def test_a_chatbots_answer_is_gated_before_it_is_sent(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"hold_when": {"field": "sort", "operator": "eq", "value": "answer"}}

    @aims.gated(SYSTEM, sort="answer", result=lambda text: {"answer": text}, revise=lambda text, output: output or text)
    def reply(question: str) -> str:
        return "You may pay later."

    person = ruled(desk, output=None)
    assert reply("May I?") == "You may pay later."
    person.join()
    assert desk.posted[0]["decision"]["answer"] == "You may pay later."


def test_a_tool_runs_only_once_its_call_was_approved(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | TOOL_CALLS
    runs: list[tuple[Any, ...]] = []

    @aims.approved(SYSTEM, tool="refund")
    def pay(account: str, *amounts: int, note: str = "", **more: Any) -> str:
        runs.append((account, amounts))
        return "paid"

    before: list[Any] = []
    desk.when_held = lambda: before.append(list(runs))
    person = ruled(desk)
    assert pay("A1", 5, 6, urgent=True) == "paid"
    person.join()
    assert before == [[]], "it had not run when the case was made"
    decision = desk.posted[0]["decision"]
    arguments = {"account": "A1", "amounts": [5, 6], "note": "", "more": {"urgent": True}}
    exact = json.dumps(arguments, sort_keys=True, separators=(",", ":")).encode()
    assert decision["arguments_digest"] == hashlib.sha256(exact).hexdigest()
    assert (decision["sort"], decision["tool"]) == ("tool_call", "refund")
    assert decision["inputs"] == {"account": "A1", "amounts": "[5,6]", "note": "", "more": '{"urgent":true}'}
    assert runs == [("A1", (5, 6))]


@pytest.mark.parametrize(
    "changes",
    [{"arguments_digest": "0" * 64}, {"ruling": "changed", "output": "other"}, {"state": "refused"}, "mutated"],
)
def test_a_call_that_is_not_the_approved_one_does_not_run(aims: Aims, desk: Desk, changes: Any) -> None:
    desk.plan = desk.plan and desk.plan | TOOL_CALLS
    runs: list[list[int]] = []
    amounts = [5]

    @aims.approved(SYSTEM)
    def pay(amounts: list[int]) -> None:
        runs.append(amounts)

    if changes == "mutated":
        changes = {}
        desk.when_held = lambda: amounts.append(6)
    person = ruled(desk, **changes)
    with pytest.raises(Rejected):
        pay(amounts)
    person.join()
    assert runs == []


def test_a_call_that_passes_runs_at_once_and_is_recorded_once(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"hold_when": {"field": "tool", "operator": "eq", "value": "pay"}}

    class Agent:
        @aims.approved(SYSTEM)
        def look_up(self, account: str) -> str:
            return account

    assert Agent().look_up("A1") == "A1"
    assert aims.flush(60)
    (event,) = desk.recorded
    assert (event["tool"], event["inputs"]) == ("look_up", {"account": "A1"})


def test_arguments_that_nobody_could_approve_are_refused(aims: Aims) -> None:
    @aims.approved(SYSTEM)
    def pay(to: object) -> None:
        raise AssertionError

    with pytest.raises(Refused):
        pay(object())


def test_a_call_that_waits_runs_when_it_is_made_again_with_its_key(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | TOOL_CALLS | {"when_held": "pending"}

    @aims.approved(SYSTEM, given=lambda amount: {"key": "refund-9"})
    def pay(amount: int) -> Any:
        return "paid"

    assert pay(5).state == "waiting"
    desk.rule("refund-9")
    assert pay(5) == "paid"
    with pytest.raises(Rejected):
        pay(6)
