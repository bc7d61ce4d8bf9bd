"""The desk of reviewers: the queue, taking a case, and one ruling on it."""

from typing import Any

from aims_sdk.conditions import AllOf, AnyOf, Compare, Condition, Not
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.kinds import KINDS
from aims.kernel.models import Person
from aims.kernel.perform import Command, perform
from aims.kernel.policy import Actor, refused_use, visible
from aims.kernel.spine import GuardedQuerySet
from aims.kernel.wording import filled
from aims.kernel.world import World
from aims.lib import clock
from aims.lib.canonical import is_storable
from aims.systems.models import AISystem

from . import ruling
from .models import CaseContent, ReviewCase
from .reviewing import plan_for, why_not


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


def hides_answer(world: World, case: ReviewCase) -> bool:
    """Whether what the system answered, and all that gives it away, is kept from the reviewer until they have ruled."""
    return case.ruled_at is None and plan_for(world, case).hides_answer


def gives_away(condition: Condition) -> bool:
    """Whether why a decision is held tells what the system answered: then it is sealed with the answer."""
    match condition:
        case AnyOf(parts) | AllOf(parts):
            return any(map(gives_away, parts))
        case Not(part):
            return gives_away(part)
        case Compare(field):
            return field in ("output", "score")


def reads_content(world: World, actor: Actor, case: ReviewCase) -> bool:
    """Whether what was decided about whom is for the actor: they rule on it, or read the decisions of the system."""
    if open_to(world, actor, case) or actor.person in (case.owner_id, case.ruled_by_id):
        return True
    system = world.get(AISystem, case.system_id)
    return system is not None and refused_use(actor, "read_decisions", system, KINDS.of(AISystem)) is None


def own_view(content: CaseContent, output: Any) -> str:
    """The ruling that a view comes to which was formed before the answer of the system was seen."""
    same = str(output) == str(content.decision.get("output"))
    return ReviewCase.Ruling.CONFIRMED if same else ReviewCase.Ruling.CHANGED


def as_output(text: str, content: CaseContent) -> Any:
    """What somebody typed, as the system says it: a number where it answers with numbers."""
    said, like = text.strip(), content.decision.get("output")
    if isinstance(like, bool) and said in ("true", "false"):
        return said == "true"
    if isinstance(like, int | float) and not isinstance(like, bool):
        try:
            return float(said)
        except ValueError:
            return said
    return said


def last_ruled(actor: Actor) -> ReviewCase | None:
    """What the actor ruled last and can still undo."""
    mine = ReviewCase.objects.filter(ruled_by=actor.person, state="ruled", release_at__gt=clock.now())
    return mine.order_by("-ruled_at").first()


def escalates_to(world: World, case: ReviewCase) -> str:
    """The role that comes next in the chain; empty where nobody does."""
    chain = plan_for(world, case).escalation
    return str(chain[case.step]["role"]) if case.step < len(chain) else ""
