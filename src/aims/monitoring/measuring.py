"""Where the figures of a monitor come from. Tests and trials on history may put another source in its place."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from aims.kernel.denied import Denied
from aims.kernel.files import place_of
from aims.kernel.policy import Actor
from aims.kernel.world import World, present
from aims.systems.models import AISystem
from aims.telemetry.columns import feature_of, input_of
from aims.telemetry.language import CHECKS
from aims.telemetry.metrics import baselines
from aims.telemetry.metrics.columns import Columns, Unusable
from aims.telemetry.metrics.figures import NO_BASELINE, known, unknown
from aims.telemetry.metrics.registry import Asked, measure
from aims.telemetry.models import Table
from aims.telemetry.reading import days, schema
from aims.telemetry.rules import Rules, answers_rules
from aims.telemetry.storage import segments

from .judging import Figure, Judged, judge
from .models import Baseline, Monitor
from .models.recording import KEEP, PSEUDONYMISE
from .recording import freeze, months_kept, plan_of, to_rules

SCHEMA_CHANGES = "schema_changes"
PART_LENGTH = 200
"""Characters of what a reading says of its part."""


class Source(Protocol):
    """What is computed of recorded decisions. Both days of a window are in it."""

    def figures(self, monitor: Monitor, first: dt.date, last: dt.date) -> Mapping[str, Figure]:
        """The figures of its measure by part: "" the whole, else a group or a field; empty: nothing came in."""

    def digests(self, system: UUID, first: dt.date, last: dt.date) -> Sequence[str]:
        """The SHA-256 of each segment that the figures rest on."""


class Recorded:
    """The decisions that were sent here, by the recording plan in force."""

    def figures(self, monitor: Monitor, first: dt.date, last: dt.date) -> Mapping[str, Figure]:
        if monitor.measure == SCHEMA_CHANGES:
            return _schema_changes(monitor.system_id, first, last)
        baseline = frozen(present(), monitor.against_id)
        columns = columns_of(present(), monitor.system_id, baseline)
        found = days.window(monitor.system_id, first, last, columns, baseline)
        if found is None:
            return {}
        parts = measure(monitor.measure, Asked(found, baseline, monitor.group, monitor.feature))
        return {name: figure for name, figure in parts.items() if name or len(parts) == 1}

    def digests(self, system: UUID, first: dt.date, last: dt.date) -> Sequence[str]:
        return days.digests(system, first, last)


def _schema_changes(system: UUID, first: dt.date, last: dt.date) -> Mapping[str, Figure]:
    """How many inputs came otherwise on some day of a window than on the four weeks before that day, and which."""
    rows = sum(segment.rows for segment in segments.current(system, first, last))
    days_of = schema.changes(system, first, last) if rows else []
    if not days_of:
        return {}
    if not any(day.days for day in days_of):
        return {"": unknown(NO_BASELINE, rows)}
    names = sorted({change.name for day in days_of for change in day.found})
    return {"": known(len(names), None, rows, of=", ".join(names)[:PART_LENGTH])}


def frozen(world: World, pk: UUID | None) -> baselines.Baseline:
    """The content of a baseline; the empty one where there is none. Raises `Unusable` where its file is no baseline."""
    found = world.get(Baseline, pk) if pk else None
    if found is None:
        return baselines.Baseline.of_nothing()
    return baselines.Baseline.from_json(place_of(found.digest).read_bytes())


def columns_of(world: World, system: UUID, baseline: baselines.Baseline) -> Columns:
    """What the columns of a system's decisions mean, by its recording plan; without a plan there are no groups."""
    plan = plan_of(world, system)
    keeps_texts = plan is not None and plan.texts == KEEP
    return days.columns_of(
        positive=(plan.positive if plan else "") or "1",
        groups=sorted(row["name"] for row in plan.groups) if plan else (),
        features=baseline.bins,
        checks=[f"s.{name}" for name in CHECKS] if keeps_texts else (),
    )


def freeze_days(actor: Actor, system: AISystem, first: dt.date, last: dt.date, **said: Any) -> Baseline:
    """Freeze what came in from `first` to `last`, and record it as a baseline of `system`; `said` as in `freeze`.

    Raises `Denied` where nothing came in, no field has a value, or `actor` may not.
    """
    columns = columns_of(present(), system.id, baselines.Baseline.of_nothing())
    fields = tuple(fields_of(present(), system.id, first, last))
    try:
        found = days.frozen(system.id, first, last, replace(columns, features=fields))
    except Unusable:
        why = _("No decisions came in on these days, or none of their fields has a value.")
        raise Denied("not_ready", ref=system.ref, why=why) from None
    days_said = {"origin": Baseline.Origin.DAYS.value, "first_day": first, "last_day": last, "rows": found.rows}
    return freeze(actor, system, json.loads(found.to_json()), **days_said, **said)


def fields_of(world: World, system: UUID, first: dt.date, last: dt.date) -> list[str]:
    """The fields that a baseline of these days can hold: what came, without free text and what is pseudonymised."""
    plan = plan_of(world, system)
    rows = plan.inputs if plan else []
    left_out = {row["name"] for row in rows if row["sort"] == "text" or row["treatment"] == PSEUDONYMISE}
    held = {name for one in segments.current(system, first, last, Table.DECISIONS) for name in one.columns}
    inputs = {feature_of(column) for column in held if (name := input_of(column)) and name not in left_out}
    return [*sorted(inputs), *(name for name in ("output", "score") if name in held)]


@answers_rules
def _rules_of(system: UUID) -> Rules | None:
    """What programs do before they send, and what is kept here: as the recording plan in force says."""
    world = present()
    plan = plan_of(world, system)
    if plan is None:
        return None
    said, kept = to_rules(plan), months_kept(world, system)
    return Rules(
        said["version"],
        said["fields"],
        said["others"],
        said["texts"],
        {row["name"]: row["months"] for row in plan.groups},
        kept or Rules.retention_months,
    )


def judged(monitor: Monitor, first: dt.date, last: dt.date, figures: Source | None = None) -> Judged:
    """What a window says, as it may be recorded: without the names of groups of people.

    A record is never rewritten and is seen by many; a group is kept for as long as its plan says, for the readers it
    names. Whoever may read groups sees them computed anew; see `by_part`.
    """
    found = by_part(monitor, first, last, figures)
    return found.unnamed() if monitor.group else found


def by_part(monitor: Monitor, first: dt.date, last: dt.date, figures: Source | None = None) -> Judged:
    """What a window says, and each group or field in it; who may see groups is for the caller to ask."""
    return judge(monitor.limits, (figures or source()).figures(monitor, first, last))


_source: ContextVar[Source | None] = ContextVar("figures_of_monitors", default=None)


def source() -> Source:
    """Where figures come from now."""
    return _source.get() or Recorded()


@contextmanager
def measured_from(other: Source) -> Iterator[None]:
    """Take figures from `other` within: for replaying a story, and for tests."""
    token = _source.set(other)
    try:
        yield
    finally:
        _source.reset(token)
