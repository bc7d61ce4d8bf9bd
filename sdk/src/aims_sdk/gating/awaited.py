"""The gate from a coroutine: what asks the server runs in a thread, and the loop goes on."""

import asyncio
from collections.abc import Mapping
from typing import Any

from aims_sdk.gating.cases import Ruling
from aims_sdk.gating.gate import TRY_AGAIN_SECONDS, Gate


async def admit(gate: Gate, system: str, fields: Mapping[str, Any]) -> None:
    """As `Gate.admit`."""
    if not gate.is_ready(system):
        await asyncio.to_thread(gate.make_ready, system)
    gate.refuse_stopped(system, fields)


async def submit(gate: Gate, system: str, fields: dict[str, Any]) -> Ruling:
    """As `Gate.submit`. Where the task is cancelled the case is withdrawn, if the server can be reached."""
    await admit(gate, system, fields)
    found = gate.decide(system, fields)
    if isinstance(found, Ruling):
        return found
    try:
        while (ruling := await asyncio.to_thread(gate.open, found)) is None:
            await asyncio.sleep(min(TRY_AGAIN_SECONDS, found.left))
        if found.plan.when_held == "wait":
            await ruling.waited(found.left)
    except asyncio.CancelledError:
        found.is_given_up = True
        gate.watch.withdraw(system, found.fields["key"])
        raise
    return ruling
