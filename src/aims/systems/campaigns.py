"""Who must say that the register is complete, and the rounds in which they are asked (4.3, A.4.2).

Which units: every current unit that has an AI system, or somebody assigned there as system owner or line manager.
Systems without a current unit are the organisation's own, which then answers too; and where no unit is found at all,
the organisation itself answers.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_rule
from aims.kernel.kinds import KINDS
from aims.kernel.models import Assignment, Event, Unit, name_of
from aims.kernel.perform import Command
from aims.kernel.policy import SYSTEM, Actor
from aims.kernel.reactions import react
from aims.kernel.world import World
from aims.lib import clock

from .models import AISystem, AttestationCampaign, CompletenessAttestation

WHO_KNOWS = ("line_manager", "system_owner")
DUTY_SENTENCES["attest"] = _(
    "%(campaign)s: say by %(date)s for %(unit)s that these AI systems, %(n)s of them, are all there are."
)
DUTY_SENTENCES["attest_reminded"] = _(
    "%(campaign)s: say by %(date)s for %(unit)s that these AI systems, %(n)s of them, are all there are. "
    "You were reminded on %(reminded)s."
)


class Counts(NamedTuple):
    """Per unit: AI systems ever registered, and those that have not ended; without a current unit the top's."""

    ever: Counter[UUID | None]
    now: Counter[UUID | None]


def systems_by_unit(world: World) -> Counts:
    units = {unit.id for unit in world.in_force(Unit)}
    top = next((unit.id for unit in world.all(Unit) if unit.parent_id is None), None)
    ended = KINDS.of(AISystem).workflow.ended
    counts = Counts(Counter(), Counter())
    for system in world.all(AISystem):
        unit = system.unit_id if system.unit_id in units else top
        counts.ever[unit] += 1
        if system.state not in ended:
            counts.now[unit] += 1
    return counts


def units_that_attest(world: World, systems: Counter[UUID | None]) -> list[Unit]:
    """See the rule at the head of this file; in the order of their refs."""
    today = world.today
    held = {a.unit_id for a in world.in_force(Assignment) if a.role in WHO_KNOWS and a.covers(today)}
    units = world.in_force(Unit)
    chosen = [unit for unit in units if unit.id in held or systems[unit.id]]
    return sorted(chosen or [u for u in units if u.parent_id is None], key=lambda u: u.ref)


def heads(world: World, unit_id: UUID | None) -> frozenset[UUID]:
    """Who leads the unit: its line managers, else its system owners, else those of the nearest unit above."""
    today = world.today
    held = [a for a in world.in_force(Assignment) if a.role in WHO_KNOWS and a.covers(today)]
    been = set[UUID]()
    while (unit := world.get(Unit, unit_id)) and unit.id not in been:
        been.add(unit.id)
        for role in WHO_KNOWS:
            if found := frozenset(a.person_id for a in held if a.role == role and a.unit_id == unit.id):
                return found
        unit_id = unit.parent_id
    return frozenset()


class Answer(NamedTuple):
    """A unit that a campaign asks, how many systems it has, who is asked, and what it answered."""

    unit: Unit
    systems: int
    who: frozenset[UUID]
    attestation: CompletenessAttestation | None


def answers(world: World, campaign: AttestationCampaign) -> list[Answer]:
    """What each unit answered in `campaign`, in the order of their refs."""
    said = {a.unit_id: a for a in world.in_force(CompletenessAttestation) if a.campaign_id == campaign.id}
    systems = systems_by_unit(world).now
    units = units_that_attest(world, systems)
    return [Answer(unit, systems[unit.id], _asked(world, unit), said.get(unit.id)) for unit in units]


def _asked(world: World, unit: Unit) -> frozenset[UUID]:
    if found := heads(world, unit.id):
        return found
    kind = KINDS.of(CompletenessAttestation)
    new = kind.model(kind=kind.name, state=kind.workflow.initial, unit_id=unit.id)
    return able(world, "create", new)


def last_done(world: World, campaign: AttestationCampaign, action: str) -> dt.date | None:
    """The day on which `action` was last done to the campaign."""
    at = next((stamp.at for stamp in reversed(world.history(campaign)) if stamp.action == action), None)
    return clock.day_of(at, ZoneInfo(settings.TIME_ZONE)) if at else None


def under_way(world: World) -> AttestationCampaign | None:
    """The campaign that was opened last and is not closed."""
    opened = [c for c in world.in_force(AttestationCampaign) if c.state == "open"]
    return max(opened, key=lambda c: c.ref, default=None)


def answers_campaign(record: CompletenessAttestation, world: World, _actor: Actor) -> None:
    """An attestation made while a campaign runs is an answer to it, unless it speaks of a day before."""
    campaign = under_way(world)
    if record.campaign_id is None and campaign is not None:
        opened = last_done(world, campaign, "open")
        if record.happened_on is None or opened is None or record.happened_on >= opened:
            record.campaign_id = campaign.id


@duty_rule
def units_answer_the_campaign(world: World) -> Iterable[Duty]:
    """While a campaign runs, the head of each unit that has not answered says whether its list is complete."""
    for campaign in world.in_force(AttestationCampaign):
        if campaign.state != "open":
            continue
        reminded = last_done(world, campaign, "remind")
        for answer in answers(world, campaign):
            if answer.attestation is None:
                params = {
                    "campaign": name_of(campaign),
                    "unit": name_of(answer.unit),
                    "date": campaign.due_on,
                    "n": answer.systems,
                    "reminded": reminded,
                }
                prefill = {"unit": answer.unit.id, "systems_known": answer.systems, "campaign": campaign.id}
                do = Do("completeness_attestation", "create", prefill=prefill)
                code = "attest_reminded" if reminded else "attest"
                yield Duty(code, answer.who, campaign.due_on, do, params, campaign.id)


@react("completeness_attestation", "create")
def a_campaign_ends_when_every_unit_has_answered(event: Event, world: World) -> Iterable[Command]:
    """The last answer closes the campaign."""
    said = world.get(CompletenessAttestation, event.record_id)
    campaign = world.get(AttestationCampaign, said.campaign_id) if said else None
    if campaign and campaign.state == "open" and all(a.attestation for a in answers(world, campaign)):
        yield Command("attestation_campaign", "close", SYSTEM, campaign.id, reason="Every unit has answered.")
