"""Decorators: a function's answer is given once the gate released it, and a tool of an agent runs only then."""

import functools
import hashlib
import inspect
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aims_sdk.gating.cases import Ruling
from aims_sdk.gating.errors import HandedOver, Held, Refused, Rejected
from aims_sdk.gating.gate import ASIDE
from aims_sdk.gating.plan import canonical
from aims_sdk.recording.function import Describe, arguments, described, output

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

Revise = Callable[[Any, Any], Any]
"""An answer, and the output that a reviewer gave instead: the answer with it."""


def gated[**P, R](
    aims: "Aims",
    system: str,
    given: Describe | None,
    result: Describe | None,
    revise: Revise | None,
    fields: Mapping[str, Any],
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The decorator that `Aims.gated` hands out."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        describe = given or arguments(function)

        if inspect.iscoroutinefunction(function):
            from aims_sdk.gating import awaited  # the program has a loop; others need not load it

            @functools.wraps(function)
            async def answered_later(*args: P.args, **kwargs: P.kwargs) -> Any:
                asked = dict(fields) | described(aims, describe, *args, **kwargs)
                await awaited.admit(aims.gate, system, asked)
                start = time.perf_counter_ns()
                try:
                    answered = await function(*args, **kwargs)
                except BaseException as error:
                    _failed(aims, system, asked, start, error)
                    raise
                told = asked | _taken(start) | described(aims, result or output, answered)
                return _released(await awaited.submit(aims.gate, system, told), answered, revise)

            return answered_later  # type: ignore[return-value]  # R is the coroutine

        @functools.wraps(function)
        def answered_now(*args: P.args, **kwargs: P.kwargs) -> Any:
            asked = dict(fields) | described(aims, describe, *args, **kwargs)
            aims.gate.admit(system, asked)
            start = time.perf_counter_ns()
            try:
                answered = function(*args, **kwargs)
            except BaseException as error:
                _failed(aims, system, asked, start, error)
                raise
            told = asked | _taken(start) | described(aims, result or output, answered)
            return _released(aims.gate.submit(system, told), answered, revise)

        return answered_now

    return decorate


def approved[**P, R](
    aims: "Aims", system: str, given: Describe | None, fields: Mapping[str, Any]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The decorator that `Aims.approved` hands out."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        def call_of(*args: P.args, **kwargs: P.kwargs) -> Mapping[str, Any]:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return {name: value for name, value in bound.arguments.items() if name not in ("self", "cls")}

        def asked(call: Mapping[str, Any], *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
            known = {"inputs": {name: _shown(value) for name, value in call.items()}}
            said = described(aims, given, *args, **kwargs) if given else {}
            own = {"sort": "tool_call", "arguments_digest": _digest(call)}
            return {"tool": function.__name__} | known | dict(fields) | said | own

        if inspect.iscoroutinefunction(function):
            from aims_sdk.gating import awaited

            @functools.wraps(function)
            async def run_later(*args: P.args, **kwargs: P.kwargs) -> Any:
                call = call_of(*args, **kwargs)
                ruling = await awaited.submit(aims.gate, system, asked(call, *args, **kwargs))
                return await function(*args, **kwargs) if _may_run(ruling, call) else ruling

            return run_later  # type: ignore[return-value]  # R is the coroutine

        @functools.wraps(function)
        def run_now(*args: P.args, **kwargs: P.kwargs) -> Any:
            call = call_of(*args, **kwargs)
            ruling = aims.gate.submit(system, asked(call, *args, **kwargs))
            return function(*args, **kwargs) if _may_run(ruling, call) else ruling

        return run_now

    return decorate


def _failed(aims: "Aims", system: str, asked: Mapping[str, Any], start: int, error: BaseException) -> None:
    known = {name: value for name, value in asked.items() if name not in (*ASIDE, "wait")}
    aims.record(system, **known | _taken(start), error=type(error).__name__)


def _taken(start: int) -> dict[str, Any]:
    return {"latency_ms": (time.perf_counter_ns() - start) / 1e6}


def _is_pending(ruling: Ruling) -> bool:
    """Whether the program goes on with the handle. Raises Held, HandedOver and Rejected where it may not go on."""
    if ruling.state == "waiting" and ruling.when_held != "pending":
        raise Held(ruling)
    if ruling.state == "handed_over":
        raise HandedOver(ruling)
    if ruling.state not in ("passed", "passed_unseen", "released", "waiting"):
        raise Rejected(ruling)
    return ruling.state == "waiting"


def _released(ruling: Ruling, answered: Any, revise: Revise | None) -> Any:
    if _is_pending(ruling):
        return ruling
    if ruling.ruling != "changed":
        return answered
    return revise(answered, ruling.output) if revise else ruling.output


def _may_run(ruling: Ruling, call: Mapping[str, Any]) -> bool:
    """Only what was approved runs: not a call that a person changed, nor one whose arguments are others by now."""
    if _is_pending(ruling):
        return False
    if ruling.state == "released" and (ruling.ruling == "changed" or ruling.arguments_digest != _digest(call)):
        raise Rejected(ruling)
    return True


def _digest(call: Mapping[str, Any]) -> str:
    """Of the exact arguments. Raises Refused where they are no JSON: then nobody could say what was approved."""
    try:
        return hashlib.sha256(canonical(call)).hexdigest()
    except (TypeError, ValueError) as error:
        raise Refused(f"the arguments are not JSON ({type(error).__name__})") from None


def _shown(value: Any) -> Any:
    """An argument as an input: a list or a map as the JSON that a reviewer reads."""
    is_value = value is None or isinstance(value, str | int | float | bool)
    try:
        return value if is_value else canonical(value).decode()
    except (TypeError, ValueError):
        return None  # the digest refuses the call
