"""What the clock makes of risks and treatments: an acceptance that is over, a day that has passed."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Do
from aims.kernel.duties import DUE_SOON, DUTY_SENTENCES, Duty, able, duty_about, duty_rule, owner_or_able, returned
from aims.kernel.models import Record
from aims.kernel.standing import Standing, standing_rule
from aims.kernel.world import World

from .acceptance import is_outgrown
from .models import Risk, Treatment
from .treatments import needs_a_plan, of

DUTY_SENTENCES["acceptance_ends"] = _("%(ref)s %(title)s was accepted until %(date)s: judge it anew.")
DUTY_SENTENCES["acceptance_outgrown"] = _(
    "%(ref)s %(title)s was accepted by less authority than the criteria ask for today: judge it anew."
)
DUTY_SENTENCES["risk_to_judge"] = _("%(ref)s %(title)s is named: say how likely and how bad it is.")
DUTY_SENTENCES["risk_to_treat"] = _(
    "%(ref)s %(title)s lies above the appetite: propose a treatment, or have it accepted."
)
DUTY_SENTENCES["treatment_to_approve"] = _("%(ref)s %(title)s is proposed: approve or return it.")
DUTY_SENTENCES["treatment_due"] = _("%(ref)s %(title)s is due on %(date)s.")
DUTY_SENTENCES["treatment_unverified"] = _("%(ref)s %(title)s was done: verify that it works.")


@standing_rule(Risk)
def an_acceptance_ends(record: Record, world: World) -> Iterable[Standing]:
    if not isinstance(record, Risk) or record.state != "accepted":
        return
    until = record.accepted_until
    if is_outgrown(world, record):
        yield Standing.STALE
    if until and world.passed(until):
        yield Standing.EXPIRED
    elif until and world.passed(until - DUE_SOON):
        yield Standing.EXPIRING


@standing_rule(Treatment)
def a_treatment_is_late(record: Record, world: World) -> Iterable[Standing]:
    if isinstance(record, Treatment) and record.state in ("approved", "in_progress") and world.passed(record.due_on):
        yield Standing.OVERDUE


@duty_rule
def acceptances_that_end_are_judged_anew(world: World) -> Iterable[Duty]:
    for risk in world.all(Risk):
        until = risk.accepted_until
        if risk.state == "accepted" and until and world.passed(until - DUE_SOON):
            yield duty_about("acceptance_ends", risk, "reopen", owner_or_able(world, "reopen", risk), until)
        elif is_outgrown(world, risk):
            yield duty_about("acceptance_outgrown", risk, "reopen", owner_or_able(world, "reopen", risk))


@duty_rule
def risks_are_judged_and_treated(world: World) -> Iterable[Duty]:
    """Whoever owns a risk says how bad it is, and what is done where that is more than is tolerated."""
    for risk in world.all(Risk):
        is_bare = needs_a_plan(world, risk) and not of(world, risk)
        if risk.is_judged and not is_bare:
            continue
        who = frozenset({risk.owner_id}) if risk.owner_id else able(world, "edit", risk)
        if is_bare:
            act = Do("treatment", "create", prefill={"treats": risk.id})
            yield duty_about("risk_to_treat", risk, act, who)
        else:
            yield duty_about("risk_to_judge", risk, "evaluate" if risk.state == "analysed" else "edit", who)


@duty_rule
def treatments_are_decided_done_and_verified(world: World) -> Iterable[Duty]:
    """What is complete waits for designated management; what came back for whoever proposed it, by the general rule."""
    for one in world.all(Treatment):
        if one.state == "proposed" and one.is_planned and not returned(one, world):
            yield duty_about("treatment_to_approve", one, "approve", able(world, "approve", one))
        elif one.state == "implemented":
            yield duty_about("treatment_unverified", one, "verify", able(world, "verify", one))
        elif one.state in ("approved", "in_progress") and one.due_on and world.passed(one.due_on - DUE_SOON):
            action = "begin" if one.state == "approved" else "implement"
            yield duty_about("treatment_due", one, action, owner_or_able(world, action, one), one.due_on)
