"""Clause 6.1.3, the treatment of risks, the Statement of Applicability and the controls, as code.

The rules, the same for every check on controls:
* Those count that the statement in force takes in. Without a statement there is nothing to hold a control against.
* What is asked of a control is asked of its entry in the register of controls, in the version in force.
"""

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from aims.kernel.checks import Depth, Do, Gap, Status, Verdict, check, verdict
from aims.kernel.kinds import KINDS
from aims.kernel.models import Record, Stamp
from aims.kernel.world import World
from aims.risk.acceptance import is_outgrown, is_over
from aims.risk.models import Control, Risk, RiskCriteria, Treatment, TreatmentPlan
from aims.risk.treatments import needs_a_plan, of, planned

from .applicability import IN, alarms, entries, expected, named, register_of_controls, statement
from .criteria import day
from .documents import Found, approvals, asks_for, found, next_step, to_write
from .entries import unlinked
from .models import StatementOfApplicability
from .register import SHOWN, short
from .risks import empty, intolerable, judged, live_treatments, over, untreated

# ---- options and plan ----


@check(
    "iso42001:2023/6.1.3-a",
    states=_(
        "Each risk above the appetite that nobody accepted has a treatment with its option and the reason for it."
    ),
)
def options_are_chosen(world: World) -> Verdict:
    def wrong(risk: Risk) -> Iterator[Gap]:
        found = of(world, risk)
        if not found and needs_a_plan(world, risk):
            yield untreated(world, risk)
        for one in found:
            yield from empty(one, "edit", "why") if one.state == "proposed" else ()

    return over(world, judged(world), wrong, each="6.1.3-a")


@check(
    "iso42001:2023/6.1.3-g",
    states=_(
        "An approved plan names every risk above the appetite, each of its treatments has owner, day, means and "
        "measure, and none is past its day."
    ),
)
def the_plan_covers_what_is_above_the_appetite(world: World) -> Verdict:
    what = found(world, TreatmentPlan)
    named_in = {row["risk"] for plan in what.in_force for row in plan.lines}
    gaps = [
        Gap(
            "risk_not_in_plan",
            to_write(world, plan),
            {"ref": risk.ref, "plan": plan.ref},
            risk.id,
            names={"plan": plan.id},
        )
        for plan in what.in_force
        for risk in intolerable(world)
        if risk.ref not in named_in and planned(world, risk)
    ]
    open_ones = [risk for risk in intolerable(world) if not planned(world, risk)]
    lacking = [untreated(world, risk) for risk in open_ones[: SHOWN + 2]]
    answer = asks_for(world, what, extra=short([*gaps, *lacking]))
    late = [gap for one in live_treatments(world) for gap in overdue(world, one)]
    if not late:
        return answer
    status = answer.status.at_most(Status.PARTLY)
    return Verdict(status, answer.depth, answer.evidence, (*answer.gaps, *short(late)), answer.notes)


def overdue(world: World, one: Treatment) -> list[Gap]:
    """A gap where a treatment is past its day and nobody reported it done."""
    if one.state not in ("approved", "in_progress") or not world.passed(one.due_on):
        return []
    action = "begin" if one.state == "approved" else "implement"
    return [Gap("treatment_overdue", Do(one.kind, action, one.id), {"ref": one.ref, "date": one.due_on}, one.id)]


@check(
    "iso42001:2023/6.1.3-h",
    states=_(
        "A plan approved by designated management is in force, and what remains of each risk was accepted by somebody "
        "with authority for its level, until a day that is not past."
    ),
)
def what_remains_is_accepted(world: World) -> Verdict:
    what = found(world, TreatmentPlan)

    def wrong(risk: Risk) -> Iterator[Gap]:
        if is_over(world, risk):
            said = {"ref": risk.ref, "date": risk.accepted_until}
            yield Gap("acceptance_expired", Do(risk.kind, "reopen", risk.id), said, risk.id)
        elif is_outgrown(world, risk):
            yield Gap("acceptance_outgrown", Do(risk.kind, "reopen", risk.id), {"ref": risk.ref}, risk.id)
        elif risk.state == "treated":
            yield Gap("residual_not_accepted", Do(risk.kind, "accept", risk.id), {"ref": risk.ref}, risk.id)

    plans = asks_for(world, what)
    if not what.in_force:
        return plans
    risks = [risk for risk in judged(world) if risk.state in ("accepted", "treated")]
    if not risks:
        return plans
    return over(world, risks, wrong, missing=plans.gaps)


