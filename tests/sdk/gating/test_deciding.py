"""What the plan does not hold passes without asking; what it holds waits, or is handed back, as the plan says."""

import threading
from typing import Any

import pytest
from aims_sdk import Aims, Held, Refused, Stopped, Unavailable

from tests.sdk.gating.conftest import SYSTEM, ruled, until
from tests.sdk.gating.desk import DECLINED, STOP, Desk


def test_what_is_not_held_passes_without_a_request_and_is_recorded(aims: Aims, desk: Desk) -> None:
    aims.submit(SYSTEM, output="grant")
    before = [one for one in desk.requests if "pulse" not in one[1] and "telemetry" not in one[1]]
    rulings = [aims.submit(SYSTEM, output="grant", title="Loan", by="PER-0001", route="web") for _ in range(20)]
    after = [one for one in desk.requests if "pulse" not in one[1] and "telemetry" not in one[1]]
    assert before == after == [("GET", f"/api/v1/oversight/{SYSTEM}/plan")]
    assert {(one.state, one.output) for one in rulings} == {("passed", "grant")}
    assert aims.flush(60)
    assert [event["key"] for event in desk.recorded][1:] == [one.key for one in rulings]


def test_what_is_held_waits_for_the_ruling(aims: Aims, desk: Desk) -> None:
    person = ruled(desk, ruling="changed", output="grant", reason="Papers were seen.", by="Li Na")
    ruling = aims.submit(SYSTEM, output="decline", title="Loan of 32,000", by="PER-0012", route="loans/web")
    person.join()
    assert (ruling.state, ruling.ruling, ruling.output, ruling.by) == ("released", "changed", "grant", "Li Na")
    assert (ruling.case, ruling.due) == ("CAS-0001", "2026-11-23T17:00:00Z")
    assert ruling.why == {"en": "The output is decline.", "zh": "输出为拒绝。"}
    (posted,) = desk.posted
    assert {name: posted[name] for name in ("title", "by", "route", "plan", "held")} == {
        "title": "Loan of 32,000", "by": "PER-0012", "route": "loans/web", "plan": 7, "held": [0],
    }  # fmt: skip
    assert (posted["decision"]["key"], "type" in posted["decision"]) == (ruling.key, False)
    assert aims.flush(60)
    assert desk.recorded == [], "the server recorded it"


def test_pending_gives_the_handle_which_can_be_asked_and_withdrawn(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"when_held": "pending"}
    first, second = (aims.submit(SYSTEM, output="decline") for _ in range(2))
    assert (first.state, first.poll()) == ("waiting", "waiting")
    desk.rule(first.key, state="refused", ruling="rejected", output=None, reason="No.")
    assert (first.poll(), first.output, first.reason) == ("refused", None, "No.")
    assert (second.cancel(), desk.cases[second.key]["state"]) == ("withdrawn", "withdrawn")


def test_raise_carries_the_handle(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"when_held": "raise"}
    with pytest.raises(Held, match="CAS-0001") as raised:
        aims.submit(SYSTEM, output="decline", inputs={"name": "Li Na"})
    assert (raised.value.ruling.state, "Li Na" in str(raised.value)) == ("waiting", False)


def test_the_wait_ends_with_its_timeout(aims: Aims, desk: Desk) -> None:
    ruling = aims.submit(SYSTEM, output="decline", wait=0.1)
    assert (ruling.state, ruling.wait(0.1)) == ("waiting", False)
    desk.rule(ruling.key)
    assert ruling.wait(5)


