"""Monitors that a system could have because of its sort and tier. Limits are our proposal, which people change."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils.translation import gettext as _

from aims.kernel.models import Record
from aims.kernel.perform import Command, perform_all
from aims.kernel.policy import Actor
from aims.kernel.world import World
from aims.lib.language import language
from aims.systems.models import AISystem
from aims.systems.tier import LADDER

from .measures import measures
from .models import Monitor
from .recording import newest_baseline, plan_of

_FILE = Path(__file__).with_name("suggesting.yaml")
_LIMITS = ("window_days", "every_days", "minimum", "warn", "breach_at")
_OTHER = {"en": "zh", "zh": "en"}


class Suggested(NamedTuple):
    """A monitor that a system could have: the values its draft begins with, and what would have to be there first."""

    measure: str
    values: Mapping[str, Any]
    lacks: str = ""
    """`groups`: the recording plan names none. `baseline`: none is frozen. `recording`: no plan is in force."""


@cache
def _proposals() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return found


def suggestions(world: World, system: AISystem) -> list[Suggested]:
    """The monitors to think of for `system`, without those whose measure it has already, in the order of the file."""
    known = {(one.measure, one.group) for one in world.all(Monitor) if one.system_id == system.id and _is_alive(one)}
    fitting = (row for row in _proposals() if _fits(row, system))
    found = (one for row in fitting for one in _of(world, system, row))
    return [one for one in found if (one.measure, one.values.get("group", "")) not in known]


def _is_alive(monitor: Monitor) -> bool:
    return monitor.state != "withdrawn"


def _fits(row: Mapping[str, Any], system: AISystem) -> bool:
    """For its sort, and for its tier or a higher one; without a tier as for the highest."""
    is_for = "every" in row["for"] or system.sort in row["for"]
    return is_for and LADDER.index(system.tier or LADDER[-1]) >= LADDER.index(row.get("tier", LADDER[0]))


def _of(world: World, system: AISystem, row: Mapping[str, Any]) -> Iterator[Suggested]:
    values = _values(system, row)
    plan, measure = plan_of(world, system.id), measures()[row["measure"]]
    lacks = "" if "source" in row or plan else "recording"
    if "baseline" in measure.needs:
        baseline = newest_baseline(world, system.id)
        values |= {"against": baseline.id} if baseline else {}
        lacks = lacks or ("" if baseline else "baseline")
    if not row.get("by_group"):
        yield Suggested(row["measure"], values, lacks)
        return
    groups = [found["name"] for found in plan.groups] if plan else []
    for group in groups:
        yield Suggested(row["measure"], values | {"group": group}, lacks)
    if not groups:
        yield Suggested(row["measure"], values, lacks or "groups")


def _values(system: AISystem, row: Mapping[str, Any]) -> dict[str, Any]:
    own = language()
    words, other = row[own], row[_OTHER[own]]
    return {
        "title": words["title"],
        "title_alt": other["title"],
        "lang": "zh-hans" if own == "zh" else "en",
        "system": system.id,
        "unit": system.unit_id,
        "owner": system.owner_id,
        "source": row.get("source", Monitor.Source.DECISIONS.value),
        "measure": row["measure"],
        "why": words["why"],
        "limit_why": _("Our proposal, in no standard. %(why)s") % {"why": words["limit"]},
        **{name: row[name] for name in _LIMITS if name in row},
    }


def is_proposal(monitor: Monitor) -> bool:
    """Whether its limit is the one that we propose for its measure, for the reason that we give."""
    mine = (row for row in _proposals() if row["measure"] == monitor.measure and row["breach_at"] == monitor.breach_at)
    return any(row[said]["limit"] in monitor.limit_why for row in mine for said in _OTHER)


def draft(world: World, system: AISystem, actor: Actor) -> list[Record]:
    """Drafts of the suggested monitors for which nothing is missing, in one act. Raises `Denied`."""
    able = [one for one in suggestions(world, system) if not one.lacks]
    return perform_all([Command("monitor", "create", actor, values=one.values) for one in able])