@check(
    "iso42001:2023/6.1.3-m",
    states=_("The criteria in force say how risks are treated, are approved and not past their review."),
)
def the_treatment_process_is_documented(world: World) -> Verdict:
    return asks_for(world, found(world, RiskCriteria), "treating")


# ---- the statement ----


def _statement(world: World) -> Found[StatementOfApplicability]:
    return found(world, StatementOfApplicability)


@check(
    "iso42001:2023/6.1.3-b",
    states=_(
        "Each treatment names a control, and the comparison with the 38 of Annex A in the statement is not older than "
        "the last treatment that was approved."
    ),
)
def controls_are_compared_with_annex_a(world: World) -> Verdict:
    what = _statement(world)
    if not what.in_force or not live_treatments(world):
        return asks_for(world, what)

    def wrong(one: Treatment) -> Iterator[Gap]:
        if not one.controls and not any(link.relation == "uses" for link in one.links):
            yield from empty(one, "edit" if one.state == "proposed" else "cancel", "controls")

    newest = max(live_treatments(world), key=lambda one: _approved(world, one), default=None)
    missing = list[Gap]()
    for one in what.in_force:
        if newest and _approved(world, newest) > approvals(world, one)[-1].seq:
            said = {"ref": newest.ref, "date": day(_approvals(world, newest)[-1].at), "v": one.edition + 1}
            missing.append(Gap("soa_stale", to_write(world, one), said, one.id, names={"ref": newest.id}))
    return over(world, live_treatments(world), wrong, model=Treatment, missing=missing)


def _approved(world: World, one: Treatment) -> int:
    return max((stamp.seq for stamp in _approvals(world, one)), default=0)


def _approvals(world: World, one: Treatment) -> list[Stamp]:
    return [stamp for stamp in world.history(one) if stamp.action == "approve"]


def _over_statement(world: World, wrong: Callable[[StatementOfApplicability], Iterable[Gap]]) -> Verdict:
    what = _statement(world)
    return asks_for(world, what, extra=short([gap for one in what.in_force for gap in wrong(one)]))


@check(
    "iso42001:2023/6.1.3-c",
    states=_("The statement in force decides each of the 38 controls, and what it takes in something asks for still."),
)
def annex_a_is_considered(world: World) -> Verdict:
    def wrong(one: StatementOfApplicability) -> Iterator[Gap]:
        lines = entries(one)
        for control in expected(world):
            if control.startswith("A.") and (control not in lines or not lines[control].applies):
                yield Gap(
                    "control_undecided", to_write(world, one, "entries"), {"control": control, "ref": one.ref}, one.id
                )
        for alarm in alarms(world):
            if not alarm.is_driven:
                yield Gap("control_without_driver", to_write(world, one), {"control": alarm.control}, one.id)

    return _over_statement(world, wrong)


@check(
    "iso42001:2023/6.1.3-d",
    states=_("The statement says whether controls beyond Annex A are needed, and decides each own control."),
)
def own_controls_are_decided(world: World) -> Verdict:
    def wrong(one: StatementOfApplicability) -> Iterator[Gap]:
        lines = entries(one)
        for control in expected(world):
            if not control.startswith("A.") and (control not in lines or not lines[control].applies):
                yield Gap(
                    "control_undecided", to_write(world, one, "entries"), {"control": control, "ref": one.ref}, one.id
                )

    what = _statement(world)
    return asks_for(world, what, "additional", extra=short([gap for one in what.in_force for gap in wrong(one)]))


@check(
    "iso42001:2023/6.1.3-f",
    states=_(
        "One approved statement decides all 38 controls and the own ones, each with a reason, and leaves out none that "
        "a treatment or an obligation needs."
    ),
)
def the_statement_of_applicability_holds(world: World) -> Verdict:
    def wrong(one: StatementOfApplicability) -> Iterator[Gap]:
        for alarm in alarms(world):
            if alarm.is_driven:
                first = min(alarm.drivers, key=lambda driver: driver.ref)
                said, act = {"control": alarm.control, "driver": first.ref}, to_write(world, one, "entries")
                yield Gap("control_excluded_but_needed", act, said, one.id, names={"driver": first.id})

    return _over_statement(world, wrong)


