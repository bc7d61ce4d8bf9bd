"""From what was proposed or found to an entry of the register, in one act (A.4.2, A.9.2)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor
from aims.kernel.world import World

from .campaigns import heads
from .models import AISystem, Proposal, UndeclaredTool

DUTY_SENTENCES["accepted_unregistered"] = _(
    "%(ref)s %(title)s was accepted and is not in the register yet: put it there, or lead it to its entry."
)
DUTY_SENTENCES["undeclared_tool"] = _(
    "%(title)s was found in use (%(source)s, %(date)s) and nobody declared it: put it in the register, forbid it, "
    "or say that it is not AI."
)


def take_in(source: Proposal | UndeclaredTool, actor: Actor, world: World) -> AISystem:
    """An AI system, proposed, with what `source` says of it, and `source` leading to it: both or neither."""
    with transaction.atomic():
        system = perform(Command("ai_system", "create", actor, values=entry_for(source)), world=world)
        perform(Command(source.kind, "register", actor, source.id, {"system": system.pk}, source.version))
    assert isinstance(system, AISystem)
    return system


def entry_for(source: Proposal | UndeclaredTool) -> dict[str, Any]:
    """What the entry begins with; everything else is asked when it is taken in."""
    values = {
        "title": source.title,
        "title_alt": source.title_alt,
        "lang": source.lang,
        "unit": source.unit_id,
        "owner": source.owner_id,
    }
    if isinstance(source, UndeclaredTool):
        stage = AISystem.Stage.OPERATION
        return values | {"sort": AISystem.Sort.STAFF_TOOL.value, "life_cycle_stage": stage.value}
    is_used = source.door == Proposal.Door.IN_USE
    is_tool = source.door != Proposal.Door.SYSTEM
    return values | {
        "intended_use": source.purpose,
        "supplier": source.supplier,
        "sort": AISystem.Sort.STAFF_TOOL.value if is_tool else "",
        "life_cycle_stage": (AISystem.Stage.OPERATION if is_used else AISystem.Stage.INCEPTION).value,
        "tier_answers": list(_known(source)),
    }


def _known(proposal: Proposal) -> Iterable[str]:
    """Which of the seven questions of the tier the answers of the proposal suggest a yes to; a person answers them."""
    if proposal.data_about in (Proposal.About.STAFF, Proposal.About.PUBLIC):
        yield "personal"
    if proposal.reaches == Proposal.Reach.PUBLIC:
        yield "public"
    if proposal.checked == Proposal.Checked.NEVER:
        yield "acts_alone"


@duty_rule
def accepted_proposals_are_registered(world: World) -> Iterable[Duty]:
    """A yes is not an entry: whoever may puts it in the register."""
    for proposal in world.in_force(Proposal):
        if proposal.state == "accepted":
            yield duty_about("accepted_unregistered", proposal, "register", able(world, "register", proposal))


@duty_rule
def undeclared_tools_are_decided_upon(world: World) -> Iterable[Duty]:
    """What was found in a unit waits for the head of that unit."""
    for tool in world.in_force(UndeclaredTool):
        params = {"source": UndeclaredTool.Source(tool.source).label, "date": tool.found_on}
        who = heads(world, tool.unit_id) if tool.owner_id is None else frozenset[UUID]()
        who = who or owner_or_able(world, "register", tool)
        yield duty_about("undeclared_tool", tool, "register", who, **params)
