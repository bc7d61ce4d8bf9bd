"""What people affected leave for named people to do: answer by the day, look for the like, prove the notice."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.duties import DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able
from aims.kernel.kinds import KINDS
from aims.kernel.world import World

from .contests import unfit_to_answer
from .models import AffectedNotice, Contest

DUTY_SENTENCES |= {
    "contest_match": _("%(ref)s came in: match it to a person. They are answered by %(date)s."),
    "contest_assign": _("%(ref)s waits for somebody who answers it by %(date)s: assign them."),
    "contest_answer": _("%(ref)s %(title)s: answer the person affected by %(date)s."),
    "contest_hand_over": _("%(ref)s is due on %(date)s, and whoever has it may not answer: hand it over."),
    "contest_papers": _("%(ref)s %(title)s waits for papers: see whether they came, and answer by %(date)s."),
    "contest_similar": _("%(ref)s %(title)s changed a decision: look for similar cases."),
    "contest_close": _("%(ref)s %(title)s is answered: close it."),
    "contest_heard": _("%(ref)s %(title)s: they wrote again after the answer. Read it; reopen it, or say why not."),
    "notice_unproven": _("%(ref)s %(title)s: nobody has seen it shown yet. Record the proof."),
}


@duty_rule
def contests_are_answered(world: World) -> Iterable[Duty]:
    """By the day that the plan of the system sets from the day of receipt, whatever the channel."""
    for contest in world.all(Contest):
        yield from _before_the_answer(world, contest)
        yield from _after_the_answer(world, contest)


def _before_the_answer(world: World, contest: Contest) -> Iterable[Duty]:
    due = contest.answer_due
    if contest.state == "received" and contest.sort == Contest.Sort.CONTEST and not contest.identity_on:
        yield duty_about("contest_match", contest, "identify", able(world, "identify", contest), due)
    elif contest.state in ("received", "identified"):
        yield duty_about("contest_assign", contest, "begin", able(world, "begin", contest), due)
    elif contest.state in ("in_review", "waiting"):
        if unfit_to_answer(world, contest):
            yield duty_about("contest_hand_over", contest, "hand_over", able(world, "hand_over", contest), due)
        elif contest.state == "in_review":
            yield duty_about("contest_answer", contest, "answer", owner_or_able(world, "answer", contest), due)
        else:
            who = owner_or_able(world, "take_papers", contest)
            yield duty_about("contest_papers", contest, "take_papers", who, due)


def _after_the_answer(world: World, contest: Contest) -> Iterable[Duty]:
    """What was heard in a state before is read with the answer."""
    if contest.state in ("answered", "closed") and world.history(contest)[-1].action == "hear":
        yield duty_about("contest_heard", contest, "reopen", able(world, "reopen", contest))
    if contest.state != "answered":
        return
    close = KINDS.of(Contest).workflow.transition("close")
    if close and close.guard and close.guard(contest):
        who = owner_or_able(world, "look_similar", contest)
        yield duty_about("contest_similar", contest, "look_similar", who)
    else:
        yield duty_about("contest_close", contest, "close", owner_or_able(world, "close", contest))


@duty_rule
def notices_are_seen_to_be_shown(world: World) -> Iterable[Duty]:
    """From the day on which it is shown, until somebody has recorded by what that is known."""
    for notice in world.in_force(AffectedNotice):
        latest = world.get(AffectedNotice, notice.id) or notice
        if not latest.proof and latest.state == "approved" and notice.shown_from <= world.today:
            yield duty_about("notice_unproven", latest, "prove", owner_or_able(world, "prove", latest))