@check(
    "iso42001:2023/6.1.3-l",
    states=_("The statement in force says who gets the controls: the public, whoever asks, or nobody outside."),
)
def disclosure_is_decided(world: World) -> Verdict:
    return asks_for(world, _statement(world), "disclosure")


# ---- the controls ----


def over_controls(
    world: World, wrong: Callable[[Control], Iterable[Gap]], only: Callable[[str], bool] = lambda control: True
) -> Verdict:
    """The verdict on the controls that the statement takes in; one without an entry in the register is a gap."""
    what = _statement(world)
    current = statement(world)
    if current is None:
        return asks_for(world, what)
    known, sound, looked_at, gaps = register_of_controls(world), list[Record](), list[Record](), list[Gap]()
    for line in entries(current).values():
        if line.applies != IN or not only(line.control):
            continue
        control = known.get(line.control)
        found = list(wrong(control)) if control else [_undescribed(world, line.control)]
        gaps += found
        if control:
            (looked_at if found else sound).append(control)
    is_kept = any(len(approvals(world, one)) > 1 for one in sound)
    depth = Depth.OPERATING if is_kept else Depth.DESIGNED
    return verdict(sound, short(gaps), looked_at=looked_at or [current], depth=depth)


def _undescribed(world: World, control: str) -> Gap:
    """The next step towards an entry of a control: of the one on its way, else a new one with the control's title."""
    for waiting in world.all(Control):
        if (waiting.annex_a or waiting.ref) == control and waiting.state not in KINDS.of(Control).workflow.ended:
            return next_step(waiting)
    title, title_alt = named(world, control)
    prefill = {"annex_a": control, "title": title, "title_alt": title_alt}
    return Gap("control_undescribed", Do("control", "create", prefill=prefill), {"control": control})


@check(
    "iso42001:2023/6.1.3-e",
    states=_("Each control of Annex A that is taken in has an entry that says what of the guidance was considered."),
)
def guidance_is_considered(world: World) -> Verdict:
    def wrong(control: Control) -> Iterator[Gap]:
        if not control.guidance:
            said = {"ref": control.ref, "section": KINDS.of(Control).label_of("guidance")}
            yield Gap("text_empty", to_write(world, control, "guidance"), said, control.id)

    return over_controls(world, wrong, only=lambda control: control.startswith("A."))


@check("iso42001:2023/6.1.3-i", states=_("Each control that is taken in serves at least one AI objective."))
def controls_serve_objectives(world: World) -> Verdict:
    return over_controls(world, lambda control: unlinked(world, control, "serves"))


@check(
    "iso42001:2023/6.1.3-j",
    states=_(
        "Each control that is taken in has an approved entry with its description, how it is done here and an owner, "
        "and its review is not over."
    ),
)
def controls_are_documented(world: World) -> Verdict:
    def wrong(control: Control) -> Iterator[Gap]:
        if world.passed(control.review_due):
            said = {"ref": control.ref, "date": control.review_due}
            yield Gap("review_overdue", to_write(world, control), said, control.id)
        if control.owner_id is None:
            yield Gap("owner_missing", to_write(world, control), {"ref": control.ref}, control.id)

    return over_controls(world, wrong)


@check(
    "iso42001:2023/6.1.3-k",
    states=_(
        "For each control that is taken in it is recorded how and when it was made known, not before its last "
        "significant change. Whether people could answer questions on it is not evidenced here."
    ),
)
def controls_are_made_known(world: World) -> Verdict:
    def wrong(control: Control) -> Iterator[Gap]:
        latest = world.get(Control, control.id) or control
        since = [s for s in approvals(world, control) if s.seq <= control.stamp.seq]
        if latest.told_on is None or (since and latest.told_on < day(since[-1].at)):
            yield Gap("control_untold", Do(control.kind, "make_known", control.id), {"ref": control.ref}, control.id)

    return over_controls(world, wrong)