def test_what_cannot_be_said_is_held(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {
        "hold_when": {"any": [DECLINED, {"field": "inputs.income", "operator": "lt", "value": 1}]}
    }
    aims.submit(SYSTEM, output="decline", wait=0)
    aims.submit(SYSTEM, output="grant", inputs={"income": "unknown"}, wait=0)
    assert [posted["held"] for posted in desk.posted] == [[0, -1], [-1]]


def test_numbers_of_numpy_are_numbers(aims: Aims, desk: Desk) -> None:
    np = pytest.importorskip("numpy")
    desk.plan = desk.plan and desk.plan | {"hold_when": {"field": "score", "operator": "lt", "value": 0.5}}
    assert aims.submit(SYSTEM, score=np.float32(0.75)).state == "passed"
    assert aims.submit(SYSTEM, score=np.float32(0.25), wait=0).state == "waiting"


def test_the_first_of_a_version_are_counted_on_from_what_the_server_knows(aims: Aims, desk: Desk) -> None:
    first = {"field": "version", "operator": "first_n", "value": {"version": "3.3.0", "n": 20}}
    desk.plan = desk.plan and desk.plan | {"hold_when": {"any": [first]}, "seen": {"3.3.0": 17}, "when_held": "pending"}
    states = [aims.submit(SYSTEM, version="3.3.0").state for _ in range(5)]
    assert states == ["waiting"] * 3 + ["passed"] * 2
    desk.stopped = [STOP | {"version": "9"}]  # the plan is read again, and is the same one
    until(lambda: desk.asked("GET", "/plan") == 2)
    assert aims.submit(SYSTEM, version="3.3.0").state == "passed"


def test_the_rules_of_recording_hold_for_what_a_reviewer_gets(aims: Aims, desk: Desk) -> None:
    desk.rules = {"version": 1, "fields": {"name": "drop"}, "texts": "drop"}
    aims.submit(SYSTEM, output="decline", inputs={"name": "Li Na", "income": 1}, prompt="secret", wait=0)
    decision = desk.posted[0]["decision"]
    assert (decision["inputs"], "prompt" in decision) == ({"income": 1.0}, False)


def test_an_answer_that_is_held_can_be_read_by_its_reviewer(aims: Aims, desk: Desk) -> None:
    desk.rules = {"version": 1, "texts": "drop"}
    aims.submit(SYSTEM, sort="answer", output="decline", prompt="May I?", answer="You may.", wait=0)
    assert desk.posted[0]["decision"]["answer"] == "You may."


def test_a_new_version_of_the_plan_is_read(aims: Aims, desk: Desk) -> None:
    assert aims.submit(SYSTEM, output="decline", wait=0).state == "waiting"
    desk.plan = None
    until(lambda: aims.submit(SYSTEM, output="decline", wait=0).state == "passed", 3)


@pytest.mark.parametrize(("stop", "holds"), [({}, True), ({"version": "2"}, False), ({"route": "web"}, True)])
def test_a_stop_is_seen_within_two_seconds(aims: Aims, desk: Desk, stop: dict[str, Any], holds: bool) -> None:
    assert aims.submit(SYSTEM, output="grant", version="1", route="web").state == "passed"
    desk.stopped = [STOP | stop]
    until(lambda: aims.gate.plans.known[SYSTEM].stopped, 2.5)
    if holds:
        with pytest.raises(Stopped, match="STP-0001") as raised:
            aims.submit(SYSTEM, output="grant", version="1", route="web")
        assert raised.value.stop
        assert raised.value.stop.reason == "Too many complaints."
        desk.stopped = []
        until(lambda: not aims.gate.plans.known[SYSTEM].stopped, 2.5)
    assert aims.submit(SYSTEM, output="grant", version="1", route="web").state == "passed"


def test_a_lost_answer_is_asked_for_again_with_the_same_key(aims: Aims, desk: Desk) -> None:
    aims.submit(SYSTEM, output="decline", wait=0)
    desk.cases.clear()
    desk.posted.clear()
    desk.faults = ["lose"]
    ruling = aims.submit(SYSTEM, output="decline", wait=0)
    assert (ruling.state, len(desk.cases)) == ("waiting", 1)
    assert desk.posted[0] == desk.posted[1]
    assert desk.posted[0]["decision"]["key"] == ruling.key


def test_the_callers_key_is_the_key(aims: Aims, desk: Desk) -> None:
    aims.submit(SYSTEM, key="loan-9", output="decline", wait=0)
    desk.rule("loan-9")
    assert aims.submit(SYSTEM, key="loan-9", output="decline").state == "released"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (409, "stopped", Stopped), (409, "other_content", Refused), (422, "unfit", Refused), (403, "x", Unavailable),
    ],
)  # fmt: skip
def test_what_the_server_refuses(aims: Aims, desk: Desk, status: int, code: str, error: type[Exception]) -> None:
    desk.faults = [(status, {"code": code, "sentence": "The key is known."})]
    with pytest.raises(error) as raised:
        aims.submit(SYSTEM, output="decline")
    assert ("The key is known" in str(raised.value)) == (error is Refused)


def test_what_is_no_decision_is_refused_without_its_values(aims: Aims, desk: Desk) -> None:
    aims.submit(SYSTEM, output="grant")
    with pytest.raises(ValueError, match="not a finite number"):
        aims.submit(SYSTEM, output="decline", score=float("nan"))
    with pytest.raises(Refused) as raised:
        aims.submit(SYSTEM, output={"Li Na"}, inputs={})
    assert "Li Na" not in str(raised.value)
    with pytest.raises(Refused):
        aims.submit("../../etc", output="grant")


def test_fifty_who_wait_ask_once_a_second(aims: Aims, desk: Desk) -> None:
    def wait(number: int) -> None:
        states[number] = aims.submit(SYSTEM, output="decline").state

    states: dict[int, str] = {}
    threads = [threading.Thread(target=wait, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    until(lambda: len(desk.cases) == 50)
    before = desk.asked("GET", "/cases")
    threading.Event().wait(3)
    asked = desk.asked("GET", "/cases") - before
    for key in desk.cases:
        desk.rule(key)
    for thread in threads:
        thread.join(5)
    assert 2 <= asked <= 4
    assert list(states.values()) == ["released"] * 50


def test_whoever_waits_is_let_go_by_close(aims: Aims, desk: Desk) -> None:
    done = threading.Event()
    thread = threading.Thread(target=lambda: (aims.submit(SYSTEM, output="decline"), done.set()))
    thread.start()
    until(lambda: desk.cases)
    aims.close()
    assert done.wait(5)
    thread.join()
