"""Coroutine functions: the loop goes on while a person decides; whoever cancels the task withdraws the case."""

import asyncio
import inspect
import time

import pytest
from aims_sdk import Aims, Held, Rejected

from tests.sdk.gating.conftest import SYSTEM, Make, ruled, until
from tests.sdk.gating.desk import Desk


async def ticking(task: "asyncio.Task[str]") -> list[float]:
    """How long each turn of the loop took while a task ran."""
    turns = []
    while not task.done():
        start = time.monotonic()
        await asyncio.sleep(0.01)
        turns.append(time.monotonic() - start)
    return turns


def test_the_loop_goes_on_while_a_person_decides(aims: Aims, desk: Desk) -> None:
    @aims.gated(SYSTEM)
    async def decide(x: int) -> str:
        await asyncio.sleep(0)
        return "decline"

    assert inspect.iscoroutinefunction(decide)

    async def story() -> tuple[list[float], str]:
        task = asyncio.create_task(decide(1))
        return await ticking(task), await task

    person = ruled(desk, ruling="changed", output="grant")
    turns, answer = asyncio.run(story())
    person.join()
    assert answer == "grant"
    assert len(turns) > 20, "it waited"
    assert max(turns) < 0.5


def test_the_loop_goes_on_while_the_server_does_not_answer(make: Make, desk: Desk) -> None:
    aims = make(timeout=1.5)
    aims.submit(SYSTEM, output="grant")
    aims.gate.plans.known[SYSTEM].heard = float("-inf")
    desk.hang = 3.0

    @aims.gated(SYSTEM)
    async def decide(x: int) -> str:
        return "grant"

    async def story() -> tuple[list[float], str]:
        task = asyncio.create_task(decide(1))
        return await ticking(task), await task

    turns, answer = asyncio.run(story())
    assert answer == "grant"
    assert max(turns) < 0.5 < sum(turns)


def test_the_wait_ends_with_its_timeout(aims: Aims, desk: Desk) -> None:
    @aims.gated(SYSTEM, wait=0.2)
    async def decide(x: int) -> str:
        return "decline"

    with pytest.raises(Held):
        asyncio.run(decide(1))


def test_a_cancelled_task_withdraws_its_case(aims: Aims, desk: Desk) -> None:
    @aims.gated(SYSTEM)
    async def decide(x: int) -> str:
        return "decline"

    async def story() -> None:
        task = asyncio.create_task(decide(1))
        while not desk.cases:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
    until(lambda: [case["state"] for case in desk.cases.values()] == ["withdrawn"], 5)


def test_a_task_that_is_cancelled_while_its_decision_is_sent_withdraws_it_too(aims: Aims, desk: Desk) -> None:
    aims.submit(SYSTEM, output="grant")

    @aims.gated(SYSTEM)
    async def decide(x: int) -> str:
        return "decline"

    async def story() -> None:
        desk.when_held = lambda: time.sleep(0.5)
        task = asyncio.create_task(decide(1))
        while not desk.posted:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(story())
    until(lambda: [case["state"] for case in desk.cases.values()] == ["withdrawn"], 5)


def test_a_tool_is_run_by_a_coroutine(aims: Aims, desk: Desk) -> None:
    desk.plan = desk.plan and desk.plan | {"hold_when": {"field": "tool", "operator": "eq", "value": "pay"}}
    runs = []

    @aims.approved(SYSTEM)
    async def pay(amount: int) -> str:
        runs.append(amount)
        return "paid"

    person = ruled(desk)
    assert asyncio.run(pay(5)) == "paid"
    person.join()
    desk.cases.clear()
    person = ruled(desk, state="refused", ruling="rejected")
    with pytest.raises(Rejected):
        asyncio.run(pay(6))
    person.join()
    assert runs == [5]
