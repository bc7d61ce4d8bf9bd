"""The desk of reviewers: the queue, taking a case, and one ruling on it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, visible
from aims.kernel.spine import GuardedQuerySet
from aims.kernel.wording import filled
from aims.kernel.world import World
from aims.lib.canonical import is_storable

from . import ruling
from .models import CaseContent, ReviewCase
from .reviewing import plan_for, wanted_role, why_not


def queue(actor: Actor) -> "GuardedQuerySet[ReviewCase]":
    """The cases that wait and that the actor may see, what is due first at the head."""
    seen = visible(actor, KINDS.of(ReviewCase), ReviewCase.objects.filter(waits_by__isnull=False))
    return seen.order_by("waits_by", "pk")


def open_to(world: World, actor: Actor, case: ReviewCase) -> bool:
    """Whether the actor may take this case, or has it."""
    person = actor.person
    if person is None:
        return False
    return case.owner_id == person or (case.state == "waiting" and why_not(world, case, person) is None)


def next_case(world: World, actor: Actor, most: int = 200) -> ReviewCase | None:
    """What the actor should rule on next: what they have taken, else the first that they may take."""
    if actor.person is None:
        return None
    waiting = queue(actor)
    mine = waiting.filter(owner=actor.person, state="taken").first()
    return mine or next((case for case in waiting.filter(state="waiting")[:most] if open_to(world, actor, case)), None)


def take(world: World, actor: Actor, case: ReviewCase) -> ReviewCase:
    """The case in the hands of the actor. Raises `Denied` where somebody was quicker, or where it is not for them."""
    command = Command("review_case", "take", actor, record=case.pk, values={"owner": actor.person}, expect=case.version)
    return perform(command, world=world)  # type: ignore[return-value]


def rule(
    world: World, actor: Actor, case: ReviewCase, said: str, why: str, output: Any = None, expect: int | None = None
) -> ReviewCase:
    """One ruling, or the first of two; `output` is what is released instead where it is changed.

    A case that nobody has yet is taken with it. Raises `Denied`, and then nothing was kept.
    """
    if output is not None and not is_storable(output):
        raise Denied("unstorable", field="output")
    with transaction.atomic():
        held = ReviewCase.objects.select_for_update(of=("self",), no_key=True).get(pk=case.pk)
        if held.state == "waiting" and (expect is None or expect == held.version):
            held = take(world, actor, held)
            expect = held.version
        _refuse_if_another_s(world, actor, held)
        content = CaseContent.objects.get(pk=case.pk)
        if not content.is_seeded:
            content.released = output if said == ReviewCase.Ruling.CHANGED else None
            content.save(update_fields=["released"])
        action = "propose" if ruling.awaits_first(held) else "rule"
        values = {"ruling": said, "why": why}
        command = Command("review_case", action, actor, record=case.pk, values=values, expect=expect)
        return perform(command, world=world)  # type: ignore[return-value]


def _refuse_if_another_s(world: World, actor: Actor, case: ReviewCase) -> None:
    """Two people had it open: the later one is told who was there, and loses nothing."""
    if case.owner_id in (None, actor.person):
        return
    other = world.get(Person, case.owner_id)
    words = {"person": other.name if other else "?"}
    if case.ruled_at:
        said = filled(_("%(person)s ruled on it at %(time)s. Your text is kept."), words | {"time": case.ruled_at})
    else:
        said = filled(_("%(person)s has taken it. Your text is kept."), words)
    raise Denied("not_ready", ref=case.ref, why=said)


def escalates_to(world: World, case: ReviewCase) -> str:
    """The role that comes next in the chain; empty where nobody does."""
    chain = plan_for(world, case).escalation
    return str(chain[case.step]["role"]) if case.step < len(chain) else ""


def role_for(world: World, case: ReviewCase) -> str:
    """The role that rules on it now."""
    return wanted_role(plan_for(world, case), case)
