"""A decorator: what a function was given and what it answered is recorded; its result and its errors stay its own."""

import functools
import inspect
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aims_sdk.recording.client import Aims

Describe = Callable[..., Mapping[str, Any]]


def recorded[**P, R](
    aims: "Aims", system: str, given: Describe | None, result: Describe | None, fields: Mapping[str, Any]
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The decorator that `Aims.recorded` hands out."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        describe = given or arguments(function)

        def record(asked: dict[str, Any], start: int, answered: Any, error: BaseException | None) -> None:
            taken = (time.perf_counter_ns() - start) / 1e6
            known = dict(fields) | asked | {"latency_ms": taken}
            if error is not None:
                known["error"] = type(error).__name__
            else:
                known |= described(aims, result or output, answered)
            aims.record(system, **known)

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: P.args, **kwargs: P.kwargs) -> Any:
                asked, start = described(aims, describe, *args, **kwargs), time.perf_counter_ns()
                try:
                    answered = await function(*args, **kwargs)
                except BaseException as error:
                    record(asked, start, None, error)
                    raise
                record(asked, start, answered, None)
                return answered

            return awaited  # type: ignore[return-value]  # R is the coroutine

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            asked, start = described(aims, describe, *args, **kwargs), time.perf_counter_ns()
            try:
                answered = function(*args, **kwargs)
            except BaseException as error:
                record(asked, start, None, error)
                raise
            record(asked, start, answered, None)
            return answered

        return called

    return decorate


def described(aims: "Aims", describe: Describe, /, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What is to be recorded; a description that fails costs the description, not the call."""
    try:
        return dict(describe(*args, **kwargs))
    except Exception as error:
        aims.say("A call could not be described: %s", type(error).__name__)
        return {}


def output(answered: Any) -> dict[str, Any]:
    """By default the answer is the output."""
    return {"output": answered}


def arguments(function: Callable[..., Any]) -> Describe:
    """By default the inputs are the arguments by name, or the one argument where that is a mapping itself."""
    parameters = inspect.signature(function).parameters.values()
    named = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    names = [one.name for one in named]
    defaults = {one.name: one.default for one in parameters if one.default is not one.empty}
    is_method = names[:1] in (["self"], ["cls"])

    def describe(*args: Any, **kwargs: Any) -> Mapping[str, Any]:
        bound = defaults | dict(zip(names, args, strict=False)) | kwargs
        if is_method:
            bound.pop(names[0], None)
        if len(bound) == 1 and isinstance(only := next(iter(bound.values())), Mapping):
            return {"inputs": dict(only)}
        return {"inputs": bound}

    return describe
