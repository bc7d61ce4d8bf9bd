"""`GET /metrics`: the latest of each monitor in the text format of Prometheus, for a token of the scope `read`.

It tells what a monitor measured last and nothing of single decisions; only of monitors that the token's holder may see.
"""

import datetime as dt
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_GET

from aims.kernel.kinds import KINDS
from aims.kernel.policy import Actor, all_seen, sees
from aims.kernel.world import World
from aims.lib import clock
from aims.monitoring.judging import Level
from aims.monitoring.models import Monitor, Reading
from aims.monitoring.series import reading_of
from aims.systems.models import AISystem

from .access import ByToken
from .rates import BUCKETS, READ
from .refusals import refusal

SORT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class _Family:
    """One metric of Prometheus: its samples are lines."""

    name: str
    about: str
    lines: list[str] = field(default_factory=list)

    def add(self, labels: dict[str, str], value: float) -> None:
        said = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels.items())
        self.lines.append(f"{self.name}{{{said}}} {value!r}" if value == value else f"{self.name}{{{said}}} NaN")

    def __str__(self) -> str:
        return "\n".join([f"# HELP {self.name} {self.about}", f"# TYPE {self.name} gauge", *self.lines])


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """What each monitor in force measured last: value (NaN where unknown), level, cases and age."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    who = ByToken().authenticate(request, token) if scheme.lower() == "bearer" and token else None
    if who is None:
        answer = refusal("sign_in")
        answer["WWW-Authenticate"] = 'Bearer realm="OpenAIMS"'
        return answer
    if wait := BUCKETS.take(who.key, READ, time.monotonic()):
        answer = refusal("too_many", wait=int(wait) + 1)
        answer["Retry-After"] = str(int(wait) + 1)
        return answer
    with override("en"):
        text = "\n".join(str(one) for one in _families(who.world, who.actor, clock.now()) if one.lines)
    return HttpResponse(f"{text}\n" if text else "", content_type=SORT, headers={"Cache-Control": "no-store"})


def _families(world: World, actor: Actor, now: dt.datetime) -> tuple[_Family, ...]:
    found = (
        _Family("aims_monitor_value", "What was measured last, in the unit of the measure; NaN is unknown."),
        _Family("aims_monitor_level", "1 for the level of the latest window: within, warn, breach or unknown."),
        _Family("aims_monitor_cases", "How many cases the latest value rests on."),
        _Family("aims_monitor_age_seconds", "Time since the end of the latest window."),
    )
    value, level, cases, age = found
    for labels, reading in _seen(world, actor):
        of = {name: labels[name] for name in ("monitor", "system", "measure")}
        held = reading.level if reading and reading.window_last else Level.UNKNOWN.value
        measured = reading.value if reading else None
        value.add(labels, float("nan") if measured is None else measured)
        for one in Level:
            level.add(of | {"level": one.value}, float(one.value == held))
        cases.add(of, float((reading.n or 0) if reading else 0))
        if reading and reading.window_last:
            end = dt.datetime.combine(reading.window_last + dt.timedelta(days=1), dt.time(), dt.UTC)
            age.add(of, max(0.0, (now - end).total_seconds()))
    return found


def _seen(world: World, actor: Actor) -> Iterator[tuple[dict[str, str], Reading | None]]:
    """The labels of each monitor in force whose readings may be seen, and its readings."""
    ids = {one.id for one in all_seen(actor, Monitor, world)}
    for monitor in sorted(world.in_force(Monitor), key=lambda one: one.ref):
        reading = reading_of(world, monitor)
        if monitor.id not in ids or (reading and not sees(actor, KINDS.of(Reading), reading)):
            continue
        system = world.get(AISystem, monitor.system_id)
        labels = {"monitor": monitor.ref, "system": system.ref if system else "", "measure": monitor.measure}
        yield labels | {"unit": monitor.of.unit, "group": monitor.group, "field": monitor.feature}, reading
