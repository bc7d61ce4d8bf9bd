"""Which recording plan holds for a system, what a program must do before it sends, and how long decisions are kept."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from aims.kernel.checks import remembered
from aims.kernel.denied import Denied
from aims.kernel.files import keep, place_of
from aims.kernel.kinds import KINDS
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, refused_use
from aims.kernel.world import World
from aims.lib.canonical import canonical
from aims.systems.models import AISystem, OperationPlan
from aims.systems.readiness import of_systems

from .models import Baseline, RecordingPlan
from .models.recording import DROP, KEEP

LEAST_MONTHS = 6
"""Calendar months for which provider and deployer of a high-risk system keep its logs (AI Act, Art. 19 and 26(6))."""
NO_PLAN: Mapping[str, Any] = {"version": 0, "fields": {}, "others": KEEP, "texts": DROP, "groups": []}
"""What a program does where no recording plan is in force."""


def plan_of(world: World, system: UUID) -> RecordingPlan | None:
    """The recording plan in force for a system, the one approved last."""

    def gather(world: World) -> dict[UUID, RecordingPlan]:
        return {p.system_id: p for p in sorted(world.in_force(RecordingPlan), key=lambda p: p.stamp.seq)}

    return remembered(world, "recording plans", gather).get(system)


def rules(world: World, system: UUID) -> dict[str, Any]:
    """What the SDK does to the decisions of `system` before it sends them, as `GET …/rules` answers."""
    plan = plan_of(world, system)
    return to_rules(plan) if plan else dict(NO_PLAN)


def to_rules(plan: RecordingPlan) -> dict[str, Any]:
    """The rules that a plan comes to; `version` is its edition, so that it grows with every approval."""
    return {
        "version": plan.edition,
        "fields": {row["name"]: row["treatment"] for row in plan.inputs},
        "others": plan.others,
        "texts": plan.texts,
        "groups": [row["name"] for row in plan.groups],
    }


def reads_groups(world: World, actor: Actor, system: AISystem) -> bool:
    """Whether `actor` may see figures of single groups of people; nobody may without a recording plan in force.

    They may read the decisions of the system, and hold there one of the roles that the plan names as readers.
    """
    plan = plan_of(world, system.id)
    if plan is None or refused_use(actor, "read_decisions", system, KINDS.of(AISystem)):
        return False
    return any(held.role.id in plan.readers and held.covers(system.unit_id) for held in actor.held)


def months_kept(world: World, system: UUID) -> int | None:
    """Calendar months for which the event log of a system is kept, by its operation plan in force; None: not said."""
    found = [plan.log_months for plan in of_systems(world, OperationPlan).get(system, []) if plan.log_months]
    return max(found, default=None)


def is_kept_too_short(world: World, system: AISystem) -> bool:
    """Whether the log of a system of the high tier is kept for less than six calendar months, or nobody said."""
    return system.tier == AISystem.Tier.HIGH and (months_kept(world, system.id) or 0) < LEAST_MONTHS


# ---- baselines ----


def freeze(actor: Actor, system: AISystem, content: Mapping[str, Any], **said: Any) -> Baseline:
    """Keep `content` (JSON: bins, categories, counts) under its digest, and record it as a baseline of `system`.

    `said` are fields of the baseline: title, rows, origin, first_day, last_day, file_name, release, earlier. Raises
    `Denied` where `actor` may not.
    """
    kept = keep([canonical(dict(content))], f"baseline-{system.ref}.json")
    values = {"title": _("Baseline of %(ref)s") % {"ref": system.ref}, "system": system.id, "unit": system.unit_id}
    made = perform(Command("baseline", "create", actor, values={**values, **said, "digest": kept.digest}))
    found = perform(Command("baseline", "attach", actor, record=made.id, values=kept.values))
    assert isinstance(found, Baseline)
    return found


def content_of(baseline: Baseline) -> dict[str, Any]:
    """What was frozen, from the store of attachments. Raises `Denied` where it is not there."""
    place = place_of(baseline.digest)
    if not place.is_file():
        raise Denied("not_ready", ref=baseline.ref, why=_("Its content is not in the store of attachments."))
    found: dict[str, Any] = json.loads(place.read_bytes())
    return found


def newest_baseline(world: World, system: UUID) -> Baseline | None:
    """The newest baseline of a system that no other took the place of."""
    mine = (one for one in world.in_force(Baseline) if one.system_id == system and not is_superseded(world, one))
    return max(mine, key=lambda one: one.stamp.seq, default=None)


def is_superseded(world: World, baseline: Baseline) -> bool:
    """Whether another baseline in force took its place."""
    return any(other.earlier_id == baseline.id for other in world.in_force(Baseline))
