"""Risks, opportunities, their treatment and the Statement of Applicability: 6.1.1 to 6.1.3, 8.2, 8.3."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from aims.conformity.applicability import expected
from aims.conformity.register import governed
from aims.kernel.checks import Depth, Status
from aims.organisation.models import ContextIssue, InterestedParty, Process
from aims.risk.models import Control, RiskAssessment

from .bank import Bank
from .changes import proposed
from .objectives import active
from .shared import Case, nothing

_DEEP = ["6.1.1-g", "6.1.2-c", "8.3-b"]
_SHALLOW = ["6.1.1-b", "6.1.1-f", "6.1.2-a"]
_BETWEEN = (
    [f"6.1.1-{letter}" for letter in "acdeh"]
    + [f"6.1.2-{letter}" for letter in "bdefghij"]
    + [f"6.1.3-{letter}" for letter in "abcdefghijklm"]
    + ["8.1-d", "8.1-e", "8.2-a", "8.2-b", "8.2-c", "8.3-a", "8.3-c", "8.3-d", "8.3-e"]
)
REACHED = {
    **dict.fromkeys(_DEEP, Depth.EFFECTIVE),
    **dict.fromkeys(_BETWEEN, Depth.OPERATING),
    **dict.fromkeys(_SHALLOW, Depth.DESIGNED),
}
PARTLY: dict[str, Depth] = {}
RATED = {f"{stage}_{part}": 2 for stage in ("inherent", "current") for part in ("organisation", "people", "society")}
RISK: dict[str, Any] = {
    "title": "Genuine payment held on a weekend",
    "family": "incorrect_outputs",
    "sources": ["C.3.4"],
    "event": "A genuine payment is held and nobody is there to release it.",
    "consequence": "Somebody cannot pay for the hotel; we get a complaint.",
    "why": "Nine cases in the last year.",
    "inherent_likelihood": 2,
    "current_likelihood": 2,
    "priority": 1,
    **RATED,
}
HIGH: dict[str, Any] = {"inherent_likelihood": 5, "current_likelihood": 4, "inherent_people": 4, "current_people": 4}
PLAN: dict[str, Any] = {
    "title": "A rota for weekends",
    "option": "reduce",
    "why": "It costs little.",
    "controls": ["A.9.2"],
    "resources": "Two people.",
    "expected": "Released within two hours in nine of ten cases over a month.",
}


def criteria(bank: Bank, **given: Any) -> Any:
    words = {
        "title": "How we judge AI risks",
        "method": "Owners and those affected, twice a year.",
        "treating": "By us.",
    }
    return bank.approved("risk_criteria", **words | {"owner": bank.people["Arjun"]} | given)


def risk(bank: Bank, until: str = "evaluate", **given: Any) -> Any:
    """A risk of the first system, as far as `until`."""
    words = RISK | {"owner": bank.people["Arjun"]} | given
    words.setdefault("system", next((one.latest.id for one in governed(bank.world())), None) or bank.system().id)
    found = bank.by("Liang", "risk", "create", **words)
    for move in ("analyse", "evaluate") if until else ():
        found = bank.by(
            "Liang", "risk", move, found.id, **({"priority": words["priority"]} if move == "evaluate" else {})
        )
    return found


def treatment(bank: Bank, of: UUID, until: str = "approve", **given: Any) -> Any:
    """A treatment of a risk, as far as `until`; done by Liang and verified by Ines."""
    words = PLAN | {"owner": bank.people["Liang"], "due_on": bank.at.date() + dt.timedelta(days=60), "treats": of}
    found = bank.by("Liang", "treatment", "create", **words | given)
    for move in ("approve", "begin", "implement", "verify"):
        if until == "":
            break
        who = {"approve": "Arjun", "verify": "Ines"}.get(move, "Liang")
        found = bank.by(who, "treatment", move, found.id, **({"found": "Nine of ten."} if move == "verify" else {}))
        if move == until:
            break
    return found


def assessment(bank: Bank, system: UUID | None, until: str = "approve", **given: Any) -> Any:
    words = {"title": "Risks of it", "system": system, "trigger": "first", "owner": bank.people["Liang"]}
    words |= {"participants": "Care, lending, two customers.", "context": "Cards.", "conclusion": "One to treat."}
    found = bank.by("Liang", "risk_assessment", "create", **words | given)
    for move in ("begin", "submit", "approve"):
        if until == "":
            break
        found = bank.by("Arjun" if move == "approve" else "Liang", "risk_assessment", move, found.id)
        if move == until:
            break
    return found


def assessed_anew(bank: Bank, one: UUID) -> Any:
    for move in ("assess_anew", "submit"):
        bank.by("Liang", "risk_assessment", move, one)
    return bank.by("Arjun", "risk_assessment", "approve", one)


def control(bank: Bank, place: str, serves: UUID | None = None, told: bool = True, **given: Any) -> Any:
    words = {"title": place, "annex_a": place, "description": "What it is.", "how": "So.", "guidance": "All of it."}
    links = [("serves", serves)] if serves else []
    more = {"test_method": "Ten cases.", "owner": bank.people["Arjun"], "links": links}
    found = bank.approved("control", **words | more | given)
    return bank.by("Liang", "control", "make_known", found.id, **told_today(bank)) if told else found


def tried_out(bank: Bank, of: UUID, result: str = "passed") -> Any:
    words = {"title": "Ten cases", "tested": of, "population": "All of May.", "sample": "Ten, by lot."}
    made = bank.by("Liang", "control_test", "create", **words)
    return bank.by(
        "Ines", "control_test", "conclude", made.id, result=result, found="Read each.", happened_on=bank.at.date()
    )


def told_today(bank: Bank) -> dict[str, Any]:
    return {"told_on": bank.at.date(), "told_how": "In the meeting of both desks."}


def decided(bank: Bank, **out: str) -> list[dict[str, str]]:
    """A line for each control: in, but those in `out`, which are left out for the reason there (dots as lines)."""
    left = {place.replace("_", "."): why for place, why in out.items()}
    return [
        {"control": place, "applies": "no" if place in left else "yes", "why": left.get(place, "The rota needs it.")}
        for place in expected(bank.world())
    ]


def statement(bank: Bank, **given: Any) -> Any:
    words = {
        "title": "Statement of Applicability",
        "disclosure": "on_request",
        "additional": "None: Annex A is enough.",
    }
    made = bank.by("Liang", "statement_of_applicability", "create", **words | {"owner": bank.people["Arjun"]})
    bank.by("Liang", "statement_of_applicability", "edit", made.id, **{"entries": decided(bank)} | given)
    return bank.put_in_force("statement_of_applicability", made.id)


def plan(bank: Bank) -> Any:
    words = {"title": "What we do about AI risks", "remarks": "In order.", "owner": bank.people["Liang"]}
    made = bank.by("Liang", "treatment_plan", "create", **words)
    bank.by("Liang", "treatment_plan", "submit", made.id)
    return bank.by("Arjun", "treatment_plan", "approve", made.id)


def people(bank: Bank) -> None:
    bank.assign("Ines", "risk_acceptor")
    bank.assign("Ines", "verifier")


def first(bank: Bank) -> None:
    bank.kept["criteria"] = criteria(bank)
    world = bank.world()
    goal, process = bank.kept["review_real"].id, world.in_force(Process)[0].id
    bank.kept["goal"], bank.kept["process"] = goal, process
    _an_opportunity(bank, process)
    hinders = [("hinders", goal)]
    systems = [one.latest.id for one in governed(world)]
    high = risk(bank, system=systems[0], links=hinders, **HIGH)
    done = treatment(bank, high.id, "verify", process=process, controls=expected(world), links=[("evidence", process)])
    bank.by("Liang", "treatment", "close", done.id)
    bank.by("Liang", "risk", "treat", high.id)
    for system in systems:
        risk(bank, system=system, links=hinders)
    bank.by("Liang", "risk", "complete", high.id, current_likelihood=2)
    until = {"accepted_until": bank.at.date() + dt.timedelta(days=300)}
    bank.by("Tan", "risk", "accept_as_management", high.id, **until)
    bank.judge("6.1.2-c")
    a_significant_change(bank, systems[0])
    bank.kept["assessments"] = [assessment(bank, system).id for system in systems]
    bank.kept["controls"] = [control(bank, place, goal).id for place in expected(bank.world())]
    for one in bank.kept["controls"]:
        tried_out(bank, one)
    bank.kept["statement"], bank.kept["plan"] = statement(bank).id, plan(bank).id


def _an_opportunity(bank: Bank, process: UUID) -> None:
    """One that every issue and every requirement leads to, pursued, done and judged by somebody else."""
    world = bank.world()
    links = [("comes_from", one.id) for one in (*world.in_force(ContextIssue), *world.in_force(InterestedParty))]
    words = {"title": "Answers within a day", "benefit": "People wait less.", "plan": "A desk.", "judged_by": "Days."}
    more = {"process": process, "owner": bank.people["Liang"], "due_on": bank.at.date() + dt.timedelta(days=90)}
    made = bank.by("Liang", "opportunity", "create", links=links, **words | more)
    bank.by("Arjun", "opportunity", "pursue", made.id)
    bank.by("Liang", "opportunity", "finish", made.id)
    bank.by("Arjun", "opportunity", "judge", made.id, found="Within a day in nine of ten.")


def again(bank: Bank) -> None:
    """Everything once more within its interval, the criteria first."""
    _an_opportunity(bank, bank.kept["process"])
    bank.renewed("risk_criteria", bank.kept["criteria"].id)
    known = {one.system_id for one in _assessments(bank)}
    for one in bank.kept["assessments"]:
        assessed_anew(bank, one)
    for entry in governed(bank.world()):
        if entry.latest.id not in known:
            risk(bank, system=entry.latest.id, links=[("hinders", bank.kept["goal"])])
            assessment(bank, entry.latest.id)
    for one in bank.kept["controls"]:
        bank.renewed("control", one)
        bank.by("Liang", "control", "make_known", one, **told_today(bank))
        tried_out(bank, one)
    bank.renewed("statement_of_applicability", bank.kept["statement"])
    bank.by("Liang", "treatment_plan", "revise", bank.kept["plan"])
    bank.by("Liang", "treatment_plan", "submit", bank.kept["plan"])
    bank.by("Arjun", "treatment_plan", "approve", bank.kept["plan"])


def _assessments(bank: Bank) -> list[Any]:
    return bank.world().all(RiskAssessment)


# ---- Worlds that fall short ----


def built(*steps: Callable[[Bank], Any]) -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        people(bank)
        for step in steps:
            step(bank)

    return build


def a_risk(until: str = "evaluate", **given: Any) -> Callable[[Bank], Any]:
    return lambda bank: bank.kept.update(risk=risk(bank, until, **given))


def treated(until: str = "approve", **given: Any) -> Callable[[Bank], Any]:
    return lambda bank: bank.kept.update(treatment=treatment(bank, bank.kept["risk"].id, until, **given))


def later(days: int) -> Callable[[Bank], None]:
    return lambda bank: bank.pass_days(days)


def an_assessment(until: str = "approve") -> Callable[[Bank], None]:
    def build(bank: Bank) -> None:
        bank.kept["assessment"] = assessment(bank, bank.kept["risk"].system_id, until)

    return build


def use_changed(bank: Bank) -> None:
    system = bank.kept["risk"].system_id
    bank.by("Liang", "ai_system", "edit", system, intended_use="Hold payments and close accounts.")
    bank.by("Arjun", "ai_system", "approve", system, change_is_significant=False)


def criteria_changed(bank: Bank) -> None:
    bank.renewed("risk_criteria", bank.kept["criteria"].id, method="By three people.")


def nobody_may_accept(bank: Bank) -> None:
    rows = [dict(row) | {"accepted_by": "nobody"} for row in bank.kept["criteria"].bands]
    bank.renewed("risk_criteria", bank.kept["criteria"].id, bands=rows)


def keeps_criteria(bank: Bank) -> None:
    bank.kept["criteria"] = criteria(bank)


def a_policy_afterwards(bank: Bank) -> None:
    bank.pass_days(5)
    bank.policy()


def accepted(bank: Bank) -> None:
    until = {"accepted_until": bank.at.date() + dt.timedelta(days=30)}
    bank.by("Ines", "risk", "accept", bank.kept["risk"].id, **until)


def taken_through(bank: Bank) -> None:
    """The risk of the World treated, and nobody accepts what remains."""
    treatment(bank, bank.kept["risk"].id, "verify")
    bank.by("Liang", "risk", "treat", bank.kept["risk"].id)
    bank.by("Liang", "risk", "complete", bank.kept["risk"].id, current_likelihood=1)


def found_not_to_work(bank: Bank) -> None:
    bank.by("Ines", "treatment", "verify_failed", bank.kept["treatment"].id, found="Half of them.")


def a_statement(bank: Bank) -> None:
    bank.kept["statement"] = statement(bank)


def a_small_statement(bank: Bank) -> None:
    """One that takes in two controls."""
    out = {place.replace(".", "_"): "Nothing asks for it." for place in expected(bank.world())}
    entries = decided(bank, **{place: why for place, why in out.items() if place not in ("A_2_2", "A_9_2")})
    bank.kept["statement"] = statement(bank, entries=entries)


def without_a_control(bank: Bank) -> None:
    entries = decided(bank, A_10_4="We sell no AI service.")
    bank.kept["statement"] = statement(bank, entries=entries)


def an_own_control(bank: Bank) -> None:
    control(bank, "", title="Two pairs of eyes")


def an_obligation_asks(bank: Bank) -> None:
    """What was left out is asked for by an issue since."""
    control(bank, "A.10.4", links=[("asked_by", bank.issue().id)])


def the_risk_is_closed(bank: Bank) -> None:
    bank.by("Liang", "risk", "reopen", bank.kept["risk"].id)
    bank.by("Arjun", "treatment", "cancel", bank.kept["treatment"].id)


def changed_significantly(bank: Bank) -> None:
    a_significant_change(bank, bank.kept["risk"].system_id)


def a_significant_change(bank: Bank, system: UUID) -> None:
    made = proposed(bank, system=system, is_called_significant=True)
    bank.by("Liang", "change", "assess", made.id)
    bank.by("Arjun", "change", "approve", made.id)


def a_plan(bank: Bank) -> None:
    bank.kept["plan"] = plan(bank)


def one_control(**given: Any) -> Callable[[Bank], Any]:
    return lambda bank: control(bank, "A.2.2", **given)


def seen(bank: Bank) -> None:
    bank.by("Liang", "opportunity", "create", title="Faster answers", owner=bank.people["Liang"])


def a_test(result: str) -> Callable[[Bank], None]:
    """Of the one control, by `one_control`."""

    def build(bank: Bank) -> None:
        bank.kept["test"] = tried_out(bank, bank.world().in_force(Control)[0].id, result)

    return build


def raised(bank: Bank) -> None:
    about = [("about", bank.kept["test"].id)]
    words = {"title": "It does not work", "requirement": "iso42001:2023/8.1-e", "grade": "minor", "statement": "Half."}
    bank.by("Liang", "nonconformity", "create", links=about, **words)


GROUND = (keeps_criteria, a_risk())
SMALL = (keeps_criteria, a_risk(**HIGH), treated(), a_small_statement)
STATED = (keeps_criteria, a_risk(**HIGH), treated(controls=["A.9.2"]), a_statement)
S = Status
CASES: list[Case] = [
    ("6.1.1-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("6.1.1-a", lambda bank: bank.issue(), S.UNMET, "leads_to_no_risk"),
    ("6.1.1-b", built(seen), S.UNMET, "opportunity_undecided"),
    ("6.1.1-c", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.1-c", built(*GROUND, an_assessment(), criteria_changed), S.UNMET, "assessed_by_old_criteria"),
    ("6.1.1-d", built(*GROUND, an_assessment(), use_changed), S.UNMET, "assessed_for_other_use"),
    ("6.1.1-e", built(keeps_criteria, a_risk(**HIGH)), S.UNMET, "risk_above_appetite_without_plan"),
    ("6.1.1-f", built(Bank.process, *STATED[:3]), S.UNMET, "text_empty"),
    ("6.1.1-g", built(*GROUND, treated("implement")), S.UNMET, "treatment_effect_unverified"),
    ("6.1.1-h", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.2-a", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.2-b", built(keeps_criteria, a_policy_afterwards), S.UNMET, "method_older"),
    ("6.1.2-c", built(*GROUND), S.PARTLY, "recheck_missing"),
    ("6.1.2-d", built(active, *GROUND), S.UNMET, "link_needed"),
    ("6.1.2-e", built(a_risk("")), S.UNMET, "risk_not_analysed"),
    ("6.1.2-f", built(a_risk("", why="")), S.UNMET, "risk_not_analysed"),
    ("6.1.2-g", built(a_risk("")), S.UNMET, "risk_not_analysed"),
    ("6.1.2-h", built(a_risk("")), S.UNMET, "nothing_recorded"),
    ("6.1.2-i", built(keeps_criteria, a_risk(**HIGH, priority=None)), S.UNMET, "priority_missing"),
    ("6.1.2-j", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.3-a", built(keeps_criteria, a_risk(**HIGH)), S.UNMET, "risk_above_appetite_without_plan"),
    ("6.1.3-b", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.3-b", built(*STATED, treated(title="A second rota")), S.PARTLY, "soa_stale"),
    ("6.1.3-c", built(*STATED, the_risk_is_closed), S.UNMET, "control_without_driver"),
    ("6.1.3-d", built(*STATED, an_own_control), S.UNMET, "control_undecided"),
    ("6.1.3-e", built(*SMALL), S.UNMET, "control_undescribed"),
    ("6.1.3-f", built(*STATED[:3], without_a_control, an_obligation_asks), S.UNMET, "control_excluded_but_needed"),
    ("6.1.3-g", built(*STATED[:3], a_plan, a_risk(**HIGH), treated()), S.UNMET, "risk_not_in_plan"),
    ("6.1.3-g", built(*STATED[:3], a_plan, later(80)), S.PARTLY, "treatment_overdue"),
    ("6.1.3-h", built(*STATED[:3], a_plan, a_risk(), accepted, later(60)), S.UNMET, "acceptance_expired"),
    ("6.1.3-h", built(*STATED[:3], a_plan, a_risk(), accepted, nobody_may_accept), S.UNMET, "acceptance_outgrown"),
    ("6.1.3-h", built(*STATED[:2], taken_through, a_plan), S.UNMET, "residual_not_accepted"),
    ("6.1.3-i", built(active, *SMALL, one_control()), S.UNMET, "link_needed"),
    ("6.1.3-j", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.3-k", built(*SMALL, one_control(told=False)), S.UNMET, "control_untold"),
    ("6.1.3-l", nothing, S.UNMET, "nothing_recorded"),
    ("6.1.3-m", nothing, S.UNMET, "nothing_recorded"),
    ("8.1-d", built(*SMALL, one_control()), S.UNMET, "control_not_shown"),
    ("8.1-e", built(), S.UNMET, "nothing_recorded"),
    ("8.1-e", built(*SMALL, one_control(), later(400)), S.UNMET, "control_untested"),
    ("8.1-e", built(*SMALL, one_control(), a_test("failed"), later(20)), S.UNMET, "test_unanswered"),
    ("8.2-a", nothing, S.UNKNOWN, "nothing_recorded"),
    ("8.2-a", built(*GROUND), S.UNMET, "risk_unassessed"),
    ("8.2-a", built(*GROUND, an_assessment("begin")), S.UNMET, "assessment_open"),
    ("8.2-a", built(*GROUND, an_assessment(), later(800)), S.STALE, "assessment_old"),
    ("8.2-b", built(*GROUND, an_assessment(), changed_significantly), S.UNMET, "significant_change_not_reassessed"),
    ("8.2-c", nothing, S.UNMET, "nothing_recorded"),
    ("8.3-a", built(*STATED[:3], later(80)), S.UNMET, "treatment_overdue"),
    ("8.3-b", built(*GROUND, treated("implement")), S.UNMET, "treatment_effect_unverified"),
    ("8.3-c", built(keeps_criteria, a_risk(**HIGH), later(40)), S.UNMET, "risk_above_appetite_without_plan"),
    ("8.3-d", built(*GROUND, treated("implement"), found_not_to_work, later(40)), S.UNMET, "treatment_ineffective"),
    ("8.3-e", built(*GROUND, treated("verify")), S.UNMET, "evidence_missing"),
]
