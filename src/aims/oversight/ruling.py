"""What each move does to a case: called within the one door, on the row that it has locked."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from aims.kernel.denied import Denied
from aims.kernel.world import World
from aims.lib import clock
from aims.systems.models import AISystem
from aims.telemetry.columns import TEXTS
from aims.telemetry.rules import rules_of

from .models import CaseContent, ReviewCase
from .reviewing import plan_for, why_not

if TYPE_CHECKING:
    from aims.kernel.policy import Actor


def begun(case: ReviewCase, world: World, actor: "Actor") -> None:
    """A case lies in the unit of its system, is nobody's yet, and waits for as long as the plan gives a ruling."""
    del actor
    system, plan = world.get(AISystem, case.system_id), plan_for(world, case)
    if system is not None:
        case.unit_id = system.unit_id
    case.owner_id, case.plan_edition = None, plan.edition
    case.due_at = case.waits_by = clock.now() + dt.timedelta(minutes=plan.minutes)


def awaits_first(case: ReviewCase) -> bool:
    """Whether the next ruling is the first of two; whoever it was escalated to rules alone."""
    return case.needs_two and case.first_by_id is None and not case.asked_role


def _check_reviewer(case: ReviewCase, world: World) -> None:
    if case.owner_id is None:
        raise Denied("not_ready", ref=case.ref, why=_("Say who takes it."))
    if why := why_not(world, case, case.owner_id):
        raise Denied("not_ready", ref=case.ref, why=why)


def taken(case: ReviewCase, world: World) -> None:
    """By somebody who may rule on it, today."""
    _check_reviewer(case, world)
    case.taken_at = clock.now()


def put_back(case: ReviewCase, world: World) -> None:
    """Anybody may take it again."""
    del world
    case.owner_id, case.taken_at = None, None


def _say(case: ReviewCase, world: World) -> None:
    _check_reviewer(case, world)
    if not case.ruling or not case.why.strip():
        raise Denied("not_ready", ref=case.ref, why=_("Say the ruling and its reason."))
    content = CaseContent.objects.filter(pk=case.pk).first()
    if (
        case.ruling == ReviewCase.Ruling.CHANGED
        and (content is None or content.released is None)
        and not _is_seeded(case)
    ):
        raise Denied("not_ready", ref=case.ref, why=_("Say what is released instead."))
    began = case.taken_at or clock.now()
    case.seconds = max(0, round((clock.now() - began).total_seconds()))


def _is_seeded(case: ReviewCase) -> bool:
    return CaseContent.objects.filter(pk=case.pk, is_seeded=True).exists()


def proposed(case: ReviewCase, world: World) -> None:
    """The first of two rulings: somebody else gives the second without having been told of it."""
    _say(case, world)
    case.first_by_id, case.first_ruling = case.owner_id, case.ruling
    case.owner_id, case.taken_at, case.ruling, case.why = None, None, "", ""


def ruled(case: ReviewCase, world: World) -> None:
    """The ruling, which can be undone for as long as the plan says."""
    _say(case, world)
    if case.first_by_id and case.ruling != case.first_ruling and not case.asked_role:
        raise Denied("not_ready", ref=case.ref, why=_("The first reviewer ruled otherwise: escalate it."))
    now = clock.now()
    case.ruled_by_id, case.ruled_at, case.waits_by = case.owner_id, now, None
    case.release_at = now + dt.timedelta(seconds=plan_for(world, case).undo_seconds)


def undone(case: ReviewCase, world: World) -> None:
    """Taken back before anything was released. Who has been told that it was a test does not rule on it anew."""
    del world
    if _is_seeded(case):
        raise Denied("not_ready", ref=case.ref, why=_("It was seeded to test oversight, and the test is over."))
    if case.release_at is None or clock.now() >= case.release_at:
        raise Denied("not_ready", ref=case.ref, why=_("It is too late: what was ruled is released."))
    case.ruling, case.ruled_by_id, case.ruled_at, case.release_at = "", None, None, None  # the reason stays in the form
    case.waits_by = case.due_at


def asked(case: ReviewCase, world: World) -> None:
    """It stays with whoever asks; the clock goes on."""
    _check_reviewer(case, world)


def informed(case: ReviewCase, world: World) -> None:
    """Back with whoever asked."""
    del world
    if not case.given.strip():
        raise Denied("not_ready", ref=case.ref, why=_("Write the answer."))


def escalated(case: ReviewCase, world: World) -> None:
    """To the next role of the chain, where anybody who holds it takes the case."""
    chain = plan_for(world, case).escalation
    if case.step >= len(chain):
        raise Denied("not_ready", ref=case.ref, why=_("The plan names nobody further to escalate to."))
    case.asked_role, case.step = chain[case.step]["role"], case.step + 1
    case.owner_id, case.taken_at = None, None


def released(case: ReviewCase, world: World) -> None:
    """Final: the program may act. Never for a case that was seeded."""
    del world
    if _is_seeded(case):
        raise Denied("not_ready", ref=case.ref, why=_("It was seeded to test oversight and is never released."))
    _is_over(case)


def tested(case: ReviewCase, world: World) -> None:
    """What a seeded case comes to instead of a release."""
    del world
    if not _is_seeded(case):
        raise Denied("not_ready", ref=case.ref, why=_("It is a real case: it is released."))
    _is_over(case)


def _is_over(case: ReviewCase) -> None:
    if case.release_at is None or clock.now() < case.release_at:
        raise Denied("not_ready", ref=case.ref, why=_("It can still be undone."))
    case.release_at = None
    _forget_texts(case)


def ended(case: ReviewCase, world: World) -> None:
    """Over without a ruling."""
    del world
    case.waits_by = None
    _forget_texts(case)


def _forget_texts(case: ReviewCase) -> None:
    """A reviewer had to read them; where the recording plan keeps no texts, nobody has to any more."""
    content = CaseContent.objects.filter(pk=case.pk).first()
    if content is not None and rules_of(case.system_id).texts == "drop":
        content.decision = {name: value for name, value in content.decision.items() if name not in TEXTS}
        content.save(update_fields=["decision"])
