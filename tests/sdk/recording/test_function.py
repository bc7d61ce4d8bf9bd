"""The decorator records what a function decides and changes nothing about it."""

import asyncio
import inspect
from typing import Any

import pytest
from aims_sdk import Aims

from tests.sdk.recording.receiver import Receiver


def arrived(aims: Aims, receiver: Receiver) -> list[dict[str, Any]]:
    assert aims.flush(60)
    return receiver.events["AIS-0001"]


def test_arguments_are_inputs_and_the_result_is_the_output(aims: Aims, receiver: Receiver) -> None:
    @aims.recorded("AIS-0001", version="2.0")
    def score(income: float, region: str = "north", *, owner: bool = False) -> float:
        """Says how likely it is."""
        return income / 100

    assert score(50, owner=True) == 0.5
    assert (score.__name__, score.__doc__) == ("score", "Says how likely it is.")
    (event,) = arrived(aims, receiver)
    assert event["inputs"] == {"income": 50, "region": "north", "owner": True}
    assert (event["output"], event["version"]) == (0.5, "2.0")
    assert event["latency_ms"] >= 0


def test_one_map_is_the_inputs_and_may_be_changed_by_the_function(aims: Aims, receiver: Receiver) -> None:
    class Model:
        @aims.recorded("AIS-0001")
        def decide(self, features: dict[str, float]) -> str:
            features.clear()
            return "grant"

    assert Model().decide({"income": 1.5}) == "grant"
    (event,) = arrived(aims, receiver)
    assert event["inputs"] == {"income": 1.5}


def test_what_is_recorded_can_be_said(aims: Aims, receiver: Receiver) -> None:
    @aims.recorded(
        "AIS-0001",
        given=lambda request: {"key": request["id"], "inputs": request["features"]},
        result=lambda answer: {"output": answer[0], "score": answer[1]},
    )
    def decide(request: dict[str, Any]) -> tuple[str, float]:
        return "grant", 0.75

    assert decide({"id": "loan-9", "features": {"income": 2}, "name": "Li Na"}) == ("grant", 0.75)
    (event,) = arrived(aims, receiver)
    assert (event["key"], event["inputs"], event["output"], event["score"]) == ("loan-9", {"income": 2}, "grant", 0.75)
    assert "Li Na" not in str(event)


def test_an_error_is_recorded_and_raised_as_it_was(aims: Aims, receiver: Receiver) -> None:
    failure = ZeroDivisionError("by 0")

    @aims.recorded("AIS-0001")
    def decide(x: int) -> int:
        raise failure

    with pytest.raises(ZeroDivisionError) as raised:
        decide(1)
    assert raised.value is failure
    (event,) = arrived(aims, receiver)
    assert (event["error"], event.get("output")) == ("ZeroDivisionError", None)


def test_coroutine_functions_stay_what_they_are(aims: Aims, receiver: Receiver) -> None:
    @aims.recorded("AIS-0001")
    async def decide(x: int) -> int:
        await asyncio.sleep(0)
        if x < 0:
            raise ValueError(x)
        return x * 2

    assert inspect.iscoroutinefunction(decide)

    async def story() -> list[int]:
        results = await asyncio.gather(decide(1), decide(2))
        with pytest.raises(ValueError, match="-1"):
            await decide(-1)
        task = asyncio.create_task(asyncio.wait_for(decide(3), 10))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return results

    assert asyncio.run(story()) == [2, 4]
    events = arrived(aims, receiver)
    assert [event.get("output") for event in events[:2]] == [2, 4]
    assert [event.get("error") for event in events[2:3]] == ["ValueError"]


def test_a_result_that_is_no_value_costs_the_record_not_the_call(aims: Aims, receiver: Receiver) -> None:
    @aims.recorded("AIS-0001", given=lambda x: 1 / 0)
    def decide(x: object) -> object:
        return x

    mark = object()
    assert decide(mark) is mark
    assert aims.flush(60)
    assert receiver.events["AIS-0001"] == []
    assert aims.counters().refused == 1
